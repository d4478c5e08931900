"""Does a small quarter become a district whose tables keep to the rules, whatever else is in it?"""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

from tests.tiny_layers import frame, grid, house, houses, street, streets, tiny, zones
from twin.core.errors import InputError
from twin.geo import build, check, default_recipe, info, load_recipe
from twin.geo.cache import cache_folder, district_key, load, save
from twin.geo.place import projected_crs
from twin.geo.streets import connectivity
from twin.state.codes import PlaceKind, StreetClass, Thermal, Use
from twin.state.schemas import DISTRICT_SCHEMAS
from twin.state.table import Flag

RECIPE = load_recipe(default_recipe())


@pytest.fixture(scope="module")
def district():
    return build(tiny(), RECIPE)


def test_every_table_is_there_and_aligned(district):
    assert set(district.tables) == {schema.name for schema in DISTRICT_SCHEMAS}
    for name, shapes in district.geometry.items():
        assert len(shapes) == len(district[name])
    assert district.crs == "EPSG:32632"


def test_projection_follows_the_place():
    assert projected_crs(9.2, 45.4) == "EPSG:32632"
    assert projected_crs(12.1, 41.9) == "EPSG:32633"
    assert projected_crs(-70.0, -33.0) == "EPSG:32719"
    assert projected_crs(180.0, 10.0) == "EPSG:32660"


def test_every_footprint_is_accounted_for(district):
    table = district["buildings"]
    assert len(table) == 30
    assert np.isin(table["thermal"], list(Thermal)).all()
    assert table["footprint"].sum() == pytest.approx(sum((12 + i % 5) ** 2 for i in range(30)), rel=1e-3)
    walls = table["facade"].sum(axis=1) + table["party_wall"]
    assert walls == pytest.approx(table["perimeter"] * table["height"])
    assert table["floor_area"] == pytest.approx(table["footprint"] * table["storeys"])


@pytest.mark.nojit
def test_surveyed_storeys_stay_and_others_are_drawn_within_reason(district):
    table = district["buildings"]
    known = table["storeys_flag"] == Flag.MEASURED
    assert known.sum() == 10
    assert set(table["storeys"][known]) <= {2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0}
    assert (table["storeys"][~known] <= np.maximum(1, np.floor(0.4 * np.sqrt(table["footprint"][~known])))).all()
    assert (table["storeys_low"] <= table["storeys_high"]).all()
    assert (table["storeys_spread"][known] == 0).all()
    assert (table["storeys_spread"][~known] > 0).all()
    assert (table["epoch_flag"] == Flag.IMPUTED).all()


@settings(max_examples=6)
@given(st.integers(0, 29))
def test_a_building_that_goes_changes_nobody_else(gone):
    all_of_them = houses()
    whole = build(tiny(footprints=all_of_them), RECIPE)["buildings"]
    rest = build(tiny(footprints=all_of_them.drop(index=gone).reset_index(drop=True)), RECIPE)["buildings"]
    row = {uid: i for i, uid in enumerate(whole["uid"].tolist())}
    same = np.array([row[uid] for uid in rest["uid"].tolist()])
    assert same.size == 29
    for column in ("epoch", "use", "thermal", "footprint", "zone"):
        assert np.array_equal(whole[column][same], rest[column])
    # A surveyed one teaches less than before, an unsurveyed one hardly matters; everybody's luck stays.
    change = np.abs(whole["storeys"][same] - rest["storeys"])
    assert change.max() <= (1 if gone % 3 else 2)
    assert (change > 0).mean() < (0.15 if gone % 3 else 0.5)


def test_use_and_heat_follow_the_rules():
    rows, shapes = zip(
        house(0, 20, 20),  # on residential land
        house(1, 60, 20, size=4),  # a shed
        house(2, 100, 20, size=6.5),  # a garage
        ({"source_id": "h3", "storeys": np.nan}, box(140, 20, 180, 25)),  # a row of garages
        house(4, 20, 100, storeys=2),  # industrial land, a hall
        house(5, 60, 100, storeys=4),  # industrial land, offices
        house(6, 100, 100),  # a school's point
        house(7, 20, 160),  # nothing tells
        house(8, 60, 160),  # a supermarket below, on residential land
        strict=True,
    )
    raw = tiny(
        footprints=frame(list(rows), list(shapes)),
        land_use=frame(
            [{"use": "residential"}, {"use": "industrial"}, {"use": "residential"}],
            [box(0, 0, 400, 50), box(0, 90, 90, 120), box(55, 150, 80, 190)],
        ),
        use_points=frame([{"use": "education"}, {"use": "retail"}], [Point(107, 107), Point(65, 165)]),
    )
    table = build(raw, RECIPE)["buildings"]
    home, hall, cold = Use.RESIDENTIAL, Use.INDUSTRIAL, Use.ANCILLARY
    assert table["use"].tolist() == [home, cold, cold, cold, hall, Use.OFFICE, Use.EDUCATION, home, home]
    assert (table["thermal"] == Thermal.UNHEATED).tolist() == [False, True, True, True, True] + [False] * 4
    assert table["use_flag"][0] == Flag.DERIVED
    assert table["use_flag"][7] == Flag.IMPUTED
    assert (table["flats"][table["use"] != home] == 0).all()


def test_layer_that_knows_use_and_epoch_is_believed():
    known = houses(3).assign(use=["retail", None, "office"], epoch=[2.0, np.nan, 7.0])
    table = build(tiny(footprints=known), RECIPE)["buildings"]
    assert table["use"].tolist() == [Use.RETAIL, Use.RESIDENTIAL, Use.OFFICE]
    assert table["epoch"][[0, 2]].tolist() == [2, 7]
    assert table["epoch_flag"].tolist() == [Flag.MEASURED, Flag.IMPUTED, Flag.MEASURED]


def test_merged_footprint_counts_with_its_host():
    host, guest = house(0, 20, 20, storeys=5), house(1, 30, 30, size=8)
    table = build(tiny(footprints=frame([host[0], guest[0]], [host[1], guest[1]])), RECIPE)["buildings"]
    assert table["thermal"].tolist() == [Thermal.HEATED, Thermal.MERGED]
    assert table["merged_into"].tolist() == [-1, 0]
    assert table["footprint"].tolist() == pytest.approx([225 + 64 - 25, 25], rel=1e-3)
    assert table["floor_area"].tolist() == pytest.approx([5 * 264, 0], rel=1e-3)
    assert table["facade"][1].sum() == 0


def test_household_sizes_are_filled_and_flagged(district):
    table = district["zones"]
    assert table["size_share"].sum(axis=1).tolist() == pytest.approx([1.0, 1.0])
    assert table["size_share"][0, 0] == pytest.approx(0.5)
    assert table["size_share"][1, 0] == pytest.approx(0.25)
    conditional = table["size_share"][:, 1:] / table["size_share"][:, 1:].sum(axis=1, keepdims=True)
    assert conditional[1] == pytest.approx(conditional[0])
    assert table["size_share_flag"].tolist() == [Flag.DERIVED, Flag.IMPUTED]


def test_counts_shared_by_two_zones_are_nobodys():
    twice = zones()
    for name in ("size1", "size2", "size3", "size4", "size5"):
        twice[name] = twice[name].iloc[0]
    table = build(tiny(zones=twice), RECIPE)["zones"]
    assert (table["size_share_flag"] == Flag.IMPUTED).all()
    assert np.isfinite(table["size_share"]).all()


def test_cut_ways_become_gates(district):
    nodes, links = district["car_nodes"], district["car_links"]
    assert nodes["gate"].sum() == 4
    assert len(nodes) == 5
    assert len(links) == 8  # four stretches, both directions
    edge = shapely.buffer(district.geometry["zones"][0], RECIPE.buffer.value)
    assert shapely.distance(shapely.points(nodes["x"], nodes["y"])[nodes["gate"]], edge.exterior).max() < 1e-6
    assert (district["buildings"]["car_node"] == np.flatnonzero(~nodes["gate"])[0]).all()


def test_oneway_binds_cars_and_bicycles_and_not_walkers():
    raw = tiny(streets=streets(street(0, [(-2000, 200), (200, 200), (2500, 200)], oneway=True)))
    made = build(raw, RECIPE)
    assert len(made["car_links"]) == len(made["bike_links"]) == 1
    assert len(made["walk_links"]) == 2
    tail, head = (made["car_nodes"]["x"][made["car_links"][end][0]] for end in ("tail", "head"))
    assert tail < head


def test_modes_take_their_classes_only():
    raw = tiny(
        streets=streets(
            street(0, [(0, 200), (200, 200)]),
            street(1, [(200, 200), (300, 200)], kind="steps"),
            street(2, [(200, 200), (200, 300)], kind="cycleway"),
            street(3, [(200, 200), (200, 100)], kind="motorway"),
        )
    )
    made = build(raw, RECIPE)
    classes = {mode: set(made[f"{mode}_links"]["street_class"].tolist()) for mode in ("car", "bike", "walk")}
    assert classes == {
        "car": {StreetClass.MINOR, StreetClass.MOTORWAY},
        "bike": {StreetClass.MINOR, StreetClass.CYCLEWAY},
        "walk": {StreetClass.MINOR, StreetClass.STEPS, StreetClass.CYCLEWAY},
    }


def test_links_hold_a_vehicle_and_have_their_class_figures(district):
    links = district["car_links"]
    assert (links["storage"] >= 1).all()
    assert links["free_speed"] == pytest.approx(np.full(len(links), 30 / 3.6))
    assert (links["lanes_flag"] == Flag.IMPUTED).all()
    known = build(tiny(streets=grid().assign(lanes=2.0, maxspeed=50.0)), RECIPE)["car_links"]
    assert known["capacity"] == pytest.approx(2 * links["capacity"])
    assert known["free_speed"] == pytest.approx(np.full(len(known), 50 / 3.6))


def test_cut_off_street_is_listed():
    raw = tiny(streets=streets(*_grid(), street(9, [(300, 200), (300, 300)], oneway=True, name="Via Persa")))
    made = build(raw, RECIPE)
    share, off = connectivity(made["car_nodes"], made["car_links"], strong=True)
    assert share < 1
    assert made["car_links"]["name"][off].tolist() == ["Via Persa"]
    assert any("Via Persa" in note for note in made.notes["network"])


def _grid():
    return (
        street(0, [(-2000, 200), (200, 200), (300, 200), (2500, 200)]),
        street(1, [(200, -2000), (200, 200), (200, 2500)]),
    )


@pytest.mark.nojit
def test_lamps_follow_length_and_spacing_and_depend_on_their_street_only(district):
    lamps = district["lampposts"]
    spacing = RECIPE.lamps.spacing.values["minor"]
    assert len(lamps) == pytest.approx(800 / spacing, abs=2)
    alone = build(tiny(streets=streets(_grid()[1])), RECIPE)["lampposts"]
    assert set(alone["uid"].tolist()) <= set(lamps["uid"].tolist())
    assert (lamps["x_flag"] == Flag.SYNTHETIC).all()
    assert (lamps["zone"] == 0).all()
    gaps = np.diff(np.sort(alone["y"]))
    assert gaps == pytest.approx(np.full(gaps.size, spacing), rel=1e-2)


def test_surveyed_lamp_replaces_those_beside_it(district):
    surveyed = frame([{"source_id": "l1"}, {"source_id": "far"}], [Point(100, 201), Point(900, 200)])
    made = build(tiny(lamps=surveyed), RECIPE)["lampposts"]
    assert (made["x_flag"] == Flag.MEASURED).sum() == 1
    assert len(made) in (len(district["lampposts"]), len(district["lampposts"]) + 1)


def test_places_know_zone_and_building(district):
    places = district["places"]
    assert places["kind"].tolist() == [PlaceKind.SHOP]
    assert places["zone"].tolist() == [0]
    assert places["building"].tolist() == [0]
    assert places["capacity_flag"].tolist() == [Flag.IMPUTED]


def test_authored_layers_are_synthetic_throughout():
    made = build(tiny(synthetic=True), RECIPE)
    for table in made.tables.values():
        for column in table.schema.columns:
            if column.flagged:
                assert (table[f"{column.name}_flag"] == Flag.SYNTHETIC).all()


def test_district_without_zones_is_told():
    none = zones().assign(in_district=False)
    with pytest.raises(InputError, match="none belongs to the district"):
        build(tiny(zones=none), RECIPE)


def test_check_counts_every_row_once(district):
    rows = check(district)
    for row in rows:
        assert row["rows"] == row["measured"] + row["derived"] + row["imputed"] + row["synthetic"]
    storeys = [row for row in rows if row["column"] == "storeys"]
    assert sum(row["rows"] for row in storeys) == 30
    assert sum(row["measured"] for row in storeys) == 10
    assert info(district)["rows"]["buildings"] == 30


def test_district_comes_back_as_it_was_saved(district, tmp_path):
    save(district, tmp_path / "one")
    save(district, tmp_path / "one")
    back = load(tmp_path / "one")
    assert back is not None
    for name, table in district.tables.items():
        for column in table.schema.all_columns():
            assert back[name][column.name].dtype == table[column.name].dtype
            assert np.array_equal(back[name][column.name], table[column.name]), (name, column.name)
    for name, shapes in district.geometry.items():
        assert shapely.equals_exact(back.geometry[name], shapes).all()
    assert back.notes == district.notes
    assert back.place == district.place
    assert load(tmp_path / "none") is None


def test_cache_folder_follows_xdg_and_key_follows_content(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "twin" / "districts"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder().is_absolute()
    assert district_key(["a"]) == district_key(["a"]) != district_key(["b"])


@pytest.mark.parametrize("damage", ["cut", "gone", "garbled"])
def test_a_damaged_district_is_made_anew(district, tmp_path, damage):
    place = tmp_path / "one"
    save(district, place)
    table = place / "buildings.parquet"
    if damage == "cut":
        table.write_bytes(table.read_bytes()[:100])
    elif damage == "gone":  # as when another process replaces it at this moment
        table.unlink()
    else:
        (place / "district.json").write_text("{", encoding="utf-8")
    assert load(place) is None
    save(district, place)
    assert load(place) is not None


def test_the_way_ids_are_made_is_part_of_the_key(monkeypatch):
    before = district_key(["a"])
    monkeypatch.setattr("twin.geo.cache._ALSO", ("state/schemas.py", "state/codes.py", "state/table.py"))
    assert district_key(["a"]) != before
