"""Do vehicles on streets take as long as in SUMO, and how much sooner is it known?

Same streets, ways, departures and signals. A grid of one-way streets that alternate, a signal wherever two of them
meet, a short street off each crossing where trips end. One-way streets, so that no movement has to give way to another
of its phase and signals are all the control there is in either program. Networks go to SUMO as its plain XML through
netconvert, ways as lists of edges.

What means the same on both sides was written down before the first run, from SUMO's documentation (Simulation/Meso) and
the options' own help; nothing is fitted:

| twin | SUMO, mesoscopic |
|---|---|
| `Links.free` | length / speed limit; `speedFactor` 1, `speedDev` 0, no internal links |
| `Links.headway`, 2.0 s (1,800 cars an hour) | `tauff` = `taufj` = `taujf`: net gaps, so 2.0 s less 7.5 m / speed |
| `Links.storage` | length / (`length` 5 m + `minGap` 2.5 m) |
| `Figures.wave`, 5 m/s (18 km/h) | `taujj`, time that a space takes to pass a car that stands: 7.5 m / 5 m/s |
| `Links.cycle`, `green` | phases of 42 s green and 3 s amber: mesoscopic cars drive at amber, so 45 s in 90 s |
| `Figures.patience`, 300 s | `time-to-teleport`, its default: there the car is set down further on, here it pushes in |
| waiting at the origin counts | duration and delay of the departure |

SUMO keeps its defaults otherwise: edges in pieces of 98 m at most, junction control as in its microscopic model. Cars
of the microscopic runs have its default driver. Times are of the processor on one thread, without reading and writing:
of SUMO a run that writes nothing less one that ends after its first second.
"""

from __future__ import annotations

import subprocess
import tempfile
import xml.etree.ElementTree as ET
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.stats import spearmanr

from benchmarks.timing import Figure, Spread, cpu_seconds
from twin.core.streams import declare
from twin.domains.mobility.loading import Figures, Links, Load, Parking, Rides, load_day
from twin.domains.mobility.loading.groups import ARRIVED, FORCED, LOADED
from twin.domains.mobility.parking.kernels import Curbs
from twin.domains.mobility.routes.ways import Ways

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CITY = declare("benchmarks.sumo", "signals, trips and ways of a made-up city")
HOW = "not installed; see extra `bench`"
WIDE = 14  # crossings a side; even, so that the outer streets make a ring
REACH = 6.0  # blocks to either side that a trip goes at most
BLOCK, STUB, SPEED = 150.0, 45.0, 50.0 / 3.6
HEADWAY, ROOM, WAVE, PATIENCE = 2.0, 7.5, 5.0, 300.0
GREEN, AMBER = 42.0, 3.0
SETS = 8
# Vehicles that set out within an hour: the busiest signal is asked for 0.3, 0.7 and 0.9 of what it lets through. From
# about 28,000 on the grid locks up, and what is measured then is who pushes in first.
LEVELS = {"low": 10_000, "medium": 20_000, "high": 26_000}
MICRO = ("low", "medium")
END = 2 * 3600
WITHIN, CORRELATION, DELAY = 0.10, 0.8, 10.0  # wanted; and mean delay from which a link is compared [s]
MESO_TIMES, MICRO_TIMES = 50.0, 1000.0  # wanted


class City(NamedTuple):
    """Streets: links with their start nodes, signals' nodes, and ways to the ends of the short streets."""

    links: Links
    tail: NDArray[np.int64]
    ways: Ways
    swapped: NDArray[np.bool_]


class Told(NamedTuple):
    """What a program says: seconds of each trip from the wish to leave, vehicles and seconds by link."""

    trip: NDArray[np.float64]
    left: NDArray[np.float64]
    spent: NDArray[np.float64]
    note: str


def run(repeat: int = 3) -> dict[str, Any]:
    """Times of trips, delays of links, and processor time at three levels of load."""
    if find_spec("sumo") is None:
        return {"sumo": HOW}
    place, found = city(), {}
    for level, vehicles in LEVELS.items():
        rides, edges = trips(place, vehicles)
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made)
            write_network(folder, place)
            write_routes(folder, rides, edges)
            found |= _compared(level, folder, place, rides, edges, repeat)
    return found


def _compared(
    level: str, folder: Path, place: City, rides: Rides, edges: list[NDArray[np.int64]], repeat: int
) -> dict[str, Any]:
    ours, spent = _twin(place, rides, edges, repeat)
    theirs = _sumo_says(folder, place, len(edges))
    mean, other = float(ours.trip.mean()), float(theirs.trip[np.isfinite(theirs.trip)].mean())
    name = f"{level}, {len(edges):,} vehicles"
    apart = mean / other - 1.0
    found: dict[str, Any] = {
        f"{name}: mean trip": f"{mean:.1f} s, SUMO mesoscopic {other:.1f} s: {100 * apart:+.1f} % "
        f"({'at most 10 % wanted' if level != 'high' else 'no bound at this load'}); free {_free(place, edges):.1f} s; "
        f"trip by trip r = {_alike(ours.trip, theirs.trip):.3f}; {ours.note}; SUMO {theirs.note}",
        f"{name}: delay by link": _ranks(place, ours, theirs, level),
        f"{name}: twin": Figure(spent, "s", "processor, one thread"),
    }
    for kind, wanted in (("mesoscopic", MESO_TIMES), ("microscopic", MICRO_TIMES)):
        if kind == "microscopic" and level not in MICRO:
            continue
        times = _sumo_takes(folder, kind, repeat if kind == "mesoscopic" else 1)
        found[f"{name}: SUMO {kind}"] = Figure(Spread.of(times), "s", "processor, one thread, without reading")
        ratio = Spread.of([one / spent.median for one in times])
        found[f"{name}: SUMO {kind} / twin"] = Figure(ratio, "times as long", f"at least {wanted:g} wanted")
    return found


def _ranks(place: City, ours: Told, theirs: Told, level: str) -> str:
    free = place.links.free
    delays = [told.spent / np.maximum(told.left, 1.0) - free for told in (ours, theirs)]
    some = (theirs.left > 0.0) & (delays[1] >= DELAY)
    if some.sum() < 10:
        return f"{int(some.sum())} links with a mean delay of {DELAY:g} s or more: too few to rank"
    rank = float(spearmanr(delays[0][some], delays[1][some]).statistic)
    totals = [(told.spent - told.left * free).sum() / 3600.0 for told in (ours, theirs)]
    wanted = f", at least {CORRELATION:g} wanted" if level == "high" else ""
    return (
        f"rank correlation {rank:.3f} on {int(some.sum())} of {free.size} links with {DELAY:g} s or more in SUMO"
        f"{wanted}; delay of all together {totals[0]:,.0f} h, SUMO {totals[1]:,.0f} h"
    )


def _alike(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    both = np.isfinite(a) & np.isfinite(b)
    return float(np.corrcoef(a[both], b[both])[0, 1])


def _free(place: City, edges: list[NDArray[np.int64]]) -> float:
    return float(np.mean([place.links.free[way].sum() for way in edges]))


def city(wide: int = WIDE) -> City:
    """Streets of the grid: rows run east and west in turn, columns south and north; node and sink of each crossing."""
    n = wide * wide
    column, row = np.arange(n) % wide, np.arange(n) // wide
    right = column + np.where(row % 2 == 0, 1, -1)
    up = row + np.where(column % 2 == 1, 1, -1)
    along, across = (right >= 0) & (right < wide), (up >= 0) & (up < wide)
    node = np.arange(n)
    tail = np.concatenate([node[along], node[across], node])
    head = np.concatenate([(row * wide + right)[along], (up * wide + column)[across], n + node])
    is_row = np.arange(tail.size) < along.sum()
    is_stub = head >= n
    ends = np.bincount(head, minlength=2 * n)
    swapped = _CITY.at(1).uniform(np.arange(n, dtype=np.uint64)) < 0.5
    length = np.where(is_stub, STUB, BLOCK)
    signal = (ends[head] == 2) & ~is_stub
    late = is_row[signal] == swapped[head[signal]]
    cycle, from_, green = np.zeros(tail.size), np.zeros(tail.size), np.zeros(tail.size)
    cycle[signal], green[signal] = 2.0 * (GREEN + AMBER), GREEN + AMBER
    from_[signal] = np.where(late, GREEN + AMBER, 0.0)
    links = Links(
        head.astype(np.int32), length / SPEED, np.full(tail.size, HEADWAY), length / ROOM, length, cycle, from_, green,
        np.zeros((tail.size, 3)), tail.size,
    )  # fmt: skip
    return City(links, tail, _ways(tail, head, links.free, n), swapped)


def _ways(tail: NDArray[np.int64], head: NDArray[np.int64], free: NDArray[np.float64], n: int) -> Ways:
    """Shortest ways to every sink, in sets that each weigh the links with a luck of their own."""
    order = np.argsort(tail, kind="stable")
    first = np.searchsorted(tail[order], np.arange(2 * n + 1)).astype(np.int32)
    roots = np.arange(n, 2 * n)
    arc_of = np.empty(tail.size, dtype=np.int64)
    arc_of[order] = np.arange(tail.size) - first[tail[order]]
    link_of = csr_matrix((np.arange(1, tail.size + 1), (tail, head)), shape=(2 * n, 2 * n))
    choice = np.full((SETS, n, 2 * n), 255, dtype=np.uint8)
    for k in range(SETS):
        cost = free * (1.0 + _CITY.at(2 + k).uniform(np.arange(free.size, dtype=np.uint64)))
        back = csr_matrix((cost, (head, tail)), shape=(2 * n, 2 * n))
        _, towards = dijkstra(back, indices=roots, return_predecessors=True)
        root, at = np.nonzero(towards >= 0)
        link = np.asarray(link_of[at, towards[root, at]]).ravel() - 1
        choice[k, root, at] = arc_of[link]
    root_of = np.full(2 * n, -1, dtype=np.int32)
    root_of[roots] = np.arange(n)
    share = np.linspace(1.0 / SETS, 1.0, SETS, dtype=np.float32)[None, :]
    return Ways(first, order.astype(np.int32), roots.astype(np.int32), root_of, choice, np.array([0.0, 86400.0]), share)


def trips(place: City, vehicles: int) -> tuple[Rides, list[NDArray[np.int64]]]:
    """Vehicles that go some blocks and set out at whole seconds of an hour, and the links of each one's way."""
    uid, n = np.arange(vehicles, dtype=np.uint64), place.ways.roots.size
    luck = [_CITY.at(9).uniform(uid, lane=lane) for lane in range(5)]
    origin = (luck[0] * n).astype(np.int32)
    wide = round(n**0.5)
    aside = np.rint(REACH * (2.0 * np.stack([luck[1], luck[4]]) - 1.0)).astype(np.int32)
    # Who would leave the city turns round.
    x, y = (wide - 1 - np.abs(wide - 1 - np.abs(at)) for at in (origin % wide + aside[0], origin // wide + aside[1]))
    root = (y * wide + x).astype(np.int32)
    start = np.sort(np.floor(3600.0 * luck[2]))
    rides = Rides(
        np.arange(vehicles + 1, dtype=np.int64), np.zeros(vehicles, np.int8), np.full(vehicles, -1, np.int32), origin,
        root, start, np.zeros(vehicles), np.zeros(vehicles), luck[3].astype(np.float32),
        np.full(vehicles, -1, np.int32), np.full((vehicles, 4), np.inf), np.zeros(vehicles, np.float32),
    )  # fmt: skip
    ways = place.ways
    which = np.searchsorted(ways.share[0], rides.luck, side="right")
    at, steps = origin.astype(np.int64), []
    while True:
        arc = ways.choice[which, root, at].astype(np.int64)
        going = arc < 255
        if not going.any():
            break
        link = np.where(going, ways.out_link[np.where(going, ways.first_out[at] + arc, 0)], -1)
        steps.append(link)
        at = np.where(going, place.links.head[link], at)
    table = np.stack(steps, axis=1)
    return rides, [way[way >= 0] for way in table]


def _twin(place: City, rides: Rides, edges: list[NDArray[np.int64]], repeat: int) -> tuple[Told, Spread]:
    none = np.zeros(0)
    empty = np.zeros(0, dtype=np.int32)
    parking = Parking(Curbs(none, empty, empty, none, none, none, 1.0, 1.0, 900.0, 1.2), np.zeros(0, dtype=np.int64))
    figures = Figures(np.array([1.0, 0.4, 1.0, 2.0, 1.0]), PATIENCE, WAVE, 3.0)

    def work() -> Load:
        return load_day(rides, place.links, place.ways, parking, figures)

    load = work()
    spent = Spread.of([cpu_seconds(work) for _ in range(repeat)])
    driven = np.array([place.links.length[way].sum() for way in edges])
    same = bool(np.array_equal(np.rint(load.metres), np.rint(driven)))
    tally = load.tally
    note = (
        f"{tally[ARRIVED]:,} of {tally[LOADED]:,} arrived, pushed in {tally[FORCED]:,}, "
        f"{'same ways' if same else 'OTHER WAYS'}"
    )
    told = Told(rides.times[:, 1] - rides.earliest, load.left.sum(axis=0), load.spent.sum(axis=0), note)
    return told, spent


def write_network(folder: Path, place: City) -> None:
    """Write nodes, edges, connections and signals, and let netconvert make a network of them."""
    links, tail, head, n = place.links, place.tail, place.links.head, place.ways.roots.size
    wide = round(n**0.5)
    into: list[list[int]] = [[] for _ in range(2 * n)]
    out: list[list[int]] = [[] for _ in range(2 * n)]
    for link in range(tail.size):
        out[int(tail[link])].append(link)
        into[int(head[link])].append(link)
    nodes, edges = ET.Element("nodes"), ET.Element("edges")
    joins, logics = ET.Element("connections"), ET.Element("tlLogics")
    for node in range(2 * n):
        x, y = BLOCK * (node % n % wide), BLOCK * (node % n // wide)
        aside = 30.0 if node >= n else 0.0
        lit = len(into[node]) == 2
        where = {"id": f"n{node}", "x": f"{x + aside}", "y": f"{y + aside}"}
        ET.SubElement(nodes, "node", where | {"type": "traffic_light" if lit else "priority"})
        states = []
        for arm in into[node]:
            for leg in out[node]:
                ends = {"from": f"e{arm}", "to": f"e{leg}", "fromLane": "0", "toLane": "0"}
                ET.SubElement(joins, "connection", ends)
                if lit:
                    ET.SubElement(logics, "connection", ends | {"tl": f"n{node}", "linkIndex": str(len(states))})
                    states.append(links.green_from[arm] == 0.0)
        if not lit:
            continue
        logic = {"id": f"n{node}", "type": "static", "programID": "0", "offset": "0"}
        program = ET.Element("tlLogic", logic)
        for first in (True, False):
            for sign, seconds in (("G", GREEN), ("y", AMBER)):
                state = "".join(sign if early == first else "r" for early in states)
                ET.SubElement(program, "phase", {"duration": f"{seconds:g}", "state": state})
        logics.insert(0, program)
    for link in range(tail.size):
        row = {"id": f"e{link}", "from": f"n{tail[link]}", "to": f"n{head[link]}", "numLanes": "1"}
        ET.SubElement(edges, "edge", row | {"speed": f"{SPEED:.6f}", "length": f"{links.length[link]:g}"})
    for root, ending in ((nodes, "nod"), (edges, "edg"), (joins, "con"), (logics, "tll")):
        ET.ElementTree(root).write(folder / f"city.{ending}.xml")
    _call(
        "netconvert", "-n", "city.nod.xml", "-e", "city.edg.xml", "-x", "city.con.xml", "-i", "city.tll.xml",
        "-o", "city.net.xml", "--no-internal-links", "--no-turnarounds", "--offset.disable-normalization",
        folder=folder,
    )  # fmt: skip


def write_routes(folder: Path, rides: Rides, edges: list[NDArray[np.int64]]) -> None:
    """Write vehicles with their ways, and what SUMO shall add up by edge."""
    car = '<vType id="car" length="5" minGap="2.5" tau="1" speedFactor="1" speedDev="0"/>'
    lines = ["<routes>", car]
    for k, way in enumerate(edges):
        listed = " ".join(f"e{link}" for link in way)
        start = f'<vehicle id="{k}" type="car" depart="{rides.earliest[k]:.0f}" departSpeed="max">'
        lines.append(f'{start}<route edges="{listed}"/></vehicle>')
    (folder / "city.rou.xml").write_text("\n".join([*lines, "</routes>"]), encoding="utf-8")
    (folder / "city.add.xml").write_text(
        '<additional><edgeData id="all" file="edges.xml" excludeEmpty="true"/></additional>', encoding="utf-8"
    )


def _options(kind: str) -> list[str]:
    common = ["-n", "city.net.xml", "-r", "city.rou.xml", "--route-steps", "0", "--no-step-log", "--no-warnings"]
    common += ["--time-to-teleport", f"{PATIENCE:g}", "--threads", "1", "--xml-validation", "never"]
    if kind == "microscopic":
        return common
    net = f"{HEADWAY - ROOM / SPEED:.3f}"
    return [
        *common, "--mesosim", "--meso-junction-control", "true", "--meso-tauff", net, "--meso-taufj", net,
        "--meso-taujf", net, "--meso-taujj", f"{ROOM / WAVE:.3f}",
    ]  # fmt: skip


def _sumo_says(folder: Path, place: City, vehicles: int) -> Told:
    _call(
        "sumo", *_options("mesoscopic"), "--end", str(END), "-a", "city.add.xml", "--tripinfo-output", "trips.xml",
        "--statistic-output", "all.xml", folder=folder,
    )  # fmt: skip
    trip = np.full(vehicles, np.inf)
    for _, row in ET.iterparse(folder / "trips.xml"):  # noqa: S314 — written a moment ago
        if row.tag == "tripinfo":
            trip[int(row.attrib["id"])] = float(row.attrib["duration"]) + float(row.attrib["departDelay"])
            row.clear()
    left, spent = np.zeros(place.tail.size), np.zeros(place.tail.size)
    for row in ET.parse(folder / "edges.xml").iter("edge"):  # noqa: S314 — likewise
        link = int(row.attrib["id"].removeprefix("e"))
        left[link] = float(row.attrib["left"]) + float(row.attrib.get("arrived", 0.0))
        spent[link] = float(row.attrib["sampledSeconds"])
    moved = ET.parse(folder / "all.xml").getroot().find("teleports")  # noqa: S314 — likewise
    further = "?" if moved is None else moved.attrib["total"]
    note = f"{int(np.isfinite(trip).sum()):,} arrived, set down further on {further}"
    return Told(trip, left, spent, note)


def _sumo_takes(folder: Path, kind: str, repeat: int) -> list[float]:
    """Seconds of processor time of whole runs, less those of runs that end after a second."""
    found = []
    for _ in range(repeat):
        whole = _call("sumo", *_options(kind), "--end", str(END), folder=folder)
        found.append(whole - _call("sumo", *_options(kind), "--end", "1", folder=folder))
    return found


def _call(program: str, *arguments: str, folder: Path) -> float:
    """Run a program of SUMO and return the processor time that it took. [s]"""
    spec = find_spec("sumo")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    binary = Path(spec.submodule_search_locations[0]) / "bin" / program
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(binary), *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
