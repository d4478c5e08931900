"""Which figures does a report carry, and what do they say to someone who cannot see them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from twin.observe.privacy import badge, below, marked
from twin.report import balances, maps, plots, reach, streets, tables
from twin.report.figure import png_uri, svg_uri
from twin.report.numbers import decimals, number
from twin.report.topics import HEADLINES
from twin.report.words import WORDS, covers

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from twin.observe import Results
    from twin.report.maps import Shading
    from twin.report.plots import Sides
    from twin.study import Comparison

_OVERVIEW_ROWS = 24
_OVERVIEW_MOST = 3.0  # a difference beyond it grew from next to nothing and would press the others together


def charts(sides: Sides, language: str) -> dict[str, dict[str, str]]:
    """Balances of heat and electricity, load curves, monthly energy and modal split, by name, where runs have them."""
    words = WORDS[language]
    names = ", ".join(title for _, title in sides.values())
    drawn = {
        "heat": (balances.heat_balance(sides, language), words["alt_heat_balance"], words["heat_balance_caption"]),
        "power": (balances.power_balance(sides, language), words["alt_power_balance"], words["power_balance_caption"]),
        "week": (plots.winter_week(sides, language), words["alt_week"], words["week_caption"]),
        "year": (plots.year_curve(sides, language), words["alt_year"], words["year_caption"]),
        "monthly": (plots.monthly_energy(sides, language), words["alt_monthly"], words["monthly_caption"]),
        "modes": (plots.modal_split(sides, language), words["alt_modes"], words["modes_caption"]),
        "zones": (streets.split_by_zone(sides, language), words["alt_zones"], words["zones_caption"]),
    }
    return {
        name: {"src": svg_uri(figure), "alt": alt.format(names=names), "caption": caption}
        for name, (figure, alt, caption) in drawn.items()
        if figure is not None
    }


def overview(comparison: Comparison, language: str) -> dict[str, Any] | None:
    """Relative differences with their intervals."""
    words = WORDS[language]
    titles = _titles(comparison, language)
    rows: list[tuple[tuple[int, bool], plots.Relative]] = []
    for row in comparison.rows:
        got = row.result
        if got.relative is None or not got.a or not got.relative or got.verdict == "same" or row.unit in ("%", "degC"):
            continue
        if abs(got.relative) > _OVERVIEW_MOST:
            continue
        low, high = (None if end is None else end / got.a for end in (got.low, got.high))
        label = tables.label_of({"label": row.label, "label_it": row.label_it}, language)
        label = marked(label, badge(row.source, language))
        rank = HEADLINES.index(row.name) if row.name in HEADLINES else len(HEADLINES)
        verdict = tables.comparison_row(row, language)["verdict"]
        first = (rank, verdict not in ("better", "worse"))
        rows.append((first, (label, got.relative, low, high, verdict)))
    # Headlines and clear differences first where there are too many; shown in the order of the tables.
    kept = sorted(range(len(rows)), key=lambda k: rows[k][0])[:_OVERVIEW_ROWS]
    shown = [rows[k][1] for k in sorted(kept)]
    figure = plots.relative_differences(shown, words["overview_axis"].format(**titles))
    if figure is None:
        return None
    said = covers(gaps=comparison.covers_gaps, language=language)
    alt = words["alt_overview"].format(n=len(shown))
    caption = words["overview_caption"].format(covers=said)
    people = below((each[0].endswith(" *") for each in shown), language)
    caption += f" {people}" if people else ""
    return {"src": svg_uri(figure), "alt": alt, "caption": caption, "inches": _inches(figure)}


def run_maps(results: Results, language: str, note: str = "", *, outline: bool = True) -> list[dict[str, str]]:
    """Maps of one run: heat, traffic, time lost, lighting."""
    heat = maps.heat_shading(results, language)
    found = [_map(maps.building_map(results, heat, language, outline=outline), results, heat, language, note)]
    words = maps.WORDS[language] | streets.WORDS[language]
    for figure, title, label in (
        (maps.flow_map(results, language), words["flow"], words["flow_unit"]),
        (streets.delay_map(results, language), words["delay"], words["delay_unit"]),
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
    # The colour is the message here: no outline over it. What is said counts the buildings that change.
    figure = maps.building_map(b, shading, language, outline=False)
    known = np.isfinite(shading.values)
    moved = np.abs(np.nan_to_num(shading.values)) > 0
    numbers = _spread(shading.values[moved], "alt_saving", language, n=int(moved.sum()), of=int(known.sum()))
    return _map(figure, b, shading, language, "", numbers)


def change_maps(a: Results, b: Results, titles: dict[str, str], language: str) -> list[dict[str, str]]:
    """Maps of what changes on the streets from a to b: traffic and time lost, where anything does."""
    if not (a.has("car_links") and b.has("car_links")):
        return []
    words = streets.WORDS[language]
    drawn = (
        (streets.flow_change_map(a, b, titles, language), "flow_change"),
        (streets.delay_change_map(a, b, titles, language), "delay_change"),
    )
    found = []
    for figure, key in drawn:
        if figure is not None:
            shading = maps.Shading(np.zeros(0), words[f"{key}_unit"].format(**titles), words[key])
            found.append(_map(figure, b, shading, language, ""))
    return found


def reach_maps(results: Results, title: str, language: str) -> dict[str, Any] | None:
    """Small maps of jobs and services in reach by mode; None if the run has not counted them."""
    figure = reach.reach_maps(results, language)
    if figure is None:
        return None
    words = WORDS[language]
    said = {"medians": reach.medians(reach.reached(results), language), "title": title}
    alt = words["alt_reach"].format(place=results.manifest["district"]["name"], **said)
    caption = words["reach_caption"].format(**said)
    return {"figures": [_wide(figure, alt, caption)], "said": ""}


def reach_change(a: Results, b: Results, titles: dict[str, str], language: str) -> dict[str, Any] | None:
    """Small maps of reach in a and of what changes in b, and a sentence on what does not; None without reach."""
    found = reach_maps(a, titles["a"], language)
    if found is None or not reach.reached(b):
        return None
    words, gaps = WORDS[language], reach.changes(a, b)
    figure = reach.change_maps(a, b, language)
    if figure is None:
        return found | {"said": words["reach_same"].format(**titles)}
    said = titles | {"medians": reach.medians(gaps, language), "place": b.manifest["district"]["name"]}
    drawn = _wide(figure, words["alt_reach_change"].format(**said), words["reach_change_caption"].format(**said))
    same = [key for key in reach.reached(a) if key not in gaps]
    return {
        "figures": [*found["figures"], drawn],
        "said": words["reach_same_some"].format(kinds=reach.listed(same, language), **titles) if same else "",
    }


def _wide(figure: Figure, alt: str, caption: str) -> dict[str, Any]:
    return {"src": png_uri(figure), "alt": alt, "caption": caption, "inches": _inches(figure)}


def _inches(figure: Figure) -> float:
    """Width of a figure that takes the page's width, so that its text is as large as in the others."""
    return round(float(figure.get_figwidth()), 2)


def _spread(values: NDArray[np.float64], key: str, language: str, **counts: int) -> str:
    """Median and ninth decile of a map's values in words; "" where there are none."""
    if not len(values):
        return ""
    median, high = (float(np.percentile(values, q)) for q in (50, 90))
    places = decimals([median, high])
    said = {name: number(count, 0, language) for name, count in counts.items()}
    said |= {"median": number(median, places, language), "high": number(high, places, language)}
    return str(WORDS[language][key].format(**said))


def _map(
    figure: Figure, results: Results, shading: Shading, language: str, note: str, numbers: str | None = None
) -> dict[str, str]:
    words = WORDS[language]
    if numbers is None:
        numbers = _spread(shading.values[np.isfinite(shading.values)], "alt_mean", language)
    place = results.manifest["district"]["name"]
    alt = words["alt_map"].format(place=place, title=shading.title, label=shading.label, numbers=numbers).strip()
    told = [f"{shading.title}, {shading.label}." if shading.label else f"{shading.title}.", numbers, note]
    return {
        "src": png_uri(figure),
        "alt": alt,
        "caption": " ".join(part for part in told if part),
    }


def _titles(comparison: Comparison, language: str) -> dict[str, Any]:
    if language == "it":
        return {"a": comparison.title_a_it, "b": comparison.title_b_it}
    return {"a": comparison.title_a, "b": comparison.title_b}
