"""How long does the page's map take to show another hour? In headless Chromium, with and without the plain canvas."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.district import district
from benchmarks.timing import Spread

_SERVE = """
import os, sys
from twin.ui import serve
os.environ.update({**serve._ENVIRONMENT, "SOLARA_APP": "benchmarks.repaint_app"})
import solara.server.starlette, uvicorn
uvicorn.run(solara.server.starlette.app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""
_FLAGS = ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader"]
_PATIENCE = 300  # s


def run() -> dict[str, Any]:
    """Repaints by the way of drawing that the map chooses here, and by WebGL whoever draws it."""
    found: dict[str, Any] = {"district": district().name, "buildings": len(district()["buildings"])}
    for kind in ("auto", "webgl"):
        told = _measure(kind)
        rows = told["rows"]
        found[f"{kind} is drawn by"] = told["by"]
        found[f"{kind}: opening, until the district is drawn"] = f"{told['first']:.2f} s"
        found[f"{kind}: geometry"] = f"{told['geometry_bytes'] / 1e3:.0f} kB, once"
        for layer, name in (("buildings", "buildings"), ("car_links", "streets")):
            part = [row for row in rows if row["layer"] == layer]
            found[f"{kind}: repaint of {name}"] = Spread.of([row["ms"] for row in part]).words("ms")
            found[f"{kind}: {name}, with the way from and to Python"] = Spread.of([row["round"] for row in part]).words(
                "ms"
            )
            found[f"{kind}: bytes of an update of {name}"] = part[0]["bytes"]
    return found


def _measure(kind: str) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        environment = {**os.environ, "TWIN_RENDERER": kind, "TWIN_FIGURES": str(figures)}
        server = subprocess.Popen([sys.executable, "-W", "ignore", "-c", _SERVE, str(port)], env=environment)
        try:
            _wait(lambda: _listens(port))
            with sync_playwright() as playwright:
                path = shutil.which("chromium") or shutil.which("google-chrome")
                browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
                page = browser.new_page(viewport={"width": 1300, "height": 900})
                page.goto(f"http://127.0.0.1:{port}/")
                _wait(figures.exists)
                browser.close()
            return dict(json.loads(figures.read_text(encoding="utf-8")))
        finally:
            server.terminate()
            server.wait(timeout=20)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(done: Any) -> None:
    end = time.monotonic() + _PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the map was not drawn in time")
        time.sleep(0.1)
