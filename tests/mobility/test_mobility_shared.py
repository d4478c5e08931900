"""Runs that share days end with the same bits as alone, and share only where trips rest on the same things."""

import datetime as dt

import pytest

from tests import known_runs
from tests.grid_district import district_of_flats
from twin.domains.mobility import shared
from twin.interventions import Entry, Where, catalogue
from twin.model import build_model, run
from twin.observe import open_results
from twin.scenario import TimeSpec
from twin.study import Asked, LocalProcesses, compare, open_comparison, plan
from twin.study.plans import key_of

WEEK = TimeSpec(first=dt.date(2019, 1, 8), last=dt.date(2019, 1, 12))
FILES = ("kpis.parquet", "series.parquet", "buildings.parquet")


def scenario(*measures, **update):
    return known_runs.scenario(*measures, time=WEEK, **update).quick()


def entry(measure, day=dt.date(2018, 1, 1), **levers):
    told = catalogue[measure].levers.model_validate(levers)
    return Entry(measure=measure, levers=told, where=Where(), date=day, source="made up")


def streets(day):
    return entry("calm_streets", day, limit="15 km/h", street_classes="minor")


ELECTRIC = entry("e_cars", quantity="50 %")
BARRED = entry("low_emission_zone", phases=[{"since": "2018-01-01", "petrol": 4, "diesel": 6}], replace_share="0 %")
MIX = [
    scenario(),
    scenario("condominium_retrofit", "energy_management"),
    scenario(streets(dt.date(2018, 1, 1)), "condominium_retrofit"),
    scenario(),
    scenario(streets(dt.date(2019, 1, 10))),
    scenario("energy_management"),
    scenario(ELECTRIC),
]


@pytest.fixture(scope="module")
def grid():
    return district_of_flats()


def test_days_of_others_leave_the_bits_as_they_are(grid, tmp_path):
    made = []
    with shared.shared_days():
        for k, each in enumerate(MIX):
            made.append(run(each, grid, 1, tmp_path / f"shared{k}", threads=1 + k % 2))
    for k, each in enumerate(MIX):
        alone = run(each, grid, 1, tmp_path / f"alone{k}", threads=2)
        film = [path.relative_to(alone).as_posix() for path in sorted((alone / "day").iterdir())]
        assert len(film) > 0
        for name in (*FILES, *film):
            assert (made[k] / name).read_bytes() == (alone / name).read_bytes(), (k, name)
    hours = [open_results(folder).kpi("mobility.mean_speed") for folder in made]
    assert hours[0] == hours[1] == hours[3] == hours[5] == hours[6] != hours[2]
    assert hours[4] not in (hours[0], hours[2])


def test_only_what_trips_rest_on_makes_another_state(grid):
    def key(each, seed=1):
        model, inputs = build_model(each, grid, seed)
        return shared.key_of(model.world, inputs.params["mobility"])

    first = key(scenario())
    assert key(scenario("condominium_retrofit", "energy_management")) == first
    others = [
        scenario(streets(dt.date(2018, 1, 1))),
        scenario(params={"mobility": {"walk_speed": 5.0}}),
        scenario(params={"forcing": {"t_min": [0.0] * 12}}),
        scenario(params={"population": {"cars_per_1000": 400.0}}),
        scenario(params={"mobility": {"fare": 2.0}}),
    ]
    assert first not in {key(each) for each in others}
    assert key(scenario(), seed=2) != first
    assert key(scenario(ELECTRIC)) == first
    assert len({first, key(scenario(BARRED)), key(scenario(BARRED, ELECTRIC))}) == 3


def test_nothing_is_kept_outside_or_where_each_day_has_its_own_trips(grid):
    model, inputs = build_model(scenario(), grid, 1)
    assert shared.kept_for(model.world, inputs.params["mobility"]) is None
    with shared.shared_days():
        kept = shared.kept_for(model.world, inputs.params["mobility"])
        assert shared.kept_for(model.world, inputs.params["mobility"]) is kept
        every = inputs.params["mobility"].model_copy(update={"every_day": True})
        assert shared.kept_for(model.world, every) is None
    assert shared.kept_for(model.world, inputs.params["mobility"]) is None


def test_the_first_state_and_the_last_are_kept(grid):
    def kept(each):
        model, inputs = build_model(each, grid, 1)
        return shared.kept_for(model.world, inputs.params["mobility"])

    with shared.shared_days():
        first, second = kept(MIX[0]), kept(MIX[2])
        assert first is not second
        assert kept(MIX[1]) is first
        assert kept(MIX[2]) is second
        third = kept(scenario(params={"mobility": {"walk_speed": 5.0}}))
        assert kept(MIX[0]) is first
        assert kept(scenario(params={"mobility": {"walk_speed": 5.0}})) is third
        assert kept(MIX[2]) is not second


def test_rounds_go_together_and_give_the_same_comparison(grid, tmp_path):
    a, b = MIX[0], MIX[1]
    planned = plan(a, b, [1, 2], Asked(draws=2, form="quick"))
    assert [len(some) for some in planned.bundles(2)] == [2, 2, 2, 2]
    assert len(planned.bundles(9)) == 8
    every = [each.model_copy(update={"params": {}}) for each in (a, b)]
    assert {len(some) for some in plan(*every, [1, 2]).bundles(1)} == {1}
    cells = [key_of(cell) for some in planned.bundles(1) for cell in some]
    assert sorted(cells) == sorted(key_of(cell) for cell in planned.cells)
    serial = compare(a, b, [1], tmp_path / "serial", grid, asked=Asked(draws=1, form="quick"))
    with LocalProcesses(2) as two:
        apart = compare(a, b, [1], tmp_path / "two", grid, asked=Asked(draws=1, form="quick"), executor=two)
    assert open_comparison(serial).rows == open_comparison(apart).rows
