"""Which lines of public transport serve the district, how often, and where do they stop, here and beyond?

Stops are taken from the points that name the lines which call there. Beyond the mapped stops a line serves each zone of
the city that it passes: one node stands for all stops of that zone. Metro and railway stations are taken city-wide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.errors import Fault, InputError
from twin.core.streams import uids_of
from twin.geo.place import locate, xy_of
from twin.geo.transit_courses import Course, calls, chained, crossings, directed, reversed_course, whole
from twin.state.codes import LineKind, PlaceKind
from twin.state.table import Flag, Table
from twin.state.transit_columns import LINE_STOPS, LINES, TRANSIT_NODES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.gtfs import Timetable
    from twin.geo.layers import RawLayers
    from twin.geo.place import Ground
    from twin.geo.recipe_transit import Transit

LONGEST_HEADWAY = 7200.0  # s
_STOPS = {
    "bus": PlaceKind.SURFACE_STOP, "trolleybus": PlaceKind.SURFACE_STOP, "tram": PlaceKind.SURFACE_STOP,
    "metro": PlaceKind.METRO_STATION, "train": PlaceKind.RAILWAY_STATION,
}  # fmt: skip
_KINDS = (PlaceKind.SURFACE_STOP, PlaceKind.METRO_STATION, PlaceKind.RAILWAY_STATION)
_LEAST_STOPS = 2
_LENGTH_OFF = 0.2  # published and drawn length may differ by this share
_LISTED = 8
_FAR_FROM_WAYS = 150.0  # m


@dataclass(frozen=True)
class Stops:
    """What may be a transit node: mapped stops and stations, then the zones outside.

    Parameters
    ----------
    ids, names : source_id and name. (T,)
    kind : Kind of stop. (T,)
    xy : Coordinates; of a zone, its middle. (T, 2) [m]
    zone : Row of the zone that a node stands for, -1. (T,)
    lines : Names of the lines that call, None where the layer does not tell. (T,)
    used : Whether it may be a node: a surface stop beyond the district's margin only tells a line's course. (T,)
    """

    ids: NDArray[Any]
    names: NDArray[Any]
    kind: NDArray[np.int64]
    xy: NDArray[np.float64]
    zone: NDArray[np.int64]
    lines: tuple[frozenset[str] | None, ...]
    used: NDArray[np.bool_]


def transit_tables(
    raw: RawLayers,
    shapes: tuple[NDArray[Any], NDArray[Any]],
    area: Any,
    zones: tuple[Table, NDArray[Any]],
    figures: Transit,
    notes: list[str],
    ground: Ground,
) -> tuple[dict[str, Table], NDArray[Any]]:
    """Tables `transit_nodes`, `lines` and `line_stops`, and the courses of the lines.

    Parameters
    ----------
    raw : Layers.
    shapes : Geometries of layers "points" and "lines". (P,), (L,) [m]
    area : The district's zones with their margin, where surface stops are mapped. [m]
    zones : Table and outlines of all zones. (Z,) rows
    figures : What is assumed of public transport.
    notes : Sentences on what was left out, derived and assumed are appended.
    ground : Projection of the stops that the recipe tells.

    Raises
    ------
    InputError
        If a headway is not above 0 and at most two hours.
    """
    points, courses_drawn = shapes
    stops = _stops(raw, points, area, zones[0], figures, ground)
    courses = _courses(raw, courses_drawn, stops, figures, notes)
    beyond = shapely.difference(zones[1], area)
    outside = np.flatnonzero(stops.zone >= 0)
    courses = [_called(course, stops, (beyond[stops.zone[outside]], outside), figures) for course in courses]
    few = sorted({f"{c.vehicle} {c.name}" for c in courses if len(c.nodes) < _LEAST_STOPS})
    groups: dict[tuple[str, str], list[Course]] = {}
    for course in courses:
        if len(course.nodes) >= _LEAST_STOPS:
            groups.setdefault((course.vehicle, course.name), []).append(course)
    kept = [course for key in sorted(groups) for course in whole(groups[key])]
    lost = sorted(set(few) - {f"{c.vehicle} {c.name}" for c in kept})
    if lost:
        notes.append(f"{len(lost)} lines call at fewer than two known stops and are left out: {_some(lost)}.")
    short = sum(map(len, groups.values())) - len(kept)
    if short:
        notes.append(f"{short} courses run over part of a longer one's stops and are counted with it.")
    tables, courses_kept = _tables(kept, stops, figures, raw.timetable, notes, synthetic=raw.synthetic)
    nodes = tables["transit_nodes"]
    spots = np.asarray(shapely.points(nodes["x"], nodes["y"]), dtype=object)
    nodes["within"][:] = locate(spots, zones[1], np.arange(zones[1].size))
    return tables, courses_kept


def _stops(raw: RawLayers, points: NDArray[Any], area: Any, zones: Table, figures: Transit, ground: Ground) -> Stops:
    kinds = np.array([PlaceKind[str(word).upper()] for word in raw.points["kind"]], dtype=np.int64)
    rows = np.flatnonzero(np.isin(kinds, _KINDS))
    frame, kinds, points = raw.points.iloc[rows], kinds[rows], points[rows]
    told: list[frozenset[str] | None] = [None] * rows.size
    if "lines" in frame.columns:
        told = [frozenset(t.strip() for t in v.split(",") if t.strip()) if isinstance(v, str) else None
                for v in frame["lines"]]  # fmt: skip
    names = frame["name"].fillna("") if "name" in frame.columns else np.full(rows.size, "", dtype=object)
    away = np.flatnonzero(~zones["in_district"])
    told_by_recipe = () if raw.synthetic else figures.services
    own = [(f"recipe/{s.name}/{k + 1}", s, at) for s in told_by_recipe for k, at in enumerate(s.at)]
    extra = ground.project(shapely.points([at for _, _, at in own])) if own else np.empty(0, dtype=object)
    frame = frame[["source_id"]]
    names = np.concatenate(
        [np.asarray(names, dtype=object), np.array([f"{s.name} {k}" for k, s, _ in own], dtype=object)]
    )
    ids = np.concatenate([np.asarray(frame["source_id"], dtype=object), np.array([k for k, _, _ in own], dtype=object)])
    kinds = np.concatenate([kinds, np.array([_STOPS[s.vehicle] for _, s, _ in own], dtype=np.int64)])
    points = np.concatenate([points, extra])
    told += [frozenset({s.name}) for _, s, _ in own]
    used = (kinds != PlaceKind.SURFACE_STOP) | np.asarray(shapely.intersects(points, area), dtype=bool)
    return Stops(
        np.concatenate([ids, zones["source_id"][away]]),
        np.concatenate([names, zones["name"][away]]),
        np.concatenate([kinds, np.full(away.size, int(PlaceKind.SURFACE_STOP))]),
        np.vstack([xy_of(points), np.column_stack([zones["x"][away], zones["y"][away]])]),
        np.concatenate([np.full(kinds.size, -1), away]).astype(np.int64),
        (*told, *([None] * away.size)),
        np.concatenate([used, np.ones(away.size, dtype=bool)]),
    )


def _courses(raw: RawLayers, drawn: NDArray[Any], stops: Stops, figures: Transit, notes: list[str]) -> list[Course]:
    """Courses that the layer draws, the way back where it draws one way only, and lines that only stops tell of."""
    found: list[Course] = []
    words: list[str | None] = []
    frame = raw.lines
    if frame is not None and len(frame):
        _check_headways(frame, raw.files.get("lines", "layer 'lines'"))
        headway = frame["headway"].to_numpy(float) if "headway" in frame.columns else np.full(len(frame), np.nan)
        told = frame["direction"] if "direction" in frame.columns else [None] * len(frame)
        for i, (source_id, name, vehicle, word) in enumerate(
            zip(frame["source_id"], frame["name"], frame["vehicle"], told, strict=True)
        ):
            found.append(Course(str(source_id), str(name), str(vehicle), 0, drawn[i], float(headway[i])))
            words.append(word if isinstance(word, str) and word else None)
        _compare_lengths(frame, drawn, notes)
    groups: dict[tuple[str, str], list[int]] = {}
    for i, course in enumerate(found):
        groups.setdefault((course.vehicle, course.name), []).append(i)
    courses: list[Course] = []
    back = []
    for (vehicle, name), rows in groups.items():
        line = directed([found[i] for i in rows], [words[i] for i in rows])
        if len({c.direction for c in line}) == 1:
            back.append(f"{vehicle} {name}")
            line.append(reversed_course(max(line, key=lambda c: c.line.length)))
        courses += line
    if back:
        notes.append(f"{len(back)} lines are drawn one way only and taken to run back the same way: {_some(back)}.")
    courses += _services(stops, figures, notes)
    return courses + _told_by_stops(courses, stops, figures, notes)


def _check_headways(frame: Any, file: str) -> None:
    if "headway" not in frame.columns:
        return
    wrong = [
        Fault(str(i), f"a headway of {h:g} min", f"must be above 0 and at most {LONGEST_HEADWAY / 60:.0f} min")
        for i, h in zip(frame["source_id"], frame["headway"].to_numpy(float), strict=True)
        if not np.isnan(h) and not 0.0 < h * 60.0 <= LONGEST_HEADWAY
    ]
    if wrong:
        raise InputError(file, wrong)


def _compare_lengths(frame: Any, drawn: NDArray[Any], notes: list[str]) -> None:
    if "length" not in frame.columns:
        return
    with np.errstate(invalid="ignore"):
        off = np.abs(shapely.length(drawn) / (1000.0 * frame["length"].to_numpy(float)) - 1.0) > _LENGTH_OFF
    if off.any():
        named = sorted({f"{n}" for n in frame["name"][off]})
        notes.append(
            f"{int(off.sum())} of {len(frame)} courses are drawn more than {_LENGTH_OFF:.0%} longer or shorter than "
            f"published: lines {_some(named)}."
        )


def _services(stops: Stops, figures: Transit, notes: list[str]) -> list[Course]:
    row = {str(i): n for n, i in enumerate(stops.ids) if stops.zone[n] < 0}
    found: list[Course] = []
    for service in figures.services:
        own = [row[i] for k in range(len(service.at)) if (i := f"recipe/{service.name}/{k + 1}") in row]
        if len(own) >= _LEAST_STOPS:
            line = shapely.LineString(stops.xy[own])
            there = Course(service.name, service.name, service.vehicle, 0, line, service.headway, drawn=False)
            found += [there, reversed_course(there)]
        nodes = [row[i] for i in service.stops if i in row]
        if len(nodes) < _LEAST_STOPS:
            continue
        line = shapely.LineString(stops.xy[nodes])
        along = tuple(np.atleast_1d(shapely.line_locate_point(line, shapely.points(stops.xy[nodes]))).tolist())
        there = Course(
            service.name, service.name, service.vehicle, 0, line, service.headway, drawn=False,
            nodes=tuple(nodes), along=along,
        )  # fmt: skip
        turned = tuple(line.length - a for a in reversed(along))
        found += [there, replace(reversed_course(there), nodes=tuple(reversed(nodes)), along=turned)]
    if found:
        named = sorted({c.name for c in found})
        notes.append(f"{len(named)} lines that no layer draws are assumed (recipe): {_some(named)}.")
    return found


def _told_by_stops(courses: list[Course], stops: Stops, figures: Transit, notes: list[str]) -> list[Course]:
    """Lines that stops name but no layer draws: from stop to stop, both ways."""
    found: list[Course] = []
    known = {(_STOPS[c.vehicle], c.name) for c in courses}
    for kind, vehicle in ((PlaceKind.SURFACE_STOP, "bus"), (PlaceKind.METRO_STATION, "metro")):
        rows = np.flatnonzero((stops.kind == kind) & (stops.zone < 0))
        for name in sorted({line for i in rows for line in stops.lines[i] or ()}):
            if (kind, name) in known:
                continue
            of = np.array([i for i in rows if name in (stops.lines[i] or ())])
            if of.size < _LEAST_STOPS:
                continue
            line = shapely.LineString(stops.xy[of[chained(stops.xy[of])]])
            runs = vehicle if kind == PlaceKind.METRO_STATION else figures.line_vehicle.get(name, vehicle)
            there = Course(f"stops/{runs}/{name}", name, runs, 0, line, drawn=False)
            found += [there, reversed_course(there)]
    if found:
        named = sorted({f"{c.vehicle} {c.name}" for c in found})
        notes.append(
            f"{len(named)} lines are named by stops only; they run from stop to stop, end where the layer ends, and "
            f"count as buses if nothing else is told: {_some(named)}."
        )
    return found


def _called(course: Course, stops: Stops, outside: tuple[NDArray[Any], NDArray[np.int64]], figures: Transit) -> Course:
    """The course with the nodes that it calls at."""
    if course.nodes:
        return course
    kind = _STOPS[course.vehicle]
    reach = figures.stop_reach if kind == PlaceKind.SURFACE_STOP else figures.station_reach
    fits = [
        i for i in np.flatnonzero(stops.used & (stops.kind == kind) & (stops.zone < 0))
        if (named := stops.lines[i]) is None or course.name in named
    ]  # fmt: skip
    at = np.array(fits, dtype=np.int64)
    rows, along = calls(course.line, stops.xy[at], reach.value) if at.size else (at, np.zeros(0))
    nodes = at[rows]
    if kind == PlaceKind.SURFACE_STOP:
        shapes, zone_rows = outside
        more, far = crossings(course.line, shapes, stops.xy[zone_rows], figures.zone_reach.value)
        nodes, along = np.concatenate([nodes, zone_rows[more]]), np.concatenate([along, far])
        order = np.argsort(along, kind="stable")
        nodes, along = nodes[order], along[order]
    return replace(course, nodes=tuple(int(n) for n in nodes), along=tuple(float(a) for a in along))


def _tables(
    courses: list[Course], stops: Stops, figures: Transit, timetable: Timetable | None, notes: list[str], *,
    synthetic: bool,
) -> tuple[dict[str, Table], NDArray[Any]]:  # fmt: skip
    used = np.zeros(stops.kind.size, dtype=bool)
    for course in courses:
        used[list(course.nodes)] = True
    _tell_unserved(stops, used, notes)
    row = np.cumsum(used) - 1
    keep = np.flatnonzero(used)
    zone = stops.zone[keep]
    prefix = np.where(zone >= 0, "zone/", "")
    ids = [f"{p}{i}" for p, i in zip(prefix, stops.ids[keep], strict=True)]
    nodes = Table.from_columns(
        TRANSIT_NODES,
        {
            "uid": uids_of(f"transit/{i}" for i in ids), "source_id": np.array(ids, dtype=object),
            "name": stops.names[keep], "kind": stops.kind[keep], "zone": zone, "x": stops.xy[keep, 0],
            "y": stops.xy[keep, 1], "x_flag": np.where(zone >= 0, Flag.IMPUTED, Flag.MEASURED),
        },
    )  # fmt: skip
    lines = _lines(courses, figures, timetable, notes)
    calls_of = [(k, int(row[n]), a) for k, c in enumerate(courses) for n, a in zip(c.nodes, c.along, strict=True)]
    flag = [Flag.DERIVED if c.drawn else Flag.IMPUTED for c in courses for _ in c.nodes]
    table = Table.allocate(LINE_STOPS, len(calls_of))
    table["uid"][:] = uids_of(f"call/{courses[k].source_id}/{i}" for i, (k, _, _) in enumerate(calls_of))
    if calls_of:
        table["line"][:], table["node"][:], table["along"][:] = (np.array(v) for v in zip(*calls_of, strict=True))
        table["along_flag"][:] = flag
    surface = int(((nodes["kind"] == PlaceKind.SURFACE_STOP) & (nodes["zone"] < 0)).sum())
    notes.append(
        f"{len({(c.vehicle, c.name) for c in courses})} lines in {len(courses)} courses call at {surface} surface "
        f"stops, {int((nodes['kind'] != PlaceKind.SURFACE_STOP).sum())} stations and in {int((zone >= 0).sum())} zones "
        "outside, each of whose stops count as one."
    )
    if synthetic and courses:
        notes.append("All lines of this district are invented; they follow real streets.")
    shapes = np.empty(len(courses), dtype=object)
    shapes[:] = [course.line for course in courses]
    return {"transit_nodes": nodes, "lines": lines, "line_stops": table}, shapes


def _lines(courses: list[Course], figures: Transit, timetable: Timetable | None, notes: list[str]) -> Table:
    n = len(courses)
    headway, speed = np.zeros((n, 24)), np.zeros((n, 24))
    headway_flag, speed_flag = np.full(n, int(Flag.IMPUTED)), np.full(n, int(Flag.IMPUTED))
    shared: dict[tuple[str, str, int], int] = {}
    for c in courses:
        key = (c.vehicle, c.name, c.direction)
        shared[key] = shared.get(key, 0) + 1
    for k, c in enumerate(courses):
        headway[k] = assumed_headway(c, figures, shared[c.vehicle, c.name, c.direction])
        headway_flag[k] = Flag.IMPUTED if np.isnan(c.headway) or not c.drawn else Flag.MEASURED
        speed[k] = figures.speed.values[c.vehicle] / 3.6  # type: ignore[index]  # checked by the layer
        told = timetable.of(c.name, LineKind[c.vehicle.upper()]) if timetable is not None else None
        if told is not None:
            headway[k] = told.headway * shared[c.vehicle, c.name, c.direction]
            headway_flag[k] = Flag.MEASURED
            fast = told.speed > 0.0
            speed[k] = np.where(fast, told.speed, speed[k])
            speed_flag[k] = Flag.DERIVED if fast.any() else Flag.IMPUTED
    untold = int((headway_flag == Flag.IMPUTED).sum())
    if untold:
        notes.append(f"Headways of {untold} of {n} courses are assumed by vehicle and hour; no layer tells them.")
    places = np.array([figures.places.values[c.vehicle] for c in courses])  # type: ignore[index]
    seats = places * np.array([figures.seat_share.values[c.vehicle] for c in courses])  # type: ignore[index]
    return Table.from_columns(
        LINES,
        {
            "uid": uids_of(f"line/{c.vehicle}/{c.source_id}" for c in courses),
            "source_id": np.array([c.source_id for c in courses], dtype=object),
            "name": np.array([c.name for c in courses], dtype=object),
            "vehicle": np.array([LineKind[c.vehicle.upper()] for c in courses], dtype=np.int64),
            "direction": np.array([c.direction for c in courses], dtype=np.int64),
            "length": np.array([c.line.length for c in courses]),
            "length_flag": np.array([Flag.DERIVED if c.drawn else Flag.IMPUTED for c in courses], dtype=np.uint8),
            "headway": headway, "headway_flag": headway_flag, "speed": speed, "speed_flag": speed_flag,
            "places": places, "places_flag": Flag.IMPUTED, "seats": seats,
        },
    )  # fmt: skip


def assumed_headway(course: Course, figures: Transit, shared: int) -> NDArray[np.float64]:
    """Time between two vehicles of a course by civil hour, 0 where none runs. (24,) [s]

    Parameters
    ----------
    course : Course; its own headway, or that of its line, sets the peak hours, and the others in proportion.
    figures : What is assumed by vehicle.
    shared : Courses of the line in this direction, over which its vehicles are divided evenly.
    """
    vehicle: Any = course.vehicle
    peak = figures.peak_headway.values[vehicle]
    own = figures.line_headway.get(course.name, np.nan) if vehicle not in ("metro", "train") else np.nan
    own = course.headway if not np.isnan(course.headway) else own
    scale = (1.0 if np.isnan(own) else own / peak) * 60.0 * shared
    by_hour = np.zeros(24)
    for hours, values in (
        (figures.peak_hours, figures.peak_headway),
        (figures.day_hours, figures.day_headway),
        (figures.evening_hours, figures.evening_headway),
    ):
        by_hour[list(hours)] = min(values.values[vehicle] * scale, LONGEST_HEADWAY)
    return by_hour


def _tell_unserved(stops: Stops, used: NDArray[np.bool_], notes: list[str]) -> None:
    off = np.flatnonzero(stops.used & ~used & (stops.zone < 0))
    if off.size:
        named = [str(stops.names[i] or stops.ids[i]) for i in off]
        notes.append(f"{off.size} stops and stations lie on no line that names them and serve nobody: {_some(named)}.")
    away = stops.used & ~used & (stops.zone >= 0)
    if away.any():
        notes.append(f"{int(away.sum())} zones outside lie on no line of the layer; only metro and trains lead there.")


def _some(words: list[str]) -> str:
    return ", ".join(words[:_LISTED]) + (f" and {len(words) - _LISTED} more" if len(words) > _LISTED else "")


def off_network(tables: dict[str, Table], notes: list[str]) -> None:
    """List surface stops that lie far from any way for walkers, where the map and the stops disagree."""
    nodes, ways = tables["transit_nodes"], tables["walk_nodes"]
    here = np.flatnonzero((nodes["kind"] == PlaceKind.SURFACE_STOP) & (nodes["zone"] < 0))
    if not here.size or not len(ways):
        return
    spots = shapely.MultiPoint(np.column_stack([ways["x"], ways["y"]]))
    away = shapely.distance(shapely.points(nodes["x"][here], nodes["y"][here]), spots)
    far = here[away > _FAR_FROM_WAYS]
    if far.size:
        named = [str(nodes["name"][i] or nodes["source_id"][i]) for i in far]
        notes.append(
            f"{far.size} stops lie more than {_FAR_FROM_WAYS:.0f} m from any node of the footways: {_some(named)}."
        )
