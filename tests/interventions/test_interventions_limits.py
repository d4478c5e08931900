"""Too much, nothing there, in a park, too early, too late: every measure of the catalogue says so."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from pydantic import ValidationError

from tests.grid_district import grid_district
from tests.little_street import LAT, LON, street_world
from twin.core.errors import InputError
from twin.core.resources import resource_dir
from twin.interventions import Amount, Entry, Where, account, additions, catalogue, edits
from twin.interventions.asked import lever_words
from twin.interventions.kerb import AT_THE_KERB, IN_A_PARK, by_car, zones_only
from twin.interventions.limits import Mind, clipped, minds, unserved
from twin.interventions.measure import COUNT
from twin.interventions.placing import Site
from twin.model.runner import facts
from twin.scenario import load, loads
from twin.state.additions import add
from twin.ui.levers import controls
from twin.ui.mix import starts

DAY = date(2019, 1, 1)
FAR = {"address": "Duomo di Lecce", "at": [18.169, 40.352]}
# Levers of the catalogue whose measures hold in whole zones: addresses are refused before the run.
ZONES_ONLY = {name for name in catalogue if catalogue[name].faults is zones_only}
LEVERS = {name: catalogue[name].levers for name in catalogue}
# What happens without the project is asked for by nobody.
ASKED = [name for name in catalogue if not getattr(catalogue[name], "trend", False)]
# Public housing alone has flats.
BESIDE = {("public_retrofit", "flat"): {"kinds": ["housing"]}}
AMOUNTS = [
    (name, unit)
    for name, levers in LEVERS.items()
    if "quantity" in levers.model_fields and levers.model_fields["quantity"].annotation is Amount
    for unit in levers.unit_of("quantity").split("|")
    if unit != "1"
]
COUNTS = [
    (name, key)
    for name, levers in LEVERS.items()
    for key in ("quantity", "sensors")
    if key in levers.model_fields and levers.unit_of(key) == COUNT
]


@pytest.fixture(scope="module")
def whole():
    """One zone of the embedded district with its people, built with a measure that begins after the year."""
    from twin import geo
    from twin.model import build_model

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWIN_ZONES", "27")
        baseline = load(resource_dir("scenarios") / "baseline.toml").quick()
        later = baseline.model_copy(update={"measures": (entry("energy_management", date(2020, 1, 1)),)})
        return build_model(later, geo.load_district(None), 1)


@pytest.fixture(scope="module")
def built(whole):
    """Its world, before any edit."""
    return whole[0].world


def test_a_model_accounts_for_its_scenario_and_the_manifest_tells_it(whole):
    model, inputs = whole
    assert model.world.applied == []
    (row,) = inputs.asked
    assert "after the simulated days" in row.sentences()[0]
    (told_row,) = facts(load(resource_dir("scenarios") / "baseline.toml"), inputs, threads=1, seconds={}).asked
    assert told_row["minds"] == [{"en": row.minds[0].en, "it": row.minds[0].it}]
    assert (told_row["label"], told_row["asked"]) == (row.label, row.asked)


def entry(measure, day=DAY, where=None, **levers):
    given = {**starts(controls(catalogue[measure])), **{key.rstrip("_"): value for key, value in levers.items()}}
    model = catalogue[measure].levers.model_validate(given)
    return Entry(measure=measure, levers=model, where=Where.model_validate(where or {}), date=day, source="test")


def told(built, one):
    """The account of one entry and its edits, the kept world left alone."""
    world = replace(built, tables=dict(built.tables), applied=[], added=[])
    add(world, additions(world, [one]))
    found = edits(world, [one])
    (row,) = account(world, [one], found)
    return row, found


@pytest.mark.parametrize("measure", ASKED)
def test_what_begins_after_the_simulated_days_does_nothing_and_says_so(built, measure):
    row, found = told(built, entry(measure, date(2020, 1, 1)))
    assert found == []
    assert "after the simulated days 2019-01-01 to 2019-12-31" in row.sentences()[0]
    assert "dopo i giorni simulati" in row.sentences("it")[0]
    assert row.sentences()[0].startswith(catalogue[measure].label)


@pytest.mark.parametrize("measure", ASKED)
def test_a_place_where_nothing_is_says_so_or_is_refused(built, measure):
    one = entry(measure, where=FAR)
    if measure in ZONES_ONLY:
        faults = catalogue[measure].faults(built.district, one.levers, one.where)
        assert [fault.place for fault in faults] == ["where"]
        return
    row, found = told(built, one)
    assert not any(edit.rows.size for edit in found)
    assert sum(edit.total_cost for edit in found) == 0.0
    assert row.minds, measure


def test_what_was_asked_for_is_told_in_words_and_not_in_those_of_the_program(built):
    row, _ = told(built, entry("condominium_retrofit", quantity="10 %", walls=True, decided_by="assembly"))
    choices = catalogue["condominium_retrofit"].levers.extra_of("decided_by")["options"]["assembly"]
    for asked, yes, choice in ((row.asked, "yes", choices[0]), (row.asked_it, "sì", choices[1])):
        assert f" {yes};" in asked
        assert choice in asked
        assert "True" not in asked


@pytest.mark.parametrize(("measure", "unit"), AMOUNTS)
def test_more_than_exists_is_clipped_and_says_so(built, measure, unit):
    more = BESIDE.get((measure, unit), {})
    row, found = told(built, entry(measure, quantity=f"100000000 {unit}", **more))
    assert any("clipped to the" in sentence for sentence in row.sentences()), row
    assert any("ridotta a ciò che esiste" in sentence for sentence in row.sentences("it"))
    whole, everything = told(built, entry(measure, quantity="100 %", **more))
    assert not any("clipped" in sentence for sentence in whole.sentences())
    for some, every in zip(found, everything, strict=True):  # what has none of the unit is not needed to reach it
        assert np.isin(some.rows, every.rows).all()
        assert some.rows.size


@pytest.mark.parametrize(("measure", "key"), COUNTS)
def test_more_places_than_can_serve_anybody_are_clipped_and_say_so(built, measure, key):
    info = catalogue[measure].levers.model_fields[key]
    most = next(rule.le for rule in info.metadata if hasattr(rule, "le"))
    row, _ = told(built, entry(measure, **{key: most}))
    assert any("clipped to the" in sentence for sentence in row.sentences()), row


def test_a_drawn_value_is_told_with_the_digits_that_mean_something():
    levers = catalogue["calm_streets"].levers.model_validate(
        {"quantity": "12.5 %", "cost_per_km": "27816.693005137615 EUR"}
    )
    assert lever_words(levers, "cost_per_km", "en") == "27817 EUR"
    assert lever_words(levers.model_copy(update={"cost_per_km": 0.084377412}), "cost_per_km", "it") == "0,0844 EUR"
    assert lever_words(levers, "quantity", "en") == "12.5 %"


@pytest.mark.parametrize("measure", catalogue)
def test_a_day_before_the_first_year_is_refused(measure):
    with pytest.raises(ValidationError, match="1989-12-31 lies outside 1990 to 2100"):
        entry(measure, date(1989, 12, 31))


def test_a_scenario_tells_the_day_with_its_place_in_the_file():
    text = """schema_version = 2
name = "x"
description = "x"
baseline_year = 2019
[[measures]]
measure = "road_charge"
date = 1951-01-01
source = "test"
levers = { charge = "5 EUR" }
"""
    with pytest.raises(InputError, match=r"measures\[0\].date: .*lies outside 1990 to 2100"):
        loads(text)


def test_zero_asks_for_nothing_and_is_no_matter(built):
    for measure, levers in (
        ("condominium_retrofit", {"quantity": "0 %"}), ("parking_guidance", {"sensors": 0}),
        ("road_charge", {"charge": "0 EUR"}), ("charging_points", {"quantity": 0}),
    ):  # fmt: skip
        row, found = told(built, entry(measure, **levers))
        assert found == []
        assert row.minds == ()


def test_less_than_half_of_the_smallest_building_says_that_nothing_is_done(built):
    row, found = told(built, entry("condominium_retrofit", quantity="1 flat", least_flats="10 flat"))
    assert not any(edit.rows.size for edit in found)
    assert "less is asked for than half of the smallest whole one" in row.sentences()[0]


def test_fewer_members_than_asked_for_are_told(built):
    site = {"name": "Piazza", "at": list(map(float, built.district.place)), "cars": 900}
    row, _ = told(built, entry("car_sharing", quantity=0, sites=[site], members_per_car=100))
    assert any("members asked for, clipped to the" in sentence for sentence in row.sentences())


def test_named_places_do_not_heed_where_and_say_so(built):
    site = {"name": "Piazza", "at": list(map(float, built.district.place))}
    row, _ = told(built, entry("charging_points", where={"zones": ["27"]}, quantity=0, sites=[site]))
    assert "places are named, so zone 27 is not used" in row.sentences()[-1]


def test_two_entries_of_one_measure_have_accounts_of_their_own():
    world = street_world()
    some = [entry("lamppost_dimming", where={"zones": ["27"]}), entry("lamppost_dimming", date(2020, 5, 1))]
    rows = account(world, some, edits(world, some))
    assert sorted(len(row.minds) for row in rows) == [0, 1]
    assert {row.done == () for row in rows} == {True, False}


def lon_lat(x, y):
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:32632", "EPSG:4326", always_xy=True).transform(x, y)


@pytest.mark.parametrize("away", [0.0, 30.0, 49.0, 51.0, 74.0])
@pytest.mark.parametrize("park", [False, True])
def test_a_charge_point_far_from_every_street_or_in_a_park_is_refused(away, park):
    """Streets of the grid are 150 m apart: the middle of a block is 75 m from the nearest."""
    district = grid_district()
    where = (75.0, away)
    if park:
        district.context["parks"] = [shapely.Point(where).buffer(10.0)]
    site = Site(name="Parco", at=lon_lat(*where))
    faults = by_car(district, [site], AT_THE_KERB)
    assert bool(faults) == (away > (IN_A_PARK if park else AT_THE_KERB))
    for fault in faults:
        assert f"lies {away:.0f} m from the nearest street" in fault.what
        assert ("in a park" in fault.what) == park
        assert "Parco" in fault.place
        assert "move it" in fault.mend


def test_sites_outside_the_zones_are_not_held_against_streets():
    district = grid_district()
    district.geometry["zones"] = np.array([shapely.box(0, 0, 10, 10)] * len(district.tables["zones"]), dtype=object)
    assert by_car(district, [Site(name="far", at=[18.169, 40.352])], AT_THE_KERB) == []
    assert by_car(district, [], AT_THE_KERB) == []


def test_a_scenario_with_a_charge_point_in_a_park_ends_in_one_message_with_its_place(monkeypatch):
    from twin import geo

    monkeypatch.setenv("TWIN_ZONES", "27")
    district = geo.load_district(None)
    zone = next(district.geometry["zones"][k] for k in np.flatnonzero(district.tables["zones"]["in_district"]))
    streets = shapely.union_all(district.geometry["car_links"])
    west, south, east, north = zone.bounds
    xs, ys = np.meshgrid(np.linspace(west, east, 60), np.linspace(south, north, 60))
    points = shapely.points(xs.ravel(), ys.ravel())
    points = points[shapely.intersects(zone, points)]
    far = points[np.argmax(shapely.distance(streets, points))]
    assert shapely.distance(streets, far) > AT_THE_KERB
    at = [round(v, 6) for v in lon_lat(far.x, far.y)]
    scenario = loads(f"""schema_version = 2
name = "x"
description = "x"
baseline_year = 2019
[[measures]]
measure = "charging_points"
date = 2019-01-01
source = "test"
levers = {{ sites = [{{ name = "Parco Ravizza", at = {at} }}] }}
""")
    with pytest.raises(InputError, match=r"measures\[0\]\.levers\.Parco Ravizza: lies \d+ m from the nearest street"):
        scenario.check_places(district)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("3 buildings; 24 flats", ()),
        (clipped("9 flats", "4 flats"), ("richiesta: 9 alloggi; ridotta a ciò che esiste: 4 alloggi",)),
        (
            f"2 places; {unserved(5, 2, 'places')[0]}; A: outside the district's zones, serves residents near it only",
            ("richiesta: 5 posti; ridotta ai luoghi dove manca il servizio: 2",
             "A: fuori dalle zone del quartiere, serve solo i residenti vicini"),
        ),
        (
            "3 vans; 9000 asked for, clipped to what the zones' 87 stops a day keep busy",
            ("richiesta: 9000; ridotta a ciò che tengono occupato le 87 consegne al giorno delle zone",),
        ),
        (
            "9 km asked for, clipped to the 4.50 km without",
            ("richiesta: 9 km; ridotta ai 4,50 km che ne sono privi",),
        ),
        ("x; a new sentence, left out here", ("a new sentence, left out here",)),
        (
            ("Via Po 1, Milano: outside the district's zones; left out of its totals; "
             "Via Po 2: none of the buildings in question lies within 60 m; left out"),
            ("Via Po 1, Milano: fuori dalle zone del quartiere; escluso dai totali",
             "Via Po 2: entro 60 m non c'è nulla di adatto; escluso"),
        ),
    ],
)  # fmt: skip
def test_sentences_are_found_in_notes_in_their_order(note, expected):
    assert tuple(mind.it for mind in minds(note)) == expected


def test_every_sentence_of_a_note_keeps_its_english(built):
    note = "2 of 3; 9 flats asked for, clipped to the 4 flats that exist"
    assert minds(note) == (Mind("9 flats asked for, clipped to the 4 flats that exist",
                                "richiesta: 9 alloggi; ridotta a ciò che esiste: 4 alloggi"),)  # fmt: skip
    assert unserved(3, 3, "places") == ()
    assert built.district.place != (LON, LAT)
