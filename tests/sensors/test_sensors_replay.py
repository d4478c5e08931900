"""Measured against modelled: the box of air, the comparison, and what a replay writes."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.core.errors import InputError
from twin.observe import Results
from twin.sensors import replay
from twin.sensors.box_model import BoxParams, emission_columns, increment, mixing_height, modelled_daily
from twin.sensors.compare import aligned, comparison, measured_daily, wilson


def hours(year=2019, **columns):
    index = pd.date_range(f"{year}-01-01", f"{year}-12-31 23:00", freq="h", name="time")
    return pd.DataFrame({name: np.full(len(index), value) for name, value in columns.items()}, index=index)


def emissions(year=2019, **more):
    values = {"emissions.nox_traffic": 8.0, "emissions.nox_buildings": 12.0, "emissions.pm10_traffic": 2.0}
    return hours(year, **values, **more)


@given(
    st.lists(st.tuples(st.floats(0, 1e3), st.floats(0.1, 20), st.floats(10, 3000)), min_size=1, max_size=10),
    st.floats(10, 1e5),
)
def test_what_enters_the_box_leaves_it_with_the_wind(found, width):
    emission, wind, height = np.array(found).T
    added = increment(emission, wind, height, width)
    for i in range(len(found)):  # kg/h through the lee side, concentration in kg/m3
        assert added[i] * 1e-9 * wind[i] * height[i] * width * 3600 == pytest.approx(emission[i])


def test_the_mixing_height_is_lowest_in_winter_nights_and_keeps_its_mean():
    params = BoxParams()
    height = mixing_height(8760, params)
    assert height.min() == pytest.approx(params.mixing_winter * params.mixing_night, rel=0.01)
    assert height.mean() == pytest.approx((params.mixing_winter + params.mixing_summer) / 2, rel=0.01)
    assert int(np.argmin(height)) % 24 == 3


def test_modelled_days_are_background_and_local_and_say_so():
    modelled, notes = modelled_daily(emissions(), 2800.0)
    assert len(modelled) == 2 * 365
    assert np.allclose(modelled["modelled"], modelled["background"] + modelled["local"])
    assert any("no wind" in note for note in notes)
    assert any("days do not correspond" in note for note in notes)
    by = modelled.groupby("pollutant")["local"].mean()
    assert by["NO2"] > by["PM10"] > 0
    none, _ = modelled_daily(emissions() * 0.0, 2800.0)
    assert (none["local"] == 0).all()
    assert np.array_equal(none["modelled"], none["background"])


def test_wind_is_taken_from_the_run_and_calms_stay_finite():
    windy, notes = modelled_daily(emissions(**{"weather.wind_speed": 6.0}), 2800.0)
    calm, _ = modelled_daily(emissions(**{"weather.wind_speed": 0.0}), 2800.0)
    assert not any("no wind" in note for note in notes)
    assert np.isfinite(calm["local"]).all()
    assert calm["local"].to_numpy() == pytest.approx(windy["local"].to_numpy() * 6.0 / BoxParams().wind_floor)


def test_a_total_is_not_counted_with_its_parts():
    assert emission_columns(["emissions.nox", "emissions.nox_traffic"], "emissions.nox") == ["emissions.nox"]
    assert emission_columns(["emissions.nox_traffic", "emissions.pm10"], "emissions.nox") == ["emissions.nox_traffic"]
    modelled, notes = modelled_daily(hours(**{"energy.gas": 1.0}), 2800.0)
    assert modelled.empty
    assert sum("nothing modelled" in note for note in notes) == 2


def measured_of(rows):
    days, stations, pollutants, values = zip(*rows, strict=True)
    columns = {"day": np.array(days, dtype="datetime64[s]"), "station": stations, "pollutant": pollutants}
    return pd.DataFrame({**columns, "measured": values})


def test_measured_values_meet_the_modelled_day_of_the_same_date():
    modelled, _ = modelled_daily(emissions(), 2800.0)
    rows = [("2020-01-01", "2", "PM10", 40.0), ("2020-02-29", "2", "PM10", 30.0), ("2020-03-01", "2", "CO_8h", 1.0)]
    both = aligned(measured_of(rows), modelled)
    first = modelled[(modelled["pollutant"] == "PM10")].iloc[0]
    assert both.loc[0, "modelled"] == first["modelled"]
    assert both["modelled"].isna().tolist() == [False, True, True]
    assert len(both) == 3


def test_seasons_and_exceedances():
    rows = [
        (f"2019-{m:02d}-{d:02d}", s, "PM10", 60.0 if m in (1, 12) else 20.0)
        for s in "23"
        for m in range(1, 13)
        for d in (5, 20)
    ]
    modelled, _ = modelled_daily(emissions(), 2800.0)
    table = comparison(measured_of(rows), modelled).set_index(["season", "station"])
    assert table.loc[("year", "all"), "days"] == 48
    assert table.loc[("cold", "2"), "days"] + table.loc[("warm", "2"), "days"] == 24
    assert table.loc[("year", "all"), "over_50_measured"] == pytest.approx(1 / 6)
    assert table.loc[("warm", "all"), "mean_measured"] == 20.0
    assert 0 < table.loc[("year", "all"), "local_share"] < 0.2
    assert table.loc[("cold", "all"), "mean_modelled"] > table.loc[("warm", "all"), "mean_modelled"]


def test_wilson_interval_against_published_values():
    # 5 of 20, as worked out in the facts on the co-design: 0.11 to 0.47.
    assert wilson(5, 20) == pytest.approx((0.1119, 0.4687), abs=1e-4)
    assert wilson(0, 10)[0] == 0.0
    assert all(np.isnan(wilson(0, 0)))


@pytest.fixture
def feed(tmp_path):
    days = pd.date_range("2019-01-01", "2019-12-31", freq="B")
    rows = [
        {"stazione_id": s, "data": day.isoformat(), "inquinante": p, "valore": v if i % 7 else None}
        for i, day in enumerate(days)
        for s in (2, 3)
        for p, v in (("PM10", 25 + 15 * np.cos(i / 42)), ("NO2", 70 + i % 9), ("SO2", 3))
    ]
    path = tmp_path / "2019_bulletin.json"
    path.write_text(json.dumps(rows[6:] + rows[:6]))
    return path


class FakeRun(Results):
    """A run of which only the series exist."""

    series = emissions()

    def has(self, table):
        return False


def test_replay_writes_readings_quality_comparison_and_figure(feed, tmp_path):
    result = replay(feed, FakeRun(tmp_path), tmp_path / "out")
    assert result.folder == tmp_path / "out" / "replay_2019"
    assert (np.diff(result.readings.event) >= np.timedelta64(0, "s")).all()
    assert result.summary["late_rows"] == 6
    assert result.summary["flags"]["null"] > 0
    assert len(result.daily) == result.summary["usable"] == len(measured_daily(result.readings))
    assert result.daily.loc[result.daily["pollutant"] == "PM10", "modelled"].notna().all()
    for name in ("readings", "quality", "daily", "comparison"):
        assert len(pd.read_parquet(result.folder / f"{name}.parquet")) > 0
    summary = json.loads((result.folder / "summary.json").read_text())
    assert any("assumed: the run kept no zones" in note for note in summary["notes"])
    assert all(row["source"] for row in summary["box_model"])
    assert (result.folder / "measured_modelled.png").stat().st_size > 10_000


def test_replay_without_a_run_shows_the_measured_side(feed, tmp_path):
    result = replay([feed], None, tmp_path)
    assert result.modelled.empty
    assert result.daily["modelled"].isna().all()
    assert "no run was given: measured side only" in result.notes
    assert result.comparison["mean_modelled"].isna().all()


def test_replay_of_a_feed_without_usable_readings(tmp_path):
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([{"stazione_id": 1, "data": "2019-01-01", "inquinante": "NO2", "valore": None}]))
    assert replay(path, None, tmp_path).comparison.empty
    path.write_text("[]")
    assert replay(path, FakeRun(tmp_path), tmp_path).folder.name == "replay"


def test_replay_refuses_a_folder_that_is_no_run(feed, tmp_path):
    with pytest.raises(InputError, match="there is none"):
        replay(feed, tmp_path / "none", tmp_path)


def test_the_real_bulletin_replays(real_data, tmp_path):
    result = replay(real_data / "feeds" / "air" / "2019_qualita-aria.json", FakeRun(tmp_path), tmp_path)
    table = result.comparison.set_index(["pollutant", "season", "station"])
    assert table.loc[("PM10", "cold", "all"), "mean_measured"] > table.loc[("PM10", "warm", "all"), "mean_measured"]
    assert result.summary["stations_without_usable_reading"] == ["1", "5", "8", "9"]
