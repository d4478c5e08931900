"""Are all faults of a layer told in one message that names file and feature?"""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon

from tests.tiny_layers import house, houses, tiny, zones
from twin.core.errors import InputError
from twin.geo.layers import SPECS, empty_layer, layer_faults, validate
from twin.geo.place import middle
from twin.state.schemas import SCHEMAS

MIDDLE = (9.2, 45.4)


def told(name, frame):
    return "\n".join(str(fault) for fault in layer_faults(SPECS[name], frame, MIDDLE))


def test_good_layers_have_no_fault():
    raw = tiny()
    validate(raw, middle(raw.zones))


def test_declared_columns_exist_in_the_tables():
    for spec in SPECS.values():
        for declared in spec.fields:
            if declared.column:
                table, _, column = declared.column.partition(".")
                assert column in {c.name for c in SCHEMAS[table].all_columns()}


def test_all_faults_of_a_layer_come_in_one_message():
    bad = houses(4)
    bad["storeys"] = [400.0, 3.0, np.nan, 2.0]
    bad["source_id"] = ["a", "b", "b", None]
    bowtie = Polygon([(9.2, 45.43), (9.21, 45.44), (9.21, 45.43), (9.2, 45.44)])
    bad = bad.set_geometry([bad.geometry[0], bowtie, Point(9.2, 45.43), None], crs=4326)
    raw = tiny(footprints=bad)
    raw.files["footprints"] = "osm/buildings.geojson"
    with pytest.raises(InputError) as caught:
        validate(raw, MIDDLE)
    text = str(caught.value)
    assert text.startswith("osm/buildings.geojson: 6 faults")
    for part in (
        "a: storeys is 400 → must lie in 0..100",
        "b: has an invalid geometry",
        "b: is a Point",
        "b: stands twice",
        "has no geometry",
        "has no source_id",
    ):
        assert part in text


def test_faults_of_several_layers_come_together():
    raw = tiny(land_use=empty_layer("land_use"), zones=zones().drop(columns="residents"))
    with pytest.raises(InputError) as caught:
        validate(raw, MIDDLE)
    assert "land_use: layer 'land_use': has no feature" in str(caught.value)
    assert "zones: field 'residents': is missing" in str(caught.value)


def test_missing_crs():
    assert "no coordinate reference system" in told("footprints", houses().set_crs(None, allow_override=True))


def test_wrong_crs():
    assert "reproject it to EPSG:4326" in told("footprints", houses().to_crs("EPSG:32632"))


def test_swapped_axes():
    swapped = houses()
    swapped = swapped.set_geometry(
        shapely.transform(np.asarray(swapped.geometry.array), lambda xy: xy[:, ::-1]), crs=4326
    )
    assert "axes are swapped" in told("footprints", swapped)


def test_layer_of_another_place():
    assert "the district at" in told("points", gpd.GeoDataFrame(
        {"source_id": ["x"], "kind": ["shop"]}, geometry=[Point(-0.1, 51.5)], crs=4326
    ))  # fmt: skip


def test_wrong_words_and_types():
    frame = gpd.GeoDataFrame(
        {"source_id": ["w", "v"], "street_class": ["boulevard", "minor"], "oneway": ["maybe", True]},
        geometry=[LineString([(9.2, 45.4), (9.21, 45.4)]), LineString([(9.2, 45.4), (9.2, 45.41)])],
        crs=4326,
    )
    text = told("streets", frame)
    assert "w: street_class is 'boulevard' → must be one of motorway" in text
    assert "w: oneway is 'maybe' → must be true or false" in text
    assert "outside" not in text
    storeys = houses(2)
    storeys["storeys"] = ["three", "4"]
    assert "h0: storeys is 'three' → must be a number" in told("footprints", storeys)


def test_layer_missing():
    assert "layer 'zones': is missing" in told("zones", None)
    assert told("lamps", None) == ""


def test_optional_fields_may_be_absent():
    row, shape = house(1, 0, 0)
    assert told("footprints", gpd.GeoDataFrame({"source_id": [row["source_id"]]}, geometry=[
        shapely.transform(shape, lambda xy: xy / 1e5 + np.array([9.2, 45.4]))
    ], crs=4326)) == ""  # fmt: skip
