"""Do trees of ways lead to their roots at the least cost, whatever turns are forbidden and places closed?"""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tests import naive_mobility_routes as naive
from tests.grid_district import grid_tables
from twin.domains.mobility.routes.kernels import LEAST
from twin.domains.mobility.routes.net import join
from twin.domains.mobility.routes.trees import along, find
from twin.domains.mobility.routes.ways import END


@st.composite
def towns(draw):
    n = draw(st.integers(2, 8))
    ends = st.integers(0, n - 1)
    links = [(draw(ends), draw(ends)) for _ in range(draw(st.integers(1, 20)))]
    links = [(a, b) for a, b in links if a != b] or [(0, 1)]
    cost = [float(draw(st.integers(1, 9))) for _ in links]
    closed = draw(st.sets(ends, max_size=2))
    pairs = [(i, j) for i, (_, b) in enumerate(links) for j, (a, _) in enumerate(links) if a == b]
    banned = draw(st.sets(st.sampled_from(pairs), max_size=5)) if pairs else set()
    return n, links, cost, closed, banned


def laid(n, links, closed=(), banned=()):
    tail, head = np.array(links).T
    shut = np.isin(np.arange(n), list(closed))
    return join(n, tail, head, shut, np.array(sorted(banned), dtype=np.int64).reshape(-1, 2))


@pytest.mark.nojit
@settings(max_examples=60)
@given(town=towns())
def test_costs_are_the_naive_ones_and_each_tree_leads_to_its_root(town):
    n, links, cost, closed, banned = town
    net = laid(*town[:2], closed, banned)
    roots = np.arange(n, dtype=np.int32)
    every = np.arange(net.size, dtype=np.int32)
    choice, total = find(net, np.array([cost, cost[::-1]]), roots, every)
    for p, price in enumerate((cost, cost[::-1])):
        for root in range(n):
            best, after = naive.reached(links, n, root, price, closed, banned)
            np.testing.assert_allclose(total[p, root, :n], best, rtol=1e-12)
            for link, (_, end) in enumerate(links):  # whoever comes by a link may only turn where turns are allowed
                if end not in closed:
                    np.testing.assert_allclose(total[p, root, net.head[link]], after[link], rtol=1e-12)
            for node in range(n):
                way = naive.walk(net.first_out, net.out_link, net.head, choice[p, root], node)
                if math.isfinite(best[node]):
                    assert sum(price[link] for link in way) == pytest.approx(best[node])
                    assert node == root or net.base[net.head[way[-1]]] == root
                assert not {(a, b) for a, b in pairwise(way)} & banned
                assert not {links[link][0] for link in way[1:]} & closed
                assert node == root or math.isfinite(best[node]) or choice[p, root, node] == END


def test_costs_are_scipys_on_a_grid_and_do_not_depend_on_threads():
    links = grid_tables(12)["car_links"]
    cost = links["length"] + np.arange(len(links)) % 17
    net = join(144, links["tail"], links["head"])
    every = np.arange(144, dtype=np.int32)
    choice, total = find(net, cost[None], every, every)
    backwards = csr_array((cost, (links["head"], links["tail"])), shape=(144, 144))
    np.testing.assert_allclose(total[0], dijkstra(backwards), rtol=1e-12)
    np.testing.assert_allclose(along(net, choice, cost[None], every, every), total, rtol=1e-12)
    again = find(net, np.repeat(cost[None], 3, axis=0), every, every, threads=3)
    for p in range(3):
        np.testing.assert_array_equal(again[0][p], choice[0])
        np.testing.assert_array_equal(again[1][p], total[0])
    np.testing.assert_array_equal(along(net, again[0], np.tile(cost, (3, 1)), every, every, threads=2)[2], total[0])


def test_links_without_cost_do_not_turn_ways_in_circles():
    links = grid_tables(6)["car_links"]
    net = join(36, links["tail"], links["head"])
    every = np.arange(36, dtype=np.int32)
    choice, total = find(net, np.zeros((1, len(links))), every, every)
    for root in range(36):
        for node in range(36):
            steps = len(naive.walk(net.first_out, net.out_link, net.head, choice[0, root], node))
            assert steps == abs(root % 6 - node % 6) + abs(root // 6 - node // 6)
            assert total[0, root, node] == pytest.approx(steps * LEAST)


def test_a_figure_is_summed_along_ways_that_are_chosen_by_another():
    # Two ways from 0 to 3: short and dear over 1, long and free over 2.
    net = laid(4, [(0, 1), (1, 3), (0, 2), (2, 3)])
    felt, time, toll = np.array([[70.0, 10, 30, 30]]), np.array([[10.0, 10, 30, 30]]), np.array([[5.0, 0, 0, 0]])
    root, start = np.array([3], dtype=np.int32), np.array([0, 1], dtype=np.int32)
    choice, total = find(net, felt, root, start)
    assert total[0, 0].tolist() == [60.0, 10.0]
    assert along(net, choice, time, root, start)[0, 0].tolist() == [60.0, 10.0]
    assert along(net, choice, toll, root, start)[0, 0].tolist() == [0.0, 0.0]


def test_a_junction_with_too_many_ways_out_is_refused():
    with pytest.raises(ValueError, match="255 links leave junction 0"):
        laid(300, [(0, k + 1) for k in range(255)])
