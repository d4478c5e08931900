"""Is the map's bundle what its sources say, and silent towards other machines? And does packing keep shapes?"""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest
import shapely

pytest.importorskip("anywidget")

from tests.little_map import little_map
from twin.ui.mapwidget import DistrictMap, Shapes, geometry_of

FOLDER = Path(__file__).resolve().parents[2] / "twin" / "ui" / "mapwidget"
BUNDLE = FOLDER / "static" / "map.js"
LICENCES = FOLDER / "static" / "THIRD_PARTY_LICENSES.txt"


@pytest.fixture(scope="module")
def district():
    return little_map()


def test_bundle_is_made_of_these_sources():
    web = FOLDER / "web"
    names = [
        "build.mjs",
        "package.json",
        "package-lock.json",
        *sorted(f"src/{p.name}" for p in (web / "src").iterdir()),
    ]
    total = hashlib.sha256()
    for name in names:
        total.update(name.encode() + b"\0" + (web / name).read_bytes() + b"\0")
    head = BUNDLE.read_text(encoding="utf-8").split("\n", 1)[0]
    assert total.hexdigest() in head, "sources changed: make map"


def test_bundle_names_no_other_machine():
    code = BUNDLE.read_text(encoding="utf-8")
    addresses = set(re.findall(r"(?:https?|wss?)://[\w.-]+", code))
    assert addresses <= {"https://en.wikipedia.org"}, "comments inside shaders only"
    assert not re.search(r"unpkg|jsdelivr|cdnjs|importScripts|/node_modules/|/home/|/root/|/Users/", code)


def test_lock_file_names_no_registry():
    lock = json.loads((FOLDER / "web" / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert all("integrity" in package for name, package in lock["packages"].items() if name and not package.get("link"))


def test_licences_of_the_bundled_packages_are_told():
    text = LICENCES.read_text(encoding="utf-8")
    lock = json.loads((FOLDER / "web" / "package-lock.json").read_text(encoding="utf-8"))
    for name in ("@deck.gl/core", "@luma.gl/engine", "@math.gl/polygon"):
        assert f"{name} {lock['packages'][f'node_modules/{name}']['version']} (MIT)" in text


def test_areas_keep_holes_parts_and_rows():
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 4, 4))
    both = shapely.MultiPolygon([shapely.box(20, 0, 21, 1), shapely.box(30, 0, 31, 1)])
    packed = Shapes.areas("some", [ring, None, both, shapely.Point(0, 0)], (1.0, 2.0))
    assert packed.count == 4
    assert packed.rows.tolist() == [0, 2, 2]
    assert np.diff(packed.parts).tolist() == [2, 1, 1]
    assert np.diff(packed.rings).tolist() == [5, 5, 5, 5]
    assert np.allclose(packed.positions, shapely.get_coordinates([ring, both]) - (1.0, 2.0))


def test_lines_keep_rows():
    packed = Shapes.lines("some", [shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1)], (0.0, 0.0))
    assert packed.rows.tolist() == [0, 1]
    assert np.diff(packed.rings).tolist() == [2, 5]


def test_a_district_is_packed_whole(district):
    packed = geometry_of(district)
    for name in ("buildings", "car_links", "lampposts", "places"):
        assert packed.layers[name].count == len(district[name])
    areas = packed.layers["buildings"]
    assert len(areas.positions) == shapely.get_num_coordinates(district.geometry["buildings"]).sum()
    content, buffers = packed.message()
    assert len(buffers) == 4 * len(content["layers"])
    json.dumps(content)


def test_local_plane_agrees_with_the_projection(district):
    from pyproj import Transformer

    packed = geometry_of(district)
    lamps = district["lampposts"]
    x, y = packed.local(lamps["x"], lamps["y"]).astype(float).T
    lon, lat = Transformer.from_crs(district.crs, "EPSG:4326", always_xy=True).transform(lamps["x"], lamps["y"])
    (a, b), (c, d) = packed.degrees
    assert np.abs(packed.place[0] + a * x + b * y - lon).max() < 1e-5  # a metre
    assert np.abs(packed.place[1] + c * x + d * y - lat).max() < 1e-5


def test_only_what_changes_is_sent(district):
    widget, sent = opened(district)
    n = len(district["buildings"])
    colours = np.full((n, 4), 200, np.uint8)
    widget.set_colors("buildings", colours)
    widget.set_colors("buildings", colours)
    assert [(content["kind"], len(buffers[0])) for content, buffers in sent] == [("colors", 4 * n)]


def test_a_page_opened_late_gets_everything(district):
    widget, sent = opened(district, ready=False)
    widget.set_points("vehicles", [[0, 0], [5, 5]])
    widget.set_colors("vehicles", np.zeros((2, 4)))
    assert sent == []
    widget._answer(widget, {"kind": "ready"}, [])
    assert [content["kind"] for content, _ in sent] == ["geometry", "points", "colors"]


def test_a_buffer_that_does_not_fit_is_refused(district):
    widget, _ = opened(district)
    with pytest.raises(ValueError, match="rows of 'buildings'"):
        widget.set_colors("buildings", np.zeros((3, 4), np.uint8))
    with pytest.raises(ValueError, match="not \\(N, 4\\)"):
        widget.set_colors("buildings", np.zeros((len(district["buildings"]), 3), np.uint8))
    with pytest.raises(ValueError, match="do not move"):
        widget.set_points("buildings", [[0, 0]])
    with pytest.raises(KeyError, match="no layer 'roofs'"):
        widget.set_widths("roofs", [1.0])
    with pytest.raises(ValueError, match="2 colours has 5 stops"):
        widget.set_legend("", "", [0, 1, 2, 3, 4], ["#000000", "#ffffff"])


def test_words_are_asked_for_rows_that_exist_only(district):
    widget, _ = opened(district)
    widget.describe = lambda layer, row: f"{layer} {row}"
    widget.hover = ("buildings", 3)
    assert widget.tip == {"layer": "buildings", "row": 3, "text": "buildings 3"}
    widget.describe = lambda _layer, _row: "another hour"
    assert widget.tip["text"] == "another hour"
    widget.hover = ("buildings", 10**6)
    assert widget.tip["row"] == 3


def opened(district, ready=True):
    widget, sent = DistrictMap(layers=geometry_of(district)), []
    widget.send = lambda content, buffers=None: sent.append((content, buffers))
    if ready:
        widget._answer(widget, {"kind": "ready"}, [])
        sent.clear()
    return widget, sent
