"""Nested logit in formulas and draws, departures, and the worth of tours against slow twins."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_mobility_choice as naive
from twin.core.jit import lean_kernel
from twin.core.refer import refer
from twin.core.streams import declare
from twin.domains.mobility.choice import build, kernels
from twin.domains.mobility.choice.fitting import expected_trips, fit, solve, split
from twin.domains.mobility.choice.groups import (
    BICYCLE,
    BIKE_TRANSIT,
    CAR,
    CAR_SHARING,
    MODES,
    MOTORCYCLE,
    NEST,
    OTHER,
    PASSENGER,
    SHARED_BICYCLE,
    SHARED_EBIKE,
    TRANSIT,
    WALK,
    Offer,
    Tastes,
    Travellers,
    Weighed,
    weighed_for,
)
from twin.domains.mobility.choice.params import ChoiceParams
from twin.domains.mobility.choice.places import destination_shares
from twin.domains.mobility.choice.shifts import choose_shift, worth_of_shifts
from twin.domains.mobility.choice.weigh import weigh_tour
from twin.domains.mobility.routes.ways import Roads, drive, period_at
from twin.domains.mobility.sharing.legs import Docks, shared_leg
from twin.domains.mobility.transit.groups import Lines
from twin.domains.mobility.transit.kernels import bike_transit_leg, transit_leg

KEY = np.uint64(20_161_101)
LUCK = declare("test.choice", "numbers of the tests of choice").at(1)
SITES, NODES, STOPS, DOCKS = 12, 9, 6, 5
WAYS = ((200, 1800), (60, 500), (0, 200))  # ride, wait, walk between
CUT = np.array([0.0, 7.0, 9.5, 16.5, 19.5, 24.0]) * 3600.0
VALUE = np.array([-1.0, -0.8, 0.6, 0.3, -0.5, 0.1, -0.9, -0.7, -1.2, -0.4])
SPREAD = 4.0  # standard errors


class Numbers:
    """Uniform numbers one after the other, with the names that NumPy gives them."""

    def __init__(self, lane: int) -> None:
        self.lane = 1000 * lane

    def uniform(self, low: float, high: float, size):
        self.lane += 1
        n = int(np.prod(size))
        return (low + (high - low) * LUCK.uniform(np.arange(n).astype(np.uint64), lane=self.lane)).reshape(size)

    def integers(self, low: int, high: int, size):
        return np.floor(self.uniform(low, high, size)).astype(np.int64)


@lean_kernel
def draw_modes(key, days, uids, value, tastes, out):
    for i in range(uids.shape[0]):
        out[i] = kernels.choose_mode(key, days, uids[i], 0, value, tastes)


@lean_kernel
def draw_shifts(key, uids, purpose, mode, tastes, weighed, out):
    for i in range(uids.shape[0]):
        out[i] = choose_shift(key, 1, uids[i], 0, purpose, mode, tastes, weighed)


@lean_kernel
def weigh(purpose, site, clock, allowed, travellers, offer, tastes, weighed, value):
    who, ways, likes, room = refer(travellers), refer(offer), refer(tastes), refer(weighed)
    for i in range(site.shape[0]):
        weigh_tour(i, clock.shape[1], purpose, site[i], clock[i], allowed[i], who, ways, likes, room)
        for m in range(10):
            value[i, m] = weighed.value[m]


@pytest.fixture(scope="module")
def tastes() -> Tastes:
    return build.tastes_of(ChoiceParams())


@pytest.fixture(scope="module")
def offer() -> Offer:
    r = Numbers(5)
    xy = r.uniform(0.0, 3000.0, (SITES, 2))
    node = r.integers(-1, NODES, SITES).astype(np.int32)
    seconds = r.uniform(60.0, 1500.0, (5, NODES, NODES)).astype(np.float32)
    toll = 5.0 * r.integers(0, 2, (5, NODES, NODES)).astype(np.float32)
    roads = Roads(node, np.arange(NODES, dtype=np.int32), seconds, toll, CUT, xy, 0.2)
    between = [r.uniform(lo, hi, (2, STOPS, STOPS)).astype(np.float32) for lo, hi in WAYS]
    changes = r.integers(0, 3, (2, STOPS, STOPS)).astype(np.float32)
    load = r.uniform(1, 1.5, (2, STOPS, STOPS)).astype(np.float32)
    lines = Lines(
        r.integers(-1, STOPS, (SITES, 2)).astype(np.int32), r.uniform(50, 3000, (SITES, 2)).astype(np.float32),
        np.stack([*between, changes, load], axis=-1), np.array([0.0, 9.0, 24.0]) * 3600.0,
        r.uniform(300, 2500, (2, STOPS, STOPS)).astype(np.float32), 1.8,
        r.integers(-1, STOPS, (SITES, 2)).astype(np.int32), r.uniform(50, 3000, (SITES, 2)).astype(np.float32),
        np.zeros(3), xy,
    )  # fmt: skip
    near = r.integers(-1, DOCKS, (SITES, 3)).astype(np.int32)
    docks = Docks(
        near, r.uniform(50, 400, (SITES, 3)).astype(np.float32),
        *(r.uniform(0, 1, (DOCKS, 5)).astype(np.float32) for _ in range(3)), r.uniform(0, 3000, (DOCKS, 2)), CUT,
    )  # fmt: skip
    params = ChoiceParams()
    spots = build.spots_of(SITES, 5, params)
    spots.search[:] = r.uniform(0, 600, spots.search.shape)
    spots.price[:] = r.uniform(0, 2, SITES)
    comfort = r.uniform(0.8, 1.0, SITES).astype(np.float32)
    return Offer(xy, roads, lines, docks, spots, comfort, build.terms_of(params, 1.25, 1.2, 1.35))


def shares(value, tastes: Tastes):
    out = np.empty(MODES)
    kernels.mode_shares(value, tastes, out)
    return out


def drawn(value, tastes: Tastes, n: int, day: int = 3):
    out = np.empty(n, dtype=np.int64)
    draw_modes(KEY, day, np.arange(n).astype(np.uint64), value, tastes, out)
    return out


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.one_of(st.just(-math.inf), st.floats(-30, 5)), min_size=MODES, max_size=MODES),
    st.lists(st.floats(0.3, 1.0), min_size=3, max_size=3),
)
def test_shares_are_those_of_the_formula(value, scale):
    value[WALK] = -1.0
    tastes = build.tastes_of(ChoiceParams(nest_scales=tuple(scale)))
    wanted, logsum = naive.nested_logit(value, list(tastes.constant), list(tastes.scale))
    assert shares(np.array(value), tastes) == pytest.approx(wanted, abs=1e-12)
    assert kernels.logsum(np.array(value), tastes) == pytest.approx(logsum, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("scales", [(0.7, 0.7, 0.7), (0.35, 1.0, 0.5)])
def test_draws_follow_the_shares(scales):
    tastes = build.tastes_of(ChoiceParams(nest_scales=scales))
    n = 200_000
    wanted = shares(VALUE, tastes)
    found = np.bincount(drawn(VALUE, tastes, n), minlength=MODES) / n
    assert np.all(np.abs(found - wanted) < SPREAD * np.sqrt(wanted / n) + 1e-9)


@pytest.mark.nojit
def test_draws_follow_the_shares_of_two_modes(tastes):
    value = np.full(MODES, -np.inf)
    value[[WALK, TRANSIT, BIKE_TRANSIT]] = 0.2, -0.1, 0.9
    n = 1000
    wanted = shares(value, tastes)
    found = np.bincount(drawn(value, tastes, n), minlength=MODES) / n
    assert np.all(np.abs(found - wanted) < SPREAD * np.sqrt(wanted / n) + 1e-9)


def test_irrelevant_alternatives_matter_within_nests_only(tastes):
    before = shares(VALUE, tastes)
    better = VALUE.copy()
    better[PASSENGER] += 1.0
    after = shares(better, tastes)
    change = after / before
    assert change[WALK] == pytest.approx(change[TRANSIT]) == pytest.approx(change[MOTORCYCLE])
    assert change[CAR] == pytest.approx(change[CAR_SHARING])
    assert change[CAR] < change[WALK] < 1.0 < change[PASSENGER]


def test_logsum_differentiates_to_the_shares(tastes):
    step = 1e-6
    for m in range(MODES):
        up, down = VALUE.copy(), VALUE.copy()
        up[m] += step
        down[m] -= step
        slope = (kernels.logsum(up, tastes) - kernels.logsum(down, tastes)) / (2 * step)
        assert slope == pytest.approx(shares(VALUE, tastes)[m], abs=1e-8)


@pytest.mark.parametrize("mode", range(MODES))
def test_a_better_mode_moves_nobody_between_others(tastes, mode):
    n = 20_000
    before = drawn(VALUE, tastes, n)
    better = VALUE.copy()
    better[mode] += 0.7
    after = drawn(better, tastes, n)
    changed = before != after
    assert changed.any()
    assert np.all(after[changed] == mode)


@pytest.mark.parametrize("mode", range(1, MODES))
def test_a_lost_mode_moves_nobody_else(tastes, mode):
    n = 5000
    before = drawn(VALUE, tastes, n)
    lost = VALUE.copy()
    lost[mode] = -np.inf
    after = drawn(lost, tastes, n)
    assert np.all(after[before != mode] == before[before != mode])
    assert not np.any(after == mode)


def test_days_and_people_have_their_own_luck(tastes):
    n = 2000
    monday, tuesday = drawn(VALUE, tastes, n, 3), drawn(VALUE, tastes, n, 4)
    p = shares(VALUE, tastes)
    same = float(np.mean(monday == tuesday))
    assert same == pytest.approx(float((p**2).sum()), abs=0.05)


# departures


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-3.0, 3.0), min_size=6, max_size=6))
def test_worth_of_shifts_is_the_expected_gain(gains):
    tastes = build.tastes_of(ChoiceParams())
    gain, pull = np.array([0.0, *gains]), tastes.pull[OTHER]
    found = worth_of_shifts(pull, tastes.shift_scale, gain)
    assert found == pytest.approx(naive.expected_gain(list(pull), tastes.shift_scale, list(gain)), abs=6e-3)


def test_nobody_shifts_without_a_cause(tastes):
    weighed = weighed_for(2, tastes.shifts.size)
    out = np.empty(100)
    draw_shifts(KEY, np.arange(100).astype(np.uint64), OTHER, CAR, tastes, weighed, out)
    assert not out.any()
    weighed.gain[:] = -1.0
    weighed.gain[:, 0] = 0.0
    draw_shifts(KEY, np.arange(100).astype(np.uint64), OTHER, CAR, tastes, weighed, out)
    assert not out.any()


def test_shifts_are_drawn_as_their_worth_grows(tastes):
    """The derivative of the expected gain with respect to a shift's gain is the chance that it is taken."""
    weighed = weighed_for(2, tastes.shifts.size)
    gain = np.array([0.0, 0.9, 0.9, 0.4, -0.2, -0.2, 0.6])
    weighed.gain[0] = gain
    n = 100_000
    out = np.empty(n)
    draw_shifts(KEY, np.arange(n).astype(np.uint64), OTHER, CAR, tastes, weighed, out)
    pull, scale, step = tastes.pull[OTHER], tastes.shift_scale, 1e-5
    for j in range(1, gain.size):
        up, down = gain.copy(), gain.copy()
        up[j] += step
        down[j] -= step
        chance = (worth_of_shifts(pull, scale, up) - worth_of_shifts(pull, scale, down)) / (2 * step)
        found = float(np.mean(out == tastes.shifts[j]))
        assert abs(found - chance) < SPREAD * math.sqrt(max(chance, 1e-4) / n)


def test_work_is_less_flexible_than_errands_and_late_is_worse_than_early(tastes):
    work, errands = tastes.pull[0], tastes.pull[OTHER]
    order = np.argsort(tastes.shifts)
    early = order[:3]
    assert work[0] > errands[0]
    assert np.all(work[early][::-1] > work[order[4:]])
    assert tastes.pull.sum(axis=1) == pytest.approx(1.0)
    assert np.all(tastes.pull[:, 0] == tastes.pull.max(axis=1))


# tours


def plain(offer: Offer):
    """The same offer, as functions that the slow twin calls."""
    roads, docks, terms = offer.roads, offer.docks, offer.terms
    legs = {
        "xy": offer.xy.tolist(), "comfort": offer.comfort.tolist(), "terms": terms, "longest": offer.spots.longest,
        "price": offer.spots.price.tolist(),
        "line": lambda a, b, t: transit_leg(offer.lines, a, b, t, terms.walk),
        "drive": lambda a, b, t: drive(roads, a, b, t),
        "search": lambda b, t: float(offer.spots.search[period_at(CUT, t), b]),
    }  # fmt: skip

    def dock(a, b, t, electric):
        pace = (terms.ebike if electric else terms.bicycle) / terms.around_bicycle
        return shared_leg(docks, a, b, t, electric, terms.walk, pace)

    def bike_line(a, b, t, home):
        if home in (a, b):
            return bike_transit_leg(offer.lines, a, b, b == home, t, terms.walk, terms.bicycle)
        return (0.0, *transit_leg(offer.lines, a, b, t, terms.walk))

    return legs | {"dock": dock, "bike line": bike_line}


def tours(n: int, legs: int):
    r = Numbers(7)
    site = r.integers(0, SITES, (n, legs + 1))
    site[:, -1] = site[:, 0]
    clock = np.sort(r.uniform(5.0, 22.0, (n, legs)), axis=1) * 3600.0
    allowed = r.uniform(0, 1, (n, MODES)) < 0.7
    allowed[:, WALK] = True
    worth, fare = np.exp(r.uniform(-1, 1, n)), np.where(r.uniform(0, 1, n) < 0.5, 0.0, r.uniform(0.5, 3.0, n))
    free, liking, due = r.uniform(0, 1, n) < 0.3, r.uniform(0, 1, n), r.uniform(0, 1, n)
    travellers = Travellers(worth, fare, allowed, free, liking, due)
    return site, clock, allowed, travellers


@pytest.mark.parametrize(("legs", "purpose"), [(2, 0), (3, 2)])
def test_tours_are_worth_what_their_legs_are(offer, tastes, legs, purpose):
    n = 60
    tastes = build.weather(tastes, ChoiceParams(), 4.0, 0.5)
    site, clock, allowed, travellers = tours(n, legs)
    value = np.empty((n, MODES))
    weigh(purpose, site, clock, allowed, travellers, offer, tastes, weighed_for(6, tastes.shifts.size), value)
    legs_of = plain(offer)
    for i in range(n):
        wanted, _ = naive.tour(
            legs, purpose, site[i], clock[i], allowed[i], travellers.fare[i], travellers.bikes_free[i],
            travellers.worth[i], travellers.due[i], legs_of, tastes,
        )  # fmt: skip
        liked = np.array(wanted)
        liked[[WALK, BICYCLE, SHARED_BICYCLE, SHARED_EBIKE]] += travellers.liking[i]
        assert value[i] == pytest.approx(liked, rel=1e-5, abs=8e-3)


def one(offer, tastes, travellers, site, clock, allowed, purpose=0) -> tuple[np.ndarray, Weighed]:
    room = weighed_for(6, tastes.shifts.size)
    value = np.empty((1, MODES))
    weigh(purpose, np.array([site]), np.array([clock]), np.array([allowed]), travellers, offer, tastes, room, value)
    return value[0], room


def test_prices_weigh_less_for_those_whose_time_is_dear(offer, tastes):
    site, clock, allowed, travellers = tours(2, 2)
    allowed[:] = True
    site[:] = np.array([0, 5, 0])
    clock[:] = np.array([8.0, 17.0]) * 3600.0
    clock[:] = 3600.0 * np.array([11.5, 14.0])
    thrifty = travellers._replace(worth=np.array([0.5, 0.5]), fare=np.full(2, 1.5))
    dear = np.full(2, 3.0)
    loss = {}
    for name, some in (("thrifty", thrifty), ("busy", thrifty._replace(worth=np.array([2.0, 2.0])))):
        before, _ = one(offer, tastes, some, site[0], clock[0], allowed[0])
        after, room = one(offer, tastes, some._replace(fare=dear), site[0], clock[0], allowed[0])
        loss[name] = before[TRANSIT] - after[TRANSIT]
        assert room.money[0, TRANSIT] == 3.0
    assert loss["thrifty"] == pytest.approx(4.0 * loss["busy"])
    free, room = one(offer, tastes, thrifty._replace(fare=np.zeros(2)), site[0], clock[0], allowed[0])
    assert room.money[0, TRANSIT] == 0.0
    assert free[TRANSIT] > before[TRANSIT]


def test_a_charge_at_peak_makes_the_free_hour_worth_a_shift(offer, tastes):
    """A 5 EUR charge between 7 and 9.5 h, planned arrival shortly before its end: later is free."""
    roads = offer.roads
    node = np.arange(SITES, dtype=np.int32) % NODES
    toll = np.zeros((5, NODES, NODES), dtype=np.float32)
    toll[1] = 5.0
    seconds = np.full_like(roads.seconds, 600.0)
    free = offer._replace(roads=roads._replace(node=node, toll=np.zeros_like(toll), seconds=seconds),
                          spots=offer.spots._replace(search=np.full_like(offer.spots.search, 60.0)))  # fmt: skip
    charged = free._replace(roads=free.roads._replace(toll=toll))
    allowed = np.zeros(MODES, dtype=bool)
    allowed[[WALK, CAR, MOTORCYCLE, CAR_SHARING]] = True
    who = Travellers(np.ones(1), np.full(1, 1.5), allowed[None], np.zeros(1, dtype=bool), np.zeros(1), np.ones(1))
    site, clock = [0, 4, 0], [9.25 * 3600.0, 15.0 * 3600.0]
    before, room = one(free, tastes, who, site, clock, allowed, OTHER)
    assert not room.gain.any()
    after, room = one(charged, tastes, who, site, clock, allowed, OTHER)
    lost = before[CAR] - after[CAR]
    assert 0.0 < lost < -5.0 * tastes.cost[OTHER]
    assert after[MOTORCYCLE] == before[MOTORCYCLE]
    assert after[CAR_SHARING] == before[CAR_SHARING]
    spared, nothing = one(charged, tastes, who._replace(due=np.zeros(1)), site, clock, allowed, OTHER)
    assert spared.tolist() == before.tolist()
    assert not nothing.gain.any()
    after, room = one(charged, tastes, who, site, clock, allowed, OTHER)
    out = np.empty(4000)
    draw_shifts(KEY, np.arange(4000).astype(np.uint64), OTHER, CAR, tastes, room, out)
    assert set(np.unique(out)) == {0.0, 900.0, 1800.0, 3600.0}
    assert float(np.mean(out > 0)) > 0.3


# places


def test_visits_go_where_the_way_is_worth_it(offer, tastes):
    r = Numbers(3)
    n = 40
    home = r.integers(0, SITES, n).astype(np.int32)
    haunts = r.integers(0, SITES, (n, 2, 4)).astype(np.int32)
    allowed = np.ones((n, MODES), dtype=bool)
    who = Travellers(np.ones(n), np.full(n, 1.5), allowed, np.zeros(n, dtype=bool), np.zeros(n), np.ones(n))
    near, decay = np.full(SITES, 50.0), (550.0, 1600.0)
    share = destination_shares(home, haunts, near, decay, 1.0, who, offer, tastes)
    assert share.shape == (n, 2, 4)
    assert share.dtype == np.float32
    assert np.all(share[..., -1] == 1.0)
    assert np.all(np.diff(share, axis=2) >= 0.0)
    hours = np.array([[10.0, 10.75], [17.5, 19.75]]) * 3600.0
    value = np.empty((1, MODES))
    for i in range(5):
        for a in range(2):
            worth = []
            for b in haunts[i, a]:
                way = np.array([[home[i], b, home[i]]])
                weigh(
                    OTHER,
                    way,
                    hours[a : a + 1],
                    allowed[:1],
                    who,
                    offer,
                    tastes,
                    weighed_for(2, tastes.shifts.size),
                    value,
                )
                far = max(math.dist(offer.xy[home[i]], offer.xy[b]), 50.0)
                worth.append(kernels.logsum(value[0], tastes) + far / decay[a])
            weight = np.exp(np.array(worth) - max(worth))
            assert share[i, a] == pytest.approx(np.cumsum(weight) / weight.sum(), abs=1e-5)


def test_cold_and_rain_keep_off_two_wheels(tastes):
    params = ChoiceParams()
    frost = build.weather(tastes, params, 0.0)
    wet = build.weather(tastes, params, 20.0, 1.0)
    bicycles = (NEST[SHARED_EBIKE] == NEST) | (np.arange(MODES) == BIKE_TRANSIT) | (np.arange(MODES) == MOTORCYCLE)
    assert np.all(frost.now[bicycles] == params.cold * params.cold_below)
    assert np.all(wet.now[bicycles] == params.rain)
    assert not frost.now[~bicycles].any()
    assert not build.weather(tastes, params, 20.0).now.any()


def test_tracks_shorten_the_way_as_felt():
    params = ChoiceParams()
    sites = np.array([[0.0, 0.0], [5000.0, 0.0], [10_000.0, 0.0]])
    ways = np.array([[10.0, 0.0], [100.0, 0.0], [5100.0, 0.0]])
    felt = build.cycling_comfort(sites, ways, np.array([100.0, 300.0, 50.0]), np.array([0, 2, 1]), params)
    assert felt == pytest.approx([(100 * 1.0 + 300 * 0.84) / 400, 0.93, 1.0], rel=1e-6)


# fit


def kept(tastes: Tastes, tours: int) -> Weighed:
    """Tours of commuters, some of whom have a car, a motorcycle or somebody who takes them along."""
    r = Numbers(9)
    room = weighed_for(2, tastes.shifts.size, tours)
    room.time[:, WALK] = 3000.0
    for _ in range(tours):
        has = r.uniform(0, 1, MODES) < np.array([1.1, 0.5, 1.1, 0.5, 0.2, 0.4, 0.1, 0.1, 0.05, 0.4])
        room.value[:] = np.where(has, r.uniform(-4, 0, MODES), -np.inf)
        room.party[:] = 0, 2
        kernels.keep_tour(2, np.zeros(3, dtype=np.int64), room)
    return room


def test_constants_meet_the_split_and_the_occupancy(tastes):
    tours = kept(tastes, 400)
    target = (0.45, 0.18, 0.05, 0.32)
    found = fit(lambda _constants: tours, tastes, target, 1.8)
    assert found.after == pytest.approx(target, abs=1e-5)
    assert found.occupancy == pytest.approx(1.8, abs=1e-5)
    constants = np.array(found.constants)
    moved = constants - tastes.constant
    assert constants[WALK] == 0.0
    assert moved[BIKE_TRANSIT] == pytest.approx(moved[TRANSIT], abs=2e-3)
    assert moved[CAR_SHARING] == pytest.approx(moved[CAR], abs=2e-3)
    assert not moved[[WALK, BICYCLE, SHARED_BICYCLE, SHARED_EBIKE]].any()
    assert split(expected_trips(tours, tastes._replace(constant=constants))) == pytest.approx(target, abs=2e-3)


def test_expected_trips_are_the_mean_of_drawn_ones(tastes):
    tours = kept(tastes, 30)
    n = 30
    days = 1500
    counts = np.zeros(MODES)
    out = np.empty(days, dtype=np.int64)
    for row in range(n):
        draw_modes(KEY, row, np.arange(days).astype(np.uint64), tours.kept[row], tastes, out)
        own = np.bincount(out, minlength=MODES) / days
        counts += 2.0 * own
        own[PASSENGER] += own[CAR] + own[CAR_SHARING]
        own[[CAR, CAR_SHARING]] = 0.0
        counts += own
    assert expected_trips(tours, tastes) == pytest.approx(counts, abs=0.7)
    assert counts.sum() == pytest.approx(3.0 * n)


def test_short_walks_and_full_rooms_do_not_count(tastes):
    room = weighed_for(2, tastes.shifts.size, 1, inner=5)
    room.value[1:] = -np.inf
    room.party[:] = 1, 5
    kernels.keep_tour(2, np.array([0, 5, 0]), room)
    assert room.number[0] == 0
    room.time[0, WALK], room.time[1, WALK] = 200.0, 400.0
    kernels.keep_tour(2, np.array([0, 4, 0]), room)
    kernels.keep_tour(2, np.array([0, 4, 0]), room)
    assert room.number[0] == 1
    assert room.trips[0].tolist() == [2.0, 1.0, 3.0, 2.0]
    assert expected_trips(room, tastes).tolist() == [3.0] + 9 * [0.0]


def test_an_impossible_split_is_told(tastes):
    tours = kept(tastes, 20)
    tours.kept[:, CAR] = tours.kept[:, PASSENGER] = tours.kept[:, CAR_SHARING] = -np.inf
    with pytest.raises(RuntimeError, match="not met"):
        solve(tours, tastes, (0.4, 0.2, 0.1, 0.3), 1.3)
