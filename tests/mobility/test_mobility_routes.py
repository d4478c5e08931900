"""Routes against Bellman-Ford and SciPy; places outside are never passed."""

import numba
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from tests import naive_mobility
from tests.grid_district import STEP, grid_tables
from twin.domains.mobility import Params, network
from twin.domains.mobility.kernels.routes import trees


def run(tail, head, cost, n, n_through, roots):
    first, order = network.incoming(head, n)
    step, total = np.empty((len(roots), n), np.int32), np.empty((len(roots), n), np.float32)
    trees(first, order, tail, cost, n_through, np.array(roots), step, total)
    return step, total


@st.composite
def graphs(draw):
    n = draw(st.integers(2, 9))
    m = draw(st.integers(1, 25))
    ends = st.integers(0, n - 1)
    links = [(draw(ends), draw(ends), float(draw(st.integers(0, 9)))) for _ in range(m)]
    return n, links, draw(st.integers(1, n)), draw(ends)


@pytest.mark.nojit
@given(graph=graphs())
def test_costs_are_the_naive_ones_and_the_tree_leads_there(graph):
    n, links, n_through, root = graph
    tail, head, cost = (np.array(column) for column in zip(*links, strict=True))
    step, total = run(tail, head, cost, n, n_through, [root])
    np.testing.assert_array_equal(total[0], naive_mobility.cheapest(links, n, root, n_through))
    for node in np.flatnonzero(np.isfinite(total[0])):
        at, spent, legs = node, 0.0, 0
        while at != root:
            link = step[0, at]
            assert tail[link] == at
            spent, at, legs = spent + cost[link], head[link], legs + 1
            assert legs <= n
        assert spent == total[0, node]


def test_costs_are_scipys_on_a_grid_with_odd_costs():
    tables = grid_tables(12)
    links = tables["car_links"]
    cost = links["length"] + np.arange(len(links)) % 17
    roots = np.arange(0, 144, 7)
    _, total = run(links["tail"], links["head"], cost, 144, 144, roots)
    backwards = csr_array((cost, (links["head"], links["tail"])), shape=(144, 144))
    np.testing.assert_allclose(total, dijkstra(backwards, indices=roots), rtol=1e-6)


def test_trees_do_not_depend_on_threads():
    links = grid_tables(12)["car_links"]
    used = numba.get_num_threads()
    made = []
    for threads in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
        numba.set_num_threads(threads)
        made.append(run(links["tail"], links["head"], links["length"], 144, 144, list(range(0, 144, 5))))
    numba.set_num_threads(used)
    np.testing.assert_array_equal(made[0][0], made[1][0])


def test_gates_lead_out_and_nobody_cuts_through_a_zone_outside():
    tables = grid_tables()
    net = network.build(tables["zones"], tables["car_nodes"], tables["car_links"], Params())
    assert net.n_all == 81 + 4
    assert net.tail.size - net.n_links == 2 * 4 * 4
    far = net.free[net.n_links :]
    params = Params()
    reach = np.hypot(0.0 - -2000.0, 0.0 - 600.0)
    assert far[0] == pytest.approx(reach * params.road_circuity / (22 / 3.6))
    routes = network.find_routes(net, np.arange(81))
    for root in range(81):
        for node in range(81):
            at = node
            while at != root:
                at = net.head[routes.next_link[root, at]]
                assert at < 81


def test_circuity_of_a_square_grid():
    tables = grid_tables(15)
    # Mean of (|dx| + |dy|) / hypot(dx, dy), weighted by distance, lies near 4 / pi.
    assert network.circuity(tables["walk_nodes"], tables["walk_links"]) == pytest.approx(4 / np.pi, abs=0.06)


def test_circuity_leaves_out_the_margin_and_loose_ends():
    tables = grid_tables(15)
    nodes, links = tables["walk_nodes"], tables["walk_links"]
    whole = network.circuity(nodes, links)
    # Beyond the zones the network is cut: of the last five columns only single long ways back are left.
    outside = nodes["x"][links["tail"]] + nodes["x"][links["head"]] > 2 * 9 * STEP
    links["zone"][outside] = -1
    cut = outside & (links["tail"] // 15 != 7) & (links["tail"] // 15 == links["head"] // 15)
    thinned = links.take(np.flatnonzero(~cut))
    assert network.circuity(nodes, thinned) == pytest.approx(whole, abs=0.03)
    along = np.isin(np.arange(len(thinned)), np.flatnonzero(thinned["zone"] >= 0))
    everywhere = thinned.take(np.arange(len(thinned)))
    everywhere["zone"][~along] = 0
    assert network.circuity(nodes, everywhere) > whole + 0.1
