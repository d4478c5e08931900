"""Which figures does a report carry, and what do they say to someone who cannot see them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.report import maps, plots, tables
from twin.report.figure import png_uri, svg_uri
from twin.report.numbers import decimals, number
from twin.report.words import WORDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from twin.observe import Results
    from twin.report.maps import Shading
    from twin.report.plots import Sides
    from twin.study import Comparison

_OVERVIEW_ROWS = 24


def charts(sides: Sides, language: str) -> dict[str, dict[str, str]]:
    """Load curves, monthly energy and modal split, by name, those that the runs have."""
    words = WORDS[language]
    names = ", ".join(title for _, title in sides.values())
    drawn = {
        "week": (plots.winter_week(sides, language), words["alt_week"], words["week_caption"]),
        "year": (plots.year_curve(sides, language), words["alt_year"], words["year_caption"]),
        "monthly": (plots.monthly_energy(sides, language), words["alt_monthly"], words["monthly_caption"]),
        "modes": (plots.modal_split(sides, language), words["alt_modes"], words["modes_caption"]),
    }
    return {
        name: {"src": svg_uri(figure), "alt": alt.format(names=names), "caption": caption}
        for name, (figure, alt, caption) in drawn.items()
        if figure is not None
    }


def overview(comparison: Comparison, language: str) -> dict[str, str] | None:
    """Relative differences with their intervals."""
    words = WORDS[language]
    titles = _titles(comparison, language)
    rows: list[plots.Relative] = []
    for row in comparison.rows:
        got = row.result
        if got.relative is None or not got.a or got.verdict == "same" or row.unit in ("%", "degC"):
            continue
        low, high = (None if end is None else end / got.a for end in (got.low, got.high))
        label = tables.label_of({"label": row.label, "label_it": row.label_it}, language)
        rows.append((label, got.relative, low, high, got.verdict))
    figure = plots.relative_differences(rows[:_OVERVIEW_ROWS], words["overview_axis"].format(**titles))
    if figure is None:
        return None
    alt = words["alt_overview"].format(n=len(rows[:_OVERVIEW_ROWS]))
    return {"src": svg_uri(figure), "alt": alt, "caption": words["overview_caption"]}


def run_maps(results: Results, language: str, note: str = "") -> list[dict[str, str]]:
    """Maps of one run: heat, traffic, lighting."""
    heat = maps.heat_shading(results, language)
    found = [_map(maps.building_map(results, heat, language), results, heat, language, note)]
    words = maps.WORDS[language]
    for figure, title, label in (
        (maps.flow_map(results, language), words["flow"], words["flow_unit"]),
        (maps.lamp_map(results, language), words["lamps"], ""),
    ):
        if figure is not None:
            shading = maps.Shading(np.zeros(0), label, title)
            found.append(_map(figure, results, shading, language, note))
    return found


def saving_map(a: Results, b: Results, title_b: str, language: str) -> dict[str, str] | None:
    """Map of what each building saves; None where no building saves or loses anything."""
    shading = maps.saving_shading(a, b, title_b, language)
    if not np.any(np.abs(np.nan_to_num(shading.values)) > 0):
        return None
    return _map(maps.building_map(b, shading, language), b, shading, language, "")


def _map(figure: Figure, results: Results, shading: Shading, language: str, note: str) -> dict[str, str]:
    words = WORDS[language]
    known = shading.values[np.isfinite(shading.values)]
    numbers = ""
    if len(known):
        median, high = (float(np.percentile(known, q)) for q in (50, 90))
        places = decimals([median, high])
        numbers = words["alt_mean"].format(median=number(median, places, language), high=number(high, places, language))
    place = results.manifest["district"]["name"]
    alt = words["alt_map"].format(place=place, title=shading.title, label=shading.label, numbers=numbers).strip()
    told = [f"{shading.title}, {shading.label}." if shading.label else f"{shading.title}.", numbers, note]
    return {
        "src": png_uri(figure),
        "alt": alt,
        "caption": " ".join(part for part in told if part),
        "attribution": " · ".join(maps.attributions(results)),
    }


def _titles(comparison: Comparison, language: str) -> dict[str, Any]:
    if language == "it":
        return {"a": comparison.title_a_it, "b": comparison.title_b_it}
    return {"a": comparison.title_a, "b": comparison.title_b}
