"""How often does each line run, and how fast, by a published timetable (GTFS)?"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.core.errors import Fault, InputError
from twin.state.codes import LineKind

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_EARTH = 6371000.0  # m
_HOUR = 3600.0
_FIELDS = {
    "stops.txt": ("stop_id", "stop_lat", "stop_lon"),
    "routes.txt": ("route_id", "route_short_name", "route_type"),
    "trips.txt": ("route_id", "service_id", "trip_id"),
    "stop_times.txt": ("trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"),
}
# Kinds of route by the reference of GTFS (route_type), the basic ones and the hundreds of the extended ones.
_KIND = {
    0: LineKind.TRAM,
    1: LineKind.METRO,
    2: LineKind.TRAIN,
    3: LineKind.BUS,
    5: LineKind.TRAM,
    11: LineKind.TROLLEYBUS,
}
_EXTENDED = {1: LineKind.TRAIN, 4: LineKind.METRO, 7: LineKind.BUS, 8: LineKind.TROLLEYBUS, 9: LineKind.TRAM}


@dataclass(frozen=True)
class Run:
    """One line of a timetable.

    Parameters
    ----------
    headway : Time between two vehicles in one direction by hour, 0 where none starts. (24,) [s]
    speed : Mean speed with stops of the trips that start in each hour, straight between stops; 0 unknown. (24,) [m/s]
    """

    headway: NDArray[np.float64]
    speed: NDArray[np.float64]


@dataclass(frozen=True)
class Timetable:
    """Lines of a feed by kind and short name."""

    runs: dict[tuple[LineKind, str], Run]

    def of(self, name: str, kind: LineKind) -> Run | None:
        """A line's timetable; buses and trolleybuses, which feeds do not always part, stand for each other."""
        other = {LineKind.BUS: LineKind.TROLLEYBUS, LineKind.TROLLEYBUS: LineKind.BUS}.get(kind, kind)
        for known in (name, name.lstrip("M")) if kind == LineKind.METRO else (name,):
            for prefix in ("", "M") if kind == LineKind.METRO else ("",):
                found = self.runs.get((kind, prefix + known)) or self.runs.get((other, prefix + known))
                if found is not None:
                    return found
        return None


def read_gtfs(path: Path) -> Timetable:
    """Read headways and speeds from a feed, a folder or a zip file.

    The service that has most trips in the feed counts: a working weekday's, in most feeds.

    Raises
    ------
    InputError
        With all faults: files and columns that are missing, times that cannot be read, headways of no or negative
        length.
    """
    tables, faults = {}, []
    for name, columns in _FIELDS.items():
        table = _table(path, name)
        if table is None:
            faults.append(Fault(name, "is missing", "a feed has it by the reference of GTFS"))
            continue
        absent = [column for column in columns if column not in table.columns]
        faults += [Fault(f"{name}: column {column!r}", "is missing") for column in absent]
        tables[name] = table
    if faults:
        raise InputError(path, faults)
    times = tables["stop_times.txt"]
    frequencies = _table(path, "frequencies.txt")
    return _timetable(path, tables, times, frequencies)


def _timetable(
    path: Path, tables: dict[str, pd.DataFrame], times: pd.DataFrame, frequencies: pd.DataFrame | None
) -> Timetable:
    trips, routes = tables["trips.txt"], tables["routes.txt"]
    faults: list[Fault] = []
    times = times.assign(
        start=_seconds(times["departure_time"], times["trip_id"], faults),
        end=_seconds(times["arrival_time"], times["trip_id"], faults),
        order=pd.to_numeric(times["stop_sequence"], errors="coerce"),
    )
    if frequencies is not None and len(frequencies):
        _check_frequencies(frequencies, faults)
    kinds = [_kind(word) for word in routes["route_type"]]
    faults += [
        Fault(f"routes.txt: {i}", f"route_type {w!r} is unknown", "see the reference of GTFS")
        for i, w, k in zip(routes["route_id"], routes["route_type"], kinds, strict=True)
        if k is None
    ]
    if faults:
        raise InputError(path, faults)
    service = trips["service_id"].value_counts()
    usual = service.sort_index().idxmax() if len(service) else ""
    trips = trips[trips["service_id"] == usual]
    ways = _ways(times, tables["stops.txt"]).reindex(trips["trip_id"])
    of = dict(zip(routes["route_id"], zip(kinds, routes["route_short_name"], strict=True), strict=True))
    way = trips["direction_id"].to_numpy() if "direction_id" in trips.columns else np.full(len(trips), "0", object)
    found: dict[tuple[LineKind, str], list[tuple[str, float, float, float, float]]] = {}
    repeats = _repeats(frequencies)
    for i, (trip, route) in enumerate(zip(trips["trip_id"], trips["route_id"], strict=True)):
        start, time, far = (float(ways[name].iloc[i]) for name in ("start", "time", "far"))
        if route not in of or np.isnan(start):
            continue
        kind, name = of[route]
        rows = found.setdefault((kind, str(name)), [])
        rows += [(str(way[i]), at, gap, time, far) for at, gap in repeats.get(trip, [(start, 0.0)])]
    return Timetable({key: _run(rows) for key, rows in found.items()})


def _run(rows: list[tuple[str, float, float, float, float]]) -> Run:
    """Departures by hour in the busier direction; a row with a gap stands for the departures of one hour."""
    directions = sorted({row[0] for row in rows})
    count = np.zeros((len(directions), 24))
    metres, seconds = np.zeros(24), np.zeros(24)
    for way, start, gap, time, far in rows:
        hour = int(start // _HOUR) % 24
        weight = _HOUR / gap if gap > 0.0 else 1.0
        count[directions.index(way), hour] += weight
        metres[hour] += weight * far
        seconds[hour] += weight * time
    busy = count.max(axis=0)
    headway = np.divide(_HOUR, busy, out=np.zeros(24), where=busy > 0.0)
    speed = np.divide(metres, seconds, out=np.zeros(24), where=(seconds > 0.0) & (metres > 0.0))
    return Run(headway, speed)


def _repeats(frequencies: pd.DataFrame | None) -> dict[str, list[tuple[float, float]]]:
    """Hours in which a trip repeats, with its gap, by trip: (start of the hour, gap). [s]"""
    found: dict[str, list[tuple[float, float]]] = {}
    if frequencies is None:
        return found
    for trip, start, end, gap in zip(
        frequencies["trip_id"], frequencies["start_time"], frequencies["end_time"], frequencies["headway_secs"],
        strict=True,
    ):  # fmt: skip
        first, last = _clock(start), _clock(end)
        for hour in range(int(first // _HOUR), int(np.ceil(last / _HOUR))):
            part = (min(last, (hour + 1) * _HOUR) - max(first, hour * _HOUR)) / _HOUR
            if part > 0.0:
                found.setdefault(str(trip), []).append((hour * _HOUR, float(gap) / part))
    return found


def _check_frequencies(table: pd.DataFrame, faults: list[Fault]) -> None:
    absent = [c for c in ("trip_id", "start_time", "end_time", "headway_secs") if c not in table.columns]
    faults += [Fault(f"frequencies.txt: column {column!r}", "is missing") for column in absent]
    if absent:
        return
    gap = pd.to_numeric(table["headway_secs"], errors="coerce").to_numpy(float)
    for trip, value in zip(table["trip_id"], gap, strict=True):
        if not 0.0 < value <= 2 * _HOUR:
            faults.append(
                Fault(f"frequencies.txt: {trip}", f"a headway of {value:g} s", "must be above 0, at most 7200")
            )
    for column in ("start_time", "end_time"):
        _seconds(table[column], table["trip_id"], faults)


def _ways(times: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Start, time and metres between stops of each trip."""
    place = stops.set_index("stop_id")[["stop_lat", "stop_lon"]].astype(float)
    times = times.sort_values(["trip_id", "order"], kind="stable")
    at = np.radians(place.reindex(times["stop_id"]).to_numpy(float))
    step = np.hypot(np.diff(at[:, 0]), np.diff(at[:, 1]) * np.cos(at[1:, 0])) * _EARTH if len(at) else np.zeros(0)
    same = times["trip_id"].to_numpy()[1:] == times["trip_id"].to_numpy()[:-1]
    times = times.assign(step=np.concatenate([[0.0], np.where(same, step, 0.0)])[: len(times)])
    groups = times.groupby("trip_id", sort=False)
    start, end = groups["start"].first(), groups["end"].last()
    return pd.DataFrame({"start": start, "time": end - start, "far": groups["step"].sum()})


def _clock(text: str) -> float:
    hours, minutes, seconds = (float(part) for part in str(text).strip().split(":"))
    return hours * _HOUR + minutes * 60.0 + seconds


def _seconds(values: pd.Series[str], ids: pd.Series[str], faults: list[Fault]) -> NDArray[np.float64]:
    """Times of day as seconds after midnight, which may pass 24 h; NaN where nothing is written."""
    out = np.full(len(values), np.nan)
    for i, (value, name) in enumerate(zip(values, ids, strict=True)):
        if not isinstance(value, str) or not value.strip():
            continue
        try:
            out[i] = _clock(value)
        except ValueError:
            faults.append(Fault(str(name), f"{value!r} is no time", "write hours:minutes:seconds"))
    return out


def _kind(word: object) -> LineKind | None:
    try:
        code = int(float(str(word)))
    except ValueError:
        return None
    return _KIND[code] if code in _KIND else _EXTENDED.get(code // 100)


def _table(path: Path, name: str) -> pd.DataFrame | None:
    """One file of the feed as text; None if it is not there."""
    if path.is_dir():
        file = path / name
        return _read(file.open("rb")) if file.is_file() else None
    try:
        with zipfile.ZipFile(path) as feed:
            inside = [entry for entry in feed.namelist() if entry.rsplit("/", 1)[-1] == name]
            if not inside:
                return None
            with feed.open(inside[0]) as stream:
                return _read(stream)
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(
            path, [Fault("file", f"is no readable feed: {error}", "give a zip file or a folder")]
        ) from None


def _read(stream: IO[bytes]) -> pd.DataFrame:
    with stream:
        table = pd.read_csv(stream, dtype=str, encoding="utf-8-sig", skipinitialspace=True)
    return table.rename(columns=str.strip)
