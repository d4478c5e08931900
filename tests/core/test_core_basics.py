"""Clock, quantities, fixed-block sums, errors and parameters."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pydantic import ValidationError

from twin.core.clock import Clock, DayType
from twin.core.errors import ExitCode, Fault, InputError
from twin.core.params import ParamSet, param
from twin.core.reduce import BLOCK, block_sum, group_sum
from twin.core.units import parse_quantity


def test_years_have_their_hours_and_days_their_kind():
    clock = Clock(2019)
    assert clock.n_ticks == 8760
    assert Clock(2020).n_ticks == 8784
    kind = clock.day_type
    assert kind[0] == DayType.HOLIDAY  # New Year
    assert kind[1] == DayType.WORKDAY  # Wednesday
    assert kind[4] == DayType.SATURDAY
    assert kind[5] == DayType.HOLIDAY  # Sunday
    assert kind[(date(2019, 4, 22) - date(2019, 1, 1)).days] == DayType.HOLIDAY  # Easter Monday
    assert kind[(date(2019, 12, 7) - date(2019, 1, 1)).days] == DayType.HOLIDAY  # Sant'Ambrogio


def test_people_keep_summer_time_and_the_clock_does_not():
    clock = Clock(2019)
    winter, summer = clock.tick_of(date(2019, 1, 15)), clock.tick_of(date(2019, 7, 15))
    assert clock.civil_hour[winter + 8] == 8
    assert clock.civil_hour[summer + 8] == 9
    change = clock.tick_of(date(2019, 3, 31))
    assert 2 not in clock.civil_hour[change : change + 24]  # the hour that is skipped
    assert clock.at(summer).hour == 0
    assert clock.tick_at(datetime(2019, 7, 15, 10, 30, tzinfo=UTC)) == summer + 11
    with pytest.raises(ValueError, match="not in 2019"):
        clock.tick_of(date(2020, 1, 1))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("28000 m2", "m2", 28000.0),
        ("2.8 ha", "m2", 28000.0),
        ("40 %", "1", 0.4),
        ("350 kEUR", "EUR", 350_000.0),
        ("21 degC", "degC", 21.0),
        ("0.2 EUR/kWh", "EUR/J", 0.2 / 3.6e6),
        ("12", "1", 12.0),
    ],
)
def test_quantities_are_read_with_their_units(text, unit, value):
    assert parse_quantity(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(("text", "unit"), [("26 kWh", "m2"), ("a lot", "1"), ("", "m2"), ("3 m2", "EUR")])
def test_wrong_quantities_are_refused_in_words(text, unit):
    with pytest.raises(ValueError, match=r"unit|quantity"):
        parse_quantity(text, unit)


@pytest.mark.nojit
@given(hnp.arrays(np.float64, st.integers(0, 3 * BLOCK), elements=st.floats(-1e6, 1e6)))
def test_block_sum_adds_blocks_in_order(values):
    naive = 0.0
    for start in range(0, values.size, BLOCK):
        part = 0.0
        for value in values[start : start + BLOCK]:
            part += value
        naive += part
    assert block_sum(values) == naive


@pytest.mark.nojit
def test_group_sum_leaves_strangers_out():
    out = np.full(3, 9.0)
    group_sum(np.array([1.0, 2.0, 4.0, 8.0]), np.array([0, 2, -1, 2]), out)
    assert out.tolist() == [1.0, 0.0, 10.0]


def test_an_input_error_tells_all_faults_at_once():
    error = InputError("a.toml", [Fault(f"row {i}", "is wrong", "write it right") for i in range(25)])
    text = str(error)
    assert text.startswith("a.toml: 25 faults")
    assert "row 0: is wrong → write it right" in text
    assert "and 5 more" in text
    assert error.exit_code == ExitCode.INPUT


class Demo(ParamSet):
    """A room's parameters."""

    depth: float = param(0.1, unit="m", doc="depth", source="a norm", year=2017, status="published", ge=0)


def test_parameters_carry_their_evidence_and_are_closed():
    (row,) = Demo.rows(Demo(depth=0.2))
    assert row["unit"] == "m"
    assert row["status"] == "published"
    assert row["value"] == 0.2
    assert not row["default"]
    with pytest.raises(ValidationError):
        Demo(depth=-1)
    with pytest.raises(ValidationError):
        Demo(dept=1)
