"""What does the embedded district look like beside the real one? Draws both maps with the same extent.

Example: `TWIN_DATA=... python docs/pictures/embedded_beside_real.py` writes `embedded_beside_real.png` beside it.
The picture is a produced work of the layers and carries their attributions; the layers themselves stay where they are.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.patheffects
import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from twin.geo import default_recipe, load_recipe
from twin.geo.embedded import raw_layers
from twin.geo.read import read_folder

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from twin.geo import RawLayers

EXTENT = (9.1845, 9.2435, 45.4180, 45.4580)  # west, east, south, north
LAND = {
    "residential": "#f2ede6", "commercial": "#f5e4e4", "retail": "#f7ddd0", "industrial": "#e8e1f1",
    "education": "#f6efcf", "railway": "#dcd7dc", "leisure": "#d7ebd1",
}  # fmt: skip
STREETS = {
    "minor": ("#b9b4ae", 0.35), "tertiary": ("#e9dc8c", 0.9), "secondary": ("#f0c766", 1.2),
    "primary": ("#e8a255", 1.6), "trunk": ("#de8449", 1.9), "motorway": ("#de8449", 1.9),
}  # fmt: skip
LABELS = {
    "Corso Lodi": (9.2178, 45.4437, -33), "Corvetto": (9.2262, 45.4408, 0),
    "Scalo di Porta Romana": (9.2060, 45.4451, 1),
    "Via Ripamonti": (9.2016, 45.4325, -77), "Parco della Vettabbia": (9.2140, 45.4278, 0),
    "Rogoredo": (9.2390, 45.4352, 0), "Porta Romana": (9.2048, 45.4527, 0),
}  # fmt: skip


def draw(axes: Axes, raw: RawLayers, title: str, attribution: str) -> None:
    """Draw one map."""
    for use, group in raw.land_use.groupby("use"):
        group.plot(ax=axes, color=LAND.get(str(use), "#eeeeee"), linewidth=0)
    raw.context["parks"].plot(ax=axes, color="#c5e3b8", linewidth=0)
    raw.footprints.plot(ax=axes, color="#857a72", linewidth=0)
    for word, (colour, width) in STREETS.items():
        group = raw.streets[raw.streets["street_class"] == word]
        if len(group):
            group.plot(ax=axes, color=colour, linewidth=width)
    raw.context["water"].plot(ax=axes, color="#6fa8d6", linewidth=0.7)
    raw.context["railways"].plot(ax=axes, color="#4a4a4a", linewidth=0.8)
    raw.context["metro"].plot(ax=axes, color="#d6a400", linewidth=0.9, linestyle="--")
    raw.zones[raw.zones["in_district"]].boundary.plot(ax=axes, color="#b0305c", linewidth=0.9)
    halo = [mpl.patheffects.withStroke(linewidth=2.2, foreground="white")]
    for word, (x, y, angle) in LABELS.items():
        axes.text(x, y, word, fontsize=6.5, ha="center", va="center", rotation=angle, path_effects=halo)
    axes.set(xlim=EXTENT[:2], ylim=EXTENT[2:], xticks=[], yticks=[], xlabel="", ylabel="")
    axes.set_aspect(1 / np.cos(np.radians(sum(EXTENT[2:]) / 2)))
    axes.set_title(title, fontsize=9)
    axes.text(
        0.99, 0.01, attribution, transform=axes.transAxes, fontsize=5.5, ha="right", va="bottom", path_effects=halo
    )


def main() -> None:
    """Draw both and save the picture."""
    mpl.use("agg")
    folder = Path(os.environ["TWIN_DATA"]) / "porta-romana"
    recipe = load_recipe(default_recipe())
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.0, 5.75), layout="constrained")
    real = read_folder(folder, recipe, recipe.zones)
    draw(left, real, "Publishers' layers", "© OpenStreetMap contributors (ODbL 1.0) · Comune di Milano (CC BY 4.0)")
    told = "embedded district: synthetic (authored from facts of the same publishers)"
    draw(right, raw_layers(), "Embedded district", told)
    place = Path(__file__).with_suffix(".png")
    figure.savefig(place, dpi=120)
    # A palette is enough for a map, and a third of the size.
    Image.open(place).convert("RGB").quantize(96, dither=Image.Dither.NONE).save(place, optimize=True)
    plt.close(figure)


if __name__ == "__main__":
    main()
