"""Do hot-water storages stay as warm as the energy management says, hysteresis counted?"""

import numpy as np

from tests import little_world
from twin.domains import energy
from twin.domains.energy.plants.equip import tank_capacity
from twin.state.codes import Control, Fuel, Generator

PARAMS = energy.Params()
DAYS = 5


def test_managed_storages_fall_to_the_lowest_temperature_and_no_further():
    world = little_world.world(6)
    energy.initialise(world, PARAMS)
    homes = world.table("buildings")
    homes["generator"][:], homes["heating_fuel"][:] = Generator.BOILER, Fuel.GAS
    homes["heating_efficiency"][:] = PARAMS.boiler_efficiency[0]
    homes["tank_size"][:] = tank_capacity(homes, PARAMS)
    homes["control"][:] = Control.MANAGED
    homes["people"][:] = homes["residents"]
    processes = [each for each in energy.processes(world, PARAMS) if each.name != "energy.charging"]
    coldest = np.inf
    for tick in range(DAYS * world.clock.ticks_per_day):
        for process in processes:
            process.step(tick)
        coldest = min(coldest, float(homes["tank"].min()))
    assert PARAMS.tank_lowest - 1e-6 <= coldest < PARAMS.tank_lowest + PARAMS.tank_hysteresis
