"""The page that `benchmarks.repaint` opens: one map, whose colours change over and over; figures go to a file."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import solara

from benchmarks.district import district
from twin.ui.mapwidget import DistrictMap, geometry_of

CHANGES = 50
_WARM = 5
_SCALE = np.linspace((253, 231, 37, 255), (68, 1, 84, 255), 256).astype(np.uint8)


class Clocked:
    """Change the map as soon as the last change is drawn; alternately the hour of buildings and that of streets."""

    def __init__(self, widget: DistrictMap, out: Path) -> None:
        self.widget, self.out = widget, out
        self.layers = widget.layers.layers
        self.opened = self.asked = time.perf_counter()
        self.first = 0.0
        self.rows: list[dict[str, Any]] = []
        self.bytes = self.changes = 0
        send = widget.send

        def counted(content: Any, buffers: Any = None) -> None:
            self.bytes += sum(len(buffer) for buffer in buffers or ())
            send(content, buffers)

        widget.send = counted
        widget.observe(self.drawn, "paints")
        widget.set_widths("car_links", np.linspace(0.5, 5.0, self.layers["car_links"].count))
        self.change()

    def drawn(self, _event: Any) -> None:
        now = time.perf_counter()
        if not self.first:
            self.first, self.geometry_bytes = now - self.opened, self.bytes
        else:
            self.rows.append(
                {
                    "layer": self.layer,
                    "ms": self.widget.last_paint_ms,
                    "round": 1e3 * (now - self.asked),
                    "bytes": self.bytes,
                }
            )
        if len(self.rows) < CHANGES + _WARM:
            self.change()
            return
        told = {"first": self.first, "geometry_bytes": self.geometry_bytes, "by": self.widget.drawn_by}
        self.out.write_text(json.dumps({**told, "rows": self.rows[_WARM:]}), encoding="utf-8")

    def change(self) -> None:
        k = self.changes = self.changes + 1  # equal colours are not sent again
        self.bytes, self.asked = 0, time.perf_counter()
        self.layer = layer = ("buildings", "car_links")[k % 2]
        n = self.layers[layer].count
        at = (np.arange(n) * 37 + 91 * k) % 256
        self.widget.set_colors(layer, _SCALE[at])  # one message a change, so that each is drawn once


@solara.component
def Page() -> None:  # noqa: N802 — Solara's name
    shown = ["parks", "water", "water_lines", "streets", "buildings", "railways", "metro", "zones", "car_links"]
    packed = solara.use_memo(lambda: geometry_of(district()), [])
    kind = os.environ["TWIN_RENDERER"]
    element = DistrictMap.element(layers=packed, shown=shown, renderer=kind, timing=True, height="860px")
    solara.use_effect(lambda: Clocked(solara.get_widget(element), Path(os.environ["TWIN_FIGURES"])) and None, [])
