"""Do the same layers give the same district, whatever format they are written in?"""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.geo.test_geo_osm import TOWN, town_folder
from twin.core.errors import InputError
from twin.geo import load_recipe
from twin.geo.build import build
from twin.geo.formats import read_features
from twin.geo.layers import SPECS
from twin.geo.read import read_folder

# A shapefile's names have ten letters at most, so the recipe says which is which.
SHORT = {
    "street_class": "class", "contraflow": "bike_both", "in_district": "inside", "single_households": "single",
    "households": "hholds", "source_id": "id",
}  # fmt: skip
WRITERS = {
    "gpkg": lambda frame, path: frame.to_file(path, driver="GPKG"),
    "geojson": lambda frame, path: frame.to_file(path, driver="GeoJSON"),
    "shp": lambda frame, path: frame.to_file(path, driver="ESRI Shapefile"),
    "shp.zip": lambda frame, path: frame.to_file(path, driver="ESRI Shapefile"),
    "parquet": lambda frame, path: frame.to_parquet(path),
    "fgb": lambda frame, path: frame.to_file(path, driver="FlatGeobuf", SPATIAL_INDEX="NO"),
}


@pytest.fixture(scope="module")
def layers(tmp_path_factory):
    """Canonical layers of the town, with coordinates that a file can hold to the last digit."""
    folder = town_folder(tmp_path_factory.mktemp("town"), TOWN)
    recipe = load_recipe(folder / "recipe.toml")
    raw = read_folder(folder, recipe, recipe.zones)
    frames = {}
    for name in SPECS:
        frame = raw.frame(name)
        if frame is None or frame.empty:
            continue
        rounded = shapely.transform(np.asarray(frame.geometry.array), lambda xy: np.round(xy, 7))
        frames[name] = frame.set_geometry(gpd.GeoSeries(rounded, crs=frame.crs)).dropna(axis=1, how="all")
    return frames


def district(folder, frames, suffix):
    """Write layers, with a recipe that reads them back, and build what they say."""
    text = ['extends = "porta_romana.toml"', 'name = "Mulino"', 'zones = ["1"]', "[files]"]
    rest = []
    for name, frame in frames.items():
        short = {
            column: SHORT.get(column, column) for column in frame.columns if column not in ("geometry", "in_district")
        }
        if suffix == "parquet":
            frame = frame.rename_geometry("shape")  # noqa: PLW2901 — a geometry column of another name
        WRITERS[suffix](
            frame.drop(columns="in_district", errors="ignore").rename(columns=short), folder / f"{name}.{suffix}"
        )
        terms = 'publisher = "P", licence = "CC0-1.0", attribution = "P", year = 2020'
        text.append(f'{name} = {{ path = "{name}.{suffix}", {terms} }}')
        fields = ", ".join(f"{canonical} = {theirs!r}" for canonical, theirs in short.items())
        rest.append(f'[[layers.{name}]]\nfile = "{name}"\nfields = {{ {fields} }}')
    (folder / "recipe.toml").write_text("\n".join([*text, *rest]), encoding="utf-8")
    recipe = load_recipe(folder / "recipe.toml")
    return build(read_folder(folder, recipe, recipe.zones), recipe)


@pytest.fixture(scope="module")
def reference(layers, tmp_path_factory):
    return district(tmp_path_factory.mktemp("gpkg"), layers, "gpkg")


@pytest.mark.parametrize("suffix", [name for name in WRITERS if name != "gpkg"])
def test_every_format_gives_the_same_district(layers, reference, tmp_path, suffix):
    made = district(tmp_path, layers, suffix)
    assert made.tables.keys() == reference.tables.keys()
    for name, table in reference.tables.items():
        for column in table.schema.all_columns():
            ours, theirs = table[column.name], made[name][column.name]
            if ours.dtype.kind == "f":  # a shapefile turns rings round, which moves centroids by rounding
                assert np.allclose(ours, theirs, rtol=1e-9, atol=1e-6, equal_nan=True), (name, column.name)
            else:
                assert np.array_equal(ours, theirs), (name, column.name)
    assert len(reference["buildings"]) == 9
    assert len(reference["places"]) == 9


def test_another_coordinate_system_is_brought_to_degrees(layers, tmp_path):
    path = tmp_path / "plots.gpkg"
    layers["footprints"].to_crs("EPSG:6707").to_file(path)
    frame = read_features(path)
    assert frame.crs == "EPSG:4326"
    assert np.allclose(frame.total_bounds, layers["footprints"].total_bounds, atol=1e-8)


def test_a_file_of_several_layers(layers, tmp_path):
    path = tmp_path / "all.gpkg"
    layers["footprints"].to_file(path, layer="plots")
    layers["streets"].to_file(path, layer="roads")
    assert len(read_features(path, "roads")) == len(layers["streets"])
    with pytest.raises(InputError, match="look whether it has a layer 'paths'"):
        read_features(path, "paths")


def test_unknown_suffix_names_the_known_ones(tmp_path):
    (tmp_path / "plots.xyz").write_text("?")
    with pytest.raises(InputError, match=r"unknown suffix '.xyz' → known: .geojson"):
        read_features(tmp_path / "plots.xyz")
