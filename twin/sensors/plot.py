"""How do measured and modelled air look beside each other? One figure: the year, and the distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from twin.sensors.box_model import POLLUTANTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Two of Okabe and Ito's colours, told apart by every kind of colour vision, and by lightness in print.
MEASURED, MODELLED, BACKGROUND = "#0072B2", "#D55E00", "#999999"
_MARKERS = "osD^vP*X"
BASIS = {"NO2": "NO₂, daily maximum hour", "PM10": "PM10, daily mean"}
_MAX_STATIONS = len(_MARKERS)


def plot_measured_modelled(
    measured: pd.DataFrame,
    modelled: pd.DataFrame,
    notes: Sequence[str],
    path: Path,
    stations: Mapping[str, str] | None = None,
) -> None:
    """Draw measured against modelled and write the figure.

    Parameters
    ----------
    measured : Columns day, station, pollutant, measured. [µg/m3]
    modelled : Columns day, pollutant, background, modelled; may be empty. [µg/m3]
    notes : What the reader must know, printed under the figure.
    path : File to write; its suffix gives the format.
    stations : Names of the stations by id.
    """
    shown = [each for each in POLLUTANTS if (measured["pollutant"] == each).any()]
    figure = Figure(figsize=(11, 1.2 + 3.4 * max(1, len(shown))), layout="constrained")
    axes = figure.subplots(max(1, len(shown)), 2, squeeze=False, width_ratios=(2.2, 1.0))
    for (left, right), pollutant in zip(axes, shown, strict=False):
        seen = measured[measured["pollutant"] == pollutant]
        made = modelled[modelled["pollutant"] == pollutant] if len(modelled) else modelled
        _year(left, seen, made, stations or {})
        _distribution(right, seen, made)
        left.set_title(BASIS[pollutant], loc="left")
        left.set_ylabel("µg/m³")
        right.set_xlabel("µg/m³")
        right.set_ylabel("share of days below")
    for left, right in axes[len(shown) :]:
        left.set_title("no usable reading of NO₂ or PM10", loc="left")
        right.set_axis_off()
    figure.supxlabel("\n".join(notes), fontsize=8, ha="left", x=0.01)
    figure.savefig(path, dpi=120)


def _year(axes: Axes, seen: pd.DataFrame, made: pd.DataFrame, stations: Mapping[str, str]) -> None:
    names = sorted(seen["station"].unique())
    for marker, station in zip(_MARKERS, names, strict=False):
        rows = seen[seen["station"] == station]
        label = f"measured, {stations.get(station) or station}"
        axes.plot(
            rows["day"].to_numpy(), rows["measured"].to_numpy(),
            marker, color=MEASURED, markersize=2.5, alpha=0.55, label=label, linestyle="none",
        )  # fmt: skip
    if len(names) > _MAX_STATIONS:
        axes.plot([], [], linestyle="none", label=f"and {len(names) - _MAX_STATIONS} more stations, not drawn")
    if len(made):
        day = _in_year_of(made["day"], seen["day"])
        axes.plot(day, made["modelled"].to_numpy(), color=MODELLED, linewidth=1.2, label="modelled")
        axes.plot(
            day,
            made["background"].to_numpy(),
            color=BACKGROUND,
            linestyle="--",
            linewidth=1.0,
            label="background, given",
        )
    axes.legend(fontsize=7, ncols=2, frameon=False)
    axes.set_ylim(bottom=0.0)
    axes.grid(alpha=0.25)


def _in_year_of(day: pd.Series[pd.Timestamp], measured: pd.Series[pd.Timestamp]) -> NDArray[np.datetime64]:
    """Modelled days moved to the year of the (first) measured days, so that the seasons lie over each other."""
    shift = int(pd.to_datetime(measured).dt.year.min()) - int(pd.to_datetime(day).dt.year.min())
    return (pd.to_datetime(day) + pd.DateOffset(years=shift)).to_numpy()


def _distribution(axes: Axes, seen: pd.DataFrame, made: pd.DataFrame) -> None:
    for values, colour, style, label in (
        (seen["measured"].to_numpy(), MEASURED, "-", "measured, all stations"),
        (made["modelled"].to_numpy() if len(made) else np.zeros(0), MODELLED, "--", "modelled"),
    ):
        if values.size:
            order = np.sort(values.astype(float))
            axes.step(order, np.arange(1, order.size + 1) / order.size, color=colour, linestyle=style, label=label)
    axes.legend(fontsize=7, frameon=False)
    axes.set_ylim(0.0, 1.0)
    axes.set_xlim(left=0.0)
    axes.grid(alpha=0.25)
