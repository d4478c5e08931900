"""How does the page show a whole district at once? With a map widget of its own, bundled, that needs no network."""

from __future__ import annotations

from twin.ui.mapwidget.geometry import MapGeometry, Shapes, geometry_of
from twin.ui.mapwidget.widget import DistrictMap

__all__ = ["DistrictMap", "MapGeometry", "Shapes", "geometry_of"]
