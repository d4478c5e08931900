"""How do all figures look, and how do they get into one file? Colours, fonts, and data URIs."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# M. Okabe and K. Ito, "Color universal design", 2008: told apart with every kind of colour vision.
BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, YELLOW = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#E69F00",
    "#56B4E9",
    "#CC79A7",
    "#F0E442",
)
INK, SOFT, GRID, PAPER = "#1b2733", "#52606d", "#d9dfe5", "#ffffff"
SIDE = {"a": BLUE, "b": VERMILION}
SEQUENTIAL = "viridis_r"
# Grounds of maps: paper, parks, water, unheated and unchanged buildings, and what lies between them at their edges.
PALE = (
    *((247 - k, 248 - k, 246 - k) for k in range(0, 84, 6)),
    *((227 - k, 230 - k, 234 - k) for k in range(0, 48, 8)),
    (220, 235, 211), (234, 242, 229), (188, 220, 240), (218, 234, 243), (241, 236, 224), (245, 241, 233),
    (222, 214, 194), (195, 201, 208), (201, 206, 212), (217, 223, 229), (255, 255, 255),
)  # fmt: skip
_PALETTE = 256
# Widths of figures as they are drawn: text is read well at about 100 pixels an inch. [in]
COLUMN, PAGE = 6.2, 9.2

_STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "legend.frameon": False,
    "figure.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "twin",
}


def new_figure(width: float, height: float) -> Figure:
    """An empty figure in inches, independent of any global state of matplotlib."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def new_axes(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure with one plot."""
    with styled():
        figure = new_figure(width, height)
        return figure, figure.subplots()


def styled() -> Any:
    """Context in which plots take the house style."""
    return mpl.rc_context(_STYLE)  # type: ignore[arg-type]  # stubs of newer versions list every key


def svg_uri(figure: Figure) -> str:
    """The figure as a data URI of an SVG without time stamp or outside reference; equal figures give equal text."""
    buffer = io.StringIO()
    with styled():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<metadata>.*?</metadata>", "", buffer.getvalue(), flags=re.DOTALL)
    return "data:image/svg+xml;base64," + base64.b64encode(text.strip().encode()).decode()


@lru_cache(maxsize=1)
def _palette() -> Image.Image:
    """256 colours of maps: the colour scale in full, ink and the marks fading into paper, and the pale grounds.

    No faded mark comes close to white: the search for the nearest colour is coarse and would tint the paper.
    """
    scale = [mpl.colormaps[SEQUENTIAL](k / 127)[:3] for k in range(128)]
    fading = [
        (to_rgb(ink), k / 15) for ink in (INK, "#8c2f00", VERMILION, BLUE, "#8fc1e0", "#b39bb8") for k in range(2, 16)
    ]
    mixed = [tuple(c * part + (1.0 - part) for c in ink) for ink, part in fading]
    pale = [to_rgb(f"#{red:02x}{green:02x}{blue:02x}") for red, green, blue in PALE]
    colours = (scale + mixed + pale)[:_PALETTE]
    flat = [round(255 * part) for colour in colours for part in colour]
    image = Image.new("P", (1, 1))
    image.putpalette(flat + flat[:3] * (_PALETTE - len(colours)))
    return image


def _white() -> int:
    """Place of white in the palette."""
    flat = _palette().getpalette() or []
    return next(k for k in range(_PALETTE) if flat[3 * k : 3 * k + 3] == [255, 255, 255])


def png_uri(figure: Figure, dpi: int = 150) -> str:
    """The figure as a data URI of a PNG with a palette of 256 colours: for maps with thousands of shapes."""
    drawn, buffer = io.BytesIO(), io.BytesIO()
    with styled():
        figure.savefig(drawn, format="png", dpi=dpi)
    # A map needs few colours; with a palette it takes a third of the bytes.
    full = Image.open(drawn).convert("RGB")
    few = full.quantize(palette=_palette(), dither=Image.Dither.NONE)
    # The search for the nearest colour is coarse: it would tint the paper.
    white = full.convert("L").point(lambda level: 255 * (level == 255))  # noqa: PLR2004
    few.paste(_white(), mask=white)
    few.save(buffer, format="png", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
