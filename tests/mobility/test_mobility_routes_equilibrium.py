"""Do drivers settle on ways that hardly anybody could better, and do they believe what they meet?"""

import numpy as np
import pytest

from tests import naive_mobility_routes as naive
from tests.grid_district import grid_tables
from twin.core.jit import kernel
from twin.domains.mobility.routes import graph as routes
from twin.domains.mobility.routes.equilibrium import Met, equilibrate, gap_of, perceived, price, times_met
from twin.domains.mobility.routes.params import RoutesParams
from twin.domains.mobility.routes.trees import felt, find, roads_of, ways_of
from twin.domains.mobility.routes.ways import drive, next_link, period_at, set_at

PARAMS = RoutesParams()
TRIPS = 240
HOUR = 3600.0


def grid(n=4, **columns):
    tables = grid_tables(n)
    for name, values in columns.items():
        tables["car_links"][name][:] = values
    return routes.build(tables, PARAMS)


def trips(graph, start=0, end=15, count=TRIPS):
    k = np.arange(count)
    at = 8.0 * HOUR + k
    root = graph.root_of[end]
    luck = ((0.5 + 0.6180339887 * k) % 1.0).astype(np.float32)
    return np.full(count, start, dtype=np.int32), np.full(count, root, dtype=np.int32), at, luck


def everywhere(graph):
    """Trips from the eight junctions of two sides to those of the other two."""
    start, _, at, luck = trips(graph)
    k = np.arange(start.size)
    rows = np.array([graph.root_of[node] for node in (12, 13, 14, 15, 3, 7, 11, 15)])
    return np.array([0, 1, 2, 3, 0, 4, 8, 12], np.int32)[k % 8], rows[(5 * k // 8) % 8].astype(np.int32), at, luck


def street(graph, some, room=60.0):
    """A day in which a street's time rests on how many took it in the hour, by the naive walk."""
    head, m = graph.net.head, graph.n_links

    def run(ways, roads):
        count = np.zeros((24, m))
        for node, root, t, luck in zip(*some, strict=True):
            p = naive.period(ways.cut, t)
            row = p * ways.share.shape[1] + naive.pick(np.diff(ways.share[p], prepend=0.0), luck)
            for link in naive.walk(ways.first_out, ways.out_link, head, ways.choice[row, root], node):
                count[int(t // HOUR), link] += link < m
        spent = count * graph.empty[:m] * (1.0 + (count / room) ** 2)
        return Met(count, count, spent, *some)

    return run


@kernel
def ask(ways, roads, t, luck, root, node, a, b):
    row = set_at(ways, t, luck)
    return period_at(ways.cut, t), row, next_link(ways, row, root, node), drive(roads, a, b, t)


@pytest.mark.nojit
def test_periods_sets_links_and_drives_are_looked_up_as_the_naive_way_does():
    graph = grid(3)
    cost = graph.empty + np.arange(5)[:, None]
    charge = np.zeros_like(cost)
    found = find(graph.net, cost, graph.roots, graph.roots)
    share = np.array([[0.3, 0.7]] * 5)
    ways = ways_of(graph, np.stack([found[0], found[0]], axis=1), share)
    roads = roads_of(graph, cost, charge, found)
    for t in (0.0, 6.99 * HOUR, 7.0 * HOUR, 12 * HOUR, 19.5 * HOUR, 23.9 * HOUR, 25.0 * HOUR):
        for luck in (0.0, 0.29, 0.31, 0.99):
            a, b = 3, 11
            node, root = graph.site_node[a], graph.root_of[graph.site_node[b]]
            p, row, link, (seconds, toll) = ask(ways, roads, t, luck, root, node, a, b)
            assert p == naive.period(graph.cut, t)
            assert row == 2 * p + naive.pick([0.3, 0.7], luck)
            way = naive.walk(ways.first_out, ways.out_link, graph.net.head, ways.choice[row, root], node)
            assert link == way[0]
            assert seconds == pytest.approx(sum(cost[p, a] for a in way), rel=1e-6)
            assert toll == 0.0
    _, _, link, (seconds, _) = ask(ways, roads, 0.0, 0.5, 0, graph.roots[0], 0, 1)  # one junction: straight across
    assert link == -1
    assert seconds == pytest.approx(np.hypot(*(graph.xy[0] - graph.xy[1])) * graph.pace)


def test_prices_and_gap_are_the_naive_ones():
    graph = grid()
    some = trips(graph)
    cost = np.tile(graph.empty, (5, 1))
    found = find(graph.net, cost, graph.roots, graph.roots)
    odd = find(graph.net, cost * (1.0 + np.arange(cost.shape[1]) % 3), graph.roots, graph.roots)
    ways = ways_of(graph, np.stack([found[0], odd[0]], axis=1), np.array([[0.5, 0.5]] * 5))
    met = Met(*np.zeros((3, 24, graph.n_links)), *some)
    judged = np.stack([np.ones(cost.shape[1]), 1.0 + np.arange(cost.shape[1]) % 2])
    least = [find(graph.net, cost * factor, graph.roots, graph.roots)[1] for factor in judged]
    sets = np.array([naive.pick([0.5, 0.5], luck) for luck in some[3]])
    out = np.empty((TRIPS, 2))
    for k in range(2):
        price(ways, graph.net.head, cost * judged[k], some, least[k], np.flatnonzero(sets == k), out)
    for i in range(0, TRIPS, 7):
        k = sets[i]
        way = naive.walk(ways.first_out, ways.out_link, graph.net.head, ways.choice[2 + k, some[1][i]], 0)
        assert out[i, 0] == pytest.approx((cost[1] * judged[k])[way].sum())
        assert out[i, 1] == pytest.approx(least[k][1, some[1][i], 0])
    assert (out[::2, 1] != out[0, 1]).any()  # the two sets judge differently
    gap = gap_of(graph, ways, met, cost, judged)
    assert gap[1:] == (pytest.approx(out[:, 0].sum()), pytest.approx(out[:, 1].sum()), TRIPS)
    assert gap.relative == pytest.approx(out[:, 0].sum() / out[:, 1].sum() - 1.0)


def test_judgement_is_right_on_average_spread_as_wanted_and_stays_with_a_link():
    graph = grid(12)
    judged = perceived(graph.net, 0.2, 6)
    assert judged.shape == (6, graph.empty.size)
    assert (judged[0] == 1.0).all()
    others = judged[1:].ravel()
    assert others.mean() == pytest.approx(1.0, abs=4 * 0.2 / others.size**0.5)
    assert np.log(others).std() == pytest.approx(0.2, rel=4 / (2 * others.size) ** 0.5)
    assert abs(np.corrcoef(judged[1], judged[2])[0, 1]) < 4 / judged.shape[1] ** 0.5
    np.testing.assert_array_equal(perceived(graph.net, 0.2, 3), judged[:3])
    assert (perceived(graph.net, 0.0, 4) == 1.0).all()


def test_rounds_bring_the_gap_down_and_the_same_bits_on_any_threads():
    graph = grid(free_speed=np.where(np.arange(48) % 3 == 0, 25.0, 8.0))
    run = street(graph, everywhere(graph))
    one = equilibrate(graph, run, PARAMS, iterations=16, every=True)
    gaps = [gap.relative for gap in one.gaps]
    assert max(gaps[:5]) > 0.1
    assert max(gaps[-5:]) < 0.01
    assert (len(gaps), one.loadings) == (17, 17)
    assert one.ways.share[:, -1].tolist() == [1.0] * 5
    assert one.ways.choice.shape[0] == 5 * PARAMS.route_sets
    two = equilibrate(graph, run, PARAMS, iterations=16, threads=2)
    assert two.gaps == one.gaps[-1:]
    for a, b in zip((*one.ways, one.roads.seconds), (*two.ways, two.roads.seconds), strict=True):
        np.testing.assert_array_equal(a, b)


def test_beliefs_start_from_what_another_day_settled_on():
    graph = grid()
    run = street(graph, trips(graph))
    base = equilibrate(graph, run, PARAMS, iterations=8)
    again = equilibrate(graph, run, PARAMS, iterations=0, start=base)
    assert again.gaps[0].relative == pytest.approx(base.gaps[-1].relative)
    np.testing.assert_array_equal(again.ways.choice, base.ways.choice)
    assert base.delay[1].max() > 0.0
    night = base.delay[0, : graph.n_links] / graph.empty[: graph.n_links]
    # Nobody drives at night here: of what was believed at first, the ninth part is left after eight averages.
    assert night == pytest.approx(PARAMS.first_delay / 9.0)
    assert not base.delay[:, graph.n_links :].any()


def test_a_charge_sends_drivers_around_and_is_believed_by_those_who_pay():
    # Every way out of the first junction's upper side is charged.
    graph = grid(toll=np.arange(48) == 24, toll_from=0, toll_to=24)
    link = 24
    some = trips(graph, start=int(graph.net.tail[link]), end=int(graph.net.head[link]), count=60)
    empty = PARAMS.model_copy(update={"first_delay": 0.0})
    free = equilibrate(graph, street(graph, some), empty, iterations=1, charged=False)
    paid = equilibrate(graph, street(graph, some), empty, iterations=1)
    a, b = graph.root_of[graph.net.tail[link]], graph.root_of[graph.net.head[link]]
    assert free.roads.toll.shape == (1, 1, 1)
    assert paid.roads.toll.shape == paid.roads.seconds.shape
    assert free.roads.seconds[0, b, a] == pytest.approx(graph.empty[link])
    assert paid.roads.seconds[0, b, a] == pytest.approx(3 * graph.empty[link])  # around the block costs less
    assert paid.roads.toll[0, b, a] == 0.0
    charge = graph.charge(charged=True)
    assert felt(graph, graph.empty[None], charge)[0, link] == pytest.approx(graph.empty[link] + 3600.0 / 9.0)


def test_times_met_are_means_over_the_hours_of_a_period():
    graph = grid()
    entered, left, spent = np.zeros((3, 24, graph.n_links))
    left[[7, 8, 9], 0] = entered[[7, 8, 9], 0] = 10.0
    spent[[7, 8, 9], 0] = [1000.0, 2000.0, 4000.0]
    entered[12, 1] = 4.0
    met = Met(entered, left, spent, *trips(graph))
    times = times_met(graph, met)
    empty = graph.empty[0]
    assert times[1, 0] == pytest.approx((1000.0 + 2000.0 + 0.5 * 4000.0 + empty) / 26.0)
    assert times[2, 0] == pytest.approx((0.5 * 4000.0 + empty) / 6.0)
    assert times[0, 0] == empty
    assert times[2, 1] == 3600.0  # some entered, none left
    np.testing.assert_array_equal(times[:, graph.n_links :], np.tile(graph.empty[graph.n_links :], (5, 1)))
