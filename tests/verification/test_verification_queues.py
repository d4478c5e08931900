"""Do queues on streets behave as theory says? Free road, bottleneck, spillback, waves, signals, gridlock, balance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.little_queues import drive
from twin.domains.mobility.loading.groups import ARRIVED, FORCED, LOADED, WORST

PER_CAR = 7.5  # metres of street


@pytest.mark.nojit
def test_a_free_road_takes_free_flow_time():
    rides, _, load = drive([[0, 1, 2]], [7 * 3600.0], [(10.0, 2.0, 5), (20.5, 2.0, 5), (30.0, 2.0, 5)])
    assert rides.times[0].tolist() == [25200.0, 25260.5, 25200.0, 25260.5]
    assert load.left[7].tolist() == [1, 1, 1]
    assert load.spent[7].tolist() == [10.0, 20.5, 30.0]


@pytest.mark.parametrize(("inflow", "outflow"), [(1.0, 3.0), (2.0, 2.5), (4.0, 1.0)])
def test_delay_at_a_bottleneck_is_the_area_between_the_cumulative_curves(inflow, outflow):
    # N arrivals with headway a, served with headway s > a: the n-th waits n (s - a), together N (N - 1) (s - a) / 2.
    n, free = 100, 60.0
    departures = inflow * np.arange(n)
    rides, _, load = drive([[0]] * n, departures, [(free, outflow, 1000)])
    delay = rides.times[:, 1] - departures - free
    slower = max(outflow - inflow, 0.0)
    np.testing.assert_allclose(delay, slower * np.arange(n), atol=1e-9)
    assert load.spent.sum() - n * free == pytest.approx(n * (n - 1) * slower / 2.0, abs=1e-6)


@pytest.mark.parametrize("wave", [0.0, 5.0])
def test_a_queue_fills_its_street_and_blocks_the_one_behind_when_theory_says(wave):
    # Link 0 lies downstream, holds 40 cars and lets one out in 10 s; every 2 s one arrives from link 1.
    room, free, inflow, outflow, n = 40, 60.0, 2.0, 10.0, 120
    streets = [(free, outflow, float(room), room * PER_CAR), (20.0, 1.0, 500.0)]
    departures = inflow * np.arange(n)
    rides, _, load = drive([[1, 0]] * n, departures, streets, n_real=1, wave=wave, counts=2000, step=1.0)
    entry, leave = rides.times[:, 2], rides.times[:, 3]
    hole = room * PER_CAR / wave if wave else 0.0
    # Newell: the k-th enters once it has arrived and the (k - room)-th has left, a wave's time ago.
    expected = departures + 20.0
    expected[room:] = np.maximum(expected[room:], leave[: n - room] + hole)
    np.testing.assert_allclose(entry, expected, atol=1e-9)
    np.testing.assert_allclose(np.diff(leave), outflow)
    # Arrivals less departures reach the room of the street at this moment, and from then on someone is kept out.
    # None has left, a wave's time ago, before `free + hole`.
    full = 20.0 + room * inflow
    if room * inflow > free + hole:
        full = 20.0 + (room - (free + hole) / outflow) / (1.0 / inflow - 1.0 / outflow)
    kept_out = departures[np.flatnonzero(entry > departures + 20.0 + 1e-9)[0]] + 20.0
    assert kept_out == pytest.approx(full, abs=2.0 * inflow)
    # The whole street is queue then, at the density of the triangular diagram: that of a jam, less flow over wave.
    density = load.census[300:500].mean() / (room * PER_CAR)
    assert density == pytest.approx(1.0 / PER_CAR - (1.0 / outflow / wave if wave else 0.0), abs=0.5 / (room * PER_CAR))


def test_a_gap_moves_back_through_standing_cars_at_the_speed_of_the_wave():
    # Three full streets behind a signal that turns green at 300 s: each next one moves 90 m / 4.5 m/s = 20 s later.
    street = (9.0, 3.0, 12.0, 90.0)
    streets = [(*street, 1000.0, 300.0, 600.0), street, street]
    ways = [[2, 1, 0]] * 36
    _, _, load = drive(ways, 2.0 * np.arange(36), streets, wave=4.5, counts=900, step=1.0, n_real=2)
    _, _, one = drive(ways, 2.0 * np.arange(36), streets, wave=4.5, counts=900, step=1.0, n_real=1)
    assert load.census[298] == 24
    # Link 0 lets one out at 300 s; the first from link 1 may enter it at 320 s, and from link 2 into link 1 at 340 s.
    on_first, on_second = one.census, load.census - one.census
    assert np.flatnonzero(on_second < 12)[np.flatnonzero(on_second < 12) > 200][0] == pytest.approx(320, abs=1)
    refilled = np.flatnonzero((np.diff(on_second) > 0) & (np.arange(899) > 300))[0]
    assert refilled == pytest.approx(340, abs=1)
    assert np.flatnonzero(np.diff(on_first)[290:] < 0)[0] + 290 == pytest.approx(300, abs=1)


@given(starts=st.lists(st.integers(0, 300), min_size=2, max_size=40))
def test_first_in_first_out(starts):
    departures = np.sort(np.array(starts, dtype=float))
    rides, *_ = drive([[0, 1]] * len(starts), departures, [(20.0, 4.0, 6), (35.0, 7.0, 3)])
    assert (np.diff(rides.times[:, 1]) >= 7.0 - 1e-9).all()


@pytest.mark.parametrize("green", [20.0, 31.0, 45.5])
@pytest.mark.parametrize("headway", [1.0, 2.0, 7.0])
def test_a_signal_lets_saturation_flow_times_green_share_pass(green, headway):
    cycle, n = 90.0, 400
    rides, *_ = drive([[0]] * n, np.zeros(n), [(10.0, headway, 1e6, 0.0, cycle, 17.0, green)])
    out = np.sort(rides.times[:, 1])
    phase = (out - 17.0) % cycle
    assert ((phase < green) | (phase > cycle - 1e-6)).all()
    capacity = green / (headway * cycle)
    for start in (0, 37, 120):
        counted = np.arange(n - start)
        # Never further from s g / C than one vehicle a cycle's worth of waves.
        line = capacity * (out[start:] - out[start])
        assert np.abs(counted - line).max() <= green / headway + 1.0
    cycles = (out[-1] - out[0]) / cycle
    assert abs((n - 1) - capacity * (out[-1] - out[0])) <= max(1.0, green / headway)
    per_cycle = np.bincount(((out - 17.0 + 1e-6) // cycle).astype(int))[1:-1]
    assert cycles > 5.0
    assert per_cycle.mean() == pytest.approx(green / headway, abs=1.0)


@pytest.mark.parametrize(("share", "flow"), [(0.5, 0.0513), (0.4, 0.1017), (0.3, 0.1211)])
def test_low_flow_at_a_signal_waits_as_the_first_term_of_webster_says(share, flow):
    # d = C (1 - g/C)^2 / (2 (1 - q/s)): F. V. Webster, Traffic Signal Settings, Road Research Technical Paper 39, 1958.
    cycle, headway, n = 90.0, 2.0, 4000
    departures = (np.arange(n) + 0.5) / flow
    rides, *_ = drive([[0]] * n, departures, [(10.0, headway, 1e6, 0.0, cycle, 0.0, share * cycle)])
    delay = (rides.times[:, 1] - departures - 10.0).mean()
    # That is for a fluid: the first of a queue of cars does not wait for half a headway.
    assert delay == pytest.approx(cycle * (1.0 - share) ** 2 / (2.0 * (1.0 - flow * headway)), abs=headway / 2.0)


def test_gridlock_on_a_ring_is_resolved_and_counted():
    streets = [(10.0, 1.0, 1.0)] * 4
    ways = [[k % 4, (k + 1) % 4, (k + 2) % 4] for k in range(4)]
    rides, _, stuck = drive(ways, [7200.0] * 4, streets, patience=float("inf"))
    assert stuck.tally[ARRIVED] == 0
    assert stuck.tally[LOADED] == 4
    rides, _, load = drive(ways, [7200.0] * 4, streets, patience=60.0)
    assert np.isfinite(rides.times[:, 1]).all()
    assert load.tally[FORCED] == load.forced[2] >= 1
    assert rides.times[:, 1].max() >= 7200.0 + 10.0 + 60.0


def test_vehicles_are_conserved_at_every_second():
    streets = [(20.0, 4.0, 6.0, 45.0), (35.0, 7.0, 3.0, 30.0, 60.0, 5.0, 30.0), (12.0, 2.0, 9.0, 60.0), (8.0, 1.0, 1.0)]
    ways = [[0, 1, 3], [2, 1], [3, 0, 1, 2], [1, 2, 0]] * 15
    departures = [float(7 * v % 290) for v in range(len(ways))]
    for wave in (0.0, 5.0):
        rides, _, load = drive(ways, departures, streets, patience=40.0, wave=wave, counts=4000, step=1.0)
        assert load.tally[WORST] == 0
        now = np.arange(4000) + 0.5
        enter, out = np.sort(rides.times[:, 2]), np.sort(rides.times[:, 3])
        on_streets = np.searchsorted(enter, now, side="right") - np.searchsorted(out, now, side="right")
        assert load.census.tolist() == on_streets.tolist()
        assert load.tally[FORCED] > 0
