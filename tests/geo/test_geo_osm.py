"""Does a map of OpenStreetMap become the layers that its tags say, junctions, bridges and holes included?"""

from pathlib import Path

import numpy as np
import osmium
import pytest
import shapely
from shapely.geometry import box

from twin.core.errors import InputError
from twin.geo import load_recipe, osm_tags
from twin.geo.build import build
from twin.geo.osm import COLUMNS, read_osm
from twin.geo.read import read_folder
from twin.state.codes import PlaceKind, StreetClass
from twin.state.table import Flag

TOWN = Path(__file__).parent.parent / "data" / "mulino.osm"
PARTS = {
    "footprints": "buildings", "streets": "streets", "land_use": "land_use", "points": "points",
    "use_points": "use_points", "lamps": "lamps", "turns": "turns",
}  # fmt: skip
RECIPE = """
extends = "porta_romana.toml"
name = "Mulino"
zones = ["1"]
[files]
quarters = { path = "quarters.geojson", publisher = "P", licence = "CC0-1.0", attribution = "P", year = 2020 }
map = { path = "MAP", publisher = "P", licence = "CC0-1.0", attribution = "P", year = 2020 }
[[layers.zones]]
file = "quarters"
fields = { source_id = "code", name = "label" }
values = { 1 = { residents = 90, households = 50, single_households = 20 } }
"""
RECIPE += "".join(f'[[layers.{layer}]]\nfile = "map"\nosm = "{kind}"\n' for layer, kind in PARTS.items())
RECIPE += "".join(f'[[context.{name}]]\nfile = "map"\nosm = "{name}"\n' for name in ("water", "parks", "railways"))


def town_folder(folder, map_path):
    """A folder with the town's map, a zone around it, and a recipe."""
    import geopandas as gpd

    zone = gpd.GeoDataFrame(
        {"code": ["1"], "label": ["Mulino"]}, geometry=[box(9.499, 45.199, 9.509, 45.2035)], crs=4326
    )
    zone.to_file(folder / "quarters.geojson")
    (folder / map_path.name).write_bytes(map_path.read_bytes())
    (folder / "recipe.toml").write_text(RECIPE.replace("MAP", map_path.name), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def found():
    return read_osm(TOWN, COLUMNS)


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = town_folder(tmp_path_factory.mktemp("town"), TOWN)
    recipe = load_recipe(folder / "recipe.toml")
    raw = read_folder(folder, recipe, recipe.zones)
    return raw, build(raw, recipe)


def street(found, source_id):
    return found.frames["streets"].set_index("source_id").loc[source_id]


def test_ways_have_class_direction_lanes_and_limit(found):
    main, oven, well, drive = (street(found, f"way/{i}") for i in (1, 4, 5, 10))
    assert (main.street_class, main.oneway, main.lanes, main.maxspeed) == ("primary", False, 1, 50)
    assert (oven.street_class, oven.oneway, oven.contraflow) == ("minor", True, True)
    assert (well.oneway, well.contraflow, well.maxspeed) == (True, False, 50)
    assert (drive.street_class, drive.service) == ("service", "private")
    assert street(found, "way/11").street_class == "pedestrian"  # closed to motor vehicles
    assert street(found, "way/3").maxspeed == pytest.approx(48.28, abs=0.01)  # 30 mph
    assert street(found, "way/2").oneway  # a roundabout, without a tag that says so
    assert "way/12" not in set(found.frames["streets"]["source_id"])  # under construction


def test_way_open_against_its_direction_is_turned_round(found):
    coords = street(found, "way/5").geometry.coords
    assert coords[0][1] > coords[-1][1]  # drawn northwards, driven southwards


def test_a_bridge_is_cut_at_its_own_junction_and_meets_nothing_beneath(found):
    first, second, steps = (street(found, i) for i in ("way/8", "way/8/1", "way/9"))
    assert first.brunnel == second.brunnel == "bridge"
    assert first.lanes == 2  # lanes:forward
    assert first.geometry.coords[-1] == second.geometry.coords[0] == steps.geometry.coords[0]
    beneath = set(street(found, "way/1").geometry.coords)
    assert not beneath & {*first.geometry.coords, *second.geometry.coords}
    assert any("kept apart: 1." in note for note in found.notes)


def test_buildings_have_height_storeys_use_epoch_and_holes(found):
    table = found.frames["buildings"].set_index("source_id")
    assert table.loc["way/20", ["storeys", "use", "epoch"]].tolist() == [4, "residential", 2]
    assert table.loc["way/21", "height"] == 12.5
    assert np.isnan(table.loc["way/22", "storeys"])
    assert table.loc["way/23", "use"] == "ancillary"
    assert table.loc["way/25", "epoch"] == 6
    court = table.loc["relation/1"]
    assert court.storeys == 5
    assert len(court.geometry.interiors) == 1
    assert not {"way/26", "way/29", "way/30", "way/32"} & set(table.index)  # below ground, open, parts of the block
    assert any("not closed" in note and note.endswith(": 1.") for note in found.notes)
    assert any("building:levels says nothing: 1." in note for note in found.notes)


def test_points_lamps_land_and_turns(found):
    kinds = found.frames["points"].set_index("source_id")["kind"].to_dict()
    assert kinds == {
        "node/300": "shop", "node/301": "leisure", "node/302": "surface_stop", "node/303": "charger",
        "node/304": "bike_dock", "node/305": "shop", "node/306": "health", "way/41": "school", "way/42": "leisure",
    }  # fmt: skip
    charger = found.frames["points"].set_index("source_id").loc["node/303"]
    assert (charger.capacity, charger.since) == (2, 2019)
    assert len(found.frames["lamps"]) == 8
    assert found.frames["use_points"]["use"].tolist() == ["retail"]
    assert found.frames["land_use"].set_index("source_id")["use"].to_dict() == {
        "way/40": "residential", "way/41": "education",
    }  # fmt: skip
    turns = found.frames["turns"].set_index("source_id")
    assert turns.loc["relation/2", ["from_way", "to_way", "kind"]].tolist() == ["way/1", "way/4", "no_left_turn"]
    assert turns.loc["relation/2"].geometry.coords[0] in street(found, "way/4").geometry.coords
    assert set(turns.index) == {"relation/2", "relation/3"}  # the third one holds at some hours only


@pytest.mark.parametrize("suffix", [".osm.pbf", ".pbf", ".osm.gz", ".osm.bz2"])
def test_packed_maps_say_the_same(tmp_path, found, suffix):
    packed = tmp_path / f"mulino{suffix}"
    writer = osmium.SimpleWriter(str(packed))
    for thing in osmium.FileProcessor(str(TOWN)):
        writer.add(thing)
    writer.close()
    again = read_osm(packed, COLUMNS)
    for kind, frame in found.frames.items():
        assert frame.drop(columns="geometry").equals(again.frames[kind].drop(columns="geometry")), kind
        assert shapely.equals_exact(frame.geometry.array, again.frames[kind].geometry.array, normalize=True).all()


def test_only_what_touches_the_box_is_read():
    part = read_osm(TOWN, ["buildings", "lamps", "points"], (9.4999, 45.1999, 9.5013, 45.2015))
    assert {"way/20", "way/21"} <= set(part.frames["buildings"]["source_id"])
    assert "relation/1" not in set(part.frames["buildings"]["source_id"])
    assert part.frames["lamps"].empty


def test_a_district_is_built_from_a_map(town):
    raw, district = town
    assert {"footprints", "streets", "points"} <= set(raw.files)
    assert "2 turn restrictions were read." in district.notes["reading"]
    buildings = district["buildings"]
    row = list(buildings["source_id"]).index("way/20")
    assert (buildings["storeys"][row], buildings["storeys_flag"][row]) == (4, Flag.MEASURED)
    assert set(district["places"]["kind"]) >= {PlaceKind.SHOP, PlaceKind.BIKE_DOCK, PlaceKind.SCHOOL}
    assert set(district.context) == {"water", "parks", "railways"}
    assert district["zones"]["residents"].tolist() == [90]


def test_cyclists_ride_against_a_one_way_street_where_they_may(town):
    district = town[1]

    def both(mode, way):
        links = district[f"{mode}_links"]
        mine = links["source_id"] == way
        return len(
            {(a, b) for a, b in zip(links["tail"][mine], links["head"][mine], strict=True)}
        ) > mine.sum() / 2 and (
            {(b, a) for a, b in zip(links["tail"][mine], links["head"][mine], strict=True)}
            == {(a, b) for a, b in zip(links["tail"][mine], links["head"][mine], strict=True)}
        )

    assert both("bike", "way/4")
    assert not both("car", "way/4")
    assert not both("bike", "way/5")


def test_cars_get_from_the_street_onto_the_bridge_nowhere(town):
    links, nodes = town[1]["car_links"], town[1]["car_nodes"]
    bridge = np.isin(links["source_id"], ["way/8", "way/8/1"])
    others = set(links["tail"][~bridge]) | set(links["head"][~bridge])
    assert bridge.any()
    assert not {*links["tail"][bridge], *links["head"][bridge]} & others
    assert len(nodes)
    assert not (links["street_class"] == StreetClass.SERVICE).any()


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"highway": "residential", "oneway": "no", "junction": "roundabout"}, 0),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway_link"}, 0),
        ({"highway": "tertiary", "oneway": "reverse"}, -1),
        ({"highway": "tertiary", "oneway": "alternating"}, 0),
    ],
)
def test_direction(tags, said):
    assert osm_tags.oneway(tags) == said


def test_values_that_say_nothing_are_no_values():
    assert osm_tags.metres("12,5 m", 0, 99) == 12.5
    assert osm_tags.metres("40 ft", 0, 99) == pytest.approx(12.2, abs=0.01)
    assert [osm_tags.metres(text, 0.5, 400) for text in ("high", "", None, "0", "12 parsecs", "9999")] == [None] * 6
    assert [osm_tags.speed(text) for text in ("none", "signals", "7000", "", None)] == [None] * 5
    assert osm_tags.epoch({"start_date": "C19"}) is None
    assert osm_tags.epoch({"start_date": "1961..1963"}) == 4


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.osm", b"<osm version='0.6'><node id='1' lat='45'", "not readable as OpenStreetMap data"),
        ("a.osm.pbf", b"\x00\x00\x00\x0dbroken", "not readable as OpenStreetMap data"),
        ("a.osm.gz", b"\x1f\x8b\x08\x00\x00", "not readable as OpenStreetMap data"),
        ("a.osm", b"<html><body>busy</body></html>", "not readable as OpenStreetMap data"),
        (
            "a.osm",
            b'<osm version="0.6"><remark> runtime error: Query timed out </remark></osm>',
            "the server broke off: runtime error: Query timed out",
        ),
    ],
)
def test_broken_maps_are_told_in_one_sentence(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as caught:
        read_osm(path, ["streets"])
    assert name in str(caught.value)
    assert len(caught.value.faults) == 1


def test_truncated_pbf(tmp_path):
    whole = tmp_path / "whole.osm.pbf"
    writer = osmium.SimpleWriter(str(whole))
    for thing in osmium.FileProcessor(str(TOWN)):
        writer.add(thing)
    writer.close()
    torn = tmp_path / "torn.osm.pbf"
    torn.write_bytes(whole.read_bytes()[:-200])
    with pytest.raises(InputError, match="fetch it again: it may be cut short"):
        read_osm(torn, ["streets"])
