"""How far do people get within half an hour, and where does that change? Small maps of jobs and services by mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize, TwoSlopeNorm
from matplotlib.patches import Patch

from twin.report import maps
from twin.report.figure import PAGE, SEQUENTIAL, SOFT, new_figure, styled
from twin.report.numbers import number
from twin.report.streets import DIVERGING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from twin.observe import Results

KINDS = ("jobs", "services")
MODES = ("transit", "bicycle", "walk")  # in the order of the columns' second axis
_ROUNDING = 1e-9  # relative: a smaller difference is how sums are rounded
_MAPS = {1: 0.46, 2: 0.36, 3: 0.28}  # width of a map where so many stand side by side, of the page
_STILL_EDGE = "#ded6c2"
_BAR = 0.14  # width of a colour bar, of the page

WORDS = {
    "en": {
        "jobs": "Jobs",
        "services": "Services",
        "jobs_some": "jobs",
        "services_some": "services",
        "transit_short": "public transport",
        "bicycle_short": "bicycle",
        "walk_short": "on foot",
        "transit": "by public transport",
        "bicycle": "by bicycle",
        "walk": "on foot",
        "jobs_unit": "jobs within 30 minutes",
        "services_unit": "shops, health and schools within 30 minutes",
        "change_unit": "{kind} more (+) or less (−)",
        "empty": "nobody lives here",
        "same": "unchanged",
        "and": "and",
    },
    "it": {
        "jobs": "Posti di lavoro",
        "services": "Servizi",
        "jobs_some": "posti di lavoro",
        "services_some": "servizi",
        "transit_short": "mezzi pubblici",
        "bicycle_short": "bicicletta",
        "walk_short": "a piedi",
        "transit": "con i mezzi pubblici",
        "bicycle": "in bicicletta",
        "walk": "a piedi",
        "jobs_unit": "posti di lavoro entro 30 minuti",
        "services_unit": "negozi, sanità e scuole entro 30 minuti",
        "change_unit": "{kind} in più (+) o in meno (−)",
        "empty": "non ci abita nessuno",
        "same": "invariato",
        "and": "e",
    },
}

# Values by kind and mode, one for each building, NaN where nobody lives. (B,) [1]
Values = dict[tuple[str, str], "NDArray[np.float64]"]


def reached(results: Results) -> Values:
    """Jobs and services that the people of each building reach; nothing if the run has not counted them."""
    buildings = results.entities("buildings")
    if not len(buildings) or any(f"{kind}_reached" not in buildings for kind in KINDS):
        return {}
    lived = ((buildings["residents"] > 0) & (buildings["zone"] >= 0)).to_numpy()
    found: Values = {}
    for kind in KINDS:
        counts = np.stack(buildings[f"{kind}_reached"].to_numpy())
        found |= {(kind, mode): np.where(lived, counts[:, at], np.nan) for at, mode in enumerate(MODES)}
    return found if any(np.nansum(values) > 0 for values in found.values()) else {}


def changes(a: Results, b: Results) -> Values:
    """How many more each building's people reach in b than in a, of the kinds and modes where anybody does."""
    before, after = reached(a), reached(b)
    found: Values = {}
    for key in before.keys() & after.keys():
        gap = after[key] - before[key]
        largest = np.nanmax(np.abs(before[key]), initial=0.0)
        gap[np.abs(gap) <= _ROUNDING * largest] = 0.0
        if np.nansum(np.abs(gap)) > 0.0:
            found[key] = gap
    return {(kind, mode): found[kind, mode] for kind in KINDS for mode in MODES if (kind, mode) in found}


def reach_maps(results: Results, language: str = "en") -> Figure | None:
    """Jobs and services in reach by mode, one scale for jobs and one for services; None if the run has none."""
    values = reached(results)
    if not values:
        return None
    words = WORDS[language]
    norms = {kind: Normalize(0.0, max(_top(values, kind), 1.0)) for kind in KINDS}
    labels = {kind: words[f"{kind}_unit"] for kind in KINDS}
    return _draw(results, values, norms, labels, SEQUENTIAL, language)


def change_maps(a: Results, b: Results, language: str = "en") -> Figure | None:
    """What changes in reach from a to b, of the kinds and modes where anything does; None where nothing does."""
    values = changes(a, b)
    if not values:
        return None
    words = WORDS[language]
    kinds = [kind for kind in KINDS if any(key[0] == kind for key in values)]
    tops = {kind: max(_top(values, kind), _ROUNDING) for kind in kinds}
    norms = {kind: TwoSlopeNorm(0.0, -top, top) for kind, top in tops.items()}
    labels = {kind: words["change_unit"].format(kind=words[f"{kind}_some"]) for kind in kinds}
    return _draw(b, values, norms, labels, DIVERGING, language)


def medians(values: Values, language: str) -> str:
    """Median of the buildings of each kind and mode in words, to three digits; of changes those that change."""
    words = WORDS[language]
    told = []
    for (kind, mode), each in values.items():
        known = each[np.isfinite(each)]
        moved = known[known != 0.0]
        middle = float(np.median(moved)) if len(moved) else 0.0
        rounded = float(f"{middle:.3g}")
        told.append(f"{words[f'{kind}_some']} {words[mode]} {number(rounded, 0, language)}")
    return "; ".join(told)


def listed(keys: list[tuple[str, str]], language: str) -> str:
    """Kinds and modes in words: "jobs by bicycle and on foot, services on foot"."""
    words = WORDS[language]
    parts = []
    for kind in KINDS:
        modes = [words[mode] for mode in MODES if (kind, mode) in keys]
        if modes:
            some = f" {words['and']} ".join([", ".join(modes[:-1]), modes[-1]] if len(modes) > 1 else modes)
            parts.append(f"{words[f'{kind}_some']} {some}")
    return "; ".join(parts)


def _top(values: Values, kind: str) -> float:
    """Where the colours of a kind end: the same percentile as on other maps, over all modes."""
    sizes = np.concatenate([np.abs(each[np.isfinite(each)]) for key, each in values.items() if key[0] == kind])
    sizes = sizes[sizes > 0.0]
    return float(np.percentile(sizes, maps.TOP_SHARE)) if len(sizes) else 0.0


def _draw(
    results: Results,
    values: Values,
    norms: Mapping[str, Normalize],
    labels: Mapping[str, str],
    colours: str | Colormap,
    language: str,
) -> Figure:
    """A row of maps for each kind, a map for each mode, and one colour bar a row; a row where there is one mode."""
    rows = [[key for key in values if key[0] == kind] for kind in norms]
    across = max(len(keys) for keys in rows)
    n, bars = (across, 1) if across > 1 else (len(rows), len(rows))
    shapes = results.entities("buildings").geometry.to_numpy()
    width = _MAPS[n] * PAGE
    height = maps.shape_of(results, width, 1.6, 3.8) + 0.35
    with styled():
        figure = new_figure(n * width + bars * _BAR * PAGE, (len(rows) if across > 1 else 1) * height + 0.5)
        grid = (
            figure.subplots(len(rows), across, squeeze=False) if across > 1 else figure.subplots(1, n, squeeze=False).T
        )
        for panels, keys in zip(grid, rows, strict=True):
            kind = keys[0][0]
            for panel, key in zip(panels, keys, strict=False):
                _one_map(panel, results, shapes, values[key], norms[kind], colours)
                panel.set_title(f"{WORDS[language][kind]}, {WORDS[language][f'{key[1]}_short']}", fontsize=9.5)
                maps.badge(panel, results, language, size=6.5)
            for panel in panels[len(keys) :]:
                panel.set_axis_off()
            both = "both" if (norms[kind].vmin or 0.0) < 0.0 else "max"
            maps.colour_bar(figure, panels.tolist(), ScalarMappable(norms[kind], colours), labels[kind], language, both)
            maps.attribute(panels[len(keys) - 1], "\n", size=5.5)
        maps.scale_bar(grid[0, 0])
        maps.north_arrow(grid[0, 0])
        marks = [Patch(fc=maps.UNHEATED, ec="none", label=WORDS[language]["empty"])]
        if colours is DIVERGING:
            marks.append(Patch(fc=maps.STILL, ec=_STILL_EDGE, label=WORDS[language]["same"]))
        key_of_map = [*marks, *maps.context_key(results, language)]
        figure.legend(handles=key_of_map, loc="outside lower left", ncols=4 if n < len(MODES) else 7, fontsize=8.5)
    return figure


def _one_map(
    panel: Axes,
    results: Results,
    shapes: NDArray[Any],
    values: NDArray[np.float64],
    norm: Normalize,
    colours: str | Colormap,
) -> None:
    """Buildings by colour on the district's ground, those that stay as they are in a change pale."""
    empty, still = np.isnan(values), (values == 0.0) & (isinstance(norm, TwoSlopeNorm))
    known = ~(empty | still)
    maps.lay_out(panel, results)
    panel.add_collection(maps.areas(shapes[empty], facecolor=maps.UNHEATED, edgecolor="none", zorder=4))
    panel.add_collection(maps.areas(shapes[still], facecolor=maps.STILL, edgecolor=_STILL_EDGE, lw=0.2, zorder=4))
    shown = maps.areas(shapes[known], cmap=colours, norm=norm, edgecolor=SOFT, lw=0.1, zorder=5)
    shown.set_array(values[known])
    panel.add_collection(shown)
