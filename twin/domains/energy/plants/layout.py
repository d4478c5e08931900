"""What do the kernels of plants read and write? Arrays by building, and figures that hold for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BOILER, CONDENSING, SUBSTATION, AIR, GROUND, CANAL, NO_PLANT = range(7)  # state.codes.Generator
GAS, GAS_OIL, DISTRICT, ELECTRIC = range(4)  # state.codes.Fuel
OFF = -50.0  # degC; set points below mean that heating is off
GRAVITY = 9810.0  # N/m3, weight of water
TINY = 1.0e-9
STILL = 1.0e-6


class Fitted(NamedTuple):
    """What the plants of the heated buildings are, made once a day from the columns. (H,) each but `curve`, (H, 3)."""

    row: NDArray[np.int64]  # row in the buildings table
    generator: NDArray[np.int64]
    fuel: NDArray[np.int64]
    power: NDArray[np.float64]  # heat at the rating point [W]
    eta: NDArray[np.float64]  # heat per final energy at the rating point [1]
    curve: NDArray[np.float64]  # parabola of heat per electricity, with operation and rating [1, 1/K, 1/K2]
    by_source: NDArray[np.float64]  # rise of full-load heat with source temperature [1/K]
    by_supply: NDArray[np.float64]  # and with supply temperature [1/K]
    backup: NDArray[np.float64]  # electric back-up [W]
    flow: NDArray[np.float64]  # right to water [m3/s]
    connection: NDArray[np.float64]  # of electricity [W]
    part: NDArray[np.float64]  # efficiency at 30 % less at full load [1]
    correction: NDArray[np.float64]  # fall of efficiency with water temperature [1/K]
    standing: NDArray[np.float64]  # loss of a warm boiler per excess over its room [W/K]
    emitter: NDArray[np.float64]  # heat of the emitters at their design [W]
    design: NDArray[np.float64]  # mean excess of water over air at their design [K]
    exponent: NDArray[np.float64]  # [1]
    spread: NDArray[np.float64]  # supply less return at design power [K]
    room_eta: NDArray[np.float64]  # emission and regulation [1]
    emitted_eta: NDArray[np.float64]  # emission alone [1]
    pipes: NDArray[np.float64]  # loss of distribution per heat and excess of mean water over 20 degC [1/K]
    valves: NDArray[np.bool_]
    circulation: NDArray[np.float64]  # electricity of pumps while heat is given [W]
    tank_size: NDArray[np.float64]  # [J/K]
    tank_ua: NDArray[np.float64]  # losses of storage and hot-water pipes [W/K]
    heater: NDArray[np.float64]  # hot water per final energy of flats' heaters [1]
    cool_max: NDArray[np.float64]  # [W]


class Rules(NamedTuple):
    """What holds for all plants. () each."""

    lift_least: float
    lift_most: float
    supply_max: float
    coldest_air: float
    frost_loss: float
    least_load: float
    cycling: float
    rated_air: float
    rated_water: float
    rho_c: float  # of water [J/m3/K]
    drop: float  # largest cooling of the source's water [K]
    return_ground: float  # [degC]
    return_canal: float
    limit_ground: float  # [m3/s]
    limit_canal: float
    lift_ground: float  # electricity of source pumps per flow [J/m3]
    lift_canal: float
    hysteresis: float
    tank_room: float
    tank_excess: float
    cold_water: float
    boiler_least: float
    boiler_room: float
    dew_point: float
    cooling_eta: float
    cooling_slope: float
    cooling_cd: float


class Now(NamedTuple):
    """Length of the tick, outdoor and source temperatures. () each."""

    dt_s: float
    t_out: float
    t_ground: float
    t_canal: float


class Asked(NamedTuple):
    """Columns of buildings that supply reads. (B,)"""

    setpoint_limit: NDArray[np.float64]
    supply_temperature: NDArray[np.float64]
    tank_wanted: NDArray[np.float64]
    hot_water_need: NDArray[np.float64]
    appliances: NDArray[np.float64]
    t_air: NDArray[np.float64]
    tank: NDArray[np.float64]


class Given(NamedTuple):
    """Columns of buildings that supply writes. (B,)"""

    heat_available: NDArray[np.float64]
    tank_heat: NDArray[np.float64]
    tank_charging: NDArray[np.bool_]


class Taken(NamedTuple):
    """Columns of buildings that plant reads beside those that supply reads. (B,)"""

    heat_available: NDArray[np.float64]
    heat_need: NDArray[np.float64]
    cool_need: NDArray[np.float64]
    tank_heat: NDArray[np.float64]


class Out(NamedTuple):
    """Columns of buildings that plant writes. (B,)"""

    tank: NDArray[np.float64]
    gas: NDArray[np.float64]
    gas_oil: NDArray[np.float64]
    district_heat: NDArray[np.float64]
    plant_electricity: NDArray[np.float64]
    final_heat_year: NDArray[np.float64]
    space_final_year: NDArray[np.float64]
    pump_heat_year: NDArray[np.float64]
    pump_electricity_year: NDArray[np.float64]
    backup_year: NDArray[np.float64]
    boiler_heat_year: NDArray[np.float64]
    boiler_fuel_year: NDArray[np.float64]
    source_water_year: NDArray[np.float64]
