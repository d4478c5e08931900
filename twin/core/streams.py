"""Which random number does this entity get? A pure function of (seed, stream name, tick, uid, lane).

Philox 4x32-10, a counter-based generator: no state, so any order, any thread count and any process
count give the same numbers, and an added entity never changes another entity's luck.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
SC '11, 2011, DOI 10.1145/2063384.2063405, section 3.3 and the known-answer vectors of Random123.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.jit import kernel, parallel_kernel, prange

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# An integer of Python, NumPy or numba.
Word = Any

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_SHIFT11 = np.uint64(11)
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53
_TO_UNIT32 = 1.0 / 4294967296.0  # 2**-32


@kernel
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """Ten rounds of Philox 4x32 on a 128-bit counter (four 32-bit words) under a 64-bit key (two words)."""
    x0, x1, x2, x3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    key0, key1 = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        p0 = _M0 * x0
        p1 = _M1 * x2
        x0, x1, x2, x3 = (
            (p1 >> _SHIFT) ^ x1 ^ key0,
            p1 & _MASK,
            (p0 >> _SHIFT) ^ x3 ^ key1,
            p0 & _MASK,
        )
        key0 = (key0 + _W0) & _MASK
        key1 = (key1 + _W1) & _MASK
    return x0, x1, x2, x3


@kernel
def draw(key: Word, tick: Word, uid: Word, lane: Word) -> float:
    """One uniform number in [0, 1) with 53 bits.

    Parameters
    ----------
    key : Key of the stream, `Stream.key`. () uint64
    tick : Tick, day or year index; 0 where the draw is made once. () int
    uid : Uid of the entity. () uint64
    lane : Number of the draw, where one entity needs several in a tick. () int
    """
    k = np.uint64(key)
    u = np.uint64(uid)
    x0, x1, _x2, _x3 = philox(
        np.uint64(lane) & _MASK,
        np.uint64(tick) & _MASK,
        u & _MASK,
        u >> _SHIFT,
        k & _MASK,
        k >> _SHIFT,
    )
    bits = ((np.uint64(x0) << _SHIFT) | np.uint64(x1)) >> _SHIFT11
    return bits * _TO_UNIT


@kernel
def draw_pair(key: Word, tick: Word, uid: Word, lane: Word) -> tuple[float, float]:
    """Two independent uniform numbers in [0, 1) at the cost of one; the first is `draw`'s. Parameters as there."""
    k = np.uint64(key)
    u = np.uint64(uid)
    x0, x1, x2, x3 = philox(
        np.uint64(lane) & _MASK,
        np.uint64(tick) & _MASK,
        u & _MASK,
        u >> _SHIFT,
        k & _MASK,
        k >> _SHIFT,
    )
    first = ((np.uint64(x0) << _SHIFT) | np.uint64(x1)) >> _SHIFT11
    second = ((np.uint64(x2) << _SHIFT) | np.uint64(x3)) >> _SHIFT11
    return first * _TO_UNIT, second * _TO_UNIT


@kernel
def draw_four(key: Word, tick: Word, uid: Word, lane: Word) -> tuple[float, float, float, float]:
    """Four independent uniform numbers in [0, 1) with 32 bits each at the cost of one. Parameters as in `draw`."""
    k = np.uint64(key)
    u = np.uint64(uid)
    x0, x1, x2, x3 = philox(
        np.uint64(lane) & _MASK,
        np.uint64(tick) & _MASK,
        u & _MASK,
        u >> _SHIFT,
        k & _MASK,
        k >> _SHIFT,
    )
    return x0 * _TO_UNIT32, x1 * _TO_UNIT32, x2 * _TO_UNIT32, x3 * _TO_UNIT32


@parallel_kernel
def _fill(key: Word, tick: Word, uids: NDArray[np.uint64], lane: Word, out: NDArray[np.float64]) -> None:
    for i in prange(uids.shape[0]):
        out[i] = draw(key, tick, uids[i], lane)


@kernel
def _fill_few(key: Word, tick: Word, uids: NDArray[np.uint64], lane: Word, out: NDArray[np.float64]) -> None:
    for i in range(uids.shape[0]):
        out[i] = draw(key, tick, uids[i], lane)


# Waking the threads costs milliseconds on a busy machine; below this many draws one thread is done sooner.
_FEW = 20_000


_registry: dict[str, str] = {}


@dataclass(frozen=True)
class StreamName:
    """A declared stream: one decision, one stream."""

    name: str
    doc: str

    def at(self, seed: int) -> Stream:
        """Return the stream of this name under `seed`."""
        digest = hashlib.blake2b(f"{seed}/{self.name}".encode(), digest_size=8).digest()
        return Stream(self.name, np.uint64(int.from_bytes(digest, "little")))


@dataclass(frozen=True)
class Stream:
    """A stream under a seed; draws depend on nothing but (key, tick, uid, lane)."""

    name: str
    key: np.uint64

    def uniform(self, uids: NDArray[np.uint64], tick: int = 0, lane: int = 0) -> NDArray[np.float64]:
        """One uniform number in [0, 1) per uid. (N,) → (N,)"""
        uids = np.ascontiguousarray(uids, dtype=np.uint64)
        out = np.empty(uids.shape[0])
        (_fill_few if uids.size < _FEW else _fill)(self.key, tick, uids, lane, out)
        return out

    def normal(self, uids: NDArray[np.uint64], tick: int = 0, lane: int = 0) -> NDArray[np.float64]:
        """One standard normal number per uid (Box-Muller on lanes 2·lane and 2·lane + 1). (N,) → (N,)"""
        u = self.uniform(uids, tick, 2 * lane)
        v = self.uniform(uids, tick, 2 * lane + 1)
        return np.asarray(np.sqrt(-2.0 * np.log1p(-u)) * np.cos(2.0 * np.pi * v))

    def choice(
        self, uids: NDArray[np.uint64], weights: NDArray[np.float64], tick: int = 0, lane: int = 0
    ) -> NDArray[np.int64]:
        """One category per uid, by weights (K,) shared or (N, K) per entity; rows of zeros are an error."""
        table = np.atleast_2d(np.asarray(weights, dtype=np.float64))
        total = table.sum(axis=1, keepdims=True)
        if not np.all(total > 0) or np.any(table < 0):
            msg = f"stream {self.name}: weights must be non-negative with a positive sum"
            raise ValueError(msg)
        cdf = np.cumsum(table / total, axis=1)
        u = self.uniform(uids, tick, lane)
        picked: NDArray[np.int64] = (u[:, None] >= cdf).sum(axis=1).astype(np.int64)
        last: NDArray[np.int64] = np.minimum(picked, table.shape[1] - 1)
        return last


def declare(name: str, doc: str) -> StreamName:
    """Declare a stream once; a second declaration of the name with another meaning is an error."""
    if _registry.setdefault(name, doc) != doc:
        msg = f"stream {name!r} is declared twice: {_registry[name]!r} and {doc!r}"
        raise ValueError(msg)
    return StreamName(name, doc)


def declared() -> dict[str, str]:
    """All declared streams with what they decide."""
    return dict(sorted(_registry.items()))


def uid_of(source_id: object) -> np.uint64:
    """Uid of an entity from the id its source gives it (stable when others come or go)."""
    digest = hashlib.blake2b(str(source_id).encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def uids_of(source_ids: Iterable[object]) -> NDArray[np.uint64]:
    """Uids of many entities; duplicates are the caller's fault to report. (N,)"""
    return np.array([uid_of(source_id) for source_id in source_ids], dtype=np.uint64)
