"""How does a run's weather compare with an hourly sensor? Same hours beside each other, and the shape of the day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from twin.forcing.measured import Hourly, read_hourly
from twin.observe import open_results
from twin.sensors.plot import MEASURED, MODELLED

if TYPE_CHECKING:
    from numpy.typing import NDArray

SERIES = "weather.t_out"
_LEAST = 24  # hours in common, below which nothing is compared


@dataclass(frozen=True)
class HourlyReplay:
    """What a replay of an hourly sensor found.

    Parameters
    ----------
    folder : Where it was written: hours.parquet, summary.json, measured_modelled.png.
    hours : Columns time, measured and, with a run, modelled of the same hour of the year. [degC]
    summary : Counts of the feed; with a run bias, mean and root mean square error, and correlation.
    notes : What the reader must know.
    """

    folder: Path
    hours: pd.DataFrame
    summary: dict[str, Any]
    notes: tuple[str, ...]


def replay_hourly(feed: Path, run: Path | str | None, out: Path) -> HourlyReplay:
    """Replay an hourly sensor of air temperature and lay it beside a run.

    Hours are paired by their place in the year: a run of another year, or of typical weather, has other days, which the
    notes say; then the means and the shape of the day can be compared, single hours cannot.

    Raises
    ------
    InputError
        If the feed is malformed or the folder holds no finished run.
    """
    series = read_hourly(feed)
    hours = pd.DataFrame({"time": series.time.astype("datetime64[s]"), "measured": series.value})
    summary: dict[str, Any] = {
        "file": feed.name, "sensor": series.sensor, "hours": len(hours), "late_rows": series.late,
        "repeated_rows": series.repeated, "missing_hours": series.missing,
    }  # fmt: skip
    notes = [f"measured: {series.source.name}, {len(hours)} hours; times taken as UTC+1"]
    if run is None:
        notes.append("no run was given: measured side only")
    else:
        hours["modelled"], more = _modelled(series, run)
        notes += more
        summary |= _agreement(hours)
    place = Path(out) / f"replay_{feed.stem}"
    place.mkdir(parents=True, exist_ok=True)
    hours.to_parquet(place / "hours.parquet", index=False)
    text = json.dumps({**summary, "notes": notes}, indent=1, ensure_ascii=False)
    (place / "summary.json").write_text(text + "\n", encoding="utf-8")
    _plot(hours, notes, place / "measured_modelled.png")
    return HourlyReplay(place, hours, summary, tuple(notes))


def _modelled(series: Hourly, run: Path | str) -> tuple[NDArray[np.float64], list[str]]:
    results = open_results(run)
    year = int(results.manifest["baseline_year"])
    frame = results.series[SERIES]
    when = pd.DatetimeIndex(series.time)
    same = bool((when.year == year).all())
    moved = pd.DatetimeIndex([_in_year(t, year) for t in when])
    notes = [f"modelled: the weather that drove the run of {year}"]
    if not same:
        notes.append(f"the run is of {year}, the hours are of {when.year.min()}: compare means and shapes, not hours")
    return frame.reindex(moved).to_numpy(dtype=float), notes


def _in_year(moment: pd.Timestamp, year: int) -> pd.Timestamp:
    if moment.month == 2 and moment.day == 29:  # noqa: PLR2004 — the leap day takes the day before
        moment = moment - pd.Timedelta(days=1)
    return moment.replace(year=year)


def _agreement(hours: pd.DataFrame) -> dict[str, Any]:
    both = hours.dropna()
    if len(both) < _LEAST:
        return {"hours_in_common": len(both)}
    apart = (both["modelled"] - both["measured"]).to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = float(np.corrcoef(both["measured"], both["modelled"])[0, 1])
    return {
        "hours_in_common": len(both),
        "mean_measured": float(both["measured"].mean()),
        "mean_modelled": float(both["modelled"].mean()),
        "bias": float(apart.mean()),
        "mean_absolute_error": float(np.abs(apart).mean()),
        "root_mean_square_error": float(np.sqrt(np.mean(apart**2))),
        "correlation": correlation if np.isfinite(correlation) else None,
    }


def _plot(hours: pd.DataFrame, notes: list[str], path: Path) -> None:
    figure = Figure(figsize=(11, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(2.2, 1.0))
    looks = {"measured": (MEASURED, "-"), "modelled": (MODELLED, "--")}
    for name in (name for name in looks if name in hours):
        colour, line = looks[name]
        left.plot(hours["time"].to_numpy(), hours[name].to_numpy(), line, color=colour, linewidth=0.9, label=name)
        day = hours.groupby(hours["time"].dt.hour)[name].mean()
        right.plot(day.index.to_numpy(), day.to_numpy(), line, color=colour, label=name)
    left.set_ylabel("air temperature [°C]")
    right.set_xlabel("hour of the day, UTC+1")
    right.set_title("mean day", loc="left")
    left.tick_params(axis="x", rotation=30)
    for axes in (left, right):
        axes.grid(alpha=0.25)
        axes.legend(fontsize=8, frameon=False)
    figure.supxlabel("\n".join(notes), fontsize=8, ha="left", x=0.01)
    figure.savefig(path, dpi=120)
