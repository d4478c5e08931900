"""Is a weather file usable, and what does it say? EPW, read through pvlib after every row was checked."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

import numpy as np

from twin.core.clock import Clock
from twin.core.errors import Fault, InputError
from twin.core.log import log
from twin.forcing.sun import clock_offset, sun_path
from twin.forcing.weather import Weather
from twin.state.district import Source

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_HEADER = 8
_COLUMNS = 22  # the last one needed, wind speed, is the 22nd
_LENGTHS = (8760, 8784)
_TIME_ZONE = 1.0
_WORST_OFFSET = 1.0  # h
_FURTHEST_KM = 300.0
_NIGHT = -4.0  # °, elevation below which no sun is measured: dusk, and clocks that are half an hour off
_DARK = 20.0  # W/m²
# Column, name, code of a missing value, least and greatest possible value, unit. Codes and limits of temperature and
# wind: EnergyPlus, Auxiliary Programs, weather format; irradiance: no more than arrives above the air.
_FIELDS = (
    (6, "dry-bulb temperature", 99.9, -70.0, 60.0, "°C"),
    (13, "global horizontal radiation", 9999.0, 0.0, 1420.0, "Wh/m²"),
    (14, "direct normal radiation", 9999.0, 0.0, 1420.0, "Wh/m²"),
    (15, "diffuse horizontal radiation", 9999.0, 0.0, 1420.0, "Wh/m²"),
    (21, "wind speed", 999.0, 0.0, 40.0, "m/s"),
)


def read_epw(path: Path, place: tuple[float, float]) -> tuple[Weather, list[str]]:
    """Read an EPW file; its hour 1 runs from midnight to one o'clock and becomes hour 0.

    Parameters
    ----------
    path : File.
    place : (longitude, latitude) of the district; weather from further than 300 km is refused. [°]

    Raises
    ------
    InputError
        With every fault: unreadable, wrong number of rows, gaps, impossible values (each with its row), another time
        zone, or a clock that is an hour or more off the sun.
    """
    import pvlib  # noqa: PLC0415 — most of a second of imports, which not every process needs

    try:
        content = path.read_bytes()
        text = content.decode("latin-1")
    except OSError as error:
        raise InputError(path, [Fault("file", f"cannot be read ({error.strerror})", "give an EPW file")]) from None
    lines = text.splitlines()
    faults = [*_header_faults(lines, place), *_row_faults(lines[_HEADER:])]
    if faults:
        raise InputError(path, faults)
    table, meta = pvlib.iotools.read_epw(io.StringIO(text))
    columns = {
        "t_out": table["temp_air"],
        "ghi": table["ghi"],
        "dni": table["dni"],
        "dhi": table["dhi"],
        "wind_speed": table["wind_speed"],
    }
    values = {name: column.to_numpy(float) for name, column in columns.items()}
    station = (float(meta["longitude"]), float(meta["latitude"]))
    notes = _clock_notes(path, values["ghi"], station, int(table["year"].iloc[0]))
    source = Source(
        name=f"Weather of {meta['city']} (WMO {meta['WMO_code']}), {path.name}",
        publisher=f"EPW file, {meta['data_type']}",
        licence="as given with the file",
        attribution=f"Weather: {meta['city']} (EPW)",
        year=int(table["year"].mode().iloc[0]),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return Weather(**values, source=source), notes


def _header_faults(lines: list[str], place: tuple[float, float]) -> list[Fault]:
    first = lines[0].split(",") if lines else []
    if not first or first[0].strip().upper() != "LOCATION" or len(first) < 10:  # noqa: PLR2004 — fields of LOCATION
        return [Fault("line 1", "is not the LOCATION line of an EPW file", "give a file in EPW format")]
    try:
        lat, lon, zone = (float(value) for value in first[6:9])
    except ValueError:
        return [Fault("line 1", "has no readable latitude, longitude and time zone", "correct the LOCATION line")]
    faults = []
    if zone != _TIME_ZONE:
        what = f"the file's clock is UTC{zone:+g}, the simulation's UTC+1"
        faults.append(Fault("line 1", what, "take a file in the place's standard time"))
    east = (lon - place[0]) * 111.2 * np.cos(np.radians(place[1]))
    far = float(np.hypot(east, (lat - place[1]) * 111.2))
    if not far <= _FURTHEST_KM:
        faults.append(Fault("line 1", f"the station is {far:.0f} km from the district", "take a station nearby"))
    return faults


def _row_faults(rows: list[str]) -> list[Fault]:
    """Faults of the data rows, each with line, day and hour as far as they can be read."""
    faults = []
    while rows and not rows[-1].strip():
        rows = rows[:-1]
    if len(rows) not in _LENGTHS:
        what = f"{len(rows)} rows of data"
        faults.append(Fault("file", what, "an EPW file has one row per hour of a year: 8,760, or 8,784 in a leap year"))
    days = np.cumsum([0, 31, 29 if len(rows) == _LENGTHS[1] else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30])
    expected = 0
    for i, row in enumerate(rows):
        line = f"line {i + _HEADER + 1}"
        cells = row.split(",")
        if len(cells) < _COLUMNS:
            faults.append(Fault(line, f"has {len(cells)} columns", f"at least {_COLUMNS} are needed"))
            continue
        try:
            month, day, hour = (int(float(cell)) for cell in cells[1:4])
            at = (int(days[month - 1]) + day - 1) * 24 + hour - 1
        except (ValueError, IndexError):
            faults.append(Fault(line, f"has no date ({','.join(cells[:4])})", "write year, month, day, hour 1 to 24"))
            continue
        where = f"{line} (month {month}, day {day}, hour {hour})"
        if at > expected and len(rows) not in _LENGTHS:
            what = f"{at - expected} hour{'s' if at - expected > 1 else ''} before this one are missing"
            faults.append(Fault(where, what, "add a row for each missing hour, with a value in every field"))
        expected = at + 1
        if at != i and len(rows) in _LENGTHS:
            faults.append(
                Fault(where, "is not in its place", "hours run 1 to 24 on every day of the year, none missing")
            )
        faults += [fault for field in _FIELDS if (fault := _cell_fault(where, cells, field)) is not None]
    return faults


def _cell_fault(where: str, cells: list[str], field: tuple[int, str, float, float, float, str]) -> Fault | None:
    column, name, missing, low, high, unit = field
    try:
        value = float(cells[column])
    except ValueError:
        return Fault(where, f"{name} is {cells[column].strip()!r}", f"write a number [{unit}]")
    if value == missing:
        mend = f"fill the gap, for a few hours between the values around it; a number [{unit}] is needed"
        return Fault(where, f"{name} is missing ({cells[column].strip()})", mend)
    if not low <= value <= high:
        return Fault(where, f"{name} is {value:g} {unit}", f"must lie in {low:g}..{high:g} {unit}")
    return None


def _clock_notes(path: Path, ghi: NDArray[np.float64], station: tuple[float, float], year: int) -> list[str]:
    """Test the file's clock against the sun.

    Raises
    ------
    InputError
        If it is an hour or more off, or there is no radiation to tell.
    """
    if not np.ptp(ghi) > 0:
        raise InputError(path, [Fault("global horizontal radiation", "never changes", "give a file with radiation")])
    length = Clock(year if Clock(year).n_ticks == ghi.size else 2000 + (ghi.size == _LENGTHS[0]))
    offset = clock_offset(ghi, sun_path(station, length))
    if abs(offset) >= _WORST_OFFSET:
        late = "late" if offset > 0 else "early"
        what = f"the clock runs {abs(offset):g} hours {late} against the sun ({offset:+g} h)"
        mend = f"move the radiation, or all columns, by {-offset:+g} h so that row 1 is midnight to 1 h standard time"
        raise InputError(path, [Fault("global horizontal radiation", what, mend)])
    notes = []
    if offset:
        notes.append(f"The weather file's radiation is about {offset:+g} h off the sun; it is used as it is.")
    return notes + _night_notes(ghi, length, station)


def _night_notes(ghi: NDArray[np.float64], clock: Clock, station: tuple[float, float]) -> list[str]:
    """Sun by night: possible to read, impossible to be."""
    path = sun_path(station, clock)
    highest = np.maximum(np.maximum(path.elevation[:-2:2], path.elevation[1::2]), path.elevation[2::2])
    lit = np.flatnonzero((highest < _NIGHT) & (ghi > _DARK))
    if not lit.size:
        return []
    at = int(lit[0])
    more = f" and in {lit.size - 1} more hours of the night" if lit.size > 1 else ""
    line = at + _HEADER + 1
    told = f"The weather file has {ghi[at]:g} W/m² of sun in line {line}, by night{more}; it is used as it is."
    log.warning("%s", told)
    return [told]
