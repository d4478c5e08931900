"""Where is it? Maps of the district: buildings by a yearly result, streets by flow, lampposts, and what lies around."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import Colormap, LogNorm, Normalize
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter

from twin.core.units import KWH_PER_J
from twin.report.figure import COLUMN, INK, PAPER, SEQUENTIAL, SOFT, VERMILION, new_figure, styled
from twin.report.numbers import tick

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from twin.observe import Results

OSM = "© OpenStreetMap contributors (ODbL 1.0)"
COMUNE = "Comune di Milano (CC BY 4.0)"
_BACKGROUND = {"parks": "#dcebd3", "water": "#bcdcf0"}
UNHEATED = "#e3e6ea"
_LINES = {"water": ("#8fc1e0", 2.0, "-"), "railways": ("#8a929b", 1.0, (0, (5, 2))), "metro": ("#b39bb8", 1.4, "-")}
_STREET_WIDTH = {"motorway": 2.2, "trunk": 2.0, "primary": 1.8, "secondary": 1.5, "tertiary": 1.2, "minor": 0.7}
TOP_SHARE = 98.0  # percentile at which colours end, so that a few odd buildings do not take all of them
STILL = "#f1ece0"
_NO_CHANGE = 0.005  # of the colour range: smaller values are drawn as nothing
_MARGIN = 0.03
_LABEL = 46  # characters in a line of a colour bar's label

WORDS = {
    "en": {
        "heat": "Heat and hot water of buildings",
        "heat_unit": "final energy, kWh per m² floor area{period}",
        "saving": "Saving of heat and hot water",
        "saving_unit": "kWh per m² floor area{period} less in {b}",
        "flow": "Traffic on streets",
        "flow_unit": "motor vehicles a day",
        "lamps": "Street lighting",
        "lamps_unit": "kWh per lamppost{period}",
        "period": " and year",
        "part": " in the simulated {days} days",
        "unheated": "not heated or not counted",
        "still": "(nearly) none",
        "changed": "changed by a measure",
        "parks": "park",
        "water": "water",
        "railways": "railway",
        "metro": "metro",
        "zones": "zone",
        "synthetic": "SYNTHETIC DISTRICT",
    },
    "it": {
        "heat": "Calore e acqua calda degli edifici",
        "heat_unit": "energia finale, kWh per m² di superficie{period}",
        "saving": "Risparmio di calore e acqua calda",
        "saving_unit": "kWh per m² di superficie{period} in meno in {b}",
        "flow": "Traffico nelle strade",
        "flow_unit": "veicoli a motore al giorno",
        "lamps": "Illuminazione pubblica",
        "lamps_unit": "kWh per lampione{period}",
        "period": " e anno",
        "part": " nei {days} giorni simulati",
        "unheated": "non riscaldato o non contato",
        "still": "(quasi) nulla",
        "changed": "modificato da una misura",
        "parks": "parco",
        "water": "acqua",
        "railways": "ferrovia",
        "metro": "metropolitana",
        "zones": "zona",
        "synthetic": "QUARTIERE SINTETICO",
    },
}


@dataclass(frozen=True)
class Shading:
    """What colours mean on a map: values per entity (NaN for none), label with unit, and title."""

    values: NDArray[np.float64]
    label: str
    title: str


def attributions(results: Results) -> list[str]:
    """Words that stand wherever a map of this run is drawn."""
    said = [source["attribution"] for source in results.manifest["sources"] if source["attribution"]]
    return list(dict.fromkeys([OSM, COMUNE, *said]))


def heat_shading(results: Results, language: str = "en") -> Shading:
    """Final energy for heat and hot water per floor area of each building. [kWh/m2]"""
    words = WORDS[language]
    values = _heat_per_area(results)
    return Shading(values, words["heat_unit"].format(period=_period(results, language)), words["heat"])


def saving_shading(a: Results, b: Results, title_b: str, language: str = "en") -> Shading:
    """How much less heat and hot water each building takes in b than in a, per floor area. [kWh/m2]"""
    words = WORDS[language]
    label = words["saving_unit"].format(period=_period(a, language), b=title_b)
    return Shading(_heat_per_area(a) - _heat_per_area(b), label, words["saving"])


def building_map(results: Results, shading: Shading, language: str = "en", *, outline: bool = True) -> Figure:
    """Buildings coloured by a yearly result; those that a measure changed are outlined."""
    words = WORDS[language]
    buildings = results.entities("buildings")
    with styled():
        figure, panel = _canvas(results)
        _draw_streets(panel, results)
        known = np.isfinite(shading.values)
        shapes = buildings.geometry.to_numpy()
        panel.add_collection(areas(shapes[~known], facecolor=UNHEATED, edgecolor="#c3c9d0", lw=0.15, zorder=4))
        top = np.nanpercentile(shading.values, TOP_SHARE) if known.any() else 1.0
        low = min(0.0, float(np.nanpercentile(shading.values, 100 - TOP_SHARE))) if known.any() else 0.0
        high = max(float(top), low + 1e-9)
        moved = known & (np.abs(np.nan_to_num(shading.values)) > _NO_CHANGE * (high - low))
        few = 0 < moved.sum() < 0.5 * known.sum()
        if few and low == 0.0:  # what changes gets the whole range of colours; what does not has its own
            low = min(float(np.percentile(shading.values[moved], 100 - TOP_SHARE)), 0.9 * high)
        edge: dict[str, Any] = {"edgecolor": SOFT, "lw": 0.15} if few else {"edgecolor": "white", "lw": 0.15}
        colours = areas(shapes[moved], cmap=SEQUENTIAL, norm=Normalize(low, high), zorder=5, **edge)
        colours.set_array(shading.values[moved])
        panel.add_collection(colours)
        handles = [Patch(fc=UNHEATED, ec="#c3c9d0", label=words["unheated"])]
        if (still := known & ~moved).any():
            panel.add_collection(areas(shapes[still], facecolor=STILL, edgecolor="#ded6c2", lw=0.2, zorder=4))
            handles.append(Patch(fc=STILL, ec="#ded6c2", label=words["still"]))
        changed = (buildings["measures"] != "").to_numpy() if outline else np.zeros(len(buildings), dtype=bool)
        if changed.any():
            panel.add_collection(areas(shapes[changed], facecolor="none", edgecolor=VERMILION, lw=0.6, zorder=6))
            handles.append(Patch(fc="none", ec=VERMILION, lw=0.9, label=words["changed"]))
        _finish(figure, panel, results, language, handles, shading, colours)
    return figure


def flow_map(results: Results, language: str = "en") -> Figure | None:
    """Streets by daily vehicles; None if the run has no streets or no flow."""
    if not results.has("car_links"):
        return None
    links = results.entities("car_links")
    days = max(results.manifest["hours"] / 24.0, 1.0)
    flow = links["flow_year"].to_numpy() / days
    if not (flow > 0).any():
        return None
    words = WORDS[language]
    top = float(np.percentile(flow[flow > 0], 99.5))
    norm = LogNorm(max(1.0, top / 1000.0), max(top, 10.0))
    shading = Shading(np.where(flow > 0, flow, np.nan), words["flow_unit"], words["flow"])
    return street_map(results, shading, norm, SEQUENTIAL, flow, language)


def street_map(
    results: Results,
    shading: Shading,
    norm: Normalize,
    colours: str | Colormap,
    width: NDArray[np.float64],
    language: str = "en",
) -> Figure:
    """Streets coloured by a result, NaN for those that are not drawn.

    Parameters
    ----------
    norm, colours : From values to colours.
    width : What the width of the lines stands for, 0 or more. (L,)
    """
    shapes = results.entities("car_links").geometry.to_numpy()
    with styled():
        figure, panel = _canvas(results)
        _draw_buildings(panel, results)
        order = np.argsort(width)
        order = order[np.isfinite(shading.values[order])]
        most = max(float(np.percentile(width[order], 99.5)), 1e-9) if order.size else 1.0
        widths = 0.5 + 3.5 * np.clip(width[order] / most, 0, 1)
        lines = LineCollection(_lines(shapes[order]), cmap=colours, norm=norm, linewidths=widths, zorder=6)
        lines.set_array(shading.values[order])
        lines.set_rasterized(True)
        panel.add_collection(lines)
        _finish(figure, panel, results, language, [], shading, lines)
    return figure


def lamp_map(results: Results, language: str = "en") -> Figure | None:
    """Lampposts by their electricity; None if the run has none or no use of electricity."""
    if not results.has("lampposts") or not len(results.entities("lampposts")):
        return None
    lamps = results.entities("lampposts")
    energy = lamps["energy_year"].to_numpy() * KWH_PER_J
    if not (energy > 0).any():
        return None
    words = WORDS[language]
    with styled():
        figure, panel = _canvas(results)
        _draw_buildings(panel, results)
        _draw_streets(panel, results)
        x, y = shapely.get_x(lamps.geometry), shapely.get_y(lamps.geometry)
        size = 5.0 if len(lamps) > 1500 else 12.0  # noqa: PLR2004 — dots of a whole district touch when larger
        top = float(np.percentile(energy, TOP_SHARE))
        dots = panel.scatter(x, y, s=size, c=energy, cmap=SEQUENTIAL, vmin=0.0, vmax=top, lw=0, zorder=7)
        handles = []
        changed = (lamps["measures"] != "").to_numpy()
        if 0 < changed.mean() <= 0.5:  # noqa: PLR2004 — rings around nearly all of them mark nothing
            panel.scatter(x[changed], y[changed], s=2.2 * size, fc="none", ec=VERMILION, lw=0.7, zorder=8)
            ring = Line2D([], [], marker="o", ls="", mfc="none", mec=VERMILION, label=words["changed"])
            handles.append(ring)
        label = words["lamps_unit"].format(period=_period(results, language))
        _finish(figure, panel, results, language, handles, Shading(energy, label, words["lamps"]), dots)
    return figure


def _heat_per_area(results: Results) -> NDArray[np.float64]:
    b = results.entities("buildings")
    area = b["floor_area"].to_numpy()
    counted = (b["thermal"] == "heated").to_numpy() & (area > 0) & (b["zone"] >= 0).to_numpy()
    return np.where(counted, b["final_heat_year"].to_numpy() * KWH_PER_J / np.where(area > 0, area, 1.0), np.nan)


def _period(results: Results, language: str) -> str:
    if results.manifest["whole_year"]:
        return WORDS[language]["period"]
    return WORDS[language]["part"].format(days=results.manifest["hours"] // 24)


def _extent(results: Results) -> tuple[float, float, float, float]:
    """Bounds of the district's zones (of the buildings if there are none), with a margin. [m]"""
    frame = results.entities("zones") if results.has("zones") else None
    inside = frame[frame["in_district"]] if frame is not None else results.entities("buildings")
    x0, y0, x1, y1 = inside.total_bounds
    pad = _MARGIN * max(x1 - x0, y1 - y0)
    return x0 - pad, y0 - pad, x1 + pad, y1 + pad


def _canvas(results: Results) -> tuple[Figure, Axes]:
    figure = new_figure(COLUMN, shape_of(results, 0.83 * COLUMN, 3.0, 6.0) + 1.1)
    panel = figure.subplots()
    lay_out(panel, results)
    return figure, panel


def shape_of(results: Results, width: float, least: float, most: float) -> float:
    """Height of a map of the district that is so wide, within limits. [in]"""
    x0, y0, x1, y1 = _extent(results)
    return float(np.clip(width * (y1 - y0) / (x1 - x0), least, most))


def lay_out(panel: Axes, results: Results) -> None:
    """Make a plot an empty map of the district: its extent, no axes, what lies around."""
    x0, y0, x1, y1 = _extent(results)
    panel.set_xlim(x0, x1)
    panel.set_ylim(y0, y1)
    panel.set_aspect("equal")
    panel.set_xticks([])
    panel.set_yticks([])
    panel.set_facecolor("#f7f8f6")
    panel.grid(visible=False)
    for spine in panel.spines.values():
        spine.set_visible(True)
        spine.set_color("#c3c9d0")
    _draw_context(panel, results)


def _draw_context(panel: Axes, results: Results) -> None:
    if results.has("context"):
        context = results.entities("context")
        for kind, colour in _BACKGROUND.items():
            shapes = context.geometry[context["kind"] == kind].to_numpy()
            panel.add_collection(areas(shapes, facecolor=colour, edgecolor="none", zorder=1))
        for kind, (colour, width, dash) in _LINES.items():
            shapes = context.geometry[context["kind"] == kind].to_numpy()
            panel.add_collection(
                LineCollection(_lines(shapes), colors=colour, linewidths=width, linestyles=dash, zorder=2)
            )
    if results.has("zones"):
        zones = results.entities("zones")
        shapes = zones.geometry[zones["in_district"]].to_numpy()
        panel.add_collection(areas(shapes, facecolor="none", edgecolor=SOFT, lw=0.9, ls=(0, (4, 3)), zorder=8))


def _draw_streets(panel: Axes, results: Results) -> None:
    if results.has("car_links"):
        links = results.entities("car_links")
        widths = links["street_class"].map(_STREET_WIDTH).fillna(0.5).to_numpy(dtype=float)
        lines = LineCollection(_lines(links.geometry.to_numpy()), colors="#c9ced4", linewidths=widths, zorder=3)
        lines.set_rasterized(True)
        panel.add_collection(lines)


def _draw_buildings(panel: Axes, results: Results) -> None:
    shapes = results.entities("buildings").geometry.to_numpy()
    panel.add_collection(areas(shapes, facecolor="#e3e6ea", edgecolor="none", zorder=4))


def areas(shapes: NDArray[Any], **look: Any) -> PathCollection:
    """Polygons with their holes as one collection, rasterised inside vector files."""
    paths = [_path(shape) for shape in shapes if shape is not None and shape.geom_type.endswith("Polygon")]
    collection = PathCollection([path for path in paths if path is not None], **look)
    collection.set_rasterized(True)
    return collection


def _path(shape: Any) -> Path | None:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    parts = []
    for ring in rings:
        points = shapely.get_coordinates(ring)
        codes = np.full(len(points), Path.LINETO, dtype=Path.code_type)
        if len(points):
            codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
            parts.append(Path(points, codes))
    return Path.make_compound_path(*parts) if parts else None


def _lines(shapes: Iterable[Any]) -> list[NDArray[np.float64]]:
    parts = (part for shape in shapes if shape is not None for part in shapely.get_parts(shape))
    return [shapely.get_coordinates(part) for part in parts if part.geom_type in ("LineString", "LinearRing")]


def _finish(
    figure: Figure, panel: Axes, results: Results, language: str, handles: list[Any], shading: Shading, shown: Any
) -> None:
    """Title, colour bar, legend, scale bar, north arrow, attributions and, where due, the badge."""
    title = f"{shading.title}\n{results.manifest['district']['name']}"
    figure.suptitle(title, x=0.005, ha="left", fontsize=10, weight="bold")
    below = shown.norm.vmin > 0 and np.nanmin(np.asarray(shown.get_array())) < shown.norm.vmin
    extend = "both" if below else "max"
    colour_bar(figure, panel, shown, shading.label, language, extend)
    figure.legend(handles=[*handles, *context_key(results, language)], loc="outside lower left", ncols=3, fontsize=8.5)
    sign(panel, results, language)


def colour_bar(figure: Figure, panels: Any, shown: Any, label: str, language: str, extend: str = "max") -> None:
    """Beside one or more maps, what their colours mean."""
    bar = figure.colorbar(shown, ax=panels, shrink=0.75, pad=0.01, aspect=30, extend=extend)
    bar.set_label("\n".join(textwrap.wrap(label, _LABEL)), fontsize=9)
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, language)))
    bar.ax.minorticks_off()
    bar.outline.set_visible(False)


def context_key(results: Results, language: str) -> list[Any]:
    """Parts of a map's legend: what lies around the district, and the edges of its zones."""
    words = WORDS[language]
    handles: list[Any] = []
    if results.has("context"):
        kinds = set(results.entities("context")["kind"])
        handles += [Patch(fc=_BACKGROUND[kind], label=words[kind]) for kind in ("parks", "water") if kind in kinds]
        handles += [
            Line2D([], [], color=_LINES[kind][0], lw=_LINES[kind][1], ls=_LINES[kind][2], label=words[kind])
            for kind in ("railways", "metro")
            if kind in kinds
        ]
    if results.has("zones"):
        handles.append(Line2D([], [], color=SOFT, lw=0.9, ls=(0, (4, 3)), label=words["zones"]))
    return handles


def sign(panel: Axes, results: Results, language: str) -> None:
    """Scale bar, north arrow, attributions and, where due, the badge of a synthetic district."""
    scale_bar(panel)
    north_arrow(panel)
    attribute(panel)
    badge(panel, results, language)


def attribute(panel: Axes, between: str = " · ", size: float = 6.5) -> None:
    """Name whose data a map is drawn from; what else went into the numbers is named below the figures."""
    halo = {"fc": PAPER, "ec": "none", "alpha": 0.85, "pad": 2.0}
    panel.text(
        0.995, 0.006, f"{OSM}{between}{COMUNE}", transform=panel.transAxes, ha="right", va="bottom",
        fontsize=size, color=INK, bbox=halo, zorder=20, in_layout=False,
    )  # fmt: skip


def badge(panel: Axes, results: Results, language: str, size: float = 8.5) -> None:
    """Say on the map that a district is synthetic, where it is."""
    if results.manifest["district"]["synthetic"]:
        panel.text(
            0.01, 0.985, WORDS[language]["synthetic"], transform=panel.transAxes, ha="left", va="top", fontsize=size,
            weight="bold", color="white", bbox={"fc": "#8c2f00", "ec": "none", "boxstyle": "round,pad=0.35"}, zorder=20,
            in_layout=False,
        )  # fmt: skip


def scale_bar(panel: Axes) -> None:
    """A bar of a round length, in two colours, at the lower left."""
    x0, x1 = panel.get_xlim()
    y0, y1 = panel.get_ylim()
    wanted = 0.2 * (x1 - x0)
    size = 10 ** np.floor(np.log10(wanted))
    length = float(max(step * size for step in (1, 2, 5) if step * size <= wanted))
    x, y, thick = x0 + 0.02 * (x1 - x0), y0 + 0.035 * (y1 - y0), 0.007 * (y1 - y0)
    for k, colour in enumerate((INK, PAPER)):
        half = Rectangle((x + k * length / 2, y), length / 2, thick, fc=colour, ec=INK, lw=0.7, zorder=20)
        panel.add_patch(half)
    said = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"  # noqa: PLR2004 — a kilometre
    panel.text(x + length, y + 2.2 * thick, said, ha="center", va="bottom", fontsize=8, zorder=20)
    panel.text(x, y + 2.2 * thick, "0", ha="center", va="bottom", fontsize=8, zorder=20)


def north_arrow(panel: Axes) -> None:
    """An arrow to the north, at the upper right."""
    style = {"arrowstyle": "-|>", "color": INK, "lw": 1.4}
    panel.annotate(
        "N", xy=(0.965, 0.975), xytext=(0.965, 0.895), xycoords="axes fraction", textcoords="axes fraction",
        ha="center", va="center", fontsize=10, weight="bold", arrowprops=style, zorder=20,
    )  # fmt: skip
