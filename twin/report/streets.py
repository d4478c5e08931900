"""What happens on the streets, and how do people travel? Maps of delay and of what changes, modes by zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize, TwoSlopeNorm

from twin.report import maps
from twin.report.figure import BLUE, COLUMN, SEQUENTIAL, VERMILION, new_axes, styled
from twin.report.plots import on
from twin.report.topics import MODES

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from twin.observe import Results
    from twin.report.plots import Sides

_TOP = 98.0  # percentile at which colours end
_FEW = 20.0  # vehicles a day below which a street's delay is not drawn
# Less is blue, more is vermilion: told apart with every kind of colour vision.
DIVERGING = LinearSegmentedColormap.from_list("less_more", [BLUE, "#c9d9e6", "#e6dccf", VERMILION])

WORDS = {
    "en": {
        "delay": "Time lost on streets",
        "delay_unit": "seconds lost per kilometre driven, against the empty street",
        "flow_change": "Change of traffic",
        "flow_change_unit": "vehicles a day more (+) or less (−) in {b} than in {a}",
        "delay_change": "Change of the time lost",
        "delay_change_unit": "vehicle-hours lost a day, more (+) or less (−) in {b} than in {a}",
        "axis": "share of residents' trips, %",
    },
    "it": {
        "delay": "Tempo perso nelle strade",
        "delay_unit": "secondi persi per chilometro, rispetto alla strada vuota",
        "flow_change": "Variazione del traffico",
        "flow_change_unit": "veicoli al giorno in più (+) o in meno (−) in {b} rispetto a {a}",
        "delay_change": "Variazione del tempo perso",
        "delay_change_unit": "ore-veicolo perse al giorno, in più (+) o in meno (−) in {b} rispetto a {a}",
        "axis": "quota degli spostamenti dei residenti, %",
    },
}


def _days(results: Results) -> float:
    return max(float(results.manifest["hours"]) / 24.0, 1.0)


def flow(results: Results) -> NDArray[np.float64]:
    """Vehicles on each street and day. (L,)"""
    return np.asarray(results.entities("car_links")["flow_year"].to_numpy() / _days(results))


def lost(results: Results) -> NDArray[np.float64]:
    """Time lost on each street and day against the empty street. (L,) [s]"""
    links = results.entities("car_links")
    free = links["length"].to_numpy() / np.maximum(links["free_speed"].to_numpy(), 1.0)
    return np.asarray(np.maximum(links["time_year"].to_numpy() - links["flow_year"].to_numpy() * free, 0.0)) / _days(
        results
    )


def delay_map(results: Results, language: str = "en") -> Figure | None:
    """Streets by seconds lost per kilometre driven; None without streets or traffic."""
    if not results.has("car_links"):
        return None
    links = results.entities("car_links")
    used = flow(results)
    driven = used * links["length"].to_numpy() / 1000.0
    shown = (used >= _FEW) & (driven > 0.0)
    if not shown.any():
        return None
    values = np.where(shown, lost(results) / np.where(driven > 0.0, driven, 1.0), np.nan)
    words = WORDS[language]
    top = max(float(np.nanpercentile(values, _TOP)), 1.0)
    shading = maps.Shading(values, words["delay_unit"], words["delay"])
    return maps.street_map(results, shading, Normalize(0.0, top), SEQUENTIAL, used, language)


def flow_change_map(a: Results, b: Results, titles: dict[str, str], language: str = "en") -> Figure | None:
    """Streets by the change of daily vehicles from a to b; None where nothing changes."""
    return _change(flow(a), flow(b), 1.0, b, titles, "flow_change", language)


def delay_change_map(a: Results, b: Results, titles: dict[str, str], language: str = "en") -> Figure | None:
    """Streets by the change of vehicle-hours lost from a to b; None where nothing changes."""
    return _change(lost(a) / 3600.0, lost(b) / 3600.0, 0.0, b, titles, "delay_change", language)


def _change(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    least: float,
    b: Results,
    titles: dict[str, str],
    key: str,
    language: str,
) -> Figure | None:
    gap = after - before
    if not (np.abs(gap) > least).any():
        return None
    words = WORDS[language]
    top = max(float(np.percentile(np.abs(gap[np.abs(gap) > least]), _TOP)), 1e-6)
    shading = maps.Shading(
        np.where(np.abs(gap) > least, gap, np.nan), words[f"{key}_unit"].format(**titles), words[key]
    )
    return maps.street_map(b, shading, TwoSlopeNorm(0.0, -top, top), DIVERGING, np.abs(gap), language)


def split_by_zone(sides: Sides, language: str = "en") -> Figure | None:
    """Modes of the residents' trips, a bar for each zone and scenario; None if a run does not tell."""
    rows: list[tuple[str, NDArray[np.float64]]] = []
    frames = {}
    for side, (results, _) in sides.items():
        if not results.has("zones") or "trips_year" not in results.entities("zones"):
            return None
        zones = results.entities("zones")
        frames[side] = zones[zones["in_district"]]
    for place in range(len(next(iter(frames.values())))):
        for side, (_, title) in sides.items():
            zone = frames[side].iloc[place]
            trips = np.asarray(zone["trips_year"], dtype=np.float64)
            name = str(zone["name"]).title()
            rows.append((f"{name}: {title}" if len(sides) > 1 else name, trips / max(float(trips.sum()), 1e-9)))
    if not rows or not any(share.sum() > 0 for _, share in rows):
        return None
    figure, panel = new_axes(COLUMN, 0.34 * len(rows) + 1.3)
    with styled():
        for at, (_, share) in enumerate(rows):
            left = 0.0
            for mode in MODES:
                part = 100.0 * float(share[list(mode.codes)].sum())
                name = mode.label_it if language == "it" else mode.label
                panel.barh(at, part, 0.74, left, color=mode.colour, ec="white", label=name if at == 0 else None)
                if part >= 4.0:  # noqa: PLR2004 — narrower pieces have no room for their number
                    panel.text(left + part / 2, at, f"{part:.0f}", ha="center", va="center", color=on(mode.colour))
                left += part
        panel.set_yticks(range(len(rows)), labels=[words for words, _ in rows])
        panel.invert_yaxis()
        panel.set_xlim(0, 100)
        panel.grid(visible=False)
        panel.set_xlabel(WORDS[language]["axis"])
        panel.spines["left"].set_visible(False)
        panel.tick_params(length=0)
        figure.legend(loc="outside lower center", ncols=4, fontsize=8.5, columnspacing=1.2)
    return figure
