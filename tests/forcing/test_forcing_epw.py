"""Is a good weather file taken, and is a bad one refused with all that is wrong with it?"""

from __future__ import annotations

import numpy as np
import pytest

from twin.core.clock import Clock
from twin.core.errors import InputError
from twin.forcing import ForcingSpec, Params, build
from twin.forcing.epw import read_epw
from twin.forcing.sun import clock_offset, sun_path

PLACE = (9.205, 45.45)
HEADER = [
    "LOCATION,Somewhere,-,ITA,test,160800,45.43,9.28,1.0,103.0",
    "DESIGN CONDITIONS,0",
    "TYPICAL/EXTREME PERIODS,0",
    "GROUND TEMPERATURES,0",
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    "COMMENTS 1,",
    "COMMENTS 2,",
    "DATA PERIODS,1,1,Data,Sunday,1/1,12/31",
]


@pytest.fixture(scope="module")
def typical():
    return build(PLACE, Clock(2019), ForcingSpec(), Params())[0]


def rows_of(table):
    """The typical year as rows of an EPW file."""
    rows = []
    for tick, moment in enumerate(Clock(2019).tick_index):
        date = moment.astype("datetime64[D]").item()
        row = ["2019", str(date.month), str(date.day), str(tick % 24 + 1), "60", "?", f"{table['t_out'][tick]:.1f}"]
        row += ["3.0", "70", "100100", "0", "0", "300"]
        row += [f"{table[name][tick]:.0f}" for name in ("ghi", "dni", "dhi")]
        row += ["0", "0", "0", "0", "180", f"{table['wind_speed'][tick]:.1f}"]
        row += ["5", "5", "20", "2000", "9", "999999999", "12", "0.1", "0", "88", "0.2", "0", "0"]
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def good(typical):
    return rows_of(typical)


def write(path, rows, header=HEADER):
    path.write_text("\n".join([*header, *(",".join(row) for row in rows)]) + "\n", encoding="latin-1")
    return path


def changed(rows, at, column, value):
    out = list(rows)
    out[at] = [*rows[at]]
    out[at][column] = value
    return out


def moved(rows, hours):
    out = [[*row] for row in rows]
    for column in (13, 14, 15):
        values = np.roll([row[column] for row in rows], hours)
        for row, value in zip(out, values, strict=True):
            row[column] = str(value)
    return out


def test_a_good_file_is_taken_hour_by_hour(tmp_path, good, typical):
    weather, notes = read_epw(write(tmp_path / "w.epw", good), PLACE)
    np.testing.assert_allclose(weather.t_out, typical["t_out"], atol=0.051)
    np.testing.assert_allclose(weather.ghi, typical["ghi"], atol=0.51)
    assert notes == []
    assert len(weather.source.sha256) == 64
    table, sources, _ = build(PLACE, Clock(2019), ForcingSpec(weather=tmp_path / "w.epw"), Params())
    assert sources[0].year == 2019
    np.testing.assert_array_equal(table["t_out"], weather.t_out)


def test_leap_year_repeats_28_february(tmp_path, good):
    table, _, notes = build(PLACE, Clock(2020), ForcingSpec(weather=write(tmp_path / "w.epw", good)), Params())
    day = table["t_out"].reshape(-1, 24)
    np.testing.assert_array_equal(day[59], day[58])
    assert any("29 February repeats 28 February" in note for note in notes)


@pytest.mark.parametrize("hours", [-3, -1, 1, 2, 4])
def test_a_clock_off_the_sun_is_refused_by_its_hours(tmp_path, good, hours):
    with pytest.raises(InputError) as caught:
        read_epw(write(tmp_path / "w.epw", moved(good, hours)), PLACE)
    assert f"({hours:+g} h)" in str(caught.value)
    assert f"by {-hours:+g} h" in str(caught.value)


@pytest.mark.parametrize("hours", [-5, -2, 0, 1, 3])
def test_offset_is_found(typical, hours):
    assert clock_offset(np.roll(typical["ghi"], hours), sun_path(PLACE, Clock(2019))) == hours


def test_gaps_words_and_impossible_values_are_told_together(tmp_path, good):
    rows = changed(good, 10, 6, "99.9")
    rows = changed(rows, 100, 13, "sunny")
    rows = changed(rows, 200, 21, "-3")
    rows = changed(rows, 300, 14, "5000")
    with pytest.raises(InputError) as caught:
        read_epw(write(tmp_path / "w.epw", rows), PLACE)
    told = str(caught.value)
    assert len(caught.value.faults) == 4
    for words in (
        "line 19 (month 1, day 1, hour 11): dry-bulb temperature is missing",
        "line 109",
        "'sunny'",
        "wind speed is -3",
        "direct normal radiation is 5000",
    ):
        assert words in told


def test_wrong_number_of_rows(tmp_path, good):
    with pytest.raises(InputError, match="8759 rows of data"):
        read_epw(write(tmp_path / "w.epw", good[:-1]), PLACE)


def test_a_gap_of_rows_is_told_by_its_hour(tmp_path, good):
    with pytest.raises(InputError) as caught:
        read_epw(write(tmp_path / "w.epw", [*good[:50], *good[53:]]), PLACE)
    told = str(caught.value)
    assert "8757 rows of data" in told
    assert "line 59 (month 1, day 3, hour 6): 3 hours before this one are missing → add a row" in told


def test_sun_by_night_is_a_warning(tmp_path, good, caplog):
    caplog.set_level("WARNING", logger="twin")
    weather, notes = read_epw(write(tmp_path / "w.epw", changed(good, 26, 13, "900")), PLACE)
    [note] = notes
    assert "900 W/m² of sun in line 35, by night" in note
    assert note in caplog.text
    assert weather.ghi[26] == 900.0


def test_a_missing_hour_replaced_by_another_one(tmp_path, good):
    rows = [*good[:50], good[51], *good[51:]]
    with pytest.raises(InputError, match="is not in its place"):
        read_epw(write(tmp_path / "w.epw", rows), PLACE)


def test_missing_columns(tmp_path, good):
    rows = list(good)
    rows[7] = rows[7][:12]
    with pytest.raises(InputError, match="line 16: has 12 columns"):
        read_epw(write(tmp_path / "w.epw", rows), PLACE)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2019,1,1,1", "is not the LOCATION line"),
        ("LOCATION,Somewhere,-,ITA,test,160800,north,9.28,1.0,103.0", "no readable latitude"),
        ("LOCATION,Somewhere,-,ITA,test,160800,45.43,9.28,2.0,103.0", "clock is UTC\\+2"),
        ("LOCATION,Denver,CO,USA,test,725650,39.83,-104.65,1.0,1650", "km from the district"),
    ],
)
def test_faulty_first_line(tmp_path, good, line, words):
    with pytest.raises(InputError, match=words):
        read_epw(write(tmp_path / "w.epw", good, [line, *HEADER[1:]]), PLACE)


def test_no_radiation_at_all(tmp_path, good):
    rows = [[*row[:13], "0", "0", "0", *row[16:]] for row in good]
    with pytest.raises(InputError, match="never changes"):
        read_epw(write(tmp_path / "w.epw", rows), PLACE)


def test_absent_or_empty_file(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_epw(tmp_path / "none.epw", PLACE)
    (tmp_path / "empty.epw").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="LOCATION"):
        read_epw(tmp_path / "empty.epw", PLACE)


@pytest.mark.layers
def test_the_typical_year_of_linate(real_layers, tmp_path):
    path = real_layers.parent / "weather" / "milano_linate_160800_typical.epw"
    table, sources, notes = build(PLACE, Clock(2019), ForcingSpec(weather=path), Params())
    assert table["t_out"].mean() == pytest.approx(11.7, abs=0.05)
    assert table["ghi"].sum() / 1000 == pytest.approx(1253, abs=1)
    assert sources[0].year == 2001
    assert not any("off the sun" in note for note in notes)
    lines = path.read_text(encoding="latin-1").splitlines()
    late = write(tmp_path / "late.epw", moved([line.split(",") for line in lines[8:]], 2), lines[:8])
    with pytest.raises(InputError, match=r"\(\+2 h\)"):
        read_epw(late, PLACE)


@pytest.mark.layers
def test_generation_of_italy(real_layers):
    path = real_layers.parent / "electricity" / "entsoe_IT_generation_by_fuel_hourly_2017_2020.csv"
    table, _, notes = build(PLACE, Clock(2019), ForcingSpec(carbon=path), Params(carbon_scaled=False))
    mean = table["carbon_intensity"].mean() * 3.6e6
    assert 0.25 < mean < 0.45
    assert any("left out: Hydro Pumped Storage, Other" in note for note in notes)
