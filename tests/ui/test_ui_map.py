"""The map as people meet it, in a real browser: drawn, coloured, pointed at, moved by keys, linked, and offline."""

import contextlib
import io
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.little_map import little_map

sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("solara")

# Two maps that are linked in the browser, a third one that Python moves after them, and what Python hears of them.
APP = """
import numpy as np
import solara
from tests.little_map import little_map
from twin.ui.mapwidget import DistrictMap, geometry_of

PACKED = geometry_of(little_map())
N = PACKED.layers["buildings"].count

@solara.component
def Page():
    kind = "webgl" if "webgl" in (solara.use_router().search or "") else "canvas"
    heard = {name: solara.use_reactive(start) for name, start in (("hover", None), ("selected", None), ("view", {}))}
    paint = solara.use_reactive(0)
    with solara.Column():
        first = DistrictMap.element(
            layers=PACKED, renderer=kind, group="pair", height="420px", badge="SYNTHETIC", attribution="© the sources",
            describe=lambda layer, row: f"{layer} {row}\\nheat\\t12 kWh",
            **{f"on_{name}": value.set for name, value in heard.items()},
        )
        DistrictMap.element(layers=PACKED, renderer=kind, group="pair", height="300px")
        DistrictMap.element(layers=PACKED, renderer=kind, view=heard["view"].value, height="300px")
        solara.Button("Paint", on_click=lambda: paint.set(paint.value + 1))
        solara.Text(f"hover={heard['hover'].value} selected={heard['selected'].value} painted={paint.value}",
                    classes=["heard"])

    def colour():
        widget = solara.get_widget(first)
        widget.set_legend("Heat", "kWh/m²", [0, 50, 100], ["#fde725", "#21918c", "#440154"])
        if paint.value:
            widget.set_colors("buildings", np.tile(np.array([255, 0, 0, 255], np.uint8), (N, 1)))

    solara.use_effect(colour, [paint.value])
"""
SERVE = """
import os, sys
sys.path.insert(0, os.getcwd())
from twin.ui import serve
os.environ.update({**serve._ENVIRONMENT, "SOLARA_APP": sys.argv[1]})
import solara.server.starlette, uvicorn
uvicorn.run(solara.server.starlette.app, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
"""
TOP = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-background-networking", "--enable-unsafe-swiftshader"]


@pytest.fixture(scope="module")
def packed():
    from twin.ui.mapwidget import geometry_of

    return geometry_of(little_map())


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("map")
    (folder / "page.py").write_text(APP, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("w") as log:
        command = [sys.executable, "-c", SERVE, str(folder / "page.py"), str(port)]
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=TOP)
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="module")
def browser(chromium):
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@contextlib.contextmanager
def opened(browser, url):
    """The page, drawn; requests to other machines are refused and fail the test, as errors in the browser do."""
    page = browser.new_page(viewport={"width": 900, "height": 1250})
    strangers, errors = [], []

    def guard(route):
        if route.request.url.startswith((url.split("?")[0], "data:", "blob:")):
            route.continue_()
        else:
            strangers.append(route.request.url)
            route.abort()

    page.route("**/*", guard)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(url)
    page.locator(".tm-stage").nth(2).wait_for(timeout=60_000)
    until(lambda: all(colours(page, k) > 3 for k in range(3)))
    yield page
    page.close()
    assert strangers == []
    assert errors == []


@pytest.fixture(scope="module")
def shared(browser, url):
    with opened(browser, url) as page:
        yield page


@pytest.fixture
def page(shared):
    shared.mouse.move(1, 1)
    first = shared.locator(".tm-stage").first
    first.focus()
    first.press("Escape")
    first.press("Home")
    until(lambda: np.array_equal(pixels(shared, 0), settled(shared, 0)))
    return shared


def until(true, seconds=30):
    """Wait; playwright's own waiting knows nothing of pixels."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "this did not happen in time"
        time.sleep(0.1)


def pixels(page, k=0):
    """The drawn part of a map without what stands on it, as (height, width, 3)."""
    shot = page.locator(".tm-stage").nth(k).screenshot()
    whole = np.array(Image.open(io.BytesIO(shot)).convert("RGB"))
    return whole[50:-130, 270:-60]


def settled(page, k=0):
    time.sleep(0.4)
    return pixels(page, k)


def colours(page, k):
    """How many colours fill more than a few pixels."""
    _, counts = np.unique(pixels(page, k).reshape(-1, 3), axis=0, return_counts=True)
    return int((counts > 20).sum())


def red(page, k=0):
    drawn = pixels(page, k).astype(int)
    return int(((drawn[..., 0] > 230) & (drawn[..., 1] < 40) & (drawn[..., 2] < 40)).sum())


def middle_of(page, packed, row, k=0):
    """Where a building is on the screen when the whole district is shown."""
    area = packed.layers["buildings"]
    part = int(np.searchsorted(area.rows, row))
    x, y = area.positions[area.rings[area.parts[part]] : area.rings[area.parts[part] + 1] - 1].mean(axis=0)
    west, south, east, north = packed.bounds
    box = page.locator(".tm-stage").nth(k).bounding_box()
    scale = min((box["width"] - 36) / (east - west), (box["height"] - 36) / (north - south))
    right = box["x"] + box["width"] / 2 + (x - (west + east) / 2) * scale
    return float(right), float(box["y"] + box["height"] / 2 - (y - (south + north) / 2) * scale)


def large(packed):
    """A building of four corners near the middle of the map, so that the pointer surely meets it."""
    area = packed.layers["buildings"]
    starts = area.rings[area.parts]
    corners = np.diff(starts.astype(int))
    best, row = 0.0, -1
    for part in np.flatnonzero(corners == 5):
        ring = area.positions[starts[part] : starts[part + 1]]
        if np.abs(ring).max() < 0.25 * packed.bounds[2] and (least := np.ptp(ring, axis=0).min()) > best:
            best, row = least, int(area.rows[part])
    return row


def test_what_stands_on_the_map(page):
    first = page.locator(".tm-root").first
    for words in ("SYNTHETIC", "© the sources", "Heat", "kWh/m²", "100"):
        assert first.get_by_text(words, exact=True).is_visible()
    assert "m" in first.locator(".tm-scale").inner_text()
    assert "Map of the district" in first.locator(".tm-stage").get_attribute("aria-label")


def test_pointing_tells_the_right_building(page, packed):
    row = large(packed)
    page.mouse.move(*middle_of(page, packed, row))
    page.locator(".tm-tip").first.get_by_text(f"buildings {row}").wait_for()
    page.get_by_text(f"hover=('buildings', {row})").wait_for()


def test_a_click_chooses_and_escape_lets_go(page, packed):
    row = large(packed)
    page.mouse.click(*middle_of(page, packed, row))
    page.get_by_text(f"selected=('buildings', {row})").wait_for()
    page.locator(".tm-stage").first.press("Escape")
    page.get_by_text("selected=('', -1)").wait_for()


def test_keys_move_the_map_and_its_partners(page):
    before = [settled(page, k) for k in range(3)]
    first = page.locator(".tm-stage").first
    for key in ("ArrowRight", "ArrowUp", "+"):
        first.press(key)
    until(lambda: all(np.mean(np.any(pixels(page, k) != before[k], axis=-1)) > 0.02 for k in range(3)))
    first.press("Home")
    until(lambda: np.mean(np.any(pixels(page, 0) != before[0], axis=-1)) < 0.001)


def test_the_wheel_zooms_where_it_points(page):
    before = page.locator(".tm-scale").first.inner_text()
    box = page.locator(".tm-stage").first.bounding_box()
    page.mouse.move(box["x"] + 400, box["y"] + 200)
    page.mouse.wheel(0, -600)
    until(lambda: page.locator(".tm-scale").first.inner_text() != before)


def test_no_two_maps_chase_each_other(page):
    """A map that follows does not report the move as its own."""
    page.locator(".tm-stage").first.press("ArrowLeft")
    time.sleep(1)
    still = [pixels(page, k) for k in range(3)]
    time.sleep(0.5)
    assert all(np.array_equal(pixels(page, k), still[k]) for k in range(3))


def test_colours_change(page):
    assert red(page) == 0
    page.get_by_role("button", name="Paint").click()
    until(lambda: red(page) > 500)
    assert red(page, 1) == 0


def test_webgl_draws_the_same_map(browser, url, packed):
    with opened(browser, f"{url}?webgl") as page:
        page.get_by_role("button", name="Paint").click()
        until(lambda: red(page) > 500)
        row = large(packed)
        page.mouse.move(*middle_of(page, packed, row))
        page.locator(".tm-tip").first.get_by_text(f"buildings {row}").wait_for()
        page.locator(".tm-stage").first.press("+")
        until(lambda: all(colours(page, k) > 3 for k in range(3)))
