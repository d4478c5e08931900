"""How good is a feed? Nulls, gaps, repeats and late rows of every station and pollutant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.sensors.readings import DAY, Quality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.sensors.readings import Readings

# The bulletin appears mostly on working days: only what outlasts a long weekend counts as a gap.
LONG_WEEKEND = 4


def quality_table(readings: Readings) -> pd.DataFrame:
    """One row per station and pollutant.

    Columns: station, pollutant, name, rows, usable, null_share, negative, repeated, late, closed (rows outside the
    station's time of operation), first and last day, days with a usable value, gaps (runs of more than four days
    without one) and longest_gap in days.
    """
    frame = pd.DataFrame(
        {
            "station": readings.station.astype(str),
            "pollutant": readings.pollutant.astype(str),
            "day": readings.event.astype("datetime64[D]").astype("datetime64[s]"),
            "usable": readings.usable,
        }
    )
    for name, flag in (("null", Quality.NULL), ("negative", Quality.NEGATIVE), ("repeated", Quality.REPEATED)):
        frame[name] = (readings.quality & int(flag)) != 0
    for name, flag in (("late", Quality.LATE), ("closed", Quality.CLOSED)):
        frame[name] = (readings.quality & int(flag)) != 0
    found = []
    for (station, pollutant), group in frame.groupby(["station", "pollutant"], sort=True):
        gaps = _gaps(group.loc[group["usable"], "day"].to_numpy())
        about = readings.stations.get(str(station))
        found.append(
            {
                "station": station,
                "pollutant": pollutant,
                "name": about.name if about is not None else "",
                "rows": len(group),
                "usable": int(group["usable"].sum()),
                "null_share": float(group["null"].mean()),
                **{name: int(group[name].sum()) for name in ("negative", "repeated", "late", "closed")},
                "first": group["day"].min(),
                "last": group["day"].max(),
                "days": int(group.loc[group["usable"], "day"].nunique()),
                "gaps": int((gaps > LONG_WEEKEND).sum()),
                "longest_gap": int(gaps.max()) if gaps.size else 0,
            }
        )
    return pd.DataFrame(found)


def _gaps(days: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Lengths of the runs of days without a reading, in days. (G,)"""
    steps = np.diff(np.unique(days.astype("datetime64[D]"))) // DAY - 1
    return np.asarray(steps[steps > 0], dtype=np.int64)
