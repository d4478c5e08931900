"""Is a heating curve set anew when a building without valves is insulated?"""

import numpy as np
import pytest

from tests import little_world
from twin.domains import energy
from twin.domains.energy.control.equip import reset_curve, share_needed
from twin.domains.energy.plants.curves import emission
from twin.domains.energy.plants.equip import design_load

PARAMS = energy.Params()


def test_the_curve_follows_what_the_envelope_needs_and_the_emitters_give_it():
    world = little_world.world(6)
    energy.initialise(world, PARAMS)
    homes = world.table("buildings")
    np.testing.assert_allclose(share_needed(homes, PARAMS), 1.0)
    before = design_load(homes, PARAMS)
    homes["u_wall"][:3] *= 0.25
    needed = share_needed(homes, PARAMS)
    np.testing.assert_allclose(needed[:3], design_load(homes, PARAMS)[:3] / before[:3])
    np.testing.assert_allclose(needed[3:], 1.0)
    exponent = np.asarray(PARAMS.emitter_exponent)[homes["emitter"]]
    water = reset_curve(homes["emitter_design"], exponent, needed)
    np.testing.assert_allclose(water[3:], homes["emitter_design"][3:])
    for i in range(3):
        assert water[i] < homes["emitter_design"][i]
        spread = PARAMS.emitter_spread[0] if homes["emitter"][i] == 0 else PARAMS.emitter_spread[1]
        supply = water[i] - 20.0 + 0.5 * spread * needed[i]
        design = homes["emitter_design"][i] - 20.0
        assert emission(supply, 1000.0, design, exponent[i], spread) == pytest.approx(1000.0 * needed[i], rel=1e-6)


def test_buildings_without_emitters_keep_their_curve():
    world = little_world.world(2)
    energy.initialise(world, PARAMS)
    homes = world.table("buildings")
    homes["emitter_power"][:], homes["emitter_design"][:] = 0.0, 0.0
    assert share_needed(homes, PARAMS).tolist() == [1.0, 1.0]
    assert reset_curve(homes["emitter_design"], np.full(2, 1.3), np.ones(2)).tolist() == [0.0, 0.0]
