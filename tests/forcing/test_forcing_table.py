"""Does the table of hours hold what weather, sun, prices and grid really do?"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_forcing as naive
from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.forcing import ForcingSpec, Params, build
from twin.forcing.prices import bands
from twin.forcing.sun import FACES, share_above, sun_path

PLACE = (9.205, 45.45)
KWH = 3.6e6


@pytest.fixture(scope="module")
def clock():
    return Clock(2019)


@pytest.fixture(scope="module")
def typical(clock):
    return build(PLACE, clock, ForcingSpec(), Params())


def degree_days(table):
    day = table["t_out"].reshape(-1, 24).mean(axis=1)
    doy = np.arange(day.size)
    heated = (doy < 105) | (doy >= day.size - 78)  # 15 October to 15 April
    return float(np.maximum(20.0 - day, 0.0)[heated].sum())


def test_typical_year_keeps_the_normals(typical, clock):
    table, _, _ = typical
    month = clock.tick_index.astype("datetime64[M]").astype(int) % 12
    params = Params()
    means = np.bincount(month, table["t_out"]) / np.bincount(month)
    normals = (np.asarray(params.t_min) + np.asarray(params.t_max)) / 2
    np.testing.assert_allclose(means, normals, atol=0.6)
    np.testing.assert_allclose(np.bincount(month, table["ghi"]) / 1000, params.ghi_month, rtol=1e-3)
    assert table["ghi"].sum() / 1000 == pytest.approx(1253, rel=0.01)


def test_typical_year_has_the_degree_days_of_milan(typical):
    found = degree_days(typical[0])
    print(f"degree days of the typical year: {found:.0f} (conventional 2,404; typical weather file 2,688)")
    assert 2300 < found < 2750


@pytest.mark.nojit
def test_typical_year_does_not_depend_on_anything_but_the_year(typical, clock):
    again, _, _ = build(PLACE, clock, ForcingSpec(), Params())
    for name in ("t_out", "ghi", "dni", "dhi", "wind_speed"):
        assert again[name].tobytes() == typical[0][name].tobytes()


def test_leap_years_have_8784_hours():
    table, _, _ = build(PLACE, Clock(2020), ForcingSpec(), Params())
    assert len(table) == 8784
    assert all(np.isfinite(values).all() for values in table.data.values())


def test_parts_of_irradiance_add_up(typical, clock):
    table = typical[0]
    sun = sun_path(PLACE, clock)
    up = np.maximum(np.cos(np.radians(sun.zenith)), 0.0)
    np.testing.assert_allclose(table["dni"] * up + table["dhi"], table["ghi"], atol=1e-6)
    assert (table["ghi"] <= sun.extraterrestrial * up + 1e-9).all()
    assert table["ghi"].min() == 0
    assert table["dni"].max() < 1100
    assert (table["ghi"][sun.zenith > 90] == 0).all()


def test_walls_agree_with_pvlib_hour_by_hour(typical, clock):
    table = typical[0]
    for tick in (9, 12, 15, 24 * 80 + 8, 24 * 172 + 6, 24 * 172 + 12, 24 * 172 + 18, 24 * 300 + 14):
        row = {name: float(table[name][tick]) for name in ("ghi", "dni", "dhi")}
        for k, face in enumerate(FACES):
            expected = naive.wall(PLACE, clock, tick, face, **row, albedo=0.2)
            assert table["irradiance"][tick, k] == pytest.approx(expected, rel=1e-6, abs=1e-6)
    np.testing.assert_allclose(table["irradiance"][:, -1], table["ghi"], rtol=1e-12)


def test_parts_of_light_add_up_and_panes_keep_some_back(typical):
    table = typical[0]
    walls = table["beam"][:, :-1] + 0.5 * (table["sky_light"] + table["ground_light"])[:, None]
    np.testing.assert_allclose(table["irradiance"][:, :-1], walls)
    np.testing.assert_allclose(table["beam"][:, -1] + table["sky_light"], table["ghi"], atol=1e-9)
    assert (table["beam_double"] <= table["beam_single"] + 1e-9).all()
    assert (table["beam_single"] <= table["beam"][:, :-1] + 1e-9).all()
    through = table["beam_double"].sum(axis=0) / table["beam"][:, :-1].sum(axis=0)
    print("beam through two panes by facing, relative to normal incidence:", through.round(2))
    assert (through > 0.4).all()
    assert (through < 0.95).all()


def test_walls_rank_as_they_must(typical):
    year = typical[0]["irradiance"].sum(axis=0) / 1000
    north, east, south, west, flat = year[[0, 2, 4, 6, 8]]
    assert north < year[1] < east < year[3] < south
    assert north < min(east, west) < max(east, west) < south < flat
    assert east == pytest.approx(west, rel=0.05)
    assert (typical[0]["irradiance"] >= 0).all()
    assert typical[0]["irradiance"].max() < 1361


def test_sun_stands_highest_at_solar_noon_and_at_the_known_height(typical):
    elevation = typical[0]["sun_elevation"]
    solstice = elevation[171 * 24 : 172 * 24]
    assert int(np.argmax(solstice)) == 12
    assert solstice.max() == pytest.approx(90 - PLACE[1] + 23.44, abs=0.3)


@given(
    st.lists(st.floats(-60, 60), min_size=5, max_size=9).filter(lambda v: len(v) % 2 == 1),
    st.floats(-10, 10),
)
def test_share_above_agrees_with_counting(elevation, threshold):
    fast = share_above(np.array(elevation), threshold)
    assert ((fast >= 0) & (fast <= 1)).all()
    np.testing.assert_allclose(fast, naive.share_above(elevation, threshold), atol=0.011)


def test_lamps_burn_about_half_the_year_and_less_when_they_switch_later(clock):
    hours = []
    for switching in (0.0, -3.0, -6.0):
        table, _, _ = build(PLACE, clock, ForcingSpec(), Params(switching_elevation=switching))
        hours.append(float((1 - table["sun_up"]).sum()))
    assert hours[0] > hours[1] > hours[2]
    assert 4000 < hours[1] < 4250


def test_prices_and_carbon_are_the_published_ones_in_si(typical):
    table = typical[0]
    assert table["price_electricity"][0] * KWH == pytest.approx(0.20)
    assert table["price_gas"][0] * KWH == pytest.approx(0.085)
    assert table["carbon_intensity"].mean() * KWH == pytest.approx(0.312)
    hour = table["carbon_intensity"].reshape(-1, 24).mean(axis=0)
    assert hour[12] < hour[3] < hour[22]


def test_day_ahead_prices_are_dearest_in_the_evening_and_keep_the_mean(clock):
    table, _, _ = build(PLACE, clock, ForcingSpec(prices="day_ahead"), Params())
    price = table["price_electricity"] * KWH
    assert price.mean() == pytest.approx(0.20)
    by_hour = [price[clock.civil_hour == hour].mean() for hour in range(24)]
    assert by_hour[19] == max(by_hour)
    assert by_hour[3] == min(by_hour[:6])


def test_bands_follow_civil_time_and_keep_the_mean(clock):
    table, _, _ = build(PLACE, clock, ForcingSpec(prices="bands"), Params())
    assert table["price_electricity"].mean() * KWH == pytest.approx(0.20)
    band = bands(clock)
    monday = clock.tick_of(date(2019, 7, 1))
    # 10:00 in Rome in summer is 9:00 on the clock of the simulation
    assert band[monday + 9] == 0
    assert band[monday + 18] == 1  # 19:00
    assert band[monday + 23] == 2  # midnight
    assert (band[monday - 24 : monday - 1] == 2).all()  # Sunday


def test_sources_tell_their_year_and_other_years_are_noted(typical):
    _, sources, notes = typical
    years = {source.year for source in sources}
    assert years >= {2000, 2017, 2021}
    for source in sources:
        assert any(source.name in note and str(source.year) in note for note in notes) == (source.year != 2019)


def test_every_parameter_has_unit_source_year_and_status():
    for row in Params.rows():
        assert row["unit"]
        assert row["source"]
        assert 1990 < row["year"] < 2030
        assert row["status"] in ("published", "derived", "assumed")


def write_generation(path, hours=8760, year=2019, **changes):
    lines = ["time,Fossil Gas,Fossil Hard coal,Geothermal,Solar,Other"]
    for h, moment in enumerate(Clock(year).tick_index[:hours]):
        row = {"gas": 10.0, "coal": 2.0, "earth": 1.0, "sun": 3.0 if 8 <= h % 24 <= 16 else 0.0}
        row |= changes.get(f"h{h}", {})
        time = str(moment).replace("T", " ") + ":00+01:00"
        lines.append(",".join(str(cell) for cell in (time, *row.values(), 9.0)))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_carbon_from_generation_by_fuel(tmp_path, clock):
    path = write_generation(tmp_path / "g.csv", h5={"gas": ""})
    table, sources, notes = build(PLACE, clock, ForcingSpec(carbon=path), Params(carbon_scaled=False))
    night, noon = (10 * 0.531 + 2 * 1.15) / 13, (10 * 0.531 + 2 * 1.15) / 16
    assert table["carbon_intensity"][0] * KWH == pytest.approx(night)
    assert table["carbon_intensity"][12] * KWH == pytest.approx(noon)
    assert table["carbon_intensity"][5] * KWH == pytest.approx(night)  # the gap
    assert any("1 hours filled" in note and "left out: Other" in note for note in notes)
    assert sources[1].year == 2019


def test_carbon_of_another_year_is_moved_scaled_and_noted(tmp_path):
    path = write_generation(tmp_path / "g.csv", year=2018)
    table, sources, notes = build(PLACE, Clock(2020), ForcingSpec(carbon=path), Params())
    assert table["carbon_intensity"].mean() * KWH == pytest.approx(0.312)
    assert sources[1].year == 2018
    assert any("scaled to 0.312" in note for note in notes)
    assert any("of 2018, the run is of 2020" in note for note in notes)


def test_faulty_generation_is_told_in_one_message(tmp_path, clock):
    path = write_generation(tmp_path / "g.csv", h3={"gas": "much"}, h7={"coal": -4.0})
    with pytest.raises(InputError) as caught:
        build(PLACE, clock, ForcingSpec(carbon=path), Params())
    assert len(caught.value.faults) == 2
    assert "line 5, Fossil Gas" in str(caught.value)
    assert "line 9, Fossil Hard coal" in str(caught.value)
    with pytest.raises(InputError, match="no whole year"):
        build(PLACE, clock, ForcingSpec(carbon=write_generation(tmp_path / "short.csv", hours=100)), Params())


def test_spec_is_closed_and_reads_environment_variables(monkeypatch, tmp_path):
    monkeypatch.setenv("WEATHER_FOLDER", str(tmp_path))
    assert ForcingSpec(weather="$WEATHER_FOLDER/a.epw").weather == tmp_path / "a.epw"
    assert ForcingSpec.model_validate({"weather": "typical"}).weather == "typical"
    with pytest.raises(ValueError, match="extra"):
        ForcingSpec.model_validate({"wether": "typical"})


@pytest.mark.parametrize("n", [2, 4])
def test_ticks_shorter_than_an_hour_keep_every_hours_mean(n):
    hourly = build(PLACE, Clock(2019), ForcingSpec(), Params())[0]
    fine = build(PLACE, Clock(2019, ticks_per_hour=n), ForcingSpec(), Params())[0]
    assert len(fine) == n * 8760
    for name in ("t_out", "wind_speed", "ghi", "price_electricity", "carbon_intensity"):
        means = fine[name].reshape(-1, n).mean(axis=1)
        if name != "wind_speed":  # which is cut off at calm
            np.testing.assert_allclose(means, hourly[name], rtol=1e-9, atol=1e-9, err_msg=name)
    beam = fine["dni"] * np.maximum(np.sin(np.radians(fine["sun_elevation"])), 0.0)
    np.testing.assert_allclose(beam + fine["dhi"], fine["ghi"], atol=1e-9)
    assert (fine["dni"] <= np.repeat(hourly["dni"], n) + 1e-9).all()
    walls = fine["irradiance"].reshape(-1, n, 9).mean(axis=1).sum(axis=0) / hourly["irradiance"].sum(axis=0)
    np.testing.assert_allclose(walls, 1.0, atol=0.02)
    assert abs((1.0 - fine["sun_up"]).sum() / n - (1.0 - hourly["sun_up"]).sum()) < 5.0


def test_clocks_refuse_ticks_that_do_not_divide_the_hour():
    with pytest.raises(ValueError, match="7 ticks an hour"):
        Clock(2019, ticks_per_hour=7)
