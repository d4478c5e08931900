"""Do restrictions of a map become forbidden turns between links, and do routes heed them?"""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests import naive_mobility_routes as naive
from tests.grid_district import grid_tables
from twin.core.streams import uids_of
from twin.domains.mobility.routes import graph as routes
from twin.domains.mobility.routes.params import RoutesParams
from twin.domains.mobility.routes.trees import find
from twin.geo.turns import turns_table
from twin.state.schemas import CAR_LINKS, CAR_NODES, TURNS
from twin.state.table import Table

# A crossing at (0, 0): west 0, east 1, north 2, south 3 around it, node 4 in the middle.
ENDS = [(-100.0, 0.0), (100.0, 0.0), (0.0, 100.0), (0.0, -100.0), (0.0, 0.0)]


def crossing():
    pairs = [(k, 4) for k in range(4)] + [(4, k) for k in range(4)]
    tail, head = np.array(pairs).T
    x, y = np.array(ENDS).T
    nodes = Table.from_columns(CAR_NODES, {"uid": uids_of("abcde"), "x": x, "y": y})
    links = Table.from_columns(CAR_LINKS, {"uid": uids_of(range(8)), "tail": tail, "head": head})
    lines = np.array([shapely.LineString([ENDS[a], ENDS[b]]) for a, b in pairs], dtype=object)
    ways = np.array([shapely.LineString([ENDS[0], ENDS[4], ENDS[1]]), shapely.LineString([ENDS[2], ENDS[4]]),
                     shapely.LineString([ENDS[4], ENDS[3]])], dtype=object)  # fmt: skip
    return (np.array(["we", "n", "s"], dtype=object), ways), (nodes, links, lines)


def turns(*rows):
    columns = ("source_id", "from_way", "to_way", "kind")
    frame = gpd.GeoDataFrame({c: [row[i] for row in rows] for i, c in enumerate(columns)})
    return frame, np.array([shapely.Point(*row[4]) for row in rows], dtype=object)


@pytest.mark.parametrize(
    ("row", "pairs"),
    [
        (("1", "n", "s", "no_straight_on", (0, 0)), [(2, 7)]),
        (("2", "n", "we", "no_left_turn", (0, 0)), [(2, 4), (2, 5)]),  # a way through: both of its arms
        (("3", "n", "s", "only_straight_on", (0, 0)), [(2, 4), (2, 5), (2, 6)]),
        (("4", "n", "n", "no_u_turn", (0, 0)), [(2, 6)]),
        (("5", "we", "we", "no_u_turn", (0, 0)), [(0, 4), (1, 5)]),
        (("6", "n", "s", "no_straight_on", (40, 40)), []),
        (("7", "n", "gone", "only_right_turn", (0, 0)), []),
    ],
)
def test_restrictions_become_pairs_of_links(row, pairs):
    streets, network = crossing()
    notes = []
    table = turns_table(turns(row), streets, network, notes)
    assert np.column_stack([table["from_link"], table["to_link"]]).tolist() == [list(pair) for pair in pairs]
    assert any("left out" in note for note in notes) == (not pairs)


def test_no_layer_is_no_forbidden_turn():
    streets, network = crossing()
    assert len(turns_table((None, np.empty(0, dtype=object)), streets, network, [])) == 0


def grid_graph(n=5, banned=(), **columns):
    tables = grid_tables(n)
    for name, values in columns.items():
        tables["car_links"][name][:] = values
    pairs = np.array(sorted(banned), dtype=np.int64).reshape(-1, 2)
    columns = {"uid": uids_of(range(len(pairs))), "from_link": pairs[:, 0], "to_link": pairs[:, 1]}
    return tables, routes.build(tables | {"turns": Table.from_columns(TURNS, columns)}, RoutesParams())


def test_routes_of_a_district_heed_forbidden_turns():
    tables = grid_tables(5)
    tail, head = tables["car_links"]["tail"], tables["car_links"]["head"]
    # From the second junction of the lowest row nobody may go up, coming from the first.
    first = int(np.flatnonzero((tail == 0) & (head == 1))[0])
    up = int(np.flatnonzero((tail == 1) & (head == 6))[0])
    _, graph = grid_graph(banned=[(first, up)])
    assert graph.net.size == 25 + 4 + 1
    assert graph.net.base[-1] == 1
    assert graph.root_of[-1] == graph.root_of[1] >= 0
    choice, total = find(graph.net, graph.empty[None], graph.roots, graph.roots)
    net = graph.net
    for root in range(graph.roots.size):
        for node in range(25):
            way = naive.walk(net.first_out, net.out_link, net.head, choice[0, root], node)
            assert not {(first, up)} & set(pairwise(way))
    step = graph.free[0]
    of = graph.root_of
    assert total[0, of[6], of[0]] == pytest.approx(2 * step)  # by the other side
    assert total[0, of[1], of[0]] == pytest.approx(step)


def test_zones_outside_are_joined_to_gates_and_each_other_and_never_passed():
    tables, graph = grid_graph()
    zones, params = tables["zones"], RoutesParams()
    assert graph.free.size - graph.n_links == 2 * 4 * 4 + 4 * 3
    assert graph.left_out == 0
    a, b = 2, 5
    choice, total = find(graph.net, graph.empty[None], graph.roots, graph.roots)
    net = graph.net
    of = graph.root_of[graph.zone_node[[a, b]]]
    straight = np.hypot(zones["x"][a] - zones["x"][b], zones["y"][a] - zones["y"][b])
    around = straight * params.road_circuity / (params.outer_speed_kmh / 3.6)
    assert total[0, of[1], of[0]] <= around + 1e-9
    for root in range(graph.roots.size):
        for node in range(net.size):
            way = naive.walk(net.first_out, net.out_link, net.head, choice[0, root], node)
            assert not net.closed[net.tail[way[1:]]].any()


def test_of_too_many_links_outside_the_shortest_stay():
    tail = np.array([0] * 300 + [1] * 3)
    far = np.concatenate([np.arange(300.0)[::-1], [3.0, 2.0, 1.0]])
    kept = routes._few_enough(np.array([0, 0]), tail, far, 2)
    assert kept[:300].sum() == 252
    assert kept[48:].all()


def test_charges_and_restricted_streets_make_ways_longer_to_choose_not_to_drive():
    tables = grid_tables(5)
    n = len(tables["car_links"])
    toll = np.zeros(n)
    toll[:3] = 2.0
    _, graph = grid_graph(
        toll=toll, toll_from=8, toll_to=19, restricted=np.arange(n) == 7, signal_cycle=90.0, green=0.5
    )
    charge = graph.charge(charged=True)
    assert charge[:, 0].tolist() == pytest.approx([0.0, 2.0 * 1.5 / 2.5, 2.0, 2.0 * 2.5 / 3.0, 0.0])
    assert not graph.charge(charged=False).any()
    assert not charge[:, 3:].any()
    assert graph.penalty[7] > 0.0
    assert np.count_nonzero(graph.penalty) == 1
    np.testing.assert_allclose(graph.empty[:n] - graph.free[:n], 0.5 * 90.0 * 0.25)


def test_the_net_is_kept_while_streets_are_joined_as_they_were():
    tables, graph = grid_graph()
    tables["car_links"]["capacity"][:] = 100.0
    again = routes.build(tables, RoutesParams(), graph)
    assert again.net is graph.net
    assert again.headway[0] == 36.0
    pair = np.array([[0, 40]])
    columns = {"uid": uids_of("x"), "from_link": pair[:, 0], "to_link": pair[:, 1]}
    turned = routes.build(tables | {"turns": Table.from_columns(TURNS, columns)}, RoutesParams(), graph)
    assert turned.net is not graph.net
    assert (
        routes.build(tables | {"car_links": tables["car_links"].take(np.arange(70))}, RoutesParams(), graph).net
        is not graph.net
    )
