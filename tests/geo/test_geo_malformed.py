"""Is every malformed layer told in one message with file, place and mend, and nothing else raised?"""

import gzip
import json
import zipfile

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from tests.geo.test_geo_osm import TOWN, town_folder
from twin.core.errors import InputError
from twin.geo import load_district, load_recipe

PLOTS = [box(9.501 + 0.0004 * i, 45.2005, 9.5012 + 0.0004 * i, 45.2007) for i in range(3)]


def plots(**columns):
    return gpd.GeoDataFrame({"id": ["a", "b", "c"], **columns}, geometry=PLOTS, crs=4326)


def moved(frame, shapes):
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=4326))


def text_of(shapes, properties=({"id": "a"}, {"id": "b"}, {"id": "c"})):
    geometries = [None if shape is None else shapely.geometry.mapping(shape) for shape in shapes]
    features = [
        {"type": "Feature", "properties": own, "geometry": geometry}
        for own, geometry in zip(properties, geometries, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def write(name, content):
    """Writer of a file that is not made by geopandas."""

    def make(folder):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return make


def swapped(folder):
    frame = moved(plots(), [shapely.transform(s, lambda xy: xy[:, ::-1]) for s in PLOTS])
    frame.to_file(folder / "plots.gpkg")
    return "plots.gpkg"


def metres_said_to_be_degrees(folder):
    frame = plots().to_crs("EPSG:32632").set_crs("EPSG:4326", allow_override=True)
    frame.to_file(folder / "plots.gpkg")
    return "plots.gpkg"


def without_crs(folder):
    plots().set_crs(None, allow_override=True).to_parquet(folder / "plots.parquet")
    return "plots.parquet"


def without_dbf(folder):
    plots().to_file(folder / "plots.shp")
    (folder / "plots.dbf").unlink()
    (folder / "plots.shx").unlink()
    return "plots.shp"


def without_field(folder):
    plots().drop(columns="id").to_file(folder / "plots.geojson")
    return "plots.geojson"


def not_a_number(folder):
    with np.errstate(invalid="ignore"):
        astray = Polygon([(9.5, 45.2), (float("nan"), 45.2), (9.5, 45.21)])
    frame = moved(plots(), [*PLOTS[:2], astray])
    frame.to_parquet(folder / "plots.parquet")
    return "plots.parquet"


def torn_parquet(folder):
    plots().to_parquet(folder / "whole.parquet")
    (folder / "plots.parquet").write_bytes((folder / "whole.parquet").read_bytes()[:-40])
    return "plots.parquet"


def plain_parquet(folder):
    plots().drop(columns="geometry").to_parquet(folder / "plots.parquet")
    return "plots.parquet"


def torn_zip(folder):
    plots().to_file(folder / "plots.shp")
    with zipfile.ZipFile(folder / "whole.zip", "w") as packed:
        for suffix in ("shp", "shx", "dbf", "prj"):
            packed.write(folder / f"plots.{suffix}", f"plots.{suffix}")
    (folder / "plots.zip").write_bytes((folder / "whole.zip").read_bytes()[:200])
    return "plots.zip"


def torn_gzip(folder):
    (folder / "plots.geojson.gz").write_bytes(gzip.compress(text_of(PLOTS).encode())[:60])
    return "plots.geojson.gz"


def torn_gpkg(folder):
    plots().to_file(folder / "whole.gpkg")
    (folder / "plots.gpkg").write_bytes((folder / "whole.gpkg").read_bytes()[:20_000])
    return "plots.gpkg"


JUNK = bytes(np.arange(4096, dtype=np.uint32).view(np.uint8) ^ 0xA5)
BOWTIE = Polygon([(9.501, 45.2), (9.502, 45.201), (9.502, 45.2), (9.501, 45.201)])

CASES = {
    "binary junk as GeoPackage": (write("plots.gpkg", JUNK), "not readable as a layer"),
    "truncated GeoPackage": (torn_gpkg, "plots.gpkg"),
    "binary junk as GeoParquet": (write("plots.parquet", JUNK), "not readable as a layer"),
    "truncated GeoParquet": (torn_parquet, "not readable as a layer"),
    "Parquet without geometry": (plain_parquet, "not readable as a layer"),
    "empty file as GeoJSON": (write("plots.geojson", b""), "not readable as a layer"),
    "truncated GeoJSON": (write("plots.geojson", text_of(PLOTS)[:-60]), "not readable as a layer"),
    "JSON of another kind": (write("plots.geojson", b'{"plots": [1, 2]}'), "plots.geojson"),
    "truncated zip": (torn_zip, "not readable as a layer"),
    "truncated gzip": (torn_gzip, "plots.geojson.gz"),
    "shapefile without .dbf and .shx": (without_dbf, "plots.dbf: is missing"),
    "unknown suffix": (write("plots.dwg", JUNK), "unknown suffix '.dwg'"),
    "table without geometry": (write("plots.csv", b"id\na\nb\n"), "has no geometry"),
    "no coordinate system": (without_crs, "has no coordinate reference system"),
    "swapped coordinates": (swapped, "its axes are swapped"),
    "metres said to be degrees": (metres_said_to_be_degrees, "take its CRS"),
    "missing required field": (without_field, "field 'id': is missing"),
    "empty layer": (write("plots.geojson", text_of([], ())), "plots.geojson"),
    "duplicate ids": (
        write("plots.geojson", text_of(PLOTS, ({"id": "a"}, {"id": "a"}, {"id": "c"}))),
        "a: stands twice in the layer",
    ),
    "an id is missing": (
        write("plots.geojson", text_of(PLOTS, ({"id": "a"}, {"id": None}, {"id": "c"}))), "has no source_id",
    ),
    "coordinates that are no numbers": (not_a_number, "c: has an invalid geometry (Invalid Coordinate[nan 45.2])"),
    "no geometry in a feature": (write("plots.geojson", text_of([*PLOTS[:2], None])), "c: has no geometry"),
    "self-intersecting polygon": (
        write("plots.geojson", text_of([*PLOTS[:2], BOWTIE])), "c: has an invalid geometry (Self-intersection",
    ),
    "points instead of areas": (
        write("plots.geojson", text_of([*PLOTS[:2], Point(9.501, 45.2)])), "c: is a Point",
    ),
    "mixed nonsense in a number": (
        write("plots.geojson", text_of(PLOTS, [{"id": i, "floors": "tall" if i == "b" else 3} for i in "abc"])),
        "b: storeys is 'tall'",
    ),
    "a tower of 4000 storeys": (
        write("plots.geojson", text_of(PLOTS, [{"id": i, "floors": 4000} for i in "abc"])), "must lie in 0..100",
    ),
    "a map that is cut short": (write("plots.osm", TOWN.read_bytes()[:3000]), "not readable as OpenStreetMap data"),
    "a broken PBF": (write("plots.osm.pbf", JUNK), "not readable as OpenStreetMap data"),
    "a map without buildings": (write("plots.osm", b'<osm version="0.6"></osm>'), "has no feature"),
}  # fmt: skip


def folder_with(folder, make):
    """The town, with its footprints from the file that `make` writes."""
    town_folder(folder, TOWN)
    name = make(folder)
    if name.endswith((".osm", ".pbf")):
        part = 'file = "plots"\nosm = "buildings"'
    else:
        floors = ', storeys = "floors"' if b"floors" in (folder / name).read_bytes() else ""
        part = f'file = "plots"\nfields = {{ source_id = "id"{floors} }}'
    recipe = folder / "recipe.toml"
    text = recipe.read_text(encoding="utf-8").replace('file = "map"\nosm = "buildings"', part)
    entry = f'plots = {{ path = "{name}", publisher = "P", licence = "CC0-1.0", attribution = "P", year = 2020 }}\n'
    recipe.write_text(text.replace("[files]\n", "[files]\n" + entry), encoding="utf-8")
    return name


@pytest.mark.parametrize("case", CASES)
def test_one_clear_message(tmp_path, case):
    make, words = CASES[case]
    name = folder_with(tmp_path, make)
    with pytest.raises(InputError) as caught:
        load_district(tmp_path, use_cache=False)
    said = str(caught.value)
    assert words in said
    assert name in said
    assert "Traceback" not in said
    assert all(fault.place and fault.what and fault.mend for fault in caught.value.faults)
    assert len(said.splitlines()) <= 22


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("extends = 'nowhere.toml'", "'nowhere.toml' is no recipe that can be extended"),
        ("extends = 'recipe.toml'", "is no recipe that can be extended"),
        ("extends = 3", "is no recipe that can be extended"),
        ("extends = 'porta_romana.toml'\n[files.map]\npath = 'x'\nurl = 7", "files.map"),
        ("extends = 'porta_romana.toml'\n[[layers.zones]]\nfile = 'nil'\nosm = 'houses'", "'houses' is not known here"),
        ("\x00", "not readable as TOML"),
    ],
)
def test_recipes(tmp_path, text, words):
    path = tmp_path / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"recipe\.toml") as caught:
        load_recipe(path)
    assert words in str(caught.value)


def test_a_map_needs_to_be_told_what_to_take(tmp_path):
    town_folder(tmp_path, TOWN)
    recipe = tmp_path / "recipe.toml"
    recipe.write_text(recipe.read_text().replace('file = "map"\nosm = "lamps"', 'file = "map"'), encoding="utf-8")
    with pytest.raises(InputError, match="the recipe must say what to take"):
        load_district(tmp_path, use_cache=False)
    recipe.write_text(
        recipe.read_text().replace('file = "quarters"', 'file = "quarters"\nosm = "points"'), encoding="utf-8"
    )
    with pytest.raises(InputError, match="is no OpenStreetMap file"):
        load_district(tmp_path, use_cache=False)
