"""Does a recipe turn any publisher's files into layers, and are its faults told with the nearest valid name?"""

import json

import pytest
from shapely.geometry import box

from tests.tiny_layers import frame, grid, houses, zones
from twin.core.errors import InputError
from twin.geo import default_recipe, load_district, load_recipe
from twin.geo.layers import validate
from twin.geo.read import read_folder
from twin.state.codes import Epoch, StreetClass

FILE = 'publisher = "P", licence = "CC-BY-4.0", attribution = "P (CC BY 4.0)", year = 2020'
LAYERS = f"""
name = "Elsewhere"
time_zone = "Europe/Rome"
zones = ["1"]
buffer = {{ value = 500, unit = "m", status = "assumed", year = 2024, source = "test" }}
[files]
quarters = {{ path = "quarters.gpkg", {FILE} }}
people = {{ path = "people.csv", {FILE} }}
plots = {{ path = "plots.geojson", {FILE} }}
roads = {{ path = "roads.geojson", {FILE} }}
land = {{ path = "land.geojson", {FILE} }}
spots = {{ path = "spots.geojson", {FILE} }}
extra = {{ path = "extra.geojson", required = false, {FILE} }}
[[layers.zones]]
file = "quarters"
fields = {{ source_id = "code", name = "label" }}
[layers.zones.join]
file = "people"
key = "code"
on = "code"
fields = {{ residents = "abitanti", households = "famiglie", single_households = "soli" }}
[[layers.footprints]]
file = "plots"
fields = {{ source_id = "id", storeys = "floors" }}
known_if = {{ storeys = "sure" }}
where = {{ state = ["standing"] }}
[[layers.streets]]
file = "roads"
fields = {{ source_id = "id", oneway = "dir" }}
classes = {{ field = "street_class", by = ["type", "sub"], map = {{ road = "minor", "road/big" = "primary" }} }}
[[layers.land_use]]
file = "land"
constants = {{ use = "residential" }}
[[layers.points]]
file = "spots"
prefix = "spot/"
fields = {{ name = "title" }}
constants = {{ kind = "shop" }}
once_per_place = true
[[layers.lamps]]
file = "extra"
"""


def figures():
    """The part of the shipped recipe that has no names of Milan's files."""
    text = default_recipe().read_text(encoding="utf-8")
    return text[text.index("[stock.epoch_share]") :]


@pytest.fixture
def folder(tmp_path):
    quarters = zones()[["source_id", "name", "geometry"]].rename(columns={"source_id": "code", "name": "label"})
    quarters.to_crs("EPSG:32632").to_file(tmp_path / "quarters.gpkg")
    (tmp_path / "people.csv").write_text("code,abitanti,famiglie,soli\n2,800,400,100\n1,900,500,250\n")
    plots = houses(12).rename(columns={"source_id": "id", "storeys": "floors"})
    plots["floors"] = plots["floors"].fillna(1.0)
    plots["sure"] = [i % 3 == 0 for i in range(12)]
    plots["state"] = ["standing"] * 11 + ["razed"]
    plots.to_file(tmp_path / "plots.geojson")
    roads = grid()[["source_id", "geometry"]].rename(columns={"source_id": "id"})
    roads["type"], roads["sub"], roads["dir"] = ["road", "road"], ["big", None], ["-1", None]
    roads.to_file(tmp_path / "roads.geojson")
    frame([{"x": 1}], [box(0, 0, 400, 400)]).to_file(tmp_path / "land.geojson")
    spots = frame([{"title": t} for t in "AAB"], [box(0, 0, 2, 2).centroid] * 2 + [box(90, 90, 99, 99)])
    spots.to_file(tmp_path / "spots.geojson")
    (tmp_path / "recipe.toml").write_text(LAYERS + figures(), encoding="utf-8")
    return tmp_path


def test_another_place_needs_a_recipe_and_no_code(folder):
    recipe = load_recipe(folder / "recipe.toml")
    raw = read_folder(folder, recipe, recipe.zones)
    validate(raw, (9.2, 45.4))
    assert raw.zones["residents"].tolist() == [900, 800]
    assert raw.zones["in_district"].tolist() == [True, False]
    assert raw.footprints["storeys"].notna().sum() == 4
    assert len(raw.footprints) == 11
    assert raw.streets["street_class"].tolist() == ["primary", "minor"]
    assert raw.streets["oneway"].tolist() == [True, False]
    assert raw.streets.geometry[0].coords[0][0] > raw.streets.geometry[0].coords[-1][0]  # turned round
    assert len(raw.points) == 2
    assert raw.points["source_id"].str.startswith("spot/").all()
    assert all(source.sha256 for source in raw.sources)
    district = load_district(folder, use_cache=False)
    assert len(district["buildings"]) == 11
    assert set(district["car_links"]["street_class"]) == {StreetClass.PRIMARY, StreetClass.MINOR}


def test_absent_folder_and_files_are_told(folder, tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        load_district(tmp_path / "nowhere")
    (folder / "roads.geojson").unlink()
    (folder / "people.csv").unlink()
    with pytest.raises(InputError) as caught:
        load_district(folder)
    assert "roads.geojson: is missing" in str(caught.value)
    assert "people.csv: is missing" in str(caught.value)
    assert "extra" not in str(caught.value)


def test_unreadable_file_and_missing_field(folder):
    (folder / "roads.geojson").write_text("this is no layer")
    with pytest.raises(InputError, match=r"roads\.geojson"):
        load_district(folder, use_cache=False)
    data = json.loads((folder / "plots.geojson").read_text())
    for feature in data["features"]:
        del feature["properties"]["sure"]
    (folder / "plots.geojson").write_text(json.dumps(data))
    with pytest.raises(InputError, match="field 'sure': is missing"):
        load_district(folder, use_cache=False)


def test_unknown_zone_is_told(folder):
    with pytest.raises(InputError, match="zone '7': is not in the layer"):
        load_district(folder, ["7"], use_cache=False)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('fields = { name = "title"', 'feilds = { name = "title"', "is no key of a recipe → did you mean 'fields'?"),
        ("[[layers.footprints]]", "[[layers.footprint]]", "did you mean 'footprints'?"),
        ('file = "land"', 'file = "lend"', "land_use[0].file: 'lend' is not among [files] → did you mean 'land'?"),
        ("buffer = { value = 500", 'buffer = { value = "wide"', "buffer.value"),
        ("minor = 500,", "minor = 500, tertiery = 3,", "did you mean 'tertiary'?"),
        ('time_zone = "Europe/Rome"', "", "time_zone: is missing"),
    ],
)  # fmt: skip
def test_faults_of_a_recipe_name_key_and_nearest_name(tmp_path, old, new, told):
    path = tmp_path / "recipe.toml"
    text = LAYERS + figures()
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_recipe(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)


def test_broken_toml_and_absent_recipe(tmp_path):
    path = tmp_path / "recipe.toml"
    with pytest.raises(InputError, match="does not exist"):
        load_recipe(path)
    path.write_text("name = ")
    with pytest.raises(InputError, match="not readable as TOML"):
        load_recipe(path)


def test_shipped_recipe_is_whole():
    recipe = load_recipe(default_recipe())
    assert recipe.zones == ("27", "35", "36", "37", "38")
    assert recipe.buffer.value >= 500
    shares = recipe.stock.epoch_share.values
    assert sum(shares.values()) == pytest.approx(1.0)
    assert set(shares) == {e.name.lower() for e in Epoch}
    # 42 % before 1945 and about half 1946-1972, as published.
    assert sum(shares[k] for k in ("to_1900", "y1901_1920", "y1921_1945")) == pytest.approx(0.42)
    assert shares["y1946_1960"] + shares["y1961_1975"] == pytest.approx(0.50, abs=0.02)
    for mode, classes in recipe.streets.modes.items():
        assert classes, mode
    for table in (recipe.streets.lanes_oneway, recipe.streets.lanes_twoway, recipe.streets.free_speed):
        assert set(recipe.streets.modes["car"]) <= set(table.values)
    assert (
        set(recipe.lamps.spacing.values) == set(recipe.lamps.illuminance.values) == set(recipe.lamps.lit_width.values)
    )
