"""What the social market, the urban platform and promotion bring as edits, and what they cost."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from tests.grid_district import grid_world
from tests.little_street import street_world
from twin.core.clock import Clock
from twin.domains import energy
from twin.domains.behaviour.participation import KPIS
from twin.domains.energy.sun.roofs import equip
from twin.interventions import Entry, Where, catalogue, edits
from twin.interventions.notes import NOTES
from twin.interventions.promotion import offer_of_cars, taken_up
from twin.model.build import DOMAINS
from twin.observe import manifest, parquet, write
from twin.observe.privacy import LEAST
from twin.state import schemas
from twin.state.codes import Engine, Generator, Payer, PlaceKind, Tenure, Use
from twin.state.edits import apply
from twin.state.table import Table

DAY = date(2017, 5, 1)


def entry(measure, day=DAY, zones="all", **levers):
    model = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=model, where=Where(zones=zones), date=day, source="test")


def market(day=DAY, zones="all", **levers):
    return entry("social_market", day, zones, **({"quantity": "100 %", "joining": "30 %"} | levers))


def grid(year=2019, residents=2500):
    world = grid_world(residents=residents)
    world.clock = Clock(year)
    return world


class Run:
    """A run that has ended before its first hour."""

    def __init__(self, world):
        self.world = world

    def table(self, name):
        return self.world.table(name)


def kpis(world):
    return {kpi.name: kpi.compute(Run(world)) for kpi in KPIS}


def test_the_market_edits_participants_alone_and_the_city_pays():
    world = grid()
    done = edits(world, [market()])
    assert {f"{e.table}.{e.column}" for e in done} == set(catalogue["social_market"].touches)
    assert {e.payer for e in done} == {Payer.CITY}
    world.applied += apply(world, done)
    citizens = world.table("citizens")
    assert (citizens["green_pull"] > 0.0).sum() <= (citizens["takes_part"] > 0.0).sum()
    paid = sum(e.total_cost for e in done)
    fixed = 150_000.0 + 60_000.0 + 25_000.0
    assert fixed < paid <= fixed + 30_000.0
    assert "residents take part" in done[0].note
    found = kpis(world)
    assert found["people.market_participants"] == (citizens["takes_part"] > 0.0).sum()
    assert found["people.market_cost"] == pytest.approx(paid / found["people.market_participants"])
    assert found["people.market_old"] < found["people.market_young"]


def test_the_market_of_one_zone_leaves_the_other_alone():
    world = grid()
    apply(world, edits(world, [market(zones=["0"])]))
    citizens, buildings = world.table("citizens"), world.table("buildings")
    there = citizens["zone"] == 0
    assert citizens["takes_part"][there].any()
    assert not citizens["takes_part"][~there].any()
    assert not buildings["appliance_effort"][buildings["zone"] != 0].any()


def test_the_market_is_not_held_among_a_few_households():
    world = grid()
    world.table("citizens")["zone"][:] = 1
    world.table("citizens")["zone"][:9] = 0
    done = edits(world, [market(zones=["0"])])
    assert [each.rows.size for each in done] == [0]
    assert "fewer than 10 households" in done[0].note
    world.table("citizens")["takes_part"][:2] = 0.5
    found = kpis(world)
    assert np.isnan(found["people.market_participants"])
    assert np.isnan(found["people.market_cost"])


def test_a_handful_of_participants_is_not_counted_in_words_either():
    """Offered to many and joined by few: what the indicators keep to themselves stands in no note and no file."""
    world = grid()
    done = edits(world, [market(joining="0.1 %")])
    world.applied += apply(world, done)
    citizens = world.table("citizens")
    many = np.unique(citizens["household"][citizens["takes_part"] > 0.0]).size
    assert 0 < many < 10
    said = done[0].note.split("; ")[0]
    assert said == f"fewer than 10 households of {len(citizens)} residents take part in the year"
    assert "meno di 10 famiglie" in NOTES.say(said, "it")
    found = kpis(world)
    assert np.isnan(found["people.market_participants"])
    assert np.isnan(found["people.market_points"])
    assert not write._edited(world, "zones")
    facts = SimpleNamespace(measures={})
    rows = {each["table"]: each["rows"] for each in manifest._measures(world, facts)}
    assert rows["citizens"] is None
    world = grid()
    world.applied += apply(world, edits(world, [market()]))
    rows = {each["table"]: each["rows"] for each in manifest._measures(world, facts)}
    assert rows["citizens"] == (world.table("citizens")["takes_part"] > 0.0).sum()


def test_no_file_of_a_run_tells_which_building_takes_part(tmp_path):
    world = grid()
    world.applied += apply(world, edits(world, [market()]))
    buildings = world.table("buildings")
    assert buildings["appliance_effort"].any()
    assert write._edited(world, "buildings") == {}
    points = shapely.points(buildings["x"], buildings["y"])
    parquet.write_entities(tmp_path / "b.parquet", buildings, points, "EPSG:32632", {})
    names = pq.read_schema(tmp_path / "b.parquet").names
    assert "floor_area" in names
    assert not {"appliance_effort", "setpoint_effort"} & set(names)


@pytest.mark.parametrize("made", [
    market(quantity=0), market(date(2020, 1, 1)), entry("urban_platform", sources=0),
    entry("urban_platform", date(2021, 1, 1), sources=5),
    entry("e_cars", quantity=0, adoption="diffusion"),
    entry("e_cars", date(2020, 1, 1), quantity=1, adoption="diffusion"),
])  # fmt: skip
def test_nothing_asked_for_is_nothing_done(made):
    assert edits(grid(), [made]) == []


def test_groups_of_few_households_are_not_told():
    world = grid()
    world.table("citizens")["age"][:] = 40
    few = np.flatnonzero(np.diff(world.table("citizens")["household"], prepend=-1))[: LEAST - 1]
    world.table("citizens")["age"][few] = 70
    found = kpis(world)
    assert np.isnan(found["people.market_old"])
    assert found["people.market_middle"] == 0.0
    assert np.isnan(found["people.market_cost"])


def test_the_platform_counts_and_costs_and_touches_nothing_that_physics_reads():
    world = grid()
    places = world.table("places")
    places["kind"][:4], places["capacity"][:4], places["zone"][:4] = PlaceKind.BIKE_DOCK, 20.0, 0
    places["kind"][4], places["capacity"][4], places["zone"][4] = PlaceKind.CHARGER, 0.0, 0  # closed
    exist = int((np.isin(places["kind"], [3, 4, 13]) & (places["capacity"] > 0) & (places["zone"] >= 0)).sum())
    made = entry("urban_platform", sources=exist + 7, open_share="25 %")
    done = edits(world, [made])
    assert f"clipped to the {exist} that exist" in done[0].note
    assert {e.column for e in done} == {"data_sources", "open_data"}
    assert sum(e.total_cost for e in done) == pytest.approx(300_000.0 + 80_000.0 + 500.0 * exist)
    apply(world, done)
    found = kpis(world)
    assert found["people.data_sources"] == exist
    assert found["people.open_data"] == pytest.approx(1e5 * 0.25 * exist / len(world.table("citizens")))
    sources = [path for domain in DOMAINS.values() for path in Path(domain.__path__[0]).rglob("*.py")]
    readers = [path.name for path in sources if "data_sources" in path.read_text() or "open_data" in path.read_text()]
    assert readers == ["participation.py"]  # which counts them, and writes nothing


def street(year=2019):
    world = street_world()
    world.clock = Clock(year)
    world.tables["citizens"] = Table.allocate(schemas.CITIZENS, 0)
    households = world.table("households")
    households["tenure"][:], households["savings"][:], households["income"][:] = Tenure.OWNER, 1e6, 1e6
    return world


def rows_of(some, column):
    """Rows in which edits set a column, each once."""
    rows = np.concatenate([each.rows for each in some if each.column == column])
    return np.unique(rows)


def test_what_people_take_up_is_paid_in_the_year_in_which_they_do():
    def paid(year):
        asked = [entry("e_cars", date(2005, 1, 1), quantity="100 %", adoption="diffusion", subsidy="50 %")]
        done = [each for each in edits(street(year), asked) if each.total_cost]
        return {(each.column, int(each.payer), int(row)): each.year for each in done for row in each.rows}

    early, late = paid(2012), paid(2019)
    assert len(set(late.values())) > 1
    assert max(early.values()) <= 2012
    assert max(late.values()) <= 2019
    assert early.items() <= late.items()


def test_cars_are_bought_by_households_one_each_and_more_with_a_subsidy():
    def bought(**levers):
        world = street()
        done = edits(world, [entry("e_cars", date(2005, 1, 1), quantity="100 %", adoption="diffusion", **levers)])
        return world, done

    world, done = bought()
    vehicles = world.table("vehicles")
    keeper = vehicles["household"][rows_of(done, "engine")]
    assert 0 < keeper.size == np.unique(keeper).size
    assert (vehicles["engine"][rows_of(done, "engine")] != Engine.ELECTRIC).all()
    assert "would have without the promotion" in done[0].note
    more, promoted = bought(subsidy="50 %", campaign="100 %")
    assert set(rows_of(done, "engine")) <= set(rows_of(promoted, "engine"))
    assert rows_of(promoted, "engine").size > rows_of(done, "engine").size
    paid = {payer: sum(e.total_cost for e in promoted if e.payer == payer) for payer in Payer}
    assert sum(paid.values()) == pytest.approx(10_000.0 * rows_of(promoted, "engine").size)
    assert paid[Payer.CITY] == pytest.approx(5_000.0 * rows_of(promoted, "engine").size)
    apply(more, promoted)
    assert (more.table("vehicles")["engine"][rows_of(promoted, "engine")] == Engine.ELECTRIC).all()


def test_who_would_have_bought_anyway_is_one_of_those_who_bought():
    """Those for whom the city has no money buy nothing, so they are none of the buyers who needed no promotion."""
    asked = [entry("e_cars", date(2005, 1, 1), quantity="100 %", adoption="diffusion", subsidy="50 %")]
    world = street()
    bought = rows_of(edits(world, asked), "engine")
    world.refused = {("e_cars", "vehicles"): bought[::2]}
    left = edits(world, asked)
    assert rows_of(left, "engine").size < bought.size
    taken, anyway = (int(each.split()[0]) for each in left[0].note.split(";")[1].split(","))
    assert 0 < anyway <= taken


@pytest.mark.parametrize("many", [9, 10])
def test_of_fewer_than_ten_households_it_is_not_told_who_took_it_up(many):
    world, levers = street(), entry("e_cars", quantity="100 %", adoption="diffusion", subsidy="100 %").levers
    offer = offer_of_cars(world, np.arange(many), 10_000.0, 0.0)
    nobody = np.zeros(0, dtype=np.int64)
    taken = taken_up(world, "e_cars", offer, levers, date(2000, 1, 1), "households", nobody, deducted=False)
    assert ("took it up from" in taken.note) is (many == 10)
    assert NOTES.italian(taken.note) is not None


@pytest.mark.parametrize(("measure", "levers", "column"), [
    ("rooftop_pv", {}, "pv_peak"), ("heat_pump", {"heat_source": "air"}, "generator"),
])  # fmt: skip
def test_roofs_and_pumps_are_taken_up_by_buildings_and_every_euro_has_a_payer(measure, levers, column):
    params = energy.Params()

    def done(**more):
        world = street()
        energy.initialise(world, params)
        equip(world, params)
        made = entry(measure, date(1990, 1, 1), quantity="100 %", adoption="diffusion", **levers, **more)
        return world, edits(world, [made])

    planned = edits(done()[0], [entry(measure, quantity="100 %", **levers)])
    world, alone = done()
    promoted = done(subsidy="30 %", campaign="100 %")[1]
    rows = {name: rows_of(some, column) for name, some in
            (("planned", planned), ("alone", alone), ("promoted", promoted))}  # fmt: skip
    assert set(rows["alone"]) <= set(rows["promoted"]) <= set(rows["planned"])
    assert rows["promoted"].size > 0
    # A building that takes it up costs what it costs when it is planned, whoever pays.
    each = {}
    for name, some in (("planned", planned), ("promoted", promoted)):
        each[name] = np.zeros(len(world.table("buildings")))
        for edit in some:
            np.add.at(each[name], edit.rows[: edit.cost.size], edit.cost)
    at = rows["promoted"]
    np.testing.assert_allclose(each["promoted"][at], each["planned"][at])
    city = sum(e.total_cost for e in promoted if e.payer == Payer.CITY)
    assert city == pytest.approx(0.3 * each["promoted"].sum())
    assert all(e.cost.min(initial=0.0) >= -1e-9 for e in promoted)
    # A deduction is on what the owner pays, not on what the city gave.
    share = catalogue[measure].levers.model_validate({"quantity": "100 %", **levers}).state_share
    home = world.table("buildings")["use"] == Use.RESIDENTIAL
    deducts = home if measure == "rooftop_pv" else np.ones(len(home), dtype=bool)
    state = sum(e.total_cost for e in promoted if e.payer == Payer.STATE)
    assert state == pytest.approx(share * 0.7 * each["promoted"][deducts].sum())
    apply(world, promoted)
    if column == "generator":
        assert (world.table("buildings")["generator"][at] == Generator.AIR_HEAT_PUMP).all()
