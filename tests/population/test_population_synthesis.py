"""The synthetic population meets the totals, and one building more or less touches only those who use it."""

import numba
import numpy as np
import pytest

from tests.grid_district import grid_tables, without_rows
from twin.core.errors import InputError
from twin.core.streams import uids_of
from twin.geo import load_district
from twin.population import Params, synthesise
from twin.state import schemas
from twin.state.codes import Occupation, Use, VehicleKind
from twin.state.table import Flag, Table


@pytest.fixture(scope="module")
def grid():
    tables = grid_tables()
    return tables, synthesise(tables, seed=5)


def by_uid(table, *columns):
    return {uid: tuple(row) for uid, *row in zip(table["uid"], *columns, strict=True)}


def test_zone_totals_are_met(grid):
    tables, people = grid
    zones = tables["zones"]
    for z in range(2):
        assert (people["citizens"]["zone"] == z).sum() == zones["residents"][z]
        assert (people["households"]["zone"] == z).sum() == zones["households"][z]
        alone = (people["households"]["zone"] == z) & (people["households"]["size"] == 1)
        assert alone.sum() == zones["single_households"][z]


def test_everybody_lives_in_a_residential_building_of_the_zone(grid):
    tables, people = grid
    buildings, citizens = tables["buildings"], people["citizens"]
    assert (buildings["zone"][citizens["home"]] == citizens["zone"]).all()
    assert (buildings["use"][citizens["home"]] == Use.RESIDENTIAL).all()
    assert buildings["residents"].sum() == len(citizens)
    big = buildings["floor_area"] * (buildings["use"] == Use.RESIDENTIAL)
    assert np.corrcoef(big, buildings["residents"])[0, 1] > 0.7


def test_members_stand_with_their_household(grid):
    _, people = grid
    households, citizens = people["households"], people["citizens"]
    assert (np.diff(citizens["household"]) >= 0).all()
    np.testing.assert_array_equal(np.bincount(citizens["household"]), households["size"])
    assert np.unique(citizens["uid"]).size == len(citizens)
    adults = np.bincount(citizens["household"], weights=citizens["age"] >= 18)
    assert (adults >= 1).all()


def test_ages_and_occupations_are_plausible_and_flagged(grid):
    _, people = grid
    citizens = people["citizens"]
    age, work = citizens["age"], citizens["occupation"] == Occupation.WORKER
    assert 0.10 < (age < 18).mean() < 0.20
    assert 0.17 < (age >= 65).mean() < 0.28
    assert 0.62 < work[(age >= 15) & (age < 65)].mean() < 0.78
    assert (citizens["age_flag"] == Flag.SYNTHETIC).all()
    # Some work beyond the municipality, which has no zone.
    assert (citizens["work_zone"][work] < 0).mean() == pytest.approx(Params().beyond_share, abs=0.03)


def test_work_and_school_lie_where_they_say(grid):
    tables, people = grid
    citizens, buildings = people["citizens"], tables["buildings"]
    placed = citizens["work"] >= 0
    assert placed.any()
    assert (buildings["zone"][citizens["work"][placed]] == citizens["work_zone"][placed]).all()
    outside = (citizens["work_zone"] >= 0) & ~placed
    assert not tables["zones"]["in_district"][citizens["work_zone"][outside]].any()
    pupils = (citizens["occupation"] == Occupation.PUPIL) & placed
    assert set(citizens["work"][pupils]) == {17}


def test_vehicles_meet_the_published_rates(grid):
    _, people = grid
    vehicles, citizens, households = people["vehicles"], people["citizens"], people["households"]
    cars = vehicles["kind"] == VehicleKind.CAR
    assert cars.sum() == pytest.approx(0.490 * len(citizens), rel=0.05)
    assert (~cars).sum() == pytest.approx(0.137 * len(citizens), rel=0.05)
    assert households["cars"].sum() == cars.sum()
    driven = vehicles["driver"] >= 0
    assert (citizens["age"][vehicles["driver"][driven]] >= 18).all()
    assert (citizens["household"][vehicles["driver"][driven]] == vehicles["household"][driven]).all()
    for kind, column in ((VehicleKind.CAR, "car"), (VehicleKind.MOTORCYCLE, "motorcycle")):
        rows = np.flatnonzero(driven & (vehicles["kind"] == kind))
        np.testing.assert_array_equal(citizens[column][vehicles["driver"][rows]], rows)
        assert (citizens[column] >= 0).sum() == rows.size
    assert (vehicles["euro"][cars] == 6).mean() == pytest.approx(0.364, abs=0.04)
    assert (vehicles["euro"][cars] <= 4).mean() == pytest.approx(0.452, abs=0.04)


def test_same_bits_at_any_thread_count(grid):
    tables, people = grid
    used = numba.get_num_threads()
    numba.set_num_threads(1)
    again = synthesise({name: table.copy() for name, table in tables.items()}, seed=5)
    numba.set_num_threads(used)
    for name, table in people.items():
        for column, values in table.data.items():
            np.testing.assert_array_equal(values, again[name][column], err_msg=f"{name}.{column}")


def test_another_seed_makes_other_people(grid):
    tables, people = grid
    other = synthesise({name: table.copy() for name, table in tables.items()}, seed=6)
    assert (other["citizens"]["home"] != people["citizens"]["home"]).mean() > 0.5
    assert len(other["citizens"]) == len(people["citizens"])


@pytest.mark.parametrize("gone", [8, 5, 40])
def test_one_building_less_changes_only_those_who_used_it(grid, gone):
    tables, people = grid
    fewer = without_rows(tables, "buildings", [gone])
    after = synthesise(fewer, seed=5)
    uids = np.append(tables["buildings"]["uid"], 0)
    new_uids = np.append(fewer["buildings"]["uid"], 0)
    a, b = people["citizens"], after["citizens"]
    static = ("age", "occupation", "bicycle", "zone")
    one = by_uid(a, uids[a["home"]], uids[a["work"]], a["work_zone"], a["car"], *(a[c] for c in static))
    two = by_uid(b, new_uids[b["home"]], new_uids[b["work"]], b["work_zone"], b["car"], *(b[c] for c in static))
    assert one.keys() == two.keys()
    lost = tables["buildings"]["uid"][gone]
    touched = {uid for uid, row in one.items() if lost in row[:2]}
    changed = {uid for uid in one if one[uid] != two[uid]}
    assert touched
    assert touched <= changed
    # Who loses the home keeps the work, unless work is chosen by distance from home.
    assert changed <= touched


def test_a_lamppost_changes_nothing(grid):
    tables, people = grid
    more = {name: table.copy() for name, table in tables.items()}
    more["lampposts"] = Table.from_columns(schemas.LAMPPOSTS, {"uid": uids_of(["lamp/1"])})
    after = synthesise(more, seed=5)
    for column, values in people["citizens"].data.items():
        np.testing.assert_array_equal(values, after["citizens"][column])


def test_a_zone_without_buildings_is_an_error():
    tables = grid_tables()
    tables["buildings"]["zone"][tables["buildings"]["zone"] == 1] = 0
    with pytest.raises(InputError, match="EAST"):
        synthesise(tables, seed=1)


def test_every_parameter_says_where_it_comes_from():
    for row in Params.rows():
        assert row["source"], row["name"]
        assert row["unit"], row["name"]
        assert "foreign" not in row["name"]


def test_the_real_district_matches_the_register(real_layers):
    district = load_district(real_layers)
    tables = {name: table.copy() for name, table in district.tables.items()}
    people = synthesise(tables, seed=1)
    zones, citizens, households = tables["zones"], people["citizens"], people["households"]
    assert len(citizens) == 87811
    for z in np.flatnonzero(zones["in_district"]):
        assert (citizens["zone"] == z).sum() == zones["residents"][z]
        assert (households["zone"] == z).sum() == zones["households"][z]
    kinds = np.bincount(people["vehicles"]["kind"])
    assert kinds[VehicleKind.CAR] == pytest.approx(43000, rel=0.05)
    assert kinds[VehicleKind.MOTORCYCLE] == pytest.approx(12000, rel=0.05)
