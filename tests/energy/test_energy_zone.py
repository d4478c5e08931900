"""Is the hourly zone the one of ISO 13790? Theory first, then the naive twin."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import naive_energy
from twin.domains.energy.zone.kernels import merge_worst, zone_hour

H = (300.0, 9000.0, 6000.0, 400.0, 500.0)  # H_em, H_ms, H_is, H_w, H_ve [W/K]
C_M = 2.0e8
OFF, NO_COOLING = -99.0, 1000.0  # degC
FREE = {"targets": (OFF, NO_COOLING), "capacity": (0.0, 0.0)}


def step(phi_int=0.0, phi_sol=0.0, t_out=0.0, t_mass=20.0, h=H, c_m=C_M, share_m=0.6, share_st=0.35, **plant):
    plant = FREE | plant
    return zone_hour(phi_int, phi_sol, t_out, t_mass, h, c_m / 3600.0, share_m, share_st, 10_000.0, **plant)


def transmittance(h):
    """Conductance between air and outside of the resting network: H_ve plus what goes by surface and mass."""
    h_em, h_ms, h_is, h_w, h_ve = h
    behind = 1.0 / (1.0 / h_em + 1.0 / h_ms) + h_w
    return h_ve + 1.0 / (1.0 / h_is + 1.0 / behind)


@pytest.mark.nojit
def test_steady_heating_is_loss_times_temperature_difference():
    t_mass = 20.0
    for _ in range(5000):
        power, t_mass, t_air, _, _ = step(t_mass=t_mass, targets=(20.0, NO_COOLING), capacity=(1e6, 0.0))
    assert t_air == pytest.approx(20.0, abs=1e-10)
    assert power == pytest.approx(transmittance(H) * 20.0, rel=1e-9)


def test_steady_free_float_under_gain_at_the_mass():
    t_mass = 0.0
    for _ in range(5000):
        _, t_mass, _, _, _ = step(phi_sol=1000.0, t_mass=t_mass, share_m=1.0, share_st=0.0)
    h_em, h_ms, h_is, h_w, h_ve = H
    inwards = 1.0 / (1.0 / h_ms + 1.0 / (h_w + h_is * h_ve / (h_is + h_ve)))
    assert t_mass == pytest.approx(1000.0 / (h_em + inwards), rel=1e-9)


@pytest.mark.nojit
def test_the_mass_decays_exponentially_to_second_order():
    h_em, h_ms, h_is, h_w, h_ve = H
    k = h_em + 1.0 / (1.0 / h_ms + 1.0 / (h_w + h_is * h_ve / (h_is + h_ve)))
    x = k * 3600.0 / C_M
    t_mass = 20.0
    for _ in range(100):
        _, t_mass, _, _, _ = step(t_mass=t_mass)
    # Crank-Nicolson: each hour's factor is (1 - x/2) / (1 + x/2), exp(-x) to the third power of x.
    assert t_mass == pytest.approx(20.0 * ((1.0 - x / 2.0) / (1.0 + x / 2.0)) ** 100, rel=1e-12)
    assert t_mass == pytest.approx(20.0 * math.exp(-100.0 * x), rel=100.0 * x**3 / 10.0)


def test_an_airtight_zone_is_no_special_case():
    power, _, t_air, residual, throughput = step(h=(300.0, 9000.0, 6000.0, 0.0, 0.0))
    assert np.isfinite([power, t_air]).all()
    assert abs(residual) <= 1e-12 * throughput


def test_capacity_limits_both_ways():
    cold = step(t_mass=0.0, t_out=-10.0, targets=(20.0, 26.0), capacity=(5_000.0, 3_000.0))
    warm = step(t_mass=40.0, t_out=40.0, targets=(20.0, 26.0), capacity=(5_000.0, 3_000.0))
    assert cold[0] == 5_000.0
    assert cold[2] < 20.0
    assert warm[0] == -3_000.0
    assert warm[2] > 26.0


watts = st.floats(0.0, 1e5)
conductance = st.floats(1.0, 1e4)


@settings(max_examples=150)
@given(
    phi_int=watts,
    phi_sol=watts,
    t_out=st.floats(-25.0, 45.0),
    t_mass=st.floats(-10.0, 45.0),
    h=st.tuples(conductance, st.floats(10.0, 1e5), st.floats(10.0, 1e5), conductance, conductance),
    c_m=st.floats(1e6, 1e10),
    share_m=st.floats(0.0, 0.7),
    share_st=st.floats(0.0, 0.3),
    heat=st.floats(-99.0, 24.0),
    capacity=st.tuples(watts, watts),
)
def test_the_kernel_agrees_with_its_naive_twin_and_keeps_its_energy(
    phi_int, phi_sol, t_out, t_mass, h, c_m, share_m, share_st, heat, capacity
):
    got = zone_hour(phi_int, phi_sol, t_out, t_mass, h, c_m / 3600.0, share_m, share_st, 1e4, (heat, 26.0), capacity)
    want = naive_energy.hour(phi_int, phi_sol, t_out, t_mass, (*h, c_m), share_m, share_st, 1e4, (heat, 26.0), capacity)
    scale = max(abs(want[0]), phi_int + phi_sol, 1.0)
    assert got[0] == pytest.approx(want[0], rel=1e-7, abs=1e-7 * scale)
    assert got[1:3] == pytest.approx(want[1:3], rel=1e-8, abs=1e-8)
    assert abs(got[3]) <= 1e-9 * max(got[4], 1e-3)


@pytest.mark.nojit
def test_the_worst_block_wins_and_what_is_not_a_number_beats_all():
    cell = np.zeros(3)
    merge_worst(np.array([[1.0, 5.0, 100.0], [-4.0, 70.0, 100.0], [2.0, 130.0, 1000.0]]), cell)
    assert cell.tolist() == [-4.0, 70.0, 100.0]
    merge_worst(np.array([[1.0, 5.0, 100.0], [np.nan, 70.0, 100.0], [2.0, 130.0, 1.0]]), cell)
    assert np.isnan(cell[0])
    assert cell[1] == 70.0


@pytest.mark.nojit
@pytest.mark.parametrize("apart", [0.0, 1e-9, 1e-7, 1e-5, 1e-3])
def test_rounding_in_an_empty_building_as_warm_as_outside_is_no_loss(apart):
    for warm in np.linspace(11.3, 24.7, 40):
        found = zone_hour(
            0.0, 0.0, warm + apart, warm, (2100.0, 30_000.0, 45_000.0, 370.0, 600.0), 3.3e8 / 3600.0, 0.55, 0.43, 2e4,
            (-99.0, 1e3), (1e5, 1e5),
        )  # fmt: skip
        assert abs(found[3]) <= 1e-9 * found[4]
