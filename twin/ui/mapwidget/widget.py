"""How is the map coloured, asked and moved from Python? Geometry goes once; then only colours, widths and positions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import numpy as np
import traitlets

from twin.ui.mapwidget.geometry import MapGeometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

STATIC = Path(__file__).parent / "static"
NOTHING = ("", -1)
WORDS = {
    "map": "Map of the district",
    "keys": "Arrow keys move the map, plus and minus zoom, Home shows all, Enter chooses what is in the middle.",
    "zoom_in": "Zoom in",
    "zoom_out": "Zoom out",
    "home": "Show the whole district",
    "no_webgl": "This browser cannot draw with WebGL 2: the map is drawn in a simpler and slower way.",
    "north": "N",
    "signs": "Signs on the map: arrow keys go from one to the next, Enter chooses.",
}
_RGBA = 4


class DistrictMap(anywidget.AnyWidget):
    """A map of a district in the browser; `DistrictMap(layers=geometry_of(district))`, or `.element(...)` in Solara.

    Parameters
    ----------
    layers : Packed geometry, sent once.
    shown : Names of the layers to draw; empty for those that are drawn by default.
    view : {"longitude", "latitude", "zoom"} of the middle [deg, Web Mercator zoom of 512-pixel tiles]; {} shows all.
        It follows the user, and the map follows it. Other keys come from the browser and are to be passed on unchanged.
    group : Maps of one page with the same group move together in the browser, without asking Python.
    hover, selected : Layer and row below the pointer, and of the last click; ("", -1) for nothing.
    signs : Signs above all layers, reached by keyboard: x and y from the origin [m], pixels beside that, name, text (as
        a tooltip's), SVG path in 22 x 22, colour, and whether it is hollow.
    sign : Row of the chosen sign, -1 for none.
    describe : Function of layer and row that gives the text of the tooltip; its first line is the heading, a tab parts
        what from how much. None for no tooltip.
    badge : Words of a badge that is always seen, such as "SYNTHETIC DISTRICT"; "" for none.
    attribution : Words of the sources, always seen.
    words : Words of the controls, by key of `WORDS`.
    lang : BCP 47 code of the language of words and numbers.
    height : CSS height.
    renderer : "auto", or "canvas" to draw without WebGL.
    timing : Whether to measure; `last_paint_ms` then holds the time from an update's arrival until it is drawn,
        and `paints` counts.
    """

    _esm = STATIC / "map.js"

    layers = traitlets.Instance(MapGeometry, allow_none=True)
    describe = traitlets.Any(None)
    shown = traitlets.List(traitlets.Unicode()).tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    group = traitlets.Unicode("").tag(sync=True)
    hover = traitlets.Tuple(traitlets.Unicode(), traitlets.Int(), default_value=NOTHING).tag(sync=True)
    selected = traitlets.Tuple(traitlets.Unicode(), traitlets.Int(), default_value=NOTHING).tag(sync=True)
    signs = traitlets.List(traitlets.Dict()).tag(sync=True)
    sign = traitlets.Int(-1).tag(sync=True)
    tip = traitlets.Dict().tag(sync=True)  # not "tooltip": every widget has a trait of that name, in plain text
    legend = traitlets.Dict().tag(sync=True)
    badge = traitlets.Unicode("").tag(sync=True)
    attribution = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict(WORDS).tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)
    height = traitlets.Unicode("34rem").tag(sync=True)
    renderer = traitlets.Unicode("auto").tag(sync=True)
    timing = traitlets.Bool(default_value=False).tag(sync=True)
    last_paint_ms = traitlets.Float(0.0).tag(sync=True)
    paints = traitlets.Int(0).tag(sync=True)
    drawn_by = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._sent: dict[tuple[str, str], bytes] = {}
        self._moved: dict[str, int] = {}  # points in layers whose number of points changes
        self._ready = False
        super().__init__(**traits)
        self.on_msg(self._answer)

    def set_colors(self, layer: str, colours: ArrayLike) -> None:
        """Colour the rows of a layer, (N,4) uint8 of red, green, blue and opacity. Only this buffer is sent."""
        given = np.ascontiguousarray(colours, dtype=np.uint8)
        if given.ndim != 2 or given.shape[1] != _RGBA:  # noqa: PLR2004 — rows and channels
            raise ValueError(f"colours of {layer!r} have shape {given.shape}, not (N, 4)")
        self._update("colors", layer, given)

    def clear_colors(self, layer: str) -> None:
        """Give a layer back the look that it has without results."""
        if self._sent.get(("colors", layer)):
            self._update("colors", layer, np.zeros((0, _RGBA), np.uint8))

    def set_widths(self, layer: str, widths: ArrayLike) -> None:
        """Widths of lines or diameters of points, (N,) float32; nothing of width 0 is drawn. [px]"""
        self._update("widths", layer, np.ascontiguousarray(widths, dtype=np.float32).ravel())

    def set_points(self, layer: str, xy: ArrayLike) -> None:
        """Positions of a layer of points, (N,2) float32 from the origin; N may change. [m]"""
        places = np.ascontiguousarray(xy, dtype=np.float32).reshape(-1, 2)
        self._moved[layer] = len(places)
        self._update("points", layer, places)

    def set_legend(
        self,
        title: str,
        unit: str,
        stops: Sequence[float | str],
        colours: ArrayLike,
        badge: str | None = None,
        entries: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        """Say what colours mean.

        Parameters
        ----------
        title, unit : What is shown, and in which unit.
        stops : Numbers or words along the colours. As many as colours: a continuous scale from the first to the last;
            one more than colours: the limits of classes.
        colours : (N,3) or (N,4) uint8, or texts such as "#0072B2".
        badge : Words of the badge; None keeps them.
        entries : Further lines: words, colour, and "area", "line", "dash" or "point".
        """
        hexes = _hexes(colours)
        if len(stops) not in (len(hexes), len(hexes) + 1) and hexes:
            raise ValueError(f"a legend of {len(hexes)} colours has {len(stops)} stops")
        listed = [{"label": label, "colour": colour, "mark": mark} for label, colour, mark in entries]
        marks = [stop if isinstance(stop, str) else float(stop) for stop in stops]
        self.legend = {"title": title, "unit": unit, "stops": marks, "colours": hexes, "entries": listed}
        if badge is not None:
            self.badge = badge

    def look_at(self, longitude: float, latitude: float, zoom: float) -> None:
        """Move the map. [deg, deg, Web Mercator zoom]"""
        self.view = {"longitude": longitude, "latitude": latitude, "zoom": zoom}

    def show_all(self) -> None:
        """Show the whole district."""
        self.view = {}

    def _update(self, kind: str, layer: str, values: NDArray[Any]) -> None:
        self._check(kind, layer, values)
        buffer = values.tobytes()
        if self._sent.get((kind, layer)) == buffer:
            return
        self._sent[kind, layer] = buffer
        if self._ready:
            self.send({"kind": kind, "layer": layer}, [buffer])

    def _check(self, kind: str, layer: str, values: NDArray[Any]) -> None:
        """Refuse a layer that does not exist, or values that are not one per row of a layer that does not move."""
        if self.layers is None:
            return
        if layer not in self.layers.layers:
            raise KeyError(f"the map has no layer {layer!r}, only {', '.join(self.layers.layers)}")
        shapes = self.layers.layers[layer]
        if kind == "points":
            if shapes.kind != "points":
                raise ValueError(f"the layer {layer!r} holds {shapes.kind}, which do not move")
        elif shapes.kind != "points" and len(values) not in (0, shapes.count):
            raise ValueError(f"{len(values)} {kind} for {shapes.count} rows of {layer!r}")

    def _answer(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """A page was opened: send it all that it has missed."""
        if content.get("kind") == "ready":
            self._ready = True
            self._send_all()

    @traitlets.observe("layers")
    def _on_layers(self, _change: Any) -> None:
        self._sent.clear()
        if self._ready:
            self.hover = self.selected = NOTHING
            self._send_all()

    def _send_all(self) -> None:
        if self.layers is None:
            return
        self.send(*self.layers.message())
        for (kind, layer), buffer in sorted(self._sent.items(), key=lambda item: item[0][0] != "points"):
            self.send({"kind": kind, "layer": layer}, [buffer])

    @traitlets.observe("hover", "describe")
    def _on_hover(self, _change: Any) -> None:
        """Say what is below the pointer, and say it anew when the words for it change."""
        layer, row = self.hover
        if self.describe is None or self.layers is None or layer not in self.layers.layers:
            return
        if 0 <= row < max(self.layers.layers[layer].count, self._moved.get(layer, 0)):
            self.tip = {"layer": layer, "row": row, "text": self.describe(layer, row)}


def _hexes(colours: ArrayLike) -> list[str]:
    given = np.asarray(colours)
    if given.dtype.kind in "UO":
        return [str(text) for text in given]
    return (
        [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in given[:, :3].astype(np.uint8)] if len(given) else []
    )
