"""What stands where? Layers, recipes, and the district that is made from them: facts only."""

from __future__ import annotations

from twin.geo.build import build
from twin.geo.check import check, imputations, info
from twin.geo.imputation import redraw
from twin.geo.layers import RawLayers
from twin.geo.load import build_folder, load_district
from twin.geo.recipe import Recipe, default_recipe, load_recipe

__all__ = [
    "RawLayers",
    "Recipe",
    "build",
    "build_folder",
    "check",
    "default_recipe",
    "imputations",
    "info",
    "load_district",
    "load_recipe",
    "redraw",
]
