"""Which maps can the page show? The district before any run, and what a comparison says about it, drawn on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np

from twin.report import maps
from twin.report.figure import png_uri
from twin.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from twin.observe import Results
    from twin.state.district import District
    from twin.state.table import Table
    from twin.study import Comparison
    from twin.ui.settings import Lang

DPI = 110


class Unrun:
    """A district without a run, as far as maps ask a run's results for it."""

    def __init__(self, district: District) -> None:
        self._district = district
        self.manifest: dict[str, Any] = {
            "district": {"name": district.name, "synthetic": district.synthetic},
            "sources": [{"attribution": source.attribution} for source in district.sources],
        }

    def has(self, table: str) -> bool:
        """Whether there are shapes of `table`."""
        return table in self._district.geometry or (table == "context" and bool(self._district.context))

    def entities(self, table: str) -> gpd.GeoDataFrame:
        """Entities of `table` with single-valued columns, codes in words, and geometry."""
        if table == "context":
            pairs = [(kind, shape) for kind, shapes in self._district.context.items() for shape in shapes]
            return gpd.GeoDataFrame(
                {"kind": [k for k, _ in pairs]}, geometry=[s for _, s in pairs], crs=self._district.crs
            )
        data = _columns(self._district[table])
        return gpd.GeoDataFrame(data, geometry=self._district.geometry[table], crs=self._district.crs)


def _columns(table: Table) -> dict[str, Any]:
    data: dict[str, Any] = {"measures": np.full(len(table), "", dtype=object)}
    for column in table.schema.columns:
        values = table[column.name]
        if column.codes is not None and values.ndim == 1:
            names = {int(code): code.name.lower() for code in column.codes}
            values = np.array([names[int(value)] for value in values], dtype=object)
        if values.ndim == 1:
            data[column.name] = values
    return data


def district_map(district: District, lang: Lang) -> Figure:
    """The district's buildings by storeys, before any run."""
    said = words(lang)
    view = cast("Results", Unrun(district))
    buildings = district["buildings"]
    storeys = np.where(buildings["zone"] >= 0, buildings["storeys"], np.nan)
    return maps.building_map(view, maps.Shading(storeys, said["storeys"], said["map_district"]), lang)


def offered(comparison: Comparison | None) -> tuple[str, ...]:
    """Keys of the maps that can be drawn, the most telling first; words for them are in `words`."""
    if comparison is None:
        return ("map_district",)
    b = comparison.results("b")
    more = tuple(key for key, table in (("map_flow", "car_links"), ("map_lamps", "lampposts")) if b.has(table))
    return ("map_saving", "map_heat_a", "map_heat_b", *more, "map_district")


def draw(key: str, district: District, comparison: Comparison | None, lang: Lang) -> str:
    """One map as a data URI of a PNG, "" where the runs have nothing to show on it."""
    if comparison is None or key == "map_district":
        return png_uri(district_map(district, lang), DPI)
    a, b = comparison.results("a"), comparison.results("b")
    title = comparison.title_b_it if lang == "it" else comparison.title_b
    makers: dict[str, Callable[[], Figure | None]] = {
        "map_saving": lambda: maps.building_map(b, maps.saving_shading(a, b, title, lang), lang, outline=False),
        "map_heat_a": lambda: maps.building_map(a, maps.heat_shading(a, lang), lang),
        "map_heat_b": lambda: maps.building_map(b, maps.heat_shading(b, lang), lang, outline=False),
        "map_flow": lambda: maps.flow_map(b, lang),
        "map_lamps": lambda: maps.lamp_map(b, lang),
    }
    figure = makers[key]()
    return png_uri(figure, DPI) if figure is not None else ""
