"""Is the ledger whole, do its places lie where it says, and is a malformed one told in one message?"""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
import shapely
from typer.testing import CliRunner

from tests.grid_district import grid_district
from twin.cli.app import app
from twin.core.errors import InputError
from twin.ledger import Place, Row, geojson, load_ledger, place
from twin.ledger.registry import STAGES

GOOD = """schema_version = 1
[[rows]]
id = "benches"
topic = "mobility"
name = "Benches"
name_it = "Panchine"
unit = "benches"
measure = "shared_ebikes"
figures = [
  { stage = "planned", value = 10, year = 2016, tag = "target", source = "made up" },
  { stage = "delivered", value = 4, tag = "announced", source = "made up" },
]
places = [{ name = "Piazza", at = [9.2, 45.44], count = 3 }, { name = "Duomo", at = [9.19, 45.46], count = 1 }]
"""


def load(tmp_path, text):
    load_ledger.cache_clear()
    file = tmp_path / "registry.toml"
    file.write_text(text, encoding="utf-8")
    return load_ledger(file)


def test_the_quantities_of_the_project_are_there():
    """The pairs that everybody asks about, from the published pages."""
    rows = load_ledger()
    pairs = {
        "lampposts": (300, 28), "bike_stations": (14, 7), "ebikes": (150, 150), "mobility_areas": (10, 10),
        "parking_sensors": (125, 175), "condominium_cars": (2, 2), "logistics_vans": (10, 9),
        "retrofitted_area": (25500, 28000),
    }  # fmt: skip
    for name, (planned, delivered) in pairs.items():
        assert (rows.row(name).value("planned"), rows.row(name).value("delivered")) == (planned, delivered), name
    assert [rows.row(f"{name}_condominiums").figures[0].value for name in ("interested", "audited", "signed")] == [
        52, 20, 5,
    ]  # fmt: skip
    assert rows.row("shared_evs").value("planned") == 62
    with pytest.raises(KeyError, match="nothing delivered"):
        rows.row("shared_evs").value("delivered")
    assert (rows.row("charge_points").value("delivered"), rows.row("fast_charge_points").value("delivered")) == (60, 20)
    assert rows.row("total_cost").value("planned") == 28_045_835
    assert rows.row("triggered_investment").value("observed") == 265e6


def test_what_is_counted_by_place_adds_up_to_what_was_delivered():
    counted = [row for row in load_ledger().rows if row.places and row.places[0].count is not None]
    assert len(counted) >= 6
    for row in counted:
        assert sum(each.count for each in row.places) == row.value("delivered"), row.id


def test_every_row_is_here_or_elsewhere_and_says_how_it_is_known():
    rows = load_ledger()
    assert {row.city for row in rows.select(where="elsewhere")} == {"London", "Lisbon", "consortium"}
    assert rows.select(topic="elsewhere") == tuple(row for row in rows.rows if row.city in ("London", "Lisbon"))
    tags = {each.tag for row in rows.rows for each in row.figures}
    assert {"monitored summary", "announced", "asset-rated", "target"} <= tags
    assert "measured" not in tags  # no measured series of any building, station or lamp was published
    for row in rows.rows:
        if row.where == "elsewhere":
            assert not row.places


def test_addresses_of_the_works_are_the_six_and_lie_where_they_are():
    from twin import geo

    placed = {each.row.id: each for each in place(load_ledger(), geo.load_district(None))}
    buildings = placed["retrofitted_buildings"]
    zones = dict(zip((each.name for each in buildings.row.places), buildings.zones, strict=True))
    assert {name for name, zone in zones.items() if zone} == {
        "via Verro 78/B", "via Verro 78/C", "via Passeroni 6", "via Benaco 26",
    }  # fmt: skip
    assert (buildings.inside, buildings.known) == (3.0, 6.0)
    assert placed["tito_livio_cost"].inside == 0.0
    assert placed["verro_families"].inside == 24.0
    assert placed["retrofitted_area"].inside is None
    assert placed["passeroni_energy"].inside is None


def test_places_are_flagged_by_geometry():
    district = grid_district()
    from pyproj import Transformer

    x, y = Transformer.from_crs("EPSG:4326", district.crs, always_xy=True).transform(9.2, 45.44)
    boxes = [shapely.box(x - 50, y - 50, x + 50, y + 50), shapely.box(0, 0, 1, 1)]
    count = len(district.tables["zones"])
    district.geometry["zones"] = np.array([*boxes, *[shapely.box(x, y, x + 1e5, y + 1e5)] * (count - 2)], dtype=object)
    row = Row.model_validate(tomllib.loads(GOOD)["rows"][0])
    ledger = load_ledger().model_copy(update={"rows": (row,)})
    (found,) = place(ledger, district)
    assert found.zones == ("WEST", "")  # the outer zones hold the second, and are no part of the district
    assert (found.inside, found.known) == (3.0, 4.0)
    points = geojson((found,))
    assert [each["properties"]["in_district"] for each in points["features"]] == [True, False]
    assert points["features"][0]["geometry"] == {"type": "Point", "coordinates": [9.2, 45.44]}
    assert points["features"][0]["properties"]["rows"][0]["planned"][0]["value"] == 10


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("schema_version = 1", "schema_version = [", "is not TOML"),
        ('unit = "benches"\n', "", "rows.0 (benches).unit: is missing"),
        ('unit = "benches"', 'unti = "benches"', "no key 'unti' is known here → did you mean 'unit'?"),
        ('measure = "shared_ebikes"', 'measure = "x"\nreason = "y"', "give one of them"),
        ('measure = "shared_ebikes"', 'measure = ""\nreason = "y"', "one language only"),
        ('measure = "shared_ebikes"', 'measure = "x"\nwhere = "elsewhere"', "here is Milan"),
        ("value = 10", 'value = "many"', "figures.0.value"),
        ("value = 10", "value = inf", "the value is no number"),
        ("value = 10", "value = 10, value_to = 5", "not above"),
        ('tag = "target"', 'tag = "sure"', "figures.0.tag"),
        ("at = [9.2, 45.44]", "at = [9.2, 95.44]", "no place on earth"),
        (", count = 1", "", "some places have a count"),
        ('name = "Duomo"', 'name = "Piazza"', "a place stands twice"),
    ],
)
def test_a_malformed_ledger_is_told_with_its_row(tmp_path, old, new, words):
    assert old in GOOD
    with pytest.raises(InputError, match=r"registry\.toml") as caught:
        load(tmp_path, GOOD.replace(old, new, 1) + "\n")
    assert words in str(caught.value)


def test_a_well_formed_ledger_is_read(tmp_path):
    assert load(tmp_path, GOOD).row("benches").label("it") == "Panchine"


def test_a_row_twice_and_a_place_at_two_places_are_told(tmp_path):
    row = GOOD.partition("\n")[2]
    with pytest.raises(InputError, match="benches stand twice"):
        load(tmp_path, GOOD + row)
    with pytest.raises(InputError, match="Piazza lies at two places"):
        load(tmp_path, GOOD + row.replace("benches", "seats").replace("9.2,", "9.3,"))
    with pytest.raises(InputError, match="cannot be read"):
        load_ledger(tmp_path / "none.toml")
    assert Place(name="x", at=(9.0, 45.0)).count is None


def test_the_table_is_printed_in_both_languages_and_the_points_are_written(tmp_path):
    def run(*arguments):
        result = CliRunner().invoke(app, ["ledger", *map(str, arguments)])
        assert result.exit_code == 0, result.stderr
        return result

    english = run("--notes")
    assert "Smart lampposts" in english.stdout
    assert "shown and left out of its totals: via Tito Livio 7" in english.stderr
    assert "3 of 6" in english.stdout
    italian = run("--lang", "it", "--topic", "money", "--geojson", tmp_path / "points.geojson")
    assert "28.045.835" in italian.stdout
    assert "obiettivo" in italian.stdout
    assert json.loads((tmp_path / "points.geojson").read_text())["features"] == []
    told = json.loads(run("--json", "--topic", "lighting").stdout)
    assert [row["id"] for row in told["rows"]] == ["lampposts", "lampposts_consortium"]
    assert told["synthetic"] is True
    bad = CliRunner().invoke(app, ["ledger", "--topic", "sea"])
    assert bad.exit_code == 2


def told(row, stage):
    """Figures of one stage as the page has them."""
    texts = []
    for each in row.told(stage):
        text = f"{each.sign}{each.value:,.0f}" + (f"–{each.value_to:,.0f}" if each.value_to else "")
        texts.append(f"{text} ({each.tag})")
    return "; ".join(texts) or "–"


def line_of(row):
    """A row of the ledger as the page has it."""
    city = "" if row.where == "here" else f" ({'all cities' if row.city == 'consortium' else row.city})"
    cells = (f"{row.name}{city}", row.unit, *(told(row, stage) for stage in STAGES),
             f"`{row.measure}`" if row.measure else f"none: {row.reason}")  # fmt: skip
    return f"| {' | '.join(cells)} |"


def test_the_page_holds_every_row_as_it_is():
    """To mend the page after a change of the ledger, take the lines that this test expects."""
    text = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| quantity")]
    assert lines == [line_of(row) for row in load_ledger().rows]
