"""Do panes let through what ASHRAE 140-2020 tabulates for clear single and double glazing?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.forcing.glazing import diffuse_transmission, optics, relative_transmission

ANGLES = np.radians(np.arange(0.0, 100.0, 10.0))
# Clear glass of 3.048 mm, case 670 (one pane) and case 600 (two): transmitted part and solar heat gain coefficient by
# angle of incidence, and their hemispherical values. The two panes were computed by wavelength, which a single index of
# refraction cannot follow at steep angles.
PUBLISHED = {
    1: (
        (0.834, 0.833, 0.831, 0.827, 0.818, 0.797, 0.749, 0.637, 0.389, 0.0),
        (0.864, 0.864, 0.862, 0.859, 0.851, 0.831, 0.785, 0.673, 0.424, 0.0),
        (0.753, 0.787),
        0.01,
    ),
    2: (
        (0.703, 0.702, 0.699, 0.692, 0.678, 0.646, 0.577, 0.438, 0.208, 0.0),
        (0.769, 0.768, 0.766, 0.761, 0.748, 0.718, 0.651, 0.509, 0.267, 0.0),
        (0.601, 0.670),
        0.03,
    ),
}


@pytest.mark.parametrize("panes", [1, 2])
def test_published_tables_are_met(panes):
    transmitted, gain, (_, hemisphere), near = PUBLISHED[panes]
    found = optics(ANGLES, panes)
    np.testing.assert_allclose(found.transmitted, transmitted, atol=near)
    np.testing.assert_allclose(found.gain, gain, atol=near)
    np.testing.assert_allclose(relative_transmission(ANGLES, panes), np.divide(gain, gain[0]), atol=near)
    assert diffuse_transmission(panes) == pytest.approx(hemisphere / gain[0], abs=0.015)


def test_the_polynomial_of_a_published_zone_model_is_met():
    # Double clear glazing in the ISO 13790 zone of the library Modelica IBPSA: 1 - 0.189 a + 0.644 a^2 - 0.596 a^3.
    angle = np.radians(np.arange(0.0, 65.0, 5.0))
    polynomial = 1.0 - 0.189 * angle + 0.644 * angle**2 - 0.596 * angle**3
    np.testing.assert_allclose(relative_transmission(angle, 2), polynomial, atol=0.05)


@given(angle=st.floats(0.0, 3.0), panes=st.sampled_from([1, 2, 3]))
def test_nothing_of_the_sun_is_lost_or_made(angle, panes):
    found = optics(np.array(angle), panes)
    parts = np.array([found.transmitted, found.reflected, *found.absorbed])
    assert parts.sum() == pytest.approx(1.0, abs=1e-12)
    assert (parts >= -1e-12).all()


@pytest.mark.parametrize("panes", [1, 2, 3])
def test_slanting_sun_is_let_through_less_and_more_panes_hold_back_more(panes):
    angle = np.radians(np.arange(0.0, 91.0, 1.0))
    passed = relative_transmission(angle, panes)
    assert passed[0] == 1.0
    assert passed[-1] == 0.0
    assert (np.diff(passed) <= 1e-12).all()
    assert relative_transmission(np.array(2.0), panes) == 0.0
    if panes > 1:
        assert diffuse_transmission(panes) < diffuse_transmission(panes - 1)


def test_rays_followed_to_and_fro_agree():
    # At normal incidence both polarisations are alike, so one pane's parts are those of every passage.
    one = optics(np.zeros(()), 1)
    through, back, absorbed = float(one.transmitted), float(one.reflected), float(one.absorbed[0])
    inward, between, returning = 1.0, 0.0, 0.0  # onto the outer pane, onto the inner pane, back onto the outer pane
    passed, reflected, kept = 0.0, 0.0, [0.0, 0.0]
    for _ in range(100):
        passed += through * between
        reflected += back * inward + through * returning
        kept[0] += absorbed * (inward + returning)
        kept[1] += absorbed * between
        inward, between, returning = 0.0, through * inward + back * returning, back * between
    two = optics(np.zeros(()), 2)
    assert two.transmitted == pytest.approx(passed, rel=1e-12)
    assert two.reflected == pytest.approx(reflected, rel=1e-12)
    np.testing.assert_allclose(two.absorbed, kept, rtol=1e-12)


def test_panes_that_are_not_known_are_refused():
    with pytest.raises(ValueError, match="panes"):
        optics(np.zeros(1), 0)
