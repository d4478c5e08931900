"""How are readings kept? As columns, each reading with its event time, its order of arrival and its quality."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from twin.core.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

DAY = np.timedelta64(1, "D")


class Quality(IntFlag):
    """What is wrong with a reading; 0 if nothing is."""

    NULL = 1
    NEGATIVE = 2
    REPEATED = 4  # another reading of the same station, pollutant and event time counts in its place
    LATE = 8  # arrived after a reading of a later event time; its value counts all the same
    CLOSED = 16  # outside the time in which the station worked
    UNKNOWN_STATION = 32  # no metadata; its value counts all the same


UNUSABLE = int(Quality.NULL | Quality.NEGATIVE | Quality.REPEATED | Quality.CLOSED)


@dataclass(frozen=True)
class Station:
    """One measuring station.

    Parameters
    ----------
    id : Id in the feed.
    name : Name.
    longitude, latitude : WGS84. [deg]
    opened, closed : First and last day in which it worked.
    pollutants : What it is said to measure.
    """

    id: str
    name: str
    longitude: float
    latitude: float
    opened: np.datetime64
    closed: np.datetime64
    pollutants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Readings:
    """Readings of many stations, as columns in the order of arrival.

    Parameters
    ----------
    station : Id of the station. (N,) str
    pollutant : What was measured, as the feed names it. (N,) str
    event : Start of the time that the reading is about, UTC+1. (N,) datetime64[s]
    value : Reading, NaN where there is none. (N,) [µg/m3, CO mg/m3]
    quality : Bits of `Quality`. (N,) uint8
    stations : Metadata by id; stations without are flagged.
    source : Files that the readings come from.
    """

    station: NDArray[np.object_]
    pollutant: NDArray[np.object_]
    event: NDArray[np.datetime64]
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]
    stations: Mapping[str, Station] = field(default_factory=dict)
    source: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.value.shape[0])

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Whether each value may be compared with anything. (N,)"""
        return np.asarray((self.quality & UNUSABLE) == 0)

    def count(self, flag: Quality) -> int:
        """How many readings carry a flag."""
        return int(((self.quality & int(flag)) != 0).sum())

    def write(self, path: Path) -> None:
        """Write the columns as Parquet."""
        columns = {name: getattr(self, name) for name in ("station", "pollutant", "event", "value", "quality")}
        pq.write_table(pa.table({name: pa.array(values) for name, values in columns.items()}), path)

    @classmethod
    def read(cls, path: Path, stations: Mapping[str, Station] | None = None) -> Readings:
        """Read columns that `write` wrote.

        Raises
        ------
        InputError
            If the file is no such store.
        """
        try:
            table = pq.read_table(path, columns=["station", "pollutant", "event", "value", "quality"])
        except (OSError, pa.ArrowException, KeyError) as error:
            raise InputError(path, [Fault("file", f"is no store of readings: {error}")]) from error
        columns: dict[str, Any] = {name: table[name].to_numpy() for name in table.column_names}
        columns["event"] = columns["event"].astype("datetime64[s]")
        return cls(**columns, stations=dict(stations or {}), source=(path.name,))


def flagged(readings: Readings) -> Readings:
    """The same readings with every flag set anew from the values, the event times and the stations.

    Of several readings of one station, pollutant and event time the last one with a usable value counts: a later row is
    a correction, but a missing value corrects nothing.
    """
    quality = np.zeros(len(readings), dtype=np.uint8)
    null = np.isnan(readings.value)
    quality[null] |= np.uint8(Quality.NULL)
    quality[~null & (np.nan_to_num(readings.value) < 0.0)] |= np.uint8(Quality.NEGATIVE)
    newest = np.maximum.accumulate(readings.event) if len(readings) else readings.event
    quality[readings.event < newest] |= np.uint8(Quality.LATE)
    for name in set(readings.station.tolist()):
        rows = readings.station == name
        station = readings.stations.get(name)
        if station is None:
            quality[rows] |= np.uint8(Quality.UNKNOWN_STATION)
        else:
            quality[rows & ((readings.event < station.opened) | (readings.event > station.closed))] |= np.uint8(
                Quality.CLOSED
            )
    quality[_overruled(readings, (quality & int(Quality.NULL | Quality.NEGATIVE)) == 0)] |= np.uint8(Quality.REPEATED)
    return Readings(
        readings.station,
        readings.pollutant,
        readings.event,
        readings.value,
        quality,
        readings.stations,
        readings.source,
    )


def _overruled(readings: Readings, good: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether another reading counts in the place of each. (N,)"""
    counts: dict[tuple[Any, Any, Any], int] = {}
    overruled = np.zeros(len(readings), dtype=bool)
    keys = zip(readings.station, readings.pollutant, readings.event.astype(np.int64), strict=True)
    for row, key in enumerate(keys):
        other = counts.setdefault(key, row)
        if other != row:
            loser = other if good[row] or not good[other] else row
            overruled[loser] = True
            counts[key] = row if loser == other else other
    return overruled
