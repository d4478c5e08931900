"""A difference comes with its interval, or with words for why there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from twin.core.streams import declare
from twin.study import paired
from twin.study.payback import BILLS, CAPEX, CO2, payback_rows

LUCK = declare("tests.study_paired", "made-up samples")
numbers = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=8))
def test_the_interval_is_that_of_a_paired_t_test(pairs):
    a, b = np.array(pairs).T
    got = paired(a, b, "less")
    gaps = b - a
    assert got.difference == pytest.approx(gaps.mean(), abs=1e-9)
    if got.interval == "interval":
        low, high = stats.t.interval(0.95, len(gaps) - 1, gaps.mean(), stats.sem(gaps))
        assert (got.low, got.high) == pytest.approx((low, high), rel=1e-6, abs=1e-6)
    assert got.low <= got.difference <= got.high
    assert (got.verdict in ("better", "worse")) == (got.low > 0 or got.high < 0)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    uids = np.arange(2000 * 5, dtype=np.uint64)
    samples = LUCK.at(1).normal(uids).reshape(2000, 5) + 3.0
    covered = np.mean([got.low <= 3.0 <= got.high for got in (paired(np.zeros(5), s) for s in samples)])
    assert covered == pytest.approx(0.95, abs=0.015)


def test_one_seed_has_no_interval_and_no_verdict():
    got = paired([10.0], [8.0], "less")
    assert (got.interval, got.low, got.high) == ("one seed: no interval", None, None)
    assert got.verdict == "one seed: no verdict"
    assert got.relative == pytest.approx(-0.2)


def test_differences_without_variation_say_so():
    got = paired([10.0, 20.0], [8.0, 18.0], "less")
    assert (got.interval, got.low, got.high, got.verdict) == ("same in all seeds", -2.0, -2.0, "better")
    assert paired([1.0, 2.0], [1.0, 2.0], "less").verdict == "same"
    assert paired([1.0, 1.0], [2.0, 2.0], "less").verdict == "worse"
    assert paired([1.0, 1.0], [2.0, 2.0], "neither").verdict == "differs"


def test_more_is_better_where_declared():
    assert paired([1.0, 1.1, 0.9], [2.0, 2.2, 2.0], "more").verdict == "better"
    assert paired([1.0, 1.1, 0.9], [1.1, 0.9, 1.0], "more").verdict == "no clear difference"


def test_what_is_not_a_number_has_no_difference():
    got = paired([1.0, np.nan], [1.0, 2.0])
    assert (got.a, got.b, got.difference, got.verdict) == (None, 1.5, None, "not available")
    with pytest.raises(ValueError, match="pairs"):
        paired([], [])


def test_payback_per_seed_and_its_words():
    a = {CAPEX: [0.0, 0.0], BILLS: [100.0, 110.0], CO2: [20.0, 20.0]}
    b = {CAPEX: [200.0, 200.0], BILLS: [80.0, 70.0], CO2: [20.0, 15.0]}
    years, tonne = payback_rows(a, b, whole_year=True)
    assert years.per_seed_b == (10.0, 5.0)
    assert years.result.b == 7.5
    assert years.result.low < 7.5 < years.result.high
    assert "does not pay back" in tonne.note
    assert tonne.result.difference is None
    assert payback_rows(a, b, whole_year=False)[0].note == "less than a year was simulated"
    assert payback_rows(a, a, whole_year=True)[0].note == "no extra investment"
