"""Do the parts of the losses add up to what a building loses?"""

from types import SimpleNamespace

import numpy as np
import pytest

from tests import little_world
from twin.domains import energy
from twin.domains.energy import losses
from twin.domains.energy.schedules import civil, season
from twin.domains.energy.zone.fabric import outer_film

PARAMS = energy.Params()


def test_losses_are_conductance_times_degree_hours():
    world = little_world.world(3)
    energy.initialise(world, PARAMS)
    homes, clock = world.table("buildings"), world.clock
    _, day = civil(clock)
    winter = season(clock, PARAMS.season)[day]
    outside = world.column("forcing.t_out")[winter].sum()
    homes["t_air_winter_sum"][:] = outside + 1000.0  # K.h
    homes["heat_need_year"][:] = 1.8e9
    outcome = SimpleNamespace(world=world, table=world.table)
    found = losses.by_part(outcome)
    facade = homes["facade"].sum(axis=1)
    opaque = facade * (1.0 - homes["window_share"])
    film = outer_film(homes, np.arange(3), PARAMS)  # behind it the wall is the same as behind the standard's film
    wall = 1.0 / (1.0 / homes["u_wall"] - 1.0 / (PARAMS.h_ce + PARAMS.h_re) + film)
    assert found["walls"] == pytest.approx(float((wall * opaque).sum()) * 1000.0 / 1e6)
    assert found["walls"] < float((homes["u_wall"] * opaque).sum()) * 1000.0 / 1e6
    assert set(found) == {"walls", "windows", "roof", "floor", "bridges", "air"}
    assert min(found.values()) > 0.0
    kpis = {kpi.name: kpi for kpi in losses.KPIS}
    gains = kpis["energy.gains_share"].compute(outcome)
    assert gains == pytest.approx(100.0 * (1.0 - 1.5 / sum(found.values())))
    homes["t_air_winter_sum"][:] = outside - 5.0
    assert sum(losses.by_part(outcome).values()) == 0.0
    assert np.isnan(kpis["energy.gains_share"].compute(outcome))
