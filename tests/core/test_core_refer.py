"""Do kernels read the same from a reference as from the group itself?"""

from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from twin.core.jit import lean_kernel, part_kernel
from twin.core.refer import refer


class Inner(NamedTuple):
    """A group within a group."""

    weight: NDArray[np.float64]
    pace: float
    counts: bool


class Outer(NamedTuple):
    """Members of several types."""

    table: NDArray[np.int32]
    inner: Inner
    out: NDArray[np.float64]


class Keys(NamedTuple):
    """Members of one type."""

    first: int
    second: int


@part_kernel
def add(i, group, keys):
    inner = group.inner
    if inner.counts:
        group.out[i] += inner.pace * inner.weight[i] * group.table[i, 1] + keys.second


@lean_kernel
def by_word(groups, keys):
    for i in range(groups.out.shape[0]):
        add(i, groups, keys)


@lean_kernel
def by_reference(one, other, choice, keys):
    first, second = refer(one), refer(other)
    for i in range(choice.shape[0]):
        group = first if choice[i] else second
        add(i, refer(group), refer(keys))


def groups(shift: float, *, counts: bool) -> Outer:
    table = np.arange(10, dtype=np.int32).reshape(5, 2)
    return Outer(table, Inner(np.linspace(0.1, 0.9, 5) + shift, 2.5, counts), np.zeros(5))


@pytest.mark.nojit
def test_a_reference_reads_and_writes_what_the_group_holds():
    keys = Keys(3, 7)
    one, other = groups(0.0, counts=True), groups(1.0, counts=False)
    want = groups(0.0, counts=True)
    by_word(want, keys)
    choice = np.array([True, False, True, True, False])
    by_reference(one, other, choice, keys)
    assert np.array_equal(one.out, np.where(choice, want.out, 0.0))
    assert want.out.min() > 0.0
    assert not other.out.any()


def test_outside_of_kernels_a_group_refers_to_itself():
    one = groups(0.0, counts=True)
    assert refer(one) is one
