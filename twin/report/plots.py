"""How does it look over hours, months and modes? Load curves, monthly energy, modal split, relative differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from twin.report.figure import COLUMN, GREEN, INK, PAGE, SIDE, SOFT, VERMILION, new_axes, new_figure, styled
from twin.report.numbers import tick
from twin.report.topics import CARRIERS, LOADS, MODES, Load, hourly_kwh

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from twin.observe import Results

WINTER_MONTHS = (1, 2, 12)
_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "it": ("lun", "mar", "mer", "gio", "ven", "sab", "dom"),
}
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
}
_POWER = {"en": "mean power", "it": "potenza media"}
_ENERGY = {"en": "final energy", "it": "energia finale"}
_WEEK_HOURS = 168
_DASH = {"a": "-", "b": "--"}

# Words, relative difference, its interval's ends (None without) and verdict.
Relative = tuple[str, float, float | None, float | None, str]
Sides = Mapping[str, tuple["Results", str]]  # "a" and, in a comparison, "b": results and title


def winter_week(sides: Sides, language: str = "en") -> Figure | None:
    """Mean load by hour of the week over December to February, one panel per load; None without energy series."""
    return _load_panels(sides, language, _by_week_hour, _week_axis)


def year_curve(sides: Sides, language: str = "en") -> Figure | None:
    """Mean load of each day through the year, one panel per load; None without energy series."""
    return _load_panels(sides, language, _by_day, _year_axis)


def _load_panels(sides: Sides, language: str, reduce: Any, axis: Any) -> Figure | None:
    loads = [
        load for load in LOADS if any(hourly_kwh(results, load.series) is not None for results, _ in sides.values())
    ]
    if not loads:
        return None
    with styled():
        figure = new_figure(COLUMN, 1.55 * len(loads) + 0.6)
        panels = figure.subplots(len(loads), 1, sharex=True, squeeze=False)[:, 0]
        for panel, load in zip(panels, loads, strict=True):
            _load_panel(panel, load, sides, language, reduce)
        axis(panels[-1], language, next(iter(sides.values()))[0])
        _legend(figure, sides)
    return figure


def _load_panel(panel: Axes, load: Load, sides: Sides, language: str, reduce: Any) -> None:
    curves = {}
    for side, (results, _) in sides.items():
        hourly = hourly_kwh(results, load.series)
        if hourly is not None:
            curves[side] = reduce(hourly)
    largest = max((np.nanmax(y) for _, y in curves.values() if len(y)), default=0.0)
    factor, unit = (1e-3, "MW") if largest >= 1e3 else (1.0, "kW")  # noqa: PLR2004 — 1 MW
    for side, (x, y) in curves.items():
        panel.plot(x, factor * y, color=SIDE[side], lw=1.4, ls=_DASH[side])
    if len(curves) == 2 and len({len(y) for _, y in curves.values()}) == 1:  # noqa: PLR2004 — a and b
        (x, first), (_, second) = curves["a"], curves["b"]
        panel.fill_between(x, factor * first, factor * second, color=SOFT, alpha=0.15, lw=0)
    panel.set_title(load.label_it if language == "it" else load.label)
    panel.set_ylabel(f"{_POWER[language]}, {unit}")
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, language)))
    panel.set_ylim(bottom=0)
    panel.margins(x=0)


def _by_week_hour(hourly: pd.Series[float]) -> tuple[Any, Any]:
    index = pd.DatetimeIndex(hourly.index)
    winter = hourly[np.isin(index.month, WINTER_MONTHS)]
    some = hourly if winter.empty else winter
    when = pd.DatetimeIndex(some.index)
    mean = some.groupby(when.day_of_week * 24 + when.hour).mean().reindex(range(_WEEK_HOURS))
    return np.arange(_WEEK_HOURS), mean.to_numpy()


def _by_day(hourly: pd.Series[float]) -> tuple[Any, Any]:
    daily = hourly.to_numpy()[: len(hourly) // 24 * 24].reshape(-1, 24).mean(axis=1)
    return np.arange(len(daily)), daily


def _week_axis(panel: Axes, language: str, _results: Results) -> None:
    panel.set_xticks(np.arange(0, _WEEK_HOURS, 24), labels=[""] * 7)
    panel.set_xticks(np.arange(12, _WEEK_HOURS, 24), labels=_DAYS[language], minor=True)
    panel.tick_params(axis="x", which="minor", length=0)


def _year_axis(panel: Axes, language: str, results: Results) -> None:
    first = pd.DatetimeIndex(results.series.index)
    days = (len(first) + 23) // 24
    starts = pd.date_range(first[0], periods=days, freq="D")
    firsts = [int(day) for day in np.flatnonzero(starts.day == 1)]
    panel.set_xticks(firsts, labels=[""] * len(firsts))
    middles = [(f, starts[f].month) for f in firsts]
    panel.set_xticks([f + 15 for f, _ in middles], labels=[_MONTHS[language][m - 1] for _, m in middles], minor=True)
    panel.tick_params(axis="x", which="minor", length=0)
    panel.set_xlim(0, max(days - 1, 1))


def _legend(figure: Figure, sides: Sides) -> None:
    handles = [
        Line2D([], [], color=SIDE[side], lw=2, ls=_DASH[side], label=title) for side, (_, title) in sides.items()
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=len(handles))


def monthly_energy(sides: Sides, language: str = "en") -> Figure | None:
    """Final energy by carrier and month, stacked, scenarios side by side; None without energy series."""
    stacks = {side: _monthly(results) for side, (results, _) in sides.items()}
    if all(stack.empty for stack in stacks.values()):
        return None
    largest = max(stack.sum(axis=1).max() for stack in stacks.values() if not stack.empty)
    factor, unit = (1e-6, "GWh") if largest >= 1e6 else (1e-3, "MWh")  # noqa: PLR2004 — 1 GWh
    figure, panel = new_axes(COLUMN, 3.8)
    with styled():
        width = 0.8 / len(stacks)
        for k, (side, stack) in enumerate(stacks.items()):
            at = np.arange(len(stack)) + (k - (len(stacks) - 1) / 2) * width
            floor = np.zeros(len(stack))
            for carrier in CARRIERS:
                name = carrier.label_it if language == "it" else carrier.label
                if carrier.label in stack and stack[carrier.label].to_numpy().any():
                    height = factor * stack[carrier.label].to_numpy()
                    shown = name if k == 0 else None
                    hatch = "////" if side == "b" else None
                    panel.bar(
                        at,
                        height,
                        0.92 * width,
                        floor,
                        color=carrier.colour,
                        label=shown,
                        hatch=hatch,
                        ec="white",
                        lw=0.4,
                    )
                    floor = floor + height
        months = next(iter(stacks.values())).index
        panel.set_xticks(np.arange(len(months)), labels=[_MONTHS[language][m - 1] for m in months])
        panel.set_ylabel(f"{_ENERGY[language]}, {unit}")
        panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, language)))
        panel.margins(x=0.01)
        if len(sides) > 1:
            mark = {"en": "plain: {a}, hatched: {b}", "it": "pieno: {a}, tratteggiato: {b}"}[language]
            panel.set_title(mark.format(a=sides["a"][1], b=sides["b"][1]), fontweight="normal")
        figure.legend(loc="outside lower center", ncols=3)
    return figure


def _monthly(results: Results) -> pd.DataFrame:
    parts = {c.label: hourly_kwh(results, c.series) for c in CARRIERS}
    frame = pd.DataFrame({label: part for label, part in parts.items() if part is not None})
    return frame.groupby(pd.DatetimeIndex(frame.index).month).sum() if len(frame.columns) else frame


def modal_split(sides: Sides, language: str = "en") -> Figure | None:
    """Share of trips by mode, one bar per scenario; None if the run has no shares."""
    known = set.intersection(*(set(results.kpis.index) for results, _ in sides.values()))
    modes = [mode for mode in MODES if known.intersection(mode.kpis)]
    if not modes:
        return None
    figure, panel = new_axes(COLUMN, 0.5 * len(sides) + 1.1)
    with styled():
        for row, (results, _) in enumerate(sides.values()):
            left = 0.0
            for mode in modes:
                share = sum(results.kpi(kpi) for kpi in mode.kpis if kpi in known)
                name = mode.label_it if language == "it" else mode.label
                panel.barh(row, share, 0.62, left, color=mode.colour, ec="white", label=name if row == 0 else None)
                if share >= 4:  # noqa: PLR2004 — narrower pieces have no room for their number
                    panel.text(
                        left + share / 2,
                        row,
                        f"{share:.0f}",
                        ha="center",
                        va="center",
                        color=on(mode.colour),
                        weight="bold",
                    )
                left += share
        panel.set_yticks(range(len(sides)), labels=[title for _, title in sides.values()])
        panel.invert_yaxis()
        panel.set_xlim(0, 100)
        panel.set_xticks([])
        panel.grid(visible=False)
        panel.spines[["left", "bottom"]].set_visible(False)
        panel.tick_params(length=0)
        figure.legend(loc="outside lower center", ncols=4, fontsize=8.5, columnspacing=1.2)
    return figure


def on(colour: str) -> str:
    """Ink or white, whichever is read better on a colour (relative luminance as in WCAG 2.2)."""
    linear = [((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in to_rgb(colour)]  # noqa: PLR2004
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if luminance > 0.2 else "white"  # noqa: PLR2004


def relative_differences(rows: Sequence[Relative], label: str) -> Figure | None:
    """Relative differences with their intervals, one line per indicator.

    Parameters
    ----------
    rows : One per indicator. [1]
    label : Words under the axis.
    """
    if not rows:
        return None
    colours = {"better": GREEN, "worse": VERMILION}
    marks = {"better": "o", "worse": "s"}
    figure, panel = new_axes(PAGE, 0.25 * len(rows) + 0.9)
    with styled():
        for k, (_, gap, low, high, verdict) in enumerate(rows):
            colour = colours.get(verdict, SOFT)
            if low is not None and high is not None:
                panel.plot([100 * low, 100 * high], [k, k], color=colour, lw=3, alpha=0.45, solid_capstyle="butt")
            panel.plot(100 * gap, k, marks.get(verdict, "D"), color=colour, ms=6)
        panel.axvline(0, color=INK, lw=0.9)
        panel.set_yticks(range(len(rows)), labels=[words for words, *_ in rows])
        panel.set_ylim(len(rows) - 0.4, -0.6)
        panel.grid(axis="x")
        panel.set_xlabel(label)
        panel.spines["left"].set_visible(False)
        panel.tick_params(axis="y", length=0)
    return figure
