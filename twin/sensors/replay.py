"""How does a run compare with what was measured? Replays a feed by event time and lays both beside each other."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from twin.observe import Results, open_results
from twin.sensors.air_bulletin import read_bulletin
from twin.sensors.box_model import BoxParams, modelled_daily, nothing_modelled
from twin.sensors.compare import aligned, comparison, measured_daily
from twin.sensors.event_time import EventTimeReplay
from twin.sensors.plot import plot_measured_modelled
from twin.sensors.quality import quality_table
from twin.sensors.readings import Quality, Readings

ATTRIBUTION = "Comune di Milano (CC BY 4.0)"
# Order of the area of the five default zones; only where a run kept no outlines. [m2]
_FALLBACK_AREA = 8.0e6


@dataclass(frozen=True)
class ReplayResult:
    """What a replay found.

    Parameters
    ----------
    folder : Where it was written: readings.parquet, quality.parquet, daily.parquet, comparison.parquet, summary.json,
        measured_modelled.png.
    readings : Readings in the order of event time.
    quality : Quality by station and pollutant; see `quality_table`.
    daily : Measured and modelled by day, station and pollutant; see `aligned`. [µg/m3, CO mg/m3]
    modelled : Modelled days; empty without a run.
    comparison : Seasons and distributions; see `comparison`.
    summary : Counts of readings, lateness and what is missing.
    notes : What the reader must know.
    """

    folder: Path
    readings: Readings
    quality: pd.DataFrame
    daily: pd.DataFrame
    modelled: pd.DataFrame
    comparison: pd.DataFrame
    summary: dict[str, Any]
    notes: tuple[str, ...]


def replay(
    feed: Path | Iterable[Path],
    run: Results | Path | str | None,
    out: Path,
    *,
    stations: Path | None = None,
    params: BoxParams | None = None,
) -> ReplayResult:
    """Replay a feed of the municipal air bulletin and compare it with a run.

    Parameters
    ----------
    feed : Files of the bulletin, or their folder.
    run : A finished run or its folder; None for the measured side alone.
    out : Folder in which a folder "replay_…" is written.
    stations : GeoJSON of the stations; "stations.geojson" beside the feed if there is one.
    params : Parameters of the box model.

    Raises
    ------
    InputError
        If the feed is malformed or the run's folder is none.
    """
    arrived = read_bulletin(feed, stations)
    player = EventTimeReplay(arrived)
    order = [batch.rows for batch in player]
    readings = _taken(arrived, np.concatenate(order) if order else np.zeros(0, dtype=np.int64))
    modelled, notes = _modelled(run, params)
    measured = measured_daily(readings)
    notes = [*_feed_notes(readings, measured), *notes]
    result = ReplayResult(
        Path(out) / _name(readings),
        readings,
        quality_table(readings),
        aligned(measured, modelled),
        modelled,
        comparison(measured, modelled),
        _summary(readings, player.late),
        tuple(notes),
    )
    _write(result, measured)
    return result


def _taken(readings: Readings, rows: np.ndarray[Any, np.dtype[np.int64]]) -> Readings:
    columns = ("station", "pollutant", "event", "value", "quality")
    return replace(readings, **{name: getattr(readings, name)[rows] for name in columns})


def _modelled(run: Results | Path | str | None, params: BoxParams | None) -> tuple[pd.DataFrame, list[str]]:
    if run is None:
        return nothing_modelled(), ["no run was given: measured side only"]
    results = run if isinstance(run, Results) else open_results(run)
    width, note = _width(results)
    modelled, notes = modelled_daily(results.series, width, params)
    return modelled, [*notes, note]


def _width(results: Results) -> tuple[float, str]:
    """Width of the district across the wind: the side of a square of its area."""
    if results.has("zones"):
        zones = results.entities("zones")
        inside = zones[zones["in_district"].astype(bool)] if "in_district" in zones else zones
        area = float(inside.to_crs(zones.estimate_utm_crs()).area.sum())
        if area > 0.0:
            return math.sqrt(area), f"width of the box {math.sqrt(area):.0f} m, side of a square of the district's area"
    return math.sqrt(
        _FALLBACK_AREA
    ), f"width of the box {math.sqrt(_FALLBACK_AREA):.0f} m, assumed: the run kept no zones"


def _feed_notes(readings: Readings, measured: pd.DataFrame) -> list[str]:
    years = "-".join(dict.fromkeys(str(each) for each in _years(readings))) or "no year"
    return [
        f"measured: daily bulletin of the municipal stations, {years}, {len(measured)} usable readings; {ATTRIBUTION}",
        "stations lie outside the district; the bulletin appears mostly on working days",
    ]


def _years(readings: Readings) -> tuple[int, ...]:
    if not len(readings):
        return ()
    years = readings.event.astype("datetime64[Y]").astype(int) + 1970
    return (int(years.min()), int(years.max()))


def _name(readings: Readings) -> str:
    return "_".join(["replay", *dict.fromkeys(str(year) for year in _years(readings))])


def _summary(readings: Readings, late: int) -> dict[str, Any]:
    flags = {flag.name.lower(): readings.count(flag) for flag in Quality if flag.name}
    return {
        "files": list(readings.source),
        "rows": len(readings),
        "usable": int(readings.usable.sum()),
        "flags": flags,
        "late_rows": late,
        "stations": sorted(set(readings.station.tolist())),
        "stations_without_usable_reading": sorted(
            set(readings.station.tolist()) - set(readings.station[readings.usable].tolist())
        ),
    }


def _write(result: ReplayResult, measured: pd.DataFrame) -> None:
    folder = result.folder
    folder.mkdir(parents=True, exist_ok=True)
    result.readings.write(folder / "readings.parquet")
    for name in ("quality", "daily", "comparison"):
        getattr(result, name).to_parquet(folder / f"{name}.parquet", index=False)
    text = json.dumps(
        {**result.summary, "notes": result.notes, "box_model": BoxParams.rows()}, indent=1, ensure_ascii=False
    )
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")
    names = {station.id: station.name for station in result.readings.stations.values()}
    plot_measured_modelled(measured, result.modelled, result.notes, folder / "measured_modelled.png", names)
