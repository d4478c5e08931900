"""Does the vote keep to the law: heads and thousandths, with and without diagnosis, at first and second call?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import naive_decisions as naive
from twin.decisions.kernels import CARRIED, NO_QUORUM, carried, constituted, exchange, hold

# One condominium: (thousandths, in favour, there at first call, there at second call); who comes early stays.
OWNER = st.tuples(st.integers(1, 300), st.booleans(), st.booleans(), st.booleans()).map(
    lambda each: (each[0], each[1], each[2] and each[3], each[3])
)
HOUSE = st.lists(OWNER, min_size=1, max_size=30)


def held(houses, *, diagnosis):
    """Call and result of each condominium."""
    first = np.concatenate([[0], np.cumsum([len(house) for house in houses])]).astype(np.int64)
    value, favours, early, attends = (np.array(each) for each in zip(*(o for h in houses for o in h), strict=True))
    result, call = np.zeros(len(houses), dtype=np.int64), np.zeros(len(houses), dtype=np.int64)
    hold(first, value.astype(np.int64), favours, early, attends, int(diagnosis), result, call)
    return call, result


@given(st.lists(HOUSE, min_size=1, max_size=4), st.booleans())
def test_assemblies_agree_with_the_naive_ones(houses, diagnosis):
    call, result = held(houses, diagnosis=diagnosis)
    for k, house in enumerate(houses):
        assert (call[k], result[k] == CARRIED) == naive.meeting(house, diagnosis=diagnosis)
        assert (result[k] == NO_QUORUM) == (call[k] == 0)


@given(HOUSE, st.booleans(), st.data())
def test_one_more_vote_in_favour_never_turns_an_approval_into_a_refusal(house, diagnosis, data):
    k = data.draw(st.integers(0, len(house) - 1))
    better = [(o[0], True, o[2], o[3]) if i == k else o for i, o in enumerate(house)]
    before, after = held([house], diagnosis=diagnosis), held([better], diagnosis=diagnosis)
    assert after[1][0] >= before[1][0]
    assert after[0][0] == before[0][0]  # how one votes has no part in the quorum


@given(HOUSE)
def test_a_diagnosis_never_makes_it_harder(house):
    without, with_one = held([house], diagnosis=False), held([house], diagnosis=True)
    assert with_one[1][0] >= without[1][0]
    assert with_one[0][0] == without[0][0]


@given(HOUSE, st.integers(2, 7), st.booleans())
def test_only_shares_matter(house, factor, diagnosis):
    """Each head counted k times over, or all thousandths k times as large, changes nothing."""
    many = [each for each in house for _ in range(factor)]
    large = [(factor * each[0], *each[1:]) for each in house]
    assert held([house], diagnosis=diagnosis) == held([many], diagnosis=diagnosis) == held([large], diagnosis=diagnosis)


@given(st.lists(st.integers(1, 300), min_size=1, max_size=30), st.booleans())
def test_everybody_there_and_in_favour_carries_it_at_first_call(values, diagnosis):
    assert held([[(v, True, True, True) for v in values]], diagnosis=diagnosis) == ([1], [CARRIED])


@given(HOUSE, st.booleans())
def test_nothing_is_carried_without_a_majority_of_those_there_and_a_third_of_the_value(house, diagnosis):
    call, result = held([house], diagnosis=diagnosis)
    if result[0] == CARRIED:
        there = [each for each in house if each[1 + call[0]]]
        yes = [each[0] for each in there if each[1]]
        assert 2 * len(yes) > len(there)
        assert 3 * sum(yes) >= sum(each[0] for each in house)


@given(HOUSE)
def test_the_order_of_owners_has_no_part_in_it(house):
    assert held([house], diagnosis=True) == held([house[::-1]], diagnosis=True)


@pytest.mark.parametrize(
    ("yes", "there", "value", "diagnosis", "expected"),
    [
        (3, 5, 334, 1, True),  # law 10/1991 art. 26 c. 2: a majority and 334 thousandths
        (3, 5, 333, 1, False),
        (3, 5, 334, 0, False),
        (3, 5, 499, 0, False),
        (3, 5, 500, 0, True),  # Civil Code art. 1136 c. 2
        (2, 4, 900, 1, False),  # half of the heads is no majority, whatever they hold
    ],
)
def test_the_thresholds_of_the_law(yes, there, value, diagnosis, expected):
    assert carried(yes, value, there, 1000, diagnosis) is expected


@pytest.mark.parametrize(
    ("call", "heads", "value", "expected"),
    [
        (1, 6, 667, True),
        (1, 5, 900, False),  # half of ten owners is no majority
        (1, 6, 666, False),
        (2, 4, 334, True),
        (2, 3, 900, False),  # three of ten is less than a third
        (2, 4, 333, False),
    ],
)
def test_the_quorums_of_the_law(call, heads, value, expected):
    assert constituted(call, heads, value, 10, 1000) is expected


def test_an_owner_of_several_flats_is_one_head():
    """Three small owners in favour outvote one who holds more than half of the building and has as many flats."""
    small = [(140, True, True, True)] * 3
    assert held([[*small, (580, False, True, True)]], diagnosis=True) == ([1], [CARRIED])


OPINION = st.floats(-3, 3).map(lambda x: round(x, 3))


@given(st.lists(st.tuples(OPINION, st.booleans()), min_size=1, max_size=20), st.floats(0, 1), st.integers(0, 3))
def test_exchange_agrees_with_the_naive_one(people, weight, rounds):
    opinion = np.array([each[0] for each in people])
    came = np.array([each[1] for each in people])
    wanted = naive.exchange(opinion.tolist(), came.tolist(), weight, rounds)
    exchange(np.array([0, len(people)]), came, weight, rounds, opinion)
    assert opinion == pytest.approx(wanted)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=20), st.floats(0, 1), st.integers(1, 3))
def test_talk_alone_wins_nobody_on_the_whole(said, weight, rounds):
    """What moderate people say changes no mean; it brings them together."""
    opinion = np.array(said)
    exchange(np.array([0, len(said)]), np.ones(len(said), dtype=bool), weight, rounds, opinion)
    assert opinion.mean() == pytest.approx(np.mean(said), abs=1e-9)
    assert opinion.std() <= np.std(said) + 1e-12
