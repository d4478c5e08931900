"""Is an hourly sensor read whatever its order and its two forms of time, laid over the weather, and compared?"""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.forcing import ForcingSpec, Params, build
from twin.forcing.measured import over_weather, read_hourly
from twin.sensors import replay_hourly

PLACE = (9.21, 45.44)


def write(path, rows):
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    return path


def readings(count=48, first="2013-11-29", sensor=2001):
    """Rows of rising values, every other time in the second form."""
    rows = []
    for k in range(count):
        t = pd.Timestamp(first) + pd.Timedelta(hours=k)
        text = t.strftime("%Y/%m/%d %H:%M") if k % 2 else f"{t.month}/{t.day}/{t.year} {t.hour}:{t.minute:02d}"
        rows.append((sensor, text, round(5.0 + 0.1 * k, 1)))
    return rows


@pytest.mark.nojit
@settings(max_examples=25)
@given(order=st.permutations(range(30)))
def test_order_and_form_of_the_times_do_not_matter(order, tmp_path_factory):
    folder = tmp_path_factory.mktemp("feed")
    rows = readings(30)
    straight = read_hourly(write(folder / "a.csv", rows))
    shuffled = read_hourly(write(folder / "b.csv", [rows[k] for k in order]))
    np.testing.assert_array_equal(straight.time, shuffled.time)
    np.testing.assert_array_equal(straight.value, shuffled.value)
    assert straight.late == 0
    assert (shuffled.late > 0) == (list(order) != sorted(order))


def test_a_later_row_of_an_hour_corrects_and_gaps_are_counted(tmp_path):
    rows = readings(10)
    rows[3] = (2001, rows[3][1], -999)
    rows.append((2001, rows[5][1], 99.5))
    found = read_hourly(write(tmp_path / "a.csv", rows))
    assert found.repeated == 1
    assert found.missing == 1
    assert found.value[found.time == np.datetime64("2013-11-29T05", "h")] == 99.5


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("2001,30/11/2013 10:00,5", "line 49: has no time"),
        ("2001,2013/11/30 10:00,warm", "line 49: has no number"),
        ("2001;2013/11/30 10:00;5", "line 49"),
        ("2002,2013/11/30 10:00,5", "several sensors"),
    ],
)
def test_a_malformed_row_is_named_with_its_line(tmp_path, row, told):
    path = write(tmp_path / "a.csv", readings())
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_hourly(path)


def test_measured_hours_drive_the_run_and_fade_into_the_weather(tmp_path):
    path = write(tmp_path / "a.csv", readings())
    plain, _, _ = build(PLACE, Clock(2013), ForcingSpec(), Params())
    table, sources, notes = build(PLACE, Clock(2013), ForcingSpec(temperature=path), Params())
    hour = Clock(2013).tick_of(dt.date(2013, 11, 29))
    np.testing.assert_allclose(table["t_out"][hour : hour + 48], 5.0 + 0.1 * np.arange(48), atol=1e-9)
    np.testing.assert_array_equal(table["t_out"][: hour - 6], plain["t_out"][: hour - 6])
    np.testing.assert_array_equal(table["t_out"][hour + 54 :], plain["t_out"][hour + 54 :])
    assert (
        abs(table["t_out"][hour - 1] - table["t_out"][hour]) < abs(plain["t_out"][hour - 1] - table["t_out"][hour]) + 1
    )
    assert any("48 of 8760 hours is measured" in note for note in notes)
    assert any(source.name.startswith("Measured hours") for source in sources)


def test_hours_of_another_year_or_unit_are_refused(tmp_path):
    weather = type("Weather", (), {"t_out": np.zeros(8760)})()
    with pytest.raises(InputError, match="simulates 2019"):
        over_weather(weather, write(tmp_path / "a.csv", readings()), Clock(2019))
    kelvin = [(s, t, v + 273.15) for s, t, v in readings()]
    with pytest.raises(InputError, match="degrees Celsius"):
        over_weather(weather, write(tmp_path / "b.csv", kelvin), Clock(2013))


def january(out):
    """A run of the first days of January on one zone."""
    from twin import geo, run
    from twin import scenario as scenarios
    from twin.core.resources import resource_dir

    baseline = scenarios.load(resource_dir("scenarios") / "baseline.toml")
    days = type(baseline.time)(**{"from": dt.date(2019, 1, 1), "to": dt.date(2019, 1, 4)})
    return run(baseline.model_copy(update={"time": days}), geo.load_district(None, zones=["27"]), 1, out)


def test_replay_lays_the_hours_beside_a_run_and_says_when_years_differ(tmp_path):
    folder = january(tmp_path / "runs")
    found = replay_hourly(write(tmp_path / "feed.csv", readings(72, "2013-01-02")), folder, tmp_path / "out")
    assert found.summary["hours_in_common"] >= 24
    assert any("compare means and shapes" in note for note in found.notes)
    assert (found.folder / "measured_modelled.png").stat().st_size > 10_000
    assert json.loads((found.folder / "summary.json").read_text(encoding="utf-8"))["sensor"] == "2001"


@pytest.mark.layers
def test_the_sensor_at_lambrate(real_layers):
    found = read_hourly(real_layers.parent / "feeds" / "dandelion_lambrate_mi_meteo_2001.csv")
    assert found.sensor == "2001"
    assert found.time.size > 1400
    assert found.late > 0
    assert str(found.time[0]).startswith("2013-11-01")
    assert -5.0 < found.value.mean() < 15.0
