"""Household sizes meet the zone's published totals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.grid_district import grid_tables
from twin.core.errors import InputError
from twin.population import Params
from twin.population.sizes import MAX_SIZE, fit_sizes, households_by_size, integer_sizes, seed_shares

SIZES = np.arange(1, MAX_SIZE + 1)


@pytest.mark.nojit
@given(
    singles=st.integers(0, 8000),
    shared=st.integers(0, 9000),
    mean=st.floats(2.02, 6.5),
    share=st.lists(st.floats(0.0, 1.0), min_size=5, max_size=5),
)
def test_sizes_meet_all_three_totals(singles, shared, mean, share):
    persons = round(mean * shared)
    seed = seed_shares(np.array(share), Params())
    fitted = fit_sizes(singles + persons, singles + shared, singles, seed)
    assert fitted[0] == singles
    assert fitted.sum() == pytest.approx(singles + shared, rel=1e-9, abs=1e-9)
    assert (fitted * SIZES).sum() == pytest.approx(singles + persons, rel=1e-6, abs=1e-6)
    whole = integer_sizes(singles + persons, fitted)
    assert (whole >= 0).all()
    assert whole.sum() == singles + shared
    assert whole[0] == singles
    assert abs((whole * SIZES).sum() - singles - persons) <= max(1, 0.001 * persons)


def test_porta_romana_is_exact():
    seed = seed_shares(np.full(5, np.nan), Params())
    whole = integer_sizes(16469, fit_sizes(16469, 9461, 5571, seed))
    assert whole[0] == 5571
    assert whole.sum() == 9461
    assert (whole * SIZES).sum() == 16469


def test_a_fit_keeps_the_seeds_shape():
    seed = seed_shares(np.array([0.4, 0.3, 0.15, 0.1, 0.05]), Params())
    fitted = fit_sizes(1000 * (seed * SIZES).sum(), 1000.0, 1000 * seed[0], seed)
    np.testing.assert_allclose(fitted, 1000 * seed, rtol=1e-9)


def test_totals_that_cannot_be_are_all_named():
    zones = grid_tables()["zones"]
    zones["households"][:2] = 5000
    zones["single_households"][:2] = 10
    with pytest.raises(InputError, match="2 faults") as caught:
        households_by_size(zones, Params())
    assert "WEST" in str(caught.value)
    assert "EAST" in str(caught.value)
