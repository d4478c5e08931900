"""Does the embedded district keep to the published facts, and is it sound enough to be lived in?"""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from twin.core.errors import InputError
from twin.core.streams import uids_of
from twin.geo import load_district
from twin.geo.build import build
from twin.geo.embedded import raw_layers, zone_ids
from twin.geo.embedded_blocks import LAYOUT
from twin.geo.embedded_facts import Facts, Lots, facts_files
from twin.geo.embedded_rows import sizes
from twin.geo.layers import SPECS, validate
from twin.geo.recipe import default_recipe, load_recipe
from twin.geo.streets import connectivity
from twin.state.codes import Thermal
from twin.state.table import Flag

ZONES = ["27", "35", "36", "37", "38"]
DRIVEN = ["trunk", "primary", "secondary", "tertiary", "minor"]
PEOPLE = {
    "27": (16469, 9461, 5571), "35": (36370, 20347, 11222), "36": (12191, 6874, 4069),
    "37": (7702, 4272, 2186), "38": (15079, 7710, 3657),
}  # fmt: skip
# Kilometres inside the zones in OpenStreetMap 2021.
KILOMETRES = {"trunk": 4.2, "primary": 10.4, "secondary": 9.4, "tertiary": 15.0, "minor": 71.5}


@pytest.fixture(scope="module")
def raw():
    return raw_layers()


@pytest.fixture(scope="module")
def alone():
    return raw_layers(["27"])


@pytest.fixture(scope="module")
def district(raw):
    return build(raw, load_recipe(default_recipe()))


@pytest.fixture(scope="module")
def facts():
    return Facts.read()


def metres(frame):
    return np.asarray(frame.to_crs("EPSG:32632").geometry.array)


@pytest.fixture(scope="module")
def outlines(raw):
    inside = raw.zones[raw.zones["in_district"]]
    return dict(zip(inside["source_id"], metres(inside), strict=True))


@pytest.fixture(scope="module")
def footprints(raw, outlines):
    """Outlines of each zone's footprints, and their surveyed storeys."""
    shapes, storeys = metres(raw.footprints), raw.footprints["storeys"].to_numpy(float)
    inner = shapely.point_on_surface(shapes)
    rows = {zone: shapely.contains(outline, inner) for zone, outline in outlines.items()}
    assert sum(int(mask.sum()) for mask in rows.values()) == shapes.size
    return {zone: (shapes[mask], storeys[mask]) for zone, mask in rows.items()}


def test_layers_pass_the_checks_that_publishers_layers_pass(raw):
    validate(raw, (9.2, 45.45))


def test_everything_is_synthetic(raw, district):
    assert raw.synthetic
    assert district.synthetic
    for name in ("footprints", "streets"):
        assert raw.frame(name)["source_id"].str.startswith("synthetic/").all()
    for table in district.tables.values():
        for name in (n for n in table.data if n.endswith("_flag")):
            assert (table[name] == Flag.SYNTHETIC).all(), (table.name, name)


def test_zones_have_their_published_people(raw):
    inside = raw.zones[raw.zones["in_district"]].set_index("source_id")
    assert inside.index.tolist() == ZONES == zone_ids()
    for zone, people in PEOPLE.items():
        assert tuple(inside.loc[zone, ["residents", "households", "single_households"]]) == people
    assert shapely.area(metres(inside)).sum() == pytest.approx(9.05e6, rel=0.02)


def test_zones_do_not_overlap_and_sum_to_the_city(raw, alone):
    shapes = metres(raw.zones)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert shapely.area(shapely.intersection(shapes[a[a < b]], shapes[b[a < b]])).max() < 1.0
    for layers in (raw, alone):
        assert layers.zones["residents"].sum() == pytest.approx(1_368_590, rel=1e-4)
    assert alone.zones["source_id"][alone.zones["in_district"]].tolist() == ["27"]


@pytest.mark.parametrize("zone", ZONES)
def test_number_and_sizes_of_footprints(footprints, facts, zone):
    known = facts["buildings"][zone]
    area = shapely.area(footprints[zone][0])
    assert area.size == pytest.approx(known["footprints"], rel=0.05)
    assert area.sum() == pytest.approx(known["footprint_area_m2"], rel=0.05)
    assert np.median(area) == pytest.approx(known["footprint_median_m2"], rel=0.15)
    assert area.min() > 12.0


def test_quantiles_of_footprints_over_all_zones(footprints, facts):
    area = np.concatenate([shapely.area(shapes) for shapes, _ in footprints.values()])
    published = facts["quantiles"]
    ours = np.quantile(area, published["probability"])
    assert np.abs(np.log(ours / published["footprint_m2"])).max() < np.log(1.3)
    np.testing.assert_allclose(sizes(np.array(published["probability"]), facts), published["footprint_m2"])


@pytest.mark.parametrize("zone", ZONES)
def test_storeys_are_known_for_as_many_as_published_and_distributed_so(footprints, facts, zone):
    known = footprints[zone][1]
    counted = Counter(known[~np.isnan(known)].astype(int).tolist())
    assert sorted(counted.items()) == [tuple(pair) for pair in facts["buildings"][zone]["storeys"]]


def test_footprints_do_not_overlap_but_most_have_a_party_wall(raw):
    shapes = metres(raw.footprints)
    assert shapely.is_valid(shapes).all()
    a, b = shapely.STRtree(shapes).query(shapely.buffer(shapes, 0.02), predicate="intersects")
    first = a < b
    assert shapely.area(shapely.intersection(shapes[a[first]], shapes[b[first]])).max() < 0.5
    assert 0.55 < np.unique(a[a != b]).size / shapes.size < 0.9


def test_some_buildings_stand_around_a_yard(raw):
    assert sum(len(shape.interiors) > 0 for shape in metres(raw.footprints)) > 30


def test_no_street_runs_through_a_building_and_none_but_main_ones_over_a_railway(raw):
    walls = shapely.STRtree(metres(raw.footprints))
    assert walls.query(metres(raw.streets), predicate="intersects").size == 0
    railways = shapely.STRtree(metres(raw.context["railways"]))
    way, _ = railways.query(metres(raw.streets), predicate="crosses")
    crossing = raw.streets.iloc[np.unique(way)]
    assert len(crossing) >= 8
    assert crossing["street_class"].isin(DRIVEN[:-1]).all()
    assert crossing["brunnel"].isin(["bridge", "tunnel"]).mean() > 0.8
    assert {"Corso Lodi", "Via Giuseppe Ripamonti", "Viale Puglie"} <= set(crossing["name"])


def test_every_main_street_is_there_with_its_class(raw, facts):
    drawn = set(zip(raw.streets["name"], raw.streets["street_class"], strict=True))
    assert {(spec["name"], spec["class"]) for spec in (*facts["streets"], *facts["squares"])} <= drawn


def test_kilometres_by_class(raw, outlines):
    area = shapely.union_all(list(outlines.values()))
    km = shapely.length(shapely.intersection(metres(raw.streets), area)) / 1000
    for word, published in KILOMETRES.items():
        ours = km[(raw.streets["street_class"] == word).to_numpy()].sum()
        assert ours == pytest.approx(published, rel=0.2), word


def test_minor_streets_are_as_often_one_way_and_as_long_as_published(raw, facts, outlines):
    minor = raw.streets[raw.streets["street_class"] == "minor"]
    assert minor["oneway"].mean() == pytest.approx(facts["minor"]["one_way_share"], abs=0.02)
    inside = shapely.intersects(metres(minor), shapely.union_all(list(outlines.values())))
    assert shapely.length(metres(minor))[inside].mean() == pytest.approx(facts["minor"]["way_length_m"], rel=0.1)


def test_streets_reach_beyond_the_zones_so_that_gates_exist(raw, outlines):
    edge = shapely.union_all(list(outlines.values())).buffer(600.0).exterior
    assert shapely.crosses(metres(raw.streets), edge).sum() > 40


def test_land_is_used_as_published(raw, facts, outlines):
    ours = Counter()
    for use, shape in zip(raw.land_use["use"], metres(raw.land_use), strict=True):
        ours[use] += shapely.intersection(shape, shapely.union_all(list(outlines.values()))).area / 1e4
    for use in ("residential", "industrial", "commercial", "education"):
        published = sum(zone.get(use, 0.0) for zone in facts["land_use_ha"].values())
        assert ours[use] == pytest.approx(published, rel=0.12), use
    assert ours["railway"] == pytest.approx(18.9, rel=0.2)


def test_the_car_network_hangs_together(district):
    share, off = connectivity(district["car_nodes"], district["car_links"], strong=True)
    assert share >= 0.97
    assert bool(off.size) == any(note.startswith("car: cut off") for note in district.notes["network"])
    assert district["car_nodes"]["gate"].sum() > 40


def test_it_builds_like_any_other_place(raw, district):
    assert district["zones"]["in_district"].sum() == len(ZONES)
    assert len(district["buildings"]) == len(raw.footprints)
    heated = district["buildings"]["thermal"] == Thermal.HEATED
    assert 0.75 < heated.mean() < 0.97
    assert district["buildings"]["flats"].sum() > sum(households for _, households, _ in PEOPLE.values())


def test_footways_share_a_vertex_with_a_street(raw):
    foot = raw.streets["street_class"].isin(["path", "service", "track"])
    shapes = np.asarray(raw.streets.geometry.array)
    vertices = {tuple(c) for c in shapely.get_coordinates(shapes[~foot])}
    assert foot.sum() > 20
    assert all(line.coords[0] in vertices for line in shapes[foot])


def test_places_of_every_kind_in_their_published_number(raw, outlines, facts):
    at = metres(raw.points)
    for zone, outline in outlines.items():
        inside = shapely.contains(outline, at)
        counted = raw.points["kind"][inside & raw.points["source_id"].str.contains(f"/{zone}/")].value_counts()
        parks = raw.points["source_id"].str.startswith(f"synthetic/park/{zone}/").sum()
        for kind, count in facts["places"][zone].items():
            assert counted[kind] == count + (parks if kind == "leisure" else 0), (zone, kind)
    beyond = raw.points["source_id"].str.startswith("outside/")
    metro = raw.points[(raw.points["kind"] == "metro_station") & ~beyond]
    assert len(metro) == 7
    assert sum(shapely.contains(outline, metres(metro)).sum() for outline in outlines.values()) == 6


def test_points_that_tell_a_use_stand_in_buildings(raw):
    inside = shapely.STRtree(metres(raw.footprints)).query(metres(raw.use_points), predicate="within")[0]
    assert np.unique(inside).size == len(raw.use_points)


def test_a_zone_is_built_the_same_alone_and_with_the_others(alone, footprints):
    ours = {shape.wkb for shape in metres(alone.footprints)}
    together = {shape.wkb for shape in footprints["27"][0]}
    assert len(ours & together) >= 0.97 * len(together)
    made = build(alone, load_recipe(default_recipe()))
    assert connectivity(made["car_nodes"], made["car_links"], strong=True)[0] >= 0.97


def test_a_zone_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"'72'.*embedded"):
        load_district(None, ["72"], use_cache=False)


def test_zones_may_be_chosen_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("TWIN_ZONES", "37")
    made = load_district(None)
    assert made["zones"]["source_id"][made["zones"]["in_district"]].tolist() == ["37"]
    assert load_district(None, ["37"]).key == made.key


def content(raw):
    state = hashlib.sha256()
    for name in SPECS:
        frame = raw.frame(name)
        if frame is None:
            continue
        state.update(b"".join(shapely.to_wkb(np.asarray(frame.geometry.array))))
        state.update(frame.drop(columns="geometry").to_csv(index=False).encode())
    return state.hexdigest()


def test_the_same_bytes_every_time(alone):
    again = raw_layers(["27"])
    assert content(again) == content(alone)
    assert again.digest == alone.digest


def test_facts_are_compact():
    assert sum(path.stat().st_size for path in facts_files()) < 150_000


@pytest.mark.nojit
def test_drawing_lots_one_by_one_equals_the_stream(facts):
    names = [f"a/{i}" for i in range(20)]
    lots = Lots(LAYOUT, facts.seed)
    stream = LAYOUT.at(facts.seed)
    np.testing.assert_array_equal(lots.many(names, 3), stream.uniform(uids_of(names), 0, 3))
    np.testing.assert_allclose(lots.normal_row("a", 20), stream.normal(uids_of(names)), rtol=1e-12)


def test_squares_are_rings_that_their_streets_end_on(raw, facts):
    for spec in facts["squares"]:
        ring = Point(facts.metres([spec["at"]])[0]).buffer(spec["radius_m"] - 3.0)
        inside = shapely.intersects(metres(raw.streets), ring)
        assert not inside.any(), (spec["name"], raw.streets["name"][inside].tolist())
