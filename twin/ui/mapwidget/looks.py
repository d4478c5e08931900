"""How does a layer look before any result colours it? Muted ground, thin outlines, colours as on printed maps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

# Red, green, blue, opacity in 0 to 255.
RGBA = tuple[int, int, int, int]


@dataclass(frozen=True)
class Look:
    """Look of one layer.

    Parameters
    ----------
    order : Layers of a higher order are drawn on top.
    fill : Colour of areas, lines and points that no result colours.
    line : Colour of outlines of areas, None for none.
    width : Width of lines, of outlines, or diameter of points. [m]
    least, most : Smallest and largest width or diameter on the screen. [px]
    halo : Colour of a rim around points, None for none.
    pick : Whether the mouse finds its features.
    shown : Whether it is drawn unless the page says otherwise.
    words : Key of its name for people.
    """

    order: int
    fill: RGBA
    line: RGBA | None = None
    width: float = 0.0
    least: float = 0.0
    most: float = 100.0
    halo: RGBA | None = None
    pick: bool = False
    shown: bool = True

    def packed(self) -> dict[str, Any]:
        """Plain values, as the browser reads them."""
        return asdict(self)


_WHITE = (255, 255, 255, 255)
LOOKS: dict[str, Look] = {
    "parks": Look(1, (220, 235, 211, 255)),
    "water": Look(2, (188, 220, 240, 255)),
    "railways_areas": Look(3, (229, 227, 231, 255)),
    "water_lines": Look(4, (160, 204, 231, 255), width=4.0, least=1.2, most=6.0),
    "streets": Look(5, (219, 222, 226, 255), width=6.0, least=0.6, most=14.0),
    "buildings": Look(6, (214, 218, 223, 255), line=_WHITE, width=0.5, least=0.35, most=1.2, pick=True),
    "railways": Look(7, (138, 146, 155, 255), width=2.0, least=1.0, most=3.0),
    "metro": Look(8, (179, 155, 184, 200), width=4.0, least=1.4, most=5.0),
    "zones": Look(9, (82, 96, 109, 170), width=1.0, least=1.2, most=1.6),
    "car_links": Look(10, (0, 114, 178, 255), width=6.0, least=1.0, most=40.0, pick=True, shown=False),
    "bike_links": Look(11, (0, 158, 115, 255), width=4.0, least=1.0, most=40.0, pick=True, shown=False),
    "walk_links": Look(11, (82, 96, 109, 160), width=2.0, least=0.6, most=40.0, pick=True, shown=False),
    "lampposts": Look(12, (230, 159, 0, 255), width=7.0, least=2.0, most=14.0, pick=True, shown=False),
    "places": Look(
        13, (0, 114, 178, 255), width=12.0, least=4.5, most=16.0, halo=_WHITE, pick=True, shown=False
    ),
    "vehicles": Look(14, (213, 94, 0, 255), width=6.0, least=2.5, most=9.0, pick=True, shown=False),
}  # fmt: skip
# Layers that a caller adds under a name of its own.
PLAIN = Look(15, (82, 96, 109, 255), width=4.0, least=2.0, most=12.0, pick=True, shown=False)
