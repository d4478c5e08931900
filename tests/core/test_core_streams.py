"""Streams: published test vectors, independence of order and company, and shapes of the draws."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.core import streams
from twin.core.streams import declare, draw, philox, uid_of, uids_of

NAME = declare("test.core", "draws of the tests")


@pytest.mark.nojit
@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        # Known-answer vectors of Random123 for philox4x32 with ten rounds.
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF,) * 2,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_philox_gives_the_published_vectors(counter, key, expected):
    with np.errstate(over="ignore"):
        got = philox(*counter, *key)
    assert tuple(int(word) for word in got) == expected


def test_a_newcomer_changes_nobody_elses_draw():
    stream = NAME.at(7)
    uids = uids_of(range(1000))
    without = stream.uniform(uids)
    more = np.concatenate([uids[:400], uids_of(["newcomer"]), uids[400:]])
    with_newcomer = stream.uniform(more)
    assert np.array_equal(np.delete(with_newcomer, 400), without)


def test_bits_do_not_depend_on_threads():
    uids = uids_of(range(25_000))  # enough for the parallel kernel
    before = numba.get_num_threads()
    try:
        results = []
        for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(threads)
            results.append(NAME.at(3).uniform(uids, tick=11, lane=2))
    finally:
        numba.set_num_threads(before)
    assert results[0].tobytes() == results[-1].tobytes()


@given(seed=st.integers(0, 2**31), tick=st.integers(0, 8783), lane=st.integers(0, 40))
def test_one_draw_equals_the_vector_and_lies_in_the_unit_interval(seed, tick, lane):
    stream = NAME.at(seed)
    uid = uid_of("somebody")
    one = draw(stream.key, tick, uid, lane)
    assert 0.0 <= one < 1.0
    assert one == stream.uniform(np.array([uid]), tick, lane)[0]


def test_draws_are_uniform_and_seeds_ticks_lanes_differ():
    uids = uids_of(range(200_000))
    base = NAME.at(1).uniform(uids)
    histogram = np.histogram(base, bins=50, range=(0, 1))[0]
    chi2 = ((histogram - 4000) ** 2 / 4000).sum()
    assert chi2 < 85.4  # 99.9 % quantile of chi-squared with 49 degrees of freedom
    for other in (
        NAME.at(2).uniform(uids),
        NAME.at(1).uniform(uids, tick=1),
        NAME.at(1).uniform(uids, lane=1),
    ):
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.01


def test_normal_and_choice_have_their_moments():
    uids = uids_of(range(100_000))
    normal = NAME.at(5).normal(uids)
    assert abs(normal.mean()) < 0.015
    assert abs(normal.std() - 1) < 0.01
    picked = NAME.at(5).choice(uids, np.array([1.0, 0.0, 3.0]))
    assert np.bincount(picked, minlength=3)[1] == 0
    assert abs((picked == 2).mean() - 0.75) < 0.01
    with pytest.raises(ValueError, match="positive sum"):
        NAME.at(5).choice(uids, np.zeros(3))


def test_a_name_means_one_thing():
    assert declare("test.core", "draws of the tests") == NAME
    with pytest.raises(ValueError, match="declared twice"):
        declare("test.core", "something else")
    assert "test.core" in streams.declared()


@pytest.mark.nojit
def test_four_draws_of_32_bits_are_the_words_of_one_call():
    key = declare("tests.four", "four draws").at(3).key
    drawn = np.array([streams.draw_four(key, 5, uid, 2) for uid in range(2000)])
    for uid in (0, 7, 1999):
        words = philox(2, 5, uid, 0, int(key) & 0xFFFFFFFF, int(key) >> 32)
        assert drawn[uid].tolist() == [int(word) / 2**32 for word in words]
    assert drawn.min() >= 0.0
    assert drawn.max() < 1.0
    assert np.abs(drawn.mean(axis=0) - 0.5).max() < 0.03
    assert np.abs(np.corrcoef(drawn.T) - np.eye(4)).max() < 0.08
