"""What changes when a tick is a quarter of an hour: the path within the hour, not what a week adds up to."""

import numpy as np
import pytest

from twin import geo
from twin import scenario as scenarios
from twin.core.resources import resource_dir
from twin.model import build_model

DAYS = 7


@pytest.fixture(scope="module")
def weeks():
    """The same week of January in ticks of an hour and of a quarter."""
    district = geo.load_district(None, zones=["27"])
    mix = scenarios.load(resource_dir("scenarios") / "first_mix.toml")
    models = {}
    for tick in ("1 h", "15 min"):
        scenario = mix.model_copy(update={"time": type(mix.time)(tick=tick)})
        model, _ = build_model(scenario, district, 1)
        for _ in range(DAYS * model.world.clock.ticks_per_day):
            model.step()
        models[tick] = model
    return models


def test_results_are_kept_by_the_hour_whatever_the_tick(weeks):
    coarse, fine = (weeks[tick].recorder for tick in ("1 h", "15 min"))
    assert weeks["15 min"].tick == 4 * weeks["1 h"].tick
    assert coarse.recorded == fine.recorded == 24 * DAYS
    assert np.isfinite(fine.values).all()


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("energy.heat_residential", 0.02),
        ("energy.electricity_residential", 0.02),
        ("energy.gas", 0.03),
        ("lighting.electricity", 0.005),
        ("finance.bill_households", 0.02),
        ("weather.t_out", 1e-9),
    ],
)
def test_sums_of_a_week_hardly_depend_on_the_tick(weeks, name, apart):
    coarse, fine = (weeks[tick].recorder.series(name).sum() for tick in ("1 h", "15 min"))
    assert fine == pytest.approx(coarse, rel=apart)


def test_processes_keep_their_own_pace(weeks):
    calls = {row.process.name: (row.process.every, row.calls) for row in weeks["15 min"].plan.rows}
    pace = {"tick": 96 * DAYS, "hour": 24 * DAYS, "day": DAYS, "year": 1}
    assert all(count == pace[every] for every, count in calls.values()), calls
    assert calls["energy.demand"][1] == 96 * DAYS
    assert calls["mobility.day"][1] == DAYS


def test_trips_are_the_same_whatever_the_tick(weeks):
    one, other = (weeks[tick].world.table("citizens") for tick in ("1 h", "15 min"))
    np.testing.assert_array_equal(one["mode"], other["mode"])
    np.testing.assert_array_equal(one["departure"], other["departure"])
