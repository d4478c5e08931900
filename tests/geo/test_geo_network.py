"""Are ways split where they share a vertex and nowhere else, cut at gates, and open in the right direction?"""

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, box

from twin.geo.network import Ways, build_graph, components, cut_ways


def ways(*lines, oneway=(), level=None, kind=None, cut=None):
    n = len(lines)
    return Ways(
        np.array([LineString(line) for line in lines], dtype=object),
        np.arange(n),
        np.zeros(n, dtype=np.int64),
        np.array(kind if kind is not None else [i in oneway for i in range(n)], dtype=np.int64),
        np.array([i in oneway for i in range(n)]),
        np.array(level or [0] * n),
        np.array(cut if cut is not None else [[False, False]] * n).reshape(-1, 2),
    )


def test_ways_meet_at_a_shared_vertex():
    graph = build_graph(ways([(0, 0), (50, 0), (100, 0)], [(50, -50), (50, 0), (50, 50)]))
    assert len(graph.xy) == 5
    assert sorted(graph.length.tolist()) == [50.0] * 4


def test_crossing_without_a_vertex_is_no_junction():
    graph = build_graph(ways([(0, 0), (100, 0)], [(50, -50), (50, 50)]))
    assert len(graph.xy) == 4
    assert graph.tail.size == 2


def test_near_ends_are_not_snapped():
    graph = build_graph(ways([(0, 0), (100, 0)], [(100.05, 0), (200, 0)]))
    assert len(graph.xy) == 4


def test_bridge_does_not_meet_the_street_beneath_even_with_equal_vertices():
    street = [(0, 0), (50, 0), (100, 0)]
    bridge = [(50, -50), (50, 0), (50, 50)]
    graph = build_graph(ways(street, bridge, level=[0, 1]))
    assert len(graph.xy) == 4
    assert sorted(graph.length.tolist()) == [100.0, 100.0]


def test_bridge_meets_at_its_ends():
    graph = build_graph(ways([(0, 0), (50, 0)], [(50, 0), (100, 0)], [(50, 0), (50, 50)], level=[0, 1, 0]))
    assert len(graph.xy) == 4
    assert graph.tail.size == 3


def test_two_bridges_meet_on_the_bridge():
    graph = build_graph(ways([(0, 0), (50, 0), (100, 0)], [(50, 0), (50, 50)], level=[1, 1]))
    assert graph.tail.size == 3


def test_nodes_between_two_equal_stretches_are_contracted_with_their_geometry():
    graph = build_graph(ways([(0, 0), (30, 10)], [(30, 10), (60, 0)], [(100, 20), (60, 0)]))
    assert graph.tail.size == 1
    assert len(graph.xy) == 2
    line = graph.line[0]
    assert len(line.coords) == 4
    assert graph.length[0] == pytest.approx(sum(shapely.length(w) for w in shapely.linestrings(
        [[(0, 0), (30, 10)], [(30, 10), (60, 0)], [(100, 20), (60, 0)]]
    )))  # fmt: skip
    ends = {line.coords[0], line.coords[-1]}
    assert ends == {(0.0, 0.0), (100.0, 20.0)}
    assert tuple(graph.xy[graph.tail[0]]) == line.coords[0]
    assert tuple(graph.xy[graph.head[0]]) == line.coords[-1]


def test_change_of_class_is_kept():
    assert build_graph(ways([(0, 0), (30, 0)], [(30, 0), (60, 0)], kind=[1, 2])).tail.size == 2


def test_oneway_stretches_join_head_to_tail_only():
    along = build_graph(ways([(0, 0), (30, 0)], [(30, 0), (60, 0)], oneway=(0, 1)))
    assert along.tail.size == 1
    assert along.line[0].coords[0] == (0.0, 0.0)
    against = build_graph(ways([(0, 0), (30, 0)], [(60, 0), (30, 0)], oneway=(0, 1)))
    assert against.tail.size == 2


def test_contracted_oneway_keeps_its_direction_when_its_first_piece_comes_last():
    graph = build_graph(ways([(30, 0), (60, 0)], [(0, 0), (30, 0)], oneway=(0, 1)))
    assert graph.tail.size == 1
    assert graph.line[0].coords[0] == (0.0, 0.0)
    assert graph.line[0].coords[-1] == (60.0, 0.0)


def test_ring_without_junction_stays_one_stretch():
    graph = build_graph(ways([(0, 0), (10, 0), (10, 10), (0, 0)]))
    assert graph.tail.size == 1
    assert graph.tail[0] == graph.head[0]


def test_cut_way_ends_in_a_gate():
    line, row, piece, cut = cut_ways(
        np.array([LineString([(-50, 5), (50, 5)]), LineString([(1, 1), (9, 1)]), LineString([(20, 0), (30, 0)])]),
        box(0, 0, 10, 10),
    )
    assert row.tolist() == [1, 0]
    assert piece.tolist() == [0, 0]
    assert cut.tolist() == [[False, False], [True, True]]
    assert line[1].coords[0] == (0.0, 5.0)  # still in the way's direction
    graph = build_graph(ways(*[shape.coords for shape in line], cut=cut))
    assert sorted(map(tuple, graph.xy[graph.gate].tolist())) == [(0.0, 5.0), (10.0, 5.0)]


def test_way_that_leaves_and_comes_back_has_two_pieces():
    way = LineString([(5, 5), (15, 5), (15, 8), (5, 8)])
    _, row, piece, cut = cut_ways(np.array([way]), box(0, 0, 10, 10))
    assert row.tolist() == [0, 0]
    assert piece.tolist() == [0, 1]
    assert cut.tolist() == [[False, True], [True, False]]


def test_gates_are_joined_outside():
    tail, head = np.array([0, 2]), np.array([1, 3])
    apart = components(4, tail, head, np.array([False] * 4), strong=True)
    assert np.unique(apart).size == 4
    gates = np.array([True, True, True, True])
    assert (components(4, tail, head, gates, strong=True) == 0).all()


def test_dead_end_of_a_oneway_is_not_strongly_connected():
    label = components(3, np.array([0, 1, 1]), np.array([1, 0, 2]), np.array([True, False, False]), strong=True)
    assert label[0] == label[1] == 0
    assert label[2] != 0
