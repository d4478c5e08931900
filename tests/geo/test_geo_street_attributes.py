"""Do streets get signals where main ones meet, places to park, cycle tracks on the right side, and closed areas?"""

import numpy as np
import pytest
import shapely

from tests.tiny_layers import frame, grid, street, streets, tiny
from twin.core.errors import InputError
from twin.geo import load_district
from twin.geo.build import build
from twin.geo.recipe import Rules, default_recipe, load_recipe
from twin.geo.street_attributes import junctions, parking, restricted, runs_along, signals
from twin.state.codes import StreetClass
from twin.state.schemas import CAR_LINKS, CAR_NODES
from twin.state.table import Flag, Table

RULES = Rules()


def cross(kind=StreetClass.PRIMARY, side=StreetClass.PRIMARY, arm=100.0):
    """Four two-way arms at one junction: east, west, north, south; and their lines."""
    xy = np.array([[0, 0], [arm, 0], [-arm, 0], [0, arm], [0, -arm]], dtype=float)
    nodes = Table.from_columns(CAR_NODES, {"uid": np.arange(1, 6), "x": xy[:, 0], "y": xy[:, 1]})
    tail, head = np.array([1, 2, 3, 4, 0, 0, 0, 0]), np.array([0, 0, 0, 0, 1, 2, 3, 4])
    links = Table.from_columns(
        CAR_LINKS,
        {
            "uid": np.arange(1, 9), "tail": tail, "head": head, "length": np.full(8, arm),
            "street_class": np.where(np.isin(tail + head, (1, 2)), kind, side), "zone": np.zeros(8, dtype=int),
        },
    )  # fmt: skip
    return nodes, links, shapely.linestrings(np.stack([xy[tail], xy[head]], axis=1))


def test_two_phases_share_the_cycle_and_never_overlap():
    nodes, links, lines = cross(side=StreetClass.TERTIARY)
    note = signals(nodes, links, lines, RULES, Flag.IMPUTED)
    assert note.startswith("1 junctions")
    cycle = RULES.signal_cycle.value
    at = links["signal_cycle"] > 0
    assert at.tolist() == [True] * 4 + [False] * 4
    east, north = links["green"][0], links["green"][2]
    assert links["green"][1] == east > north == links["green"][3]
    assert cycle * (east + north) == pytest.approx(cycle - 2 * RULES.signal_lost.value)
    weights = RULES.weights
    assert east / north == pytest.approx(weights[StreetClass.PRIMARY] / weights[StreetClass.TERTIARY])
    gap = (links["green_from"][2] - links["green_from"][0] - east * cycle) % cycle
    assert gap == pytest.approx(RULES.signal_lost.value)
    assert (links["capacity"][:4] == 1800.0).all()  # at green
    assert (links["capacity_flag"][:4] == Flag.SYNTHETIC).all()  # set by the network, not here


def test_minor_streets_give_way_and_have_no_signal():
    nodes, links, lines = cross(side=StreetClass.MINOR)
    signals(nodes, links, lines, RULES, Flag.IMPUTED)
    assert not links["signal_cycle"].any()
    assert links["capacity"][:4].tolist() == [1500.0, 1500.0, 500.0, 500.0]
    assert links["capacity"][4:].tolist() == [1800.0] * 4
    assert links["yield_wait"].tolist() == [0.0, 0.0] + [RULES.yield_wait.value] * 2 + [0.0] * 4
    nodes, links, lines = cross(StreetClass.MINOR, StreetClass.MINOR)
    signals(nodes, links, lines, RULES, Flag.IMPUTED)
    assert links["capacity"][:4].tolist() == [700.0] * 4
    assert links["yield_wait"].tolist() == [RULES.equal_wait.value] * 4 + [0.0] * 4


def test_a_street_that_only_parts_has_no_signal():
    nodes, links, lines = cross()
    rows = np.array([0, 5, 6, 7])  # in from the east, out everywhere else
    links = links.take(rows)
    assert junctions(nodes, links, 40.0).signal[0] == 0
    signals(nodes, links, lines[rows], RULES, Flag.IMPUTED)
    assert not links["signal_cycle"].any()


def test_two_carriageways_make_one_junction():
    raw = tiny(
        streets=streets(
            street(0, [(-2000, 210), (200, 210), (2500, 210)], "primary", oneway=True),
            street(1, [(2500, 190), (200, 190), (-2000, 190)], "primary", oneway=True),
            street(2, [(200, -2000), (200, 190), (200, 210), (200, 2500)], "secondary"),
        )
    )
    district = build(raw, load_recipe(default_recipe()))
    links = district.tables["car_links"]
    assert (links["signal_cycle"] > 0).sum() == 4
    inner = links["length"] < 30.0
    assert inner.sum() == 2
    assert not links["signal_cycle"][inner].any()
    assert (links["capacity"][inner] == 1800.0 * links["lanes"][inner]).all()
    assert (links["signal_cycle_flag"] == Flag.IMPUTED).all()


def test_parking_leaves_junctions_free_and_counts_both_kerbs_of_a_one_way_street():
    nodes, links, _ = cross(StreetClass.MINOR, StreetClass.MINOR)
    parking(nodes, links, RULES, Flag.IMPUTED)
    kerb = (100.0 - RULES.clearance.value) * RULES.kerb[StreetClass.MINOR] / RULES.place_length.value
    assert (links["parking"] == np.floor(kerb)).all()
    oneway = links.take(np.array([0, 5, 6, 7]))
    parking(nodes, oneway, RULES, Flag.IMPUTED)
    assert (oneway["parking"] == np.floor(2 * kerb)).all()


def test_a_track_belongs_to_the_street_beside_it_in_its_direction():
    line = shapely.linestrings(
        [[(0, 0), (200, 0)], [(200, 0), (0, 0)], [(100, -100), (100, 100)], [(0, 60), (200, 60)]]
    )
    lanes = frame([{"kind": "lane", "oneway": True}], [shapely.LineString([(0, 8), (200, 8)])])
    shapes = np.array([shapely.LineString([(0, 8), (200, 8)])], dtype=object)
    assert runs_along(line, lanes, shapes, 16.0).tolist() == [1, 0, 0, 0]
    lanes["oneway"], lanes["kind"] = False, "track"
    assert runs_along(line, lanes, shapes, 16.0).tolist() == [2, 2, 0, 0]
    half = np.array([shapely.LineString([(0, 8), (80, 8)])], dtype=object)
    assert runs_along(line, lanes, half, 16.0).tolist() == [0, 0, 0, 0]
    assert runs_along(line, lanes.iloc[:0], half[:0], 16.0).tolist() == [0, 0, 0, 0]


def test_a_street_is_restricted_where_most_of_it_lies_inside():
    lines = shapely.linestrings([[(0, 0), (100, 0)], [(60, 0), (160, 0)], [(300, 0), (400, 0)]])
    areas = np.array([shapely.box(-10, -10, 70, 10), shapely.box(65, -10, 105, 10)], dtype=object)
    assert restricted(lines, areas).tolist() == [True, False, False]
    assert not restricted(lines, areas[:0]).any()


def test_a_link_of_zero_length_is_named():
    ways = [*grid_ways(), street(9, [(100, 100), (100, 100)])]
    with pytest.raises(InputError, match="w9"):
        build(tiny(streets=streets(*ways)), load_recipe(default_recipe()))


def test_what_nobody_can_reach_is_listed_and_nobody_is_sent_there():
    ways = [*grid_ways(), street(9, [(300, 300), (380, 300), (380, 380)], name="Via Isolata")]
    district = build(tiny(streets=streets(*ways)), load_recipe(default_recipe()))
    assert any("cut off: Via Isolata" in line for line in district.notes["network"])
    apart = np.flatnonzero(district.tables["car_links"]["name"] == "Via Isolata")
    ends = district.tables["car_links"]["tail"][apart]
    assert apart.size == 2
    assert not np.isin(district.tables["buildings"]["car_node"], ends).any()


def grid_ways():
    return [street(0, [(-2000, 200), (200, 200), (2500, 200)]), street(1, [(200, -2000), (200, 200), (200, 2500)])]


def test_layers_of_tracks_and_areas_reach_the_links():
    lanes = frame(
        [{"source_id": "c1", "kind": "track", "oneway": False}], [shapely.LineString([(-1000, 206), (1000, 206)])]
    )
    areas = frame([{"source_id": "a1", "kind": "pedestrian"}], [shapely.box(190, 150, 210, 1500)])
    district = build(tiny(streets=grid(), cycle_lanes=lanes, restricted_areas=areas), load_recipe(default_recipe()))
    cars, bikes = district.tables["car_links"], district.tables["bike_links"]
    assert cars["cycle_track"].sum() == 4 == (bikes["track"] == 2).sum()
    assert cars["restricted"].sum() == 2
    with pytest.raises(InputError, match="kind is 'path'"):
        build(tiny(cycle_lanes=lanes.assign(kind="path")), load_recipe(default_recipe()))


def test_the_embedded_district_has_them_all():
    links = load_district(None).tables["car_links"]
    inside = links["zone"] >= 0
    at = links["signal_cycle"] > 0
    assert at.sum() > 50
    assert ((links["green"][at] > 0.05) & (links["green"][at] < 0.9)).all()
    assert (links["green"][~at] == 1.0).all()
    assert (links["capacity"] > 0).all()
    assert 5_000 < links["parking"][inside].sum() < 40_000
    assert links["cycle_track"].any()
    assert (links["signal_cycle_flag"] == Flag.SYNTHETIC).all()
