"""Does the embedded district keep to the published facts, and is it sound enough to be lived in?"""

from __future__ import annotations

import hashlib

import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from twin.core.streams import uids_of
from twin.geo.build import build
from twin.geo.embedded import raw_layers
from twin.geo.embedded_blocks import LAYOUT
from twin.geo.embedded_facts import Facts, Lots
from twin.geo.layers import SPECS, validate
from twin.geo.recipe import default_recipe, load_recipe
from twin.state.table import Flag

PUBLISHED = {"footprints": 927, "area": 369_229.0, "median": 287.0, "storeys_known": 177}


@pytest.fixture(scope="module")
def raw():
    return raw_layers()


@pytest.fixture(scope="module")
def facts():
    return Facts.read()


def metres(frame):
    return np.asarray(frame.to_crs("EPSG:32632").geometry.array)


def test_layers_pass_the_checks_that_publishers_layers_pass(raw):
    validate(raw, (9.2, 45.45))


def test_everything_is_synthetic(raw):
    assert raw.synthetic
    for name in ("footprints", "streets", "land_use"):
        frame = raw.frame(name)
        if "source_id" in frame.columns:
            assert frame["source_id"].str.startswith("synthetic/").all()


def test_zone_has_its_published_people(raw):
    zone = raw.zones[raw.zones["in_district"]]
    assert zone["source_id"].tolist() == ["27"]
    assert zone[["residents", "households", "single_households"]].to_numpy().tolist() == [[16469, 9461, 5571]]
    assert metres(zone)[0].area == pytest.approx(1.003e6, rel=0.02)


def test_zones_do_not_overlap_and_sum_to_the_city(raw):
    shapes = metres(raw.zones)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    assert shapely.area(shapely.intersection(shapes[a[a < b]], shapes[b[a < b]])).max() < 1.0
    assert raw.zones["residents"].sum() == pytest.approx(1_368_590, rel=1e-4)
    neighbours = raw.zones.set_index("source_id")["residents"]
    assert neighbours[["35", "36", "37", "38"]].tolist() == [36370, 12191, 7702, 15079]


def test_number_and_sizes_of_footprints(raw):
    area = shapely.area(metres(raw.footprints))
    assert area.size == pytest.approx(PUBLISHED["footprints"], rel=0.02)
    assert area.sum() == pytest.approx(PUBLISHED["area"], rel=0.03)
    assert np.median(area) == pytest.approx(PUBLISHED["median"], rel=0.15)
    assert area.min() > 20.0


def test_storeys_are_distributed_as_published(raw, facts):
    known = raw.footprints["storeys"].dropna().to_numpy()
    assert known.size == PUBLISHED["storeys_known"]
    assert np.median(known) == facts["buildings"]["storeys_median"]
    values, counts = np.array(facts["buildings"]["storeys"]).T
    published = np.cumsum(counts) / counts.sum()
    ours = np.array([(known <= v).mean() for v in values])
    assert np.abs(ours - published).max() <= 1 / known.size


def test_footprints_do_not_overlap_but_most_have_a_party_wall(raw):
    shapes = metres(raw.footprints)
    assert shapely.is_valid(shapes).all()
    a, b = shapely.STRtree(shapes).query(shapely.buffer(shapes, 0.02), predicate="intersects")
    first = a < b
    assert shapely.area(shapely.intersection(shapes[a[first]], shapes[b[first]])).max() < 0.5
    assert 0.6 < np.unique(a[a != b]).size / shapes.size < 0.95


def test_footprints_stand_in_the_zone_and_off_the_streets(raw):
    zone = metres(raw.zones[raw.zones["in_district"]])[0]
    shapes = metres(raw.footprints)
    assert shapely.contains(zone.buffer(1.0), shapely.point_on_surface(shapes)).all()
    street, _ = shapely.STRtree(shapes).query(metres(raw.streets), predicate="intersects")
    assert street.size == 0


def street_graph(raw, edge):
    graph = nx.DiGraph()
    driven = raw.streets[raw.streets["street_class"].isin(["primary", "secondary", "tertiary", "minor"])]
    for line, oneway in zip(metres(driven), driven["oneway"], strict=True):
        a, b = (
            tuple(np.round(c, 3)) if edge.contains(Point(c)) else "outside" for c in (line.coords[0], line.coords[-1])
        )
        graph.add_edge(a, b)
        if not oneway:
            graph.add_edge(b, a)
    return graph


def test_streets_are_strongly_connected_through_the_gates(raw, facts):
    zone = metres(raw.zones[raw.zones["in_district"]])[0]
    graph = street_graph(raw, zone.buffer(facts["minor"]["gates_m"] - 1.0))
    assert "outside" in graph
    largest = max(nx.strongly_connected_components(graph), key=len)
    assert len(largest) >= 0.99 * graph.number_of_nodes()


def test_minor_streets_are_as_often_one_way_as_published(raw, facts):
    minor = raw.streets[raw.streets["street_class"] == "minor"]
    assert minor["oneway"].mean() == pytest.approx(facts["minor"]["one_way_share"], abs=0.02)
    assert 50 < shapely.length(metres(minor)).mean() < 120


def test_streets_reach_beyond_the_zone_so_that_gates_exist(raw):
    zone = metres(raw.zones[raw.zones["in_district"]])[0]
    crossing = shapely.crosses(metres(raw.streets), zone.buffer(600.0).exterior)
    assert crossing.sum() > 20


def test_footways_share_a_vertex_with_a_street(raw):
    foot = raw.streets["street_class"].isin(["path", "service"])
    shapes = np.asarray(raw.streets.geometry.array)
    vertices = {tuple(c) for c in shapely.get_coordinates(shapes[~foot])}
    assert foot.sum() > 20
    assert all(line.coords[0] in vertices for line in shapes[foot])


def test_points_of_every_kind_that_people_travel_to(raw):
    kinds = raw.points["kind"].value_counts()
    for kind in ("metro_station", "surface_stop", "bike_dock", "charger", "kindergarten", "school", "shop", "leisure"):
        assert kinds[kind] > 0
    metro = raw.points[raw.points["kind"] == "metro_station"]
    assert set(metro["name"]) == {"PORTA ROMANA", "LODI T.I.B.B.", "CROCETTA"}


def test_points_that_tell_a_use_stand_in_buildings(raw):
    inside = shapely.STRtree(metres(raw.footprints)).query(metres(raw.use_points), predicate="within")[0]
    assert np.unique(inside).size == len(raw.use_points)


def test_it_builds_like_any_other_place(raw):
    district = build(raw, load_recipe(default_recipe()))
    assert district.synthetic
    assert district["zones"]["in_district"].sum() == 1
    assert len(district["buildings"]) == len(raw.footprints)
    for table in district.tables.values():
        for name in (n for n in table.data if n.endswith("_flag")):
            assert (table[name] == Flag.SYNTHETIC).all(), (table.name, name)
    nodes, links = district["car_nodes"], district["car_links"]
    assert nodes["gate"].sum() > 20
    inner = ~nodes["gate"]
    ends = np.stack([links["tail"], links["head"]])
    graph = nx.DiGraph(np.where(inner[ends], ends, -1).T.tolist())
    assert max(map(len, nx.strongly_connected_components(graph))) >= 0.99 * graph.number_of_nodes()


def content(raw):
    state = hashlib.sha256()
    for name in SPECS:
        frame = raw.frame(name)
        if frame is None:
            continue
        state.update(b"".join(shapely.to_wkb(np.asarray(frame.geometry.array))))
        state.update(frame.drop(columns="geometry").to_csv(index=False).encode())
    return state.hexdigest()


def test_the_same_bytes_every_time(raw):
    again = raw_layers()
    assert content(again) == content(raw)
    assert again.digest == raw.digest


@pytest.mark.nojit
def test_drawing_lots_one_by_one_equals_the_stream(facts):
    names = [f"a/{i}" for i in range(20)]
    lots = Lots(LAYOUT, facts.seed)
    stream = LAYOUT.at(facts.seed)
    np.testing.assert_array_equal(lots.many(names, 3), stream.uniform(uids_of(names), 0, 3))
    np.testing.assert_allclose(lots.normal_row("a", 20), stream.normal(uids_of(names)), rtol=1e-12)
