"""A few streets in a row or a ring, and vehicles with a way each: what tests of the loading drive on."""

import numpy as np

from tests.naive_mobility_loading import Street
from twin.domains.mobility.loading import Figures, Links, Parking, Rides, load_day
from twin.domains.mobility.loading.queues import hole_times
from twin.domains.mobility.parking.kernels import Curbs
from twin.domains.mobility.routes.ways import Ways

UNITS = np.array([1.0, 0.4, 1.0, 2.0, 1.0])


def links_of(streets, n_real=None, toll=None):
    """Links from rows of (free, headway, storage[, length[, cycle, green_from, green]]); link l ends in node l.

    `toll` has a row for each of charge, first and last second of the day.
    """
    rows = np.array([tuple(row) + (0.0,) * (7 - len(row)) for row in streets], dtype=float).reshape(-1, 7)
    m = len(rows)
    columns = (np.ascontiguousarray(column) for column in rows.T)
    toll = np.zeros((m, 3)) if toll is None else np.array(toll, dtype=float)
    return Links(np.arange(m, dtype=np.int32), *columns, toll, m if n_real is None else n_real)


def ways_of(ways, m):
    """One destination and one origin node for each vehicle: node m + v for vehicle v."""
    n = len(ways)
    out = [set() for _ in range(m + n)]
    for v, way in enumerate(ways):
        for node, link in zip([m + v, *way], way, strict=False):
            out[node].add(link)
    arcs = [sorted(links) for links in out]
    choice = np.full((1, n, m + n), 255, dtype=np.uint8)
    for v, way in enumerate(ways):
        for node, link in zip([m + v, *way], way, strict=False):
            choice[0, v, node] = arcs[node].index(link)
    first = np.cumsum([0] + [len(links) for links in arcs]).astype(np.int32)
    flat = np.array([link for links in arcs for link in links] + [0], dtype=np.int32)
    root_of = np.full(m + n, -1, dtype=np.int32)
    roots = np.array([way[-1] if way else m + v for v, way in enumerate(ways)], dtype=np.int32)
    root_of[roots] = np.arange(n)
    return Ways(first, flat, roots, root_of, choice, np.array([0.0, 86400.0]), np.ones((1, 1), dtype=np.float32))


def rides_of(trips, kinds=None, start_area=None):
    """Rides from a list of trips for each vehicle: dicts of origin, root, earliest, stay, tail, luck, area."""
    flat = [trip for each in trips for trip in each]

    def column(name, default, dtype):
        return np.array([trip.get(name, default) for trip in flat], dtype=dtype)

    n, t = len(trips), len(flat)
    return Rides(
        np.cumsum([0] + [len(each) for each in trips]).astype(np.int64),
        np.zeros(n, np.int8) if kinds is None else np.asarray(kinds, np.int8),
        np.full(n, -1, np.int32) if start_area is None else np.asarray(start_area, np.int32),
        column("origin", -1, np.int32), column("root", -1, np.int32), column("earliest", 0.0, float),
        column("stay", 0.0, float), column("tail", 0.0, float), column("luck", 0.0, np.float32),
        column("area", -1, np.int32), np.full((t, 4), np.inf), np.zeros(t, np.float32),
    )  # fmt: skip


def parking_of(places=(), pace=6.0):
    """Areas of so many places, each on its own."""
    n = len(places)
    none, some = np.full(n, -1, dtype=np.int32), np.ones(n)
    curbs = Curbs(np.array(places, float), none, none, pace * some, 0.0 * some, 0.0 * some, 1.0, 1.0, 900.0, 1.2)
    return Parking(curbs, np.zeros(n, dtype=np.int64))


def drive(
    ways,
    departures,
    streets,
    *,
    patience=float("inf"),
    wave=0.0,
    n_real=None,
    toll=None,
    kinds=None,
    counts=24,
    step=3600.0,
    tail=0.0,
):
    """Load one trip for each vehicle along given streets; rides, links and results."""
    m = len(streets)
    trips = [[{"origin": m + v, "root": v, "earliest": t, "tail": tail}] for v, t in enumerate(departures)]
    rides, links = rides_of(trips, kinds), links_of(streets, n_real, toll)
    table = ways_of(ways, m)
    load = load_day(rides, links, table, parking_of(), Figures(UNITS, patience, wave, 3.0), counts, step)
    return rides, links, load


def naive_streets(links, wave):
    """The same streets for the naive loading."""
    rows = np.column_stack([links.free, links.headway, links.storage, hole_times(links, wave)]).tolist()
    signals = np.column_stack([links.cycle, links.green_from, links.green]).tolist()
    return [Street(*row, tuple(signal)) for row, signal in zip(rows, signals, strict=True)]
