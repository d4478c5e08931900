"""Do the real layers of Porta Romana/Vettabbia give the counts that are known of them?"""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.spatial import cKDTree

from twin.geo import build_folder, default_recipe, info, load_district, load_recipe
from twin.geo.network import components
from twin.geo.streets import by_class, connectivity
from twin.state.codes import StreetClass, Thermal, Use

ZONES = ["27", "35", "36", "37", "38"]


@pytest.fixture(scope="module")
def made(real_layers, tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    yield build_folder(real_layers)
    patch.undo()


def test_what_was_built_is_kept_and_loaded(made, real_layers, monkeypatch):
    monkeypatch.setattr("twin.geo.load.build", lambda *_: pytest.fail("the district was built again"))
    assert load_district(real_layers).key == made[0].key


def test_all_3720_footprints_are_accounted_for(made):
    table = made[0]["buildings"]
    assert len(table) == 3720
    assert sum(int((table["thermal"] == kind).sum()) for kind in Thermal) == 3720
    assert "3720 footprints lie in the district" in made[0].notes["footprints"][0]


def test_footprint_areas_sum_to_those_of_the_layer(made, real_layers):
    layer = gpd.read_file(real_layers / "osm" / "buildings_2022.geojson").to_crs("EPSG:32632")
    ours = made[0]["buildings"]
    alone = layer[layer["id"].isin(ours["source_id"])]
    assert ours["footprint"].sum() == pytest.approx(alone.area.sum(), rel=1e-9)
    parts = sum(ours["footprint"][ours["thermal"] == kind].sum() for kind in Thermal)
    assert parts == pytest.approx(ours["footprint"].sum())


def test_counts_per_zone_are_the_published_ones(made):
    district = made[0]
    zone_of = district["zones"]["source_id"][district["buildings"]["zone"]]
    assert {i: int((zone_of == i).sum()) for i in ZONES} == {"27": 927, "35": 1045, "36": 737, "37": 449, "38": 562}
    inside = district["zones"]["in_district"]
    assert len(inside) == 88
    assert district["zones"]["residents"][inside].sum() == 87811


def test_car_streets_hang_together(made):
    district = made[0]
    share, off = connectivity(district["car_nodes"], district["car_links"], strong=True)
    assert share >= 0.99
    (said,) = [note for note in district.notes["network"] if note.startswith("car: cut off")]
    assert len(said) < 400
    listed = info(district)["car_network_cut_off"]
    assert {row["way"] for row in listed} == set(district["car_links"]["source_id"][off])
    by_hand = {(min(a, b), max(a, b), round(length, 3)) for a, b, length in zip(
        *(district["car_links"][c][off].tolist() for c in ("tail", "head", "length")), strict=True)}  # fmt: skip
    assert sum(row["length_m"] for row in listed) == pytest.approx(sum(length for *_, length in by_hand), abs=2)
    assert district["car_nodes"]["gate"].sum() > 20


def test_piazzale_lodi_is_a_roundabout(made):
    links = made[0]["car_links"]
    circle = (links["name"] == "Piazzale Lodi") & (links["street_class"] == StreetClass.PRIMARY)
    # The layer does not mark it one-way; both directions of one lane held up Corso Lodi.
    assert (links["capacity"][circle] >= 3000).all()
    ends = set(zip(links["tail"][circle].tolist(), links["head"][circle].tolist(), strict=True))
    assert not any((head, tail) in ends for tail, head in ends)
    assert links["length"][circle].sum() == pytest.approx(251, abs=3)


def test_every_home_reaches_every_other_without_leaving_the_district(made):
    tables = made[0].tables
    label = components(
        len(tables["car_nodes"]), tables["car_links"]["tail"], tables["car_links"]["head"],
        np.zeros(len(tables["car_nodes"]), dtype=bool), strong=True,
    )  # fmt: skip
    assert np.unique(label[tables["buildings"]["car_node"]]).size == 1


def test_no_rail_is_a_street(made):
    district = made[0]
    for mode in ("car", "bike", "walk"):
        links = district[f"{mode}_links"]
        lengths = shapely.length(district.geometry[f"{mode}_links"])
        assert lengths == pytest.approx(links["length"])
        at = np.column_stack([district[f"{mode}_nodes"][c][links["tail"]] for c in ("x", "y")])
        first = shapely.get_coordinates(shapely.get_point(district.geometry[f"{mode}_links"], 0))
        assert np.abs(at - first).max() < 1e-6
    assert StreetClass.OUTSIDE not in district["car_links"]["street_class"]


def test_lamps_follow_street_length_and_measured_spacing(made, real_layers):
    district = made[0]
    recipe = load_recipe(default_recipe())
    spacing = by_class(recipe.lamps.spacing)
    lamps = district["lampposts"]
    zones = shapely.union_all(district.geometry["zones"][district["zones"]["in_district"]])
    streets = gpd.read_file(real_layers / "osm" / "streets_2021.geojson").to_crs(district.crs)
    streets = streets[streets["class"].isin(recipe.lamps.spacing.values) & (streets["brunnel"] != "tunnel")]
    inside = streets.intersection(zones).length
    expected = sum(
        length / spacing[StreetClass[kind.upper()]] for kind, length in zip(streets["class"], inside, strict=True)
    )
    assert len(lamps) == pytest.approx(expected, rel=0.02)


def test_spacings_of_the_recipe_are_those_of_the_mapped_lamps(real_layers):
    lamps = gpd.read_file(real_layers / "osm" / "street_lamps_italy_2026.geojson").to_crs("EPSG:32632")
    xy = np.column_stack([lamps.geometry.x, lamps.geometry.y])
    nearest = cKDTree(xy).query(xy, k=2)[0][:, 1]
    # Lamps on one mast stand at one spot; UTM stretches the country's east by less than a percent.
    assert np.percentile(nearest, [25, 50, 75]) == pytest.approx([16.6, 23.6, 29.6], rel=0.03)


def test_lamps_draw_what_a_modern_city_lamp_draws(made):
    """The published scale is 340-393 kWh per point and year; within a factor of two, since nothing is fitted to it."""
    energy = 4.2 * made[0]["lampposts"]["rated_power"].mean()
    assert 170 < energy < 790


def test_homes_and_places(made):
    table = made[0]["buildings"]
    households = made[0]["zones"]["households"][made[0]["zones"]["in_district"]].sum()
    assert 1.0 < table["flats"].sum() / households < 1.4
    assert (table["party_wall"] > 0).mean() > 0.6
    assert (table["use"] == Use.EDUCATION).sum() > 20
    for mode in ("car", "walk"):
        assert (table[f"{mode}_node"] >= 0).all()


def test_every_source_has_licence_attribution_year_and_hash(made):
    for source in made[0].sources:
        assert source.licence
        assert source.attribution
        assert source.year > 2000
        assert len(source.sha256) == 64
