"""A scenario may simulate a part of the year, and says so in its results."""

import numpy as np
import pytest

from twin import geo, observe
from twin import scenario as scenarios
from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.model import build_model, run

HEAD = 'extends = "first_mix.toml"\nschema_version = 2\nname = "part"\n[time]\n'


@pytest.fixture(scope="module")
def district():
    return geo.load_district(None, zones=["27"])


def test_a_part_of_the_year_is_simulated_and_marked(district, tmp_path):
    part = scenarios.loads(HEAD + 'from = 2019-07-12\nto = "2019-07-14"\n')
    results = observe.open_results(run(part, district, 1, tmp_path))
    assert (results.manifest["first_day"], results.manifest["hours"]) == ("2019-07-12", 72)
    assert not results.manifest["whole_year"]
    assert str(results.series.index[0]) == "2019-07-12 00:00:00"
    assert len(results.series) == 72
    assert not results.series.isna().any().any()
    assert results.series["weather.t_out"].mean() > 20.0
    assert 1.5 < results.kpi("mobility.trips_per_day") < 3.5
    assert np.isnan(results.kpi("energy.winter_temperature"))


def test_the_first_days_of_the_year_are_those_of_the_whole_year(district):
    parts = [scenarios.loads(HEAD + text) for text in ('tick = "1 h"\n', "to = 2019-01-02\n")]
    whole, part = (build_model(each, district, 1)[0] for each in parts)
    while part.running:
        whole.step()
        part.step()
    assert part.tick == 48
    assert whole.running
    assert part.recorder.values.tobytes() == whole.recorder.values.tobytes()


def test_measures_dated_before_the_first_day_hold_from_its_start(district):
    text = (
        HEAD.replace("first_mix", "baseline") + "from = 2019-06-03\nto = 2019-06-04\n[[measures]]\n"
        'measure = "lamppost_dimming"\ndate = {date}\nsource = "test"\n[measures.levers]\n'
        'dim_level = "60 %"\nfrom = "23:00"\nto = "05:00"\n'
    )
    applied = {}
    for date in ("2019-05-01", "2019-06-03", "2019-06-04", "2019-08-01"):
        model, _ = build_model(scenarios.loads(text.replace("{date}", date)), district, 1)
        before = len(model.world.applied)
        while model.running:
            model.step()
        applied[date] = (before > 0, len(model.world.applied) > 0)
    assert applied == {
        "2019-05-01": (True, True),
        "2019-06-03": (True, True),
        "2019-06-04": (False, True),
        "2019-08-01": (False, False),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("from = 2018-12-31\n", "2018-12-31 not in the simulated year 2019"),
        ("from = 2019-03-02\nto = 2019-03-01\n", "holds no day"),
        ('from = "soon"\n', "time.from: 'soon' is no day of the calendar"),
        ("to = 2019-01-01T00:00:00\n", "no day of the calendar"),
        ("until = 2019-01-01\n", "no key 'until'"),
        ("tick = 60\n", "time.tick"),
    ],
)
def test_faults_of_the_block_time(text, words):
    with pytest.raises(InputError) as caught:
        scenarios.loads(HEAD + text)
    assert words in str(caught.value)


def test_parts_read_back_and_differ_in_words():
    part = scenarios.loads(HEAD + "from = 2019-03-01\nto = 2019-03-02\n")
    assert scenarios.loads(scenarios.dumps(part)).canonical() == part.canonical()
    whole = scenarios.loads(HEAD)
    assert scenarios.scenario_hash(part) != scenarios.scenario_hash(whole)
    said = [gap.sentence for gap in scenarios.describe_difference(whole, part)]
    assert said[0].startswith("time.from: none in")


def test_a_clock_of_a_part_counts_from_january():
    first, last = Clock(2019).start.date().replace(month=3), Clock(2019).start.date().replace(month=3, day=2)
    clock = Clock(2019, ticks_per_hour=4, span=(first, last))
    assert (clock.first_tick, clock.end_tick) == (59 * 96, 61 * 96)
    assert (clock.hourly.first_tick, clock.hourly.end_tick) == (59 * 24, 61 * 24)
    with pytest.raises(ValueError, match="is not in 2020"):
        Clock(2020, span=(first, last))
