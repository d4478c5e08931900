"""Do the ledger's signs and figures tell what the ledger holds, in both languages, and flag what lies outside?"""

import html
import re
from types import SimpleNamespace

import numpy as np
import pytest
import shapely

pytest.importorskip("solara")

from twin.ledger import load_ledger, place, spots
from twin.ledger.registry import STAGES
from twin.ledger.words import STRENGTH, TAGS, UNITS_IT
from twin.ui import ledgerview


@pytest.fixture(scope="module")
def there():
    """A zone that holds some places of the ledger and not others."""
    zone = shapely.box(515_000.0, 5_031_000.0, 516_500.0, 5_033_000.0)  # around via Verro
    table = {"in_district": np.array([True]), "name": np.array(["South"])}
    geometry = {"zones": np.array([zone], dtype=object)}
    placed = place(load_ledger(), SimpleNamespace(geometry=geometry, tables={"zones": table}, crs="EPSG:32632"))
    found = spots(placed)
    return SimpleNamespace(ledger=placed, spots=found, spots_at=np.zeros((len(found), 2)))


def test_every_kind_of_figure_has_a_shape_of_its_own():
    assert set(ledgerview.SIGNS) == set(TAGS) == set(STRENGTH)
    assert len({path for path, _ in ledgerview.SIGNS.values()}) == len(TAGS)
    assert len({colour for _, colour in ledgerview.SIGNS.values()}) == len(TAGS)


def test_each_place_has_a_sign_for_each_kind_of_its_figures(there):
    signs, marked = ledgerview.signs(there, "en"), ledgerview.marked(there.spots)
    assert len(signs) == len(marked) == sum(len(spot.tags) for spot in there.spots)
    for sign, (k, tag) in zip(signs, marked, strict=True):
        spot = there.spots[k]
        assert (sign["path"], sign["colour"]) == ledgerview.SIGNS[tag]
        assert sign["hollow"] is (spot.zone == "")
        assert sign["text"].startswith(f"{spot.name}: {TAGS[tag]['en']}\n")
        assert ("Outside the district" in sign["text"]) is sign["hollow"]
    places = {at.name for row in load_ledger().rows for at in row.places}
    assert {sign["name"] for sign in signs} == places
    assert {sign["hollow"] for sign in signs} == {True, False}


@pytest.mark.parametrize("lang", ["en", "it"])
def test_a_place_is_told_with_stage_source_year_and_tag(there, lang):
    spot = next(spot for spot in there.spots if spot.name == "via Verro 78/B")
    told = html.unescape(re.sub(r"<[^>]+>", " ", ledgerview.of_spot(spot, lang)))
    for row, _ in spot.rows:
        assert row.label(lang) in told
        for stage in STAGES:
            for each in row.told(stage):
                assert TAGS[each.tag][lang] + (f", {each.year}" if each.year else "") in told
                assert each.source in told
    assert {"en": "350,000", "it": "350.000"}[lang] in told


@pytest.mark.parametrize("lang", ["en", "it"])
def test_all_figures_of_milan_are_listed_and_none_of_elsewhere(there, lang):
    told = ledgerview.whole(there.ledger, lang)
    assert ("sono in inglese" in told) is (lang == "it")
    for each in there.ledger:
        assert (f"{html.escape(each.row.label(lang))} [" in told) is (each.row.where == "here"), each.row.id


def test_units_of_the_ledger_have_an_italian_word():
    signs = {"%", "m2", "EUR", "t", "g"}
    assert {row.unit for row in load_ledger().rows} <= set(UNITS_IT) | signs
