"""What does loading a day of trips on the streets cost, and how does it grow? One thread, a made-up town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from benchmarks.timing import Figure, Spread, cpu_seconds, plain
from twin.core.streams import declare
from twin.domains.mobility.loading.day import figures_of, load_day
from twin.domains.mobility.loading.groups import ARRIVED, EVENTS, FORCED, LOADED, WORST, Links, Parking, Rides
from twin.domains.mobility.loading.params import LoadingParams
from twin.domains.mobility.parking.kernels import Curbs
from twin.domains.mobility.routes.ways import Ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TOWN = declare("benchmarks.loading", "streets and trips of a made-up town")
CITIZENS = 87_811
TRIPS_EACH = 2.05
LINKS_EACH = 4_048 / CITIZENS
ROOTS, SETS, PERIODS, AREAS = 814, 4, 5, 60
BLOCK = 110.0  # metres between two crossings
CURVE = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def run(repeat: int = 5, *, quick: bool = False) -> dict[str, Any]:
    """Time of a weekday of the district's size, and the curve over the size of the town."""
    found: dict[str, Any] = {}
    for name, wave in (("weekday, space moves back as a wave", None), ("weekday, space moves back at once", 0.0)):
        found |= _measured(name, CITIZENS, repeat, wave)
    for citizens in CURVE[:3] if quick else CURVE:
        found |= _measured(f"{citizens:,} citizens", citizens, 3 if citizens < CURVE[-1] else 1, None)
    return found


def _measured(name: str, citizens: int, repeat: int, wave: float | None) -> dict[str, Any]:
    rides, links, ways, parking = town(citizens)
    params = LoadingParams() if wave is None else LoadingParams(wave_kmh=wave)
    figures = figures_of(params)
    load = load_day(rides, links, ways, parking, figures)
    spent = Spread.of([cpu_seconds(lambda: load_day(rides, links, ways, parking, figures)) for _ in range(repeat)])
    moves, tally = int(load.entered.sum()), load.tally
    told = (
        f"{rides.kind.size:,} vehicles, {tally[LOADED]:,} trips, {moves / max(tally[LOADED], 1):.1f} links a trip, "
        f"{plain(1e-6 * moves / spent.median, 2)} million moves/s, {plain(1e9 * spent.median / moves, 2)} ns each, "
        f"{tally[EVENTS] / moves:.2f} events a move, pushed in {tally[FORCED]:,}, lost "
        f"{tally[LOADED] - tally[ARRIVED]:,}, imbalance {tally[WORST]}"
    )
    return {name: Figure(spent, "s", told)}


def town(citizens: int, trips_each: float = TRIPS_EACH) -> tuple[Rides, Links, Ways, Parking]:
    """One-way streets that alternate, closed to a ring both ways, and a weekday of vehicles that make three trips."""
    wide = max(8, 2 * round(0.25 * (2.0 * LINKS_EACH * citizens) ** 0.5))
    nodes = wide * wide
    column, row = np.arange(nodes) % wide, np.arange(nodes) // wide
    along = row * wide + (column + np.where(row % 2 == 0, 1, -1)) % wide
    across = (row + np.where(column % 2 == 0, 1, -1)) % wide * wide + column
    head = np.stack([along, across], axis=1).ravel()
    n = head.size
    luck = _TOWN.at(1).uniform(np.arange(n, dtype=np.uint64), lane=0)
    major = luck > 0.7
    speed = np.where(major, 13.9, 8.3) * (0.9 + 0.2 * luck)
    free, headway = BLOCK / speed, np.where(major, 1.0, 2.0)
    storage = np.where(major, 2.0, 1.0) * BLOCK / 7.5
    signal = luck > 0.85
    links = Links(
        head.astype(np.int32), free, headway, storage, np.full(n, BLOCK), np.where(signal, 90.0, 0.0),
        90.0 * np.modf(luck * 97.0)[0], np.where(signal, 45.0, 0.0), np.zeros((n, 3)), n,
    )  # fmt: skip
    return _rides(citizens, trips_each, wide), links, _ways(head, free, nodes), _parking()


def _ways(head: NDArray[np.int64], free: NDArray[np.float64], nodes: int) -> Ways:
    """Shortest ways with costs of their own in each of the sets."""
    roots = np.unique(np.linspace(0, nodes - 1, min(ROOTS, nodes)).astype(np.int64))
    tail = np.repeat(np.arange(nodes), 2)
    sets = np.empty((SETS, roots.size, nodes), dtype=np.uint8)
    for k in range(SETS):
        cost = free * (1.0 + 0.5 * _TOWN.at(2 + k).uniform(np.arange(free.size, dtype=np.uint64), lane=1))
        back = csr_matrix((cost, (head, tail)), shape=(nodes, nodes))
        for start in range(0, roots.size, 64):
            part = roots[start : start + 64]
            _, towards = dijkstra(back, indices=part, return_predecessors=True)
            goes = np.where(towards == head[::2], 0, np.where(towards == head[1::2], 1, 255))
            goes[np.arange(part.size), part] = 255
            sets[k, start : start + 64] = goes
    root_of = np.full(nodes, -1, dtype=np.int32)
    root_of[roots] = np.arange(roots.size)
    share = np.tile(np.linspace(1.0 / SETS, 1.0, SETS, dtype=np.float32), (PERIODS, 1))
    return Ways(
        np.arange(0, 2 * nodes + 1, 2, dtype=np.int32), np.arange(2 * nodes, dtype=np.int32), roots.astype(np.int32),
        root_of, np.tile(sets, (PERIODS, 1, 1)), np.array([0.0, 7.0, 9.5, 16.5, 19.5, 24.0]) * 3600.0, share,
    )  # fmt: skip


def _rides(citizens: int, trips_each: float, wide: int) -> Rides:
    """Vehicles that leave in the morning, go on after work and come home, to destinations some ten blocks away."""
    each = 3
    m = round(citizens * trips_each / each)
    uid = np.arange(m, dtype=np.uint64)

    def draws(lane: int) -> NDArray[np.float64]:
        return _TOWN.at(9).uniform(uid, lane=lane)

    def normal(lane: int) -> NDArray[np.float64]:
        u, v = draws(lane), draws(lane + 1)
        return np.sqrt(-2.0 * np.log(np.maximum(u, 1e-12))) * np.cos(2.0 * np.pi * v)

    roots = np.unique(np.linspace(0, wide * wide - 1, min(ROOTS, wide * wide)).astype(np.int64))
    spot = np.empty((each + 1, m), dtype=np.int64)
    spot[0] = roots[(draws(0) * roots.size).astype(np.int64)]
    for k in range(1, each):
        x = spot[k - 1] % wide + np.rint(15.0 * (2.0 * draws(2 * k) - 1.0)).astype(np.int64)
        y = spot[k - 1] // wide + np.rint(15.0 * (2.0 * draws(2 * k + 1) - 1.0)).astype(np.int64)
        near = y % wide * wide + x % wide
        spot[k] = roots[np.minimum(np.searchsorted(roots, near), roots.size - 1)]
    spot[each] = spot[0]
    start = 3600.0 * np.where(draws(20) < 0.6, 8.0 + 0.8 * normal(21), 6.0 + 14.0 * draws(23))
    earliest = np.zeros((m, each))
    earliest[:, 0] = np.clip(start, 0.0, 86_000.0)
    stay = np.zeros((m, each))
    stay[:, 1], stay[:, 2] = 3600.0 * (1.0 + 8.0 * draws(24)), 3600.0 * (0.3 + draws(25))
    trips = m * each
    kinds = np.searchsorted([0.75, 0.9, 0.98], draws(26)).astype(np.int8)
    area = np.where(kinds == 0, (draws(27) * AREAS).astype(np.int32), -1).astype(np.int32)
    areas = np.stack([(area + k) % AREAS for k in range(each)], axis=1)
    areas[area < 0] = -1
    return Rides(
        np.arange(0, trips + 1, each, dtype=np.int64), kinds, area, spot[:-1].T.ravel().astype(np.int32),
        np.searchsorted(roots, spot[1:].T.ravel()).astype(np.int32), earliest.ravel(), stay.ravel(),
        np.full(trips, 60.0), _TOWN.at(10).uniform(np.arange(trips, dtype=np.uint64)).astype(np.float32) % 1.0,
        areas.ravel().astype(np.int32), np.empty((trips, 4)), np.empty(trips, dtype=np.float32),
    )  # fmt: skip


def _parking() -> Parking:
    none, some = np.full(AREAS, -1, dtype=np.int32), np.ones(AREAS)
    curbs = Curbs(900.0 * some, none, none, 2.0 * some, 0.005 * some, 0.0 * some, 4.0, 0.6, 1200.0, 1.2)
    return Parking(curbs, np.zeros(AREAS, dtype=np.int64))
