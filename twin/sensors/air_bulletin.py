"""What does the municipal air bulletin say? Reads its JSON as it is published, with every fault of it in one message.

The bulletin of the Comune di Milano (AMAT, CC BY 4.0) gives one value a day for each station and pollutant, mostly on
working days: PM10 and PM2.5 are daily means, NO2 and O3 the daily maximum hour, CO_8h the maximum eight-hour mean.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from twin.core.clock import STANDARD_TIME
from twin.core.errors import Fault, InputError, nearest
from twin.sensors.readings import Readings, Station, flagged

KEYS = ("stazione_id", "data", "inquinante", "valore")
STATIONS = "stations.geojson"
_NEVER = (np.datetime64("0001-01-01"), np.datetime64("9999-12-31"))
_Row = tuple[str, str, np.datetime64, float]


def read_bulletin(paths: Path | Iterable[Path], stations: Path | None = None) -> Readings:
    """Read one or more files of the bulletin.

    Parameters
    ----------
    paths : JSON files, or a folder that holds them.
    stations : GeoJSON of the stations; "stations.geojson" beside the first file if there is one.

    Raises
    ------
    InputError
        If a file is not JSON or not a list of readings: the row's number, what is wrong with it, and how it is mended.
        A missing, negative or repeated value is no fault but a flag.
    """
    files = _files(paths)
    beside = files[0].parent / STATIONS
    known = read_stations(stations or beside) if stations is not None or beside.is_file() else {}
    rows: list[_Row] = []
    for file in files:
        rows += _read_rows(file)
    columns: Sequence[Any] = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    station, pollutant, event, value = columns
    return flagged(
        Readings(
            np.array(station, dtype=object),
            np.array(pollutant, dtype=object),
            np.array(event, dtype="datetime64[s]"),
            np.array(value, dtype=np.float64),
            np.zeros(len(rows), dtype=np.uint8),
            known,
            tuple(file.name for file in files),
        )
    )


def read_stations(path: Path) -> dict[str, Station]:
    """Read the bulletin's stations by id.

    Raises
    ------
    InputError
        If the file is not the stations' GeoJSON.
    """
    data = _json(path)
    features = data.get("features") if isinstance(data, Mapping) else None
    if not isinstance(features, list):
        raise InputError(path, [Fault("features", "is no list", "give the GeoJSON of the stations")])
    found: dict[str, Station] = {}
    faults: list[Fault] = []
    for i, feature in enumerate(features):
        place = f"features[{i}]"
        try:
            about, (x, y) = feature["properties"], feature["geometry"]["coordinates"][:2]
            opened, closed = (_day(about.get(key)) for key in ("inizio_operativita", "fine_operativita"))
            found[str(about["id_amat"])] = Station(
                str(about["id_amat"]),
                str(about.get("nome") or about["id_amat"]),
                float(x),
                float(y),
                _NEVER[0] if opened is None else opened,
                _NEVER[1] if closed is None else closed,
                tuple(sorted({each.strip() for each in str(about.get("inquinanti") or "").split(",") if each.strip()})),
            )
        except (KeyError, TypeError, AttributeError) as error:
            faults.append(Fault(place, f"lacks {error}", "a point with id_amat, nome and dates of operation is needed"))
        except ValueError as error:
            faults.append(Fault(place, f"cannot be read: {error}", 'dates are written "2017-08-31T00:00:00"'))
    if faults:
        raise InputError(path, faults)
    return found


def _files(paths: Path | Iterable[Path]) -> list[Path]:
    if isinstance(paths, str | Path):
        path = Path(paths)
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not files:
            raise InputError(path, [Fault("folder", "holds no .json file", "give files of the bulletin")])
        return files
    files = [Path(each) for each in paths]
    if not files:
        raise InputError("feed", [Fault("files", "there are none", "give at least one file of the bulletin")])
    return files


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(path, [Fault("file", f"cannot be read: {error.strerror or error}")]) from error
    except UnicodeDecodeError as error:
        raise InputError(path, [Fault(f"byte {error.start}", "is not UTF-8", "save the file as UTF-8")]) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        mend = "fetch the file again; it may have been cut"
        raise InputError(path, [Fault(place, f"is not JSON: {error.msg}", mend)]) from error


def _read_rows(path: Path) -> list[_Row]:
    data = _json(path)
    if not isinstance(data, list):
        mend = f"a list of readings with the keys {', '.join(KEYS)} is needed"
        raise InputError(path, [Fault("file", f"holds {type(data).__name__}, not a list", mend)])
    rows: list[_Row] = []
    faults: list[Fault] = []
    for i, raw in enumerate(data):
        row = _read_row(raw, f"row {i}", faults)
        if row is not None:
            rows.append(row)
    if faults:
        raise InputError(path, faults)
    return rows


def _read_row(raw: Any, place: str, faults: list[Fault]) -> _Row | None:
    before = len(faults)
    if not isinstance(raw, Mapping):
        faults.append(Fault(place, f"{raw!r} is no reading", f"an object with the keys {', '.join(KEYS)} is needed"))
        return None
    astray = [each for each in raw if each not in KEYS]
    lacking = [key for key in KEYS if key not in raw]
    for key in lacking:
        mend = nearest(key, astray) if astray else f"write {key!r}, null where there is no value"
        faults.append(Fault(place, f"lacks the key {key!r}", mend))
    value = _value(raw.get("valore"))
    if value is None:
        faults.append(Fault(f"{place}.valore", f"{raw['valore']!r} is no number", "write a number or null"))
    event = None
    if "data" in raw:
        try:
            event = _day(raw["data"])
        except ValueError as error:
            faults.append(Fault(f"{place}.data", str(error), 'write it as "2019-01-31T00:00:00"'))
        else:
            if event is None:
                faults.append(Fault(f"{place}.data", "is null", "every reading needs its day"))
    faults += [
        Fault(f"{place}.{key}", "is empty", "every reading needs its station and pollutant")
        for key in ("stazione_id", "inquinante")
        if key in raw and not str(raw[key] if raw[key] is not None else "").strip()
    ]
    if len(faults) > before or event is None or value is None:
        return None
    return str(raw["stazione_id"]), str(raw["inquinante"]), event, value


def _value(raw: Any) -> float | None:
    """The value, NaN if it is missing, None if it is no number. The files of 2016-2018 give numbers as text."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return math.nan
    if isinstance(raw, bool):
        return None
    try:
        value = float(raw)
    except (TypeError, ValueError):
        return None
    return value if math.isfinite(value) else None


def _day(raw: Any) -> np.datetime64 | None:
    """Moment that a text names, in UTC+1 where it has an offset; None if it is null; ValueError if it is no date."""
    if raw is None:
        return None
    try:
        moment = datetime.fromisoformat(raw)
    except (TypeError, ValueError):
        msg = f"{raw!r} is no date"
        raise ValueError(msg) from None
    if moment.tzinfo is not None:
        moment = moment.astimezone(STANDARD_TIME).replace(tzinfo=None)
    return np.datetime64(moment, "s")
