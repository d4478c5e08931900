"""How much sun do the real streets leave, what would their roofs give, and how long does a year of it take?"""

from __future__ import annotations

import time

import numpy as np
import pytest

from twin.core.clock import Clock
from twin.domains import energy
from twin.domains.energy.sun.photovoltaics import Photovoltaics
from twin.domains.energy.sun.process import Sun
from twin.domains.energy.sun.roofs import equip
from twin.domains.energy.zone import stock
from twin.forcing import ForcingSpec, build
from twin.forcing import Params as ForcingParams
from twin.geo import load_district
from twin.state.codes import Thermal
from twin.state.table import Flag
from twin.state.world import World

PARAMS = energy.Params()


@pytest.fixture(scope="module")
def world(real_layers):
    district = load_district(real_layers)
    clock = Clock(2019)
    tables = {name: table.copy() for name, table in district.tables.items()}
    tables["forcing"] = build(district.place, clock, ForcingSpec(), ForcingParams())[0]
    made = World(district, tables, clock, 1)
    stock.initialise(made, PARAMS)
    equip(made, PARAMS)
    return made


def year_of(process, homes, names):
    process.step(12)
    total = {name: np.zeros(len(homes)) for name in names}
    start = time.process_time()
    for tick in range(8760):
        process.step(tick)
        for name in names:
            total[name] += homes[name]
    return [values / 1000.0 for values in total.values()], time.process_time() - start


@pytest.mark.layers
def test_streets_leave_about_three_quarters_of_the_sun_on_walls(world):
    homes = world.table("buildings")
    walls, view = homes["facade"], homes["sky_view"]
    seen = float((view[:, :8] * walls).sum() / walls.sum())
    assert 0.25 < seen < 0.45
    assert (homes["horizon_flag"] == Flag.IMPUTED).all()
    homes["t_air"][:] = 20.0
    (got, roof), seconds = year_of(Sun(world, PARAMS), homes, ("sun_walls", "sun_roof"))
    free = (homes["thermal"] == Thermal.HEATED) & (walls.sum(axis=1) > 50.0)
    open_ = world.table("forcing")["irradiance"].sum(axis=0) / 1000.0
    left = (got * walls.sum(axis=1))[free].sum() / (walls[free] @ open_[:8]).sum()
    print(f"sky seen by walls {seen:.2f} of 0.50 in the open; {left:.2f} of the open country's sun left on walls")
    print(f"{np.median(roof[free]) / open_[8]:.2f} on the median roof; {seconds:.2f} s for {len(homes)} buildings")
    assert 0.6 < left < 0.9


@pytest.mark.layers
def test_roofs_yield_what_plants_of_the_city_do(world):
    homes = world.table("buildings")
    homes["pv_peak"][:] = 200.0 * homes["roof_usable"]
    [power], seconds = year_of(Photovoltaics(world, PARAMS), homes, ("pv_power",))
    some = homes["pv_peak"] > 2000.0
    per_kw = 1000.0 * power[some].sum() / homes["pv_peak"][some].sum()
    print(
        f"{homes['pv_peak'].sum() / 1e6:.0f} MW fit on the roofs and give {per_kw:.0f} kWh/kW; {seconds:.2f} s a year"
    )
    print("plants of Milan and its province gave 962 kWh/kW in 2019 (GSE: 333 GWh over 346 MW)")
    homes["pv_peak"][:] = 0.0
    assert 800.0 < per_kw < 1200.0
