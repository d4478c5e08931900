"""Are value, rate of return, payback and loans those of the textbook, and of numpy-financial on whatever flows?"""

import math

import numpy as np
import numpy_financial
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from twin.domains.finance.cases import annuity, irr, loan, npv, payback, residual

CENTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: cents / 100.0)
FLOWS = st.lists(CENTS, min_size=1, max_size=30)


def test_by_hand():
    """1,000 EUR that bring 500 a year for three years."""
    flows = [-1000.0, 500.0, 500.0, 500.0]
    assert npv(0.0, flows) == 500.0
    assert npv(0.10, flows) == pytest.approx(-1000 + 500 / 1.1 + 500 / 1.21 + 500 / 1.331)
    assert payback(flows) == 2.0
    # 454.55 and 413.22 come in first; of the third year's 375.66 it takes 132.23.
    assert payback(flows, 0.10) == pytest.approx(2.0 + 132.2314049586777 / 375.6574004507889)
    assert irr([-100.0, 110.0]) == pytest.approx(0.10, rel=1e-12)
    assert irr([-100.0, 0.0, 121.0]) == pytest.approx(0.10, rel=1e-12)
    assert irr([-100.0, 50.0]) == pytest.approx(-0.50, rel=1e-12)


@pytest.mark.parametrize("flows", [[], [0.0], [100.0, 50.0], [-1.0, -2.0], [0.0, 0.0, 5.0], [1.0, -1.0, 1.0]])
def test_where_there_is_no_rate_none_is_told(flows):
    assert irr(flows) == "none"


def test_several_rates_are_told_and_none_is_chosen():
    """-100 + 230 x - 132 x² is zero at x = 1/1.1 and x = 1/1.2: rates of 10 % and of 20 %."""
    assert irr([-100.0, 230.0, -132.0]) == "several"
    assert abs(npv(0.10, [-100.0, 230.0, -132.0])) < 1e-9
    assert abs(npv(0.20, [-100.0, 230.0, -132.0])) < 1e-9


def test_a_root_that_only_touches_is_one_root():
    """(2 x - 1)²: a rate of 100 %, although the value never changes its sign."""
    assert irr([1.0, -4.0, 4.0]) == pytest.approx(1.0, rel=1e-9)


def test_one_rate_among_several_changes_of_sign():
    """(x - 1/2)(x² + 1) with three changes of sign has one real root."""
    assert irr([-0.5, 1.0, -0.5, 1.0]) == pytest.approx(1.0, rel=1e-9)


@given(FLOWS, st.floats(-0.5, 2.0))
def test_values_are_those_of_numpy_financial(flows, rate):
    assert npv(rate, flows) == pytest.approx(numpy_financial.npv(rate, flows), rel=1e-9, abs=1e-6)


@given(CENTS.filter(lambda x: x < -1.0), st.lists(CENTS.map(abs), min_size=1, max_size=30).filter(lambda x: max(x) > 1))
def test_rates_of_investments_are_those_of_numpy_financial(cost, gains):
    """Money goes out once and comes back: just one rate, whatever the amounts."""
    ours, theirs = irr([cost, *gains]), numpy_financial.irr([cost, *gains])
    assert isinstance(ours, float)
    if math.isfinite(theirs):
        assert 1.0 / (1.0 + ours) == pytest.approx(1.0 / (1.0 + theirs), rel=1e-6)
    at = np.array([cost, *gains])
    scale = np.abs(at * (1.0 + ours) ** -np.arange(len(at))).max()
    assert abs(npv(ours, at)) <= 1e-9 * scale


@given(FLOWS)
@example([-100.0, 230.0, -132.0])
@example([1.0, -4.0, 4.0])
@example([-1.0, 3.0, -2.25, 0.0])
def test_a_rate_is_told_only_where_it_is_the_only_one(flows):
    """Against all roots of the polynomial, those apart that rounding cannot tell from complex or double ones."""
    found = irr(flows)
    trimmed = np.trim_zeros(np.array(flows))
    roots = np.roots(trimmed[::-1]) if len(trimmed) > 1 else np.zeros(0)
    positive = roots[np.abs(np.angle(roots)) < 1e-3] if len(roots) else roots
    clear = positive[np.abs(positive.imag) == 0.0].real
    if len(positive) != len(clear) or (len(clear) > 1 and np.diff(np.sort(clear)).min() < 1e-3 * clear.max()):
        return
    if len(clear) == 1:
        assert isinstance(found, float)
        assert 1.0 / (1.0 + found) == pytest.approx(float(clear[0]), rel=1e-5)
    else:
        assert found == ("none" if len(clear) == 0 else "several")


@given(st.floats(1.0, 1e6), st.floats(0.0, 0.3), st.integers(1, 40))
def test_loans_are_paid_back_in_equal_payments(principal, rate, years):
    interest, repaid = loan(principal, rate, years)
    assert repaid.sum() == pytest.approx(principal)
    assert interest + repaid == pytest.approx(np.full(years, annuity(principal, rate, years)))
    owed = principal - np.concatenate([[0.0], np.cumsum(repaid)[:-1]])
    assert interest == pytest.approx(rate * owed, abs=1e-9 * principal)


# numpy-financial loses digits at rates near zero, and divides by a rate of zero.
@given(st.floats(1.0, 1e6), st.floats(1e-4, 0.3), st.integers(1, 40))
def test_loans_are_those_of_numpy_financial(principal, rate, years):
    assert annuity(principal, rate, years) == pytest.approx(-numpy_financial.pmt(rate, years, principal))
    interest, _ = loan(principal, rate, years)
    theirs = -numpy_financial.ipmt(rate, np.arange(1, years + 1), years, principal)
    assert interest == pytest.approx(theirs, abs=1e-9 * principal)


def test_a_loan_by_hand():
    """1,000 EUR at 10 % over two years: 576.19 a year, of which 100 and 52.38 are interest."""
    interest, repaid = loan(1000.0, 0.10, 2)
    assert interest == pytest.approx([100.0, 1000.0 * 11 / 210])
    assert repaid == pytest.approx([1000.0 * 100 / 210, 1000.0 * 110 / 210])


@given(FLOWS, st.floats(0.0, 0.2))
def test_after_the_payback_nothing_is_owed(flows, rate):
    years, total = payback(flows, rate), np.cumsum(np.array(flows) * (1.0 + rate) ** -np.arange(len(flows)))
    if years is None:
        assert total[-1] < 0.0
    else:
        assert np.all(total[math.ceil(years) :] >= 0.0)
        assert years == 0.0 or total[math.ceil(years) - 1] < 0.0


def test_what_is_left_of_an_investment():
    assert residual([100.0, 100.0, 100.0], [0.0, 10.0, 40.0], 30.0) == pytest.approx([100.0, 200.0 / 3.0, 0.0])


def test_flows_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="finite"):
        irr([-1.0, math.nan])
