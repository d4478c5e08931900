"""Which numbers drive the buildings' energy balance, and where do they stand?"""

from __future__ import annotations

from typing import Any

from twin.core.params import param
from twin.domains.energy.charging_params import ChargingParams

_TABULA = "TABULA/EPISCOPE typology for Italy, IT.MidClim.AB.01-08 existing state, CC BY 4.0"
_ISO = "ISO 13790:2008"
_OWN = "own assumption"


def _assumed(default: Any, *, unit: str, doc: str, year: int = 2015, **limits: float) -> Any:
    return param(default, unit=unit, doc=doc, source=_OWN, year=year, status="assumed", **limits)


# One value per member of state.codes.Epoch.
ByEpoch = tuple[float, float, float, float, float, float, float, float]
# One value per member of state.codes.Use: residential, office, retail, education, health, industrial, other, ancillary.
ByUse = tuple[float, float, float, float, float, float, float, float]
# Gas, gas oil, district heat, electricity (state.codes.Fuel without NONE).
ByFuel = tuple[float, float, float, float]
Hours = tuple[float, ...]


class Params(ChargingParams):
    """Parameters of the energy domain."""

    # envelope, by epoch
    u_wall: ByEpoch = param(
        (1.19, 1.48, 1.14, 1.15, 1.10, 0.76, 0.60, 0.34),
        unit="W/m2/K",
        doc="U-value of the main outer wall by epoch",
        source=f"{_TABULA}, U_Actual_Wall_1",
        year=2011,
        status="published",
    )
    u_roof: ByEpoch = param(
        (1.54, 1.46, 1.42, 1.10, 1.10, 0.75, 0.57, 0.28),
        unit="W/m2/K",
        doc="U-value of the top ceiling below the unheated attic by epoch, attic counted",
        source=f"{_TABULA}, H_Transmission_Roof_2 per area (the rafters of Roof_1 have no area there)",
        year=2011,
        status="derived",
    )
    u_floor: ByEpoch = param(
        (0.54, 0.60, 0.59, 0.47, 1.16, 0.38, 0.31, 0.15),
        unit="W/m2/K",
        doc="U-value of the lowest floor by epoch, cellar or ground counted",
        source=f"{_TABULA}, H_Transmission_Floor per area (U_Actual times b_Transmission)",
        year=2011,
        status="derived",
    )
    u_window: ByEpoch = param(
        (4.9, 4.9, 5.7, 4.9, 4.9, 3.7, 3.4, 2.2),
        unit="W/m2/K",
        doc="U-value of windows by epoch",
        source=f"{_TABULA}, U_Actual_Window_1",
        year=2011,
        status="published",
    )
    g_window: ByEpoch = param(
        (0.85, 0.85, 0.85, 0.85, 0.85, 0.75, 0.75, 0.67),
        unit="1",
        doc="solar factor g of the glazing at normal incidence by epoch",
        source=f"{_TABULA}, g_gl_n",
        year=2011,
        status="published",
    )
    thermal_bridges: ByEpoch = param(
        (0.05, 0.05, 0.10, 0.10, 0.10, 0.10, 0.10, 0.00),
        unit="W/m2/K",
        doc="surcharge for thermal bridges on all outer surfaces by epoch",
        source=f"{_TABULA}, delta_U_ThermalBridging",
        year=2011,
        status="published",
    )
    infiltration: ByEpoch = param(
        (0.4, 0.4, 0.4, 0.4, 0.4, 0.2, 0.2, 0.1),
        unit="1/h",
        doc="air change by leaks by epoch",
        source=f"{_TABULA}, n_air_infiltration",
        year=2011,
        status="published",
    )
    airing: float = param(
        0.4,
        unit="1/h",
        doc="air change by use of windows",
        source=f"{_TABULA}, n_air_use",
        year=2011,
        status="published",
        ge=0.0,
    )
    office_u: tuple[tuple[float, float, float, float], ...] = param(
        ((1.67, 1.26, 3.59, 0.74), (1.24, 1.18, 3.09, 0.69), (1.21, 1.02, 3.21, 0.82)),
        unit="W/m2/K",
        doc="roof, wall, window U-value and g of offices to 1930 (epochs 0-1), 1931-70 (2-4), 1971-90 (5)",
        source="URBEM regional archetypes for Lombardy, OFF_*_E_LOM (in EUReCA, MIT)",
        year=2023,
        status="published",
    )
    school_u: tuple[float, float, float, float] = param(
        (1.46, 1.26, 3.36, 0.60),
        unit="W/m2/K",
        doc="roof, wall, window U-value and g of schools of 1950-90 (taken for epochs 3-5)",
        source="URBEM regional archetypes for Lombardy, EDUC_1950-1990_E_LOM (in EUReCA, MIT)",
        year=2023,
        status="published",
    )
    window_share: ByUse = param(
        (0.18, 0.30, 0.25, 0.25, 0.22, 0.10, 0.15, 0.0),
        unit="1",
        doc="share of exposed facade that is glazed by use",
        source=f"{_OWN}: homes about an eighth of the floor area, as Italian daylight rules ask; TABULA has 9-16 %",
        year=2011,
        status="assumed",
    )
    net_floor_share: float = param(
        0.85,
        unit="1",
        doc="heated reference area per gross floor area",
        source=f"{_TABULA}, A_C_Ref / A_C_ExtDim",
        year=2011,
        status="published",
        gt=0.0,
        le=1.0,
    )
    room_height: float = param(
        2.5,
        unit="m",
        doc="air volume per heated reference area",
        source=f"{_TABULA}, h_room",
        year=2011,
        status="published",
        gt=0.0,
    )
    heavy_until: int = param(
        2,
        unit="-",
        doc="last epoch of heavy masonry; later ones are of medium weight",
        source=f"{_OWN}: load-bearing masonry until 1945, then frames with hollow brick",
        year=2011,
        status="assumed",
        ge=-1,
        le=7,
    )
    heat_capacity: tuple[float, float] = param(
        (165_000.0, 260_000.0),
        unit="J/m2/K",
        doc="thermal capacity per floor area, medium and heavy",
        source=f"{_ISO}, table 12 (values in the open library Modelica IBPSA, ISO13790.Data)",
        year=2008,
        status="published",
    )
    mass_area: tuple[float, float] = param(
        (2.5, 3.0),
        unit="1",
        doc="effective mass area per floor area, medium and heavy",
        source=f"{_ISO}, table 12 (values in the open library Modelica IBPSA, ISO13790.Data)",
        year=2008,
        status="published",
    )
    h_ms: float = param(
        9.1,
        unit="W/m2/K",
        doc="heat transfer between mass and surface nodes",
        source=f"{_ISO}, 12.2.2",
        year=2008,
        status="published",
        gt=0.0,
    )
    h_is: float = param(
        3.45,
        unit="W/m2/K",
        doc="heat transfer between surface and air nodes",
        source=f"{_ISO}, 7.2.2.2",
        year=2008,
        status="published",
        gt=0.0,
    )
    surface_ratio: float = param(
        4.5,
        unit="1",
        doc="area of all inner surfaces per floor area",
        source=f"{_ISO}, 7.2.2.2; quoted from memory",
        year=2008,
        status="assumed",
        gt=3.5,
    )
    rho_c_air: float = param(
        0.34 * 3600.0,
        unit="J/m3/K",
        doc="volumetric heat capacity of air",
        source="TABULA calculation method, 0.34 Wh/m3/K",
        year=2013,
        status="published",
    )
    frame_share: float = param(
        0.30,
        unit="1",
        doc="frame area per window area",
        source=f"{_TABULA}, F_f",
        year=2011,
        status="published",
        ge=0.0,
        lt=1.0,
    )
    incidence: float = param(
        0.90,
        unit="1",
        doc="reduction of g by oblique incidence",
        source=f"{_TABULA}, F_w",
        year=2011,
        status="published",
        gt=0.0,
        le=1.0,
    )
    shading: float = param(
        0.60,
        unit="1",
        doc="reduction of sun on windows by surroundings",
        source=f"{_TABULA}, F_sh_vert",
        year=2011,
        status="published",
        ge=0.0,
        le=1.0,
    )
    shutters: float = _assumed(
        0.5,
        unit="1",
        doc="further reduction outside the heating season by shutters",
        ge=0.0,
        le=1.0,
    )
    summer_airing: float = _assumed(
        1.5,
        unit="1/h",
        doc="air change when windows are opened against heat",
        ge=0.0,
    )
    airing_above: float = _assumed(
        24.0,
        unit="degC",
        doc="air temperature above which windows are opened while it is cooler outside",
    )

    # heating, cooling, hot water
    season: tuple[int, int, int, int] = param(
        (10, 15, 4, 15),
        unit="-",
        doc="heating season: first month and day, last month and day",
        source="climatic zone E, 15 October to 15 April (ilgiorno.it, contra-ataque.it)",
        year=2022,
        status="published",
    )
    heating_hours: tuple[tuple[tuple[int, int], ...], ...] = param(
        (
            ((6, 9), (12, 23)),
            ((6, 19),),
            ((6, 20),),
            ((6, 17),),
            ((0, 24),),
            ((6, 18),),
            ((6, 20),),
            (),
        ),
        unit="h",
        doc="civil hours with heating by use, from and to; at most 14 a day, hospitals are exempt",
        source=f"limit of 14 h a day in zone E is published (ilgiorno.it); which hours: {_OWN}",
        year=2022,
        status="assumed",
    )
    weekend_heating: tuple[bool, ...] = _assumed(
        (True, False, True, False, True, False, True, False),
        unit="-",
        doc="whether a use is heated on Sundays and holidays (and Saturdays)",
    )
    fuel_share: ByFuel = param(
        (0.82, 0.12, 0.04, 0.02),
        unit="1",
        doc="share of heat by gas, gas oil, district heat and electric heat pumps, drawn per building",
        source="gas 82 %, gas oil 12 % of Milan's heating in 2015 (PGT, VAS 2.4); the split of the rest is assumed",
        year=2015,
        status="assumed",
    )
    heating_efficiency: ByFuel = param(
        (0.78, 0.75, 0.88, 2.6),
        unit="1",
        doc="seasonal useful heat per final energy by carrier: generator, distribution, emission and control",
        source=f"{_OWN}: central boilers with radiators in uninsulated pipes' reach; heat pump with radiators",
        year=2015,
        status="assumed",
    )
    hot_water_efficiency: ByFuel = _assumed(
        (0.75, 0.70, 0.85, 2.2),
        unit="1",
        doc="seasonal useful hot water per final energy by carrier",
    )
    design_temperature: float = param(
        -5.0,
        unit="degC",
        doc="outdoor temperature that heating plants are sized for",
        source="Milan's design temperature in Italian practice, quoted from memory",
        year=1991,
        status="assumed",
    )
    oversizing: float = _assumed(
        1.6,
        unit="1",
        doc="heating capacity per design load of the building as first built",
        ge=1.0,
    )
    cooled_share: ByUse = param(
        (0.155, 0.7, 0.7, 0.1, 0.8, 0.2, 0.3, 0.0),
        unit="1",
        doc="share of buildings that are cooled by use",
        source=f"homes: split ownership in Lombardy .155 (NEST-SynElProf, MIT); other uses: {_OWN}",
        year=2015,
        status="assumed",
    )
    cooling_setpoint: float = param(
        26.0,
        unit="degC",
        doc="air temperature that cooling keeps",
        source=f"{_OWN}: usual design value in Italy",
        year=2015,
        status="assumed",
    )
    cooling_capacity: ByUse = _assumed(
        (30.0, 80.0, 80.0, 60.0, 80.0, 60.0, 60.0, 0.0),
        unit="W/m2",
        doc="cooling capacity per heated area; homes have one or two split units",
    )
    cooling_efficiency: float = param(
        2.8, unit="1", doc="seasonal cooling per electricity", source=_OWN, year=2015, status="assumed", gt=0.0
    )
    hot_water: ByUse = param(
        (15.0, 3.0, 3.0, 5.0, 20.0, 3.0, 5.0, 0.0),
        unit="kWh/m2/a",
        doc="useful heat in hot water per heated area by use",
        source=f"homes: {_TABULA}, q_w_nd; other uses: {_OWN}",
        year=2011,
        status="assumed",
    )

    # electricity and gains
    household_electricity: float = param(
        2299.0,
        unit="kWh/a",
        doc="electricity of a household, heating and cooling apart; sets the scale",
        source="Italian provincial capitals 2012, 2,299 kWh a household (ISTAT, via ilnord.it)",
        year=2012,
        status="published",
        ge=0.0,
    )
    base_share: float = _assumed(
        0.35,
        unit="1",
        doc="share of household electricity that runs day and night",
        year=2012,
        ge=0.0,
        le=1.0,
    )
    home_shape: Hours = param(
        (
            0.5,
            0.35,
            0.3,
            0.3,
            0.3,
            0.4,
            0.8,
            1.2,
            1.2,
            1.0,
            1.0,
            1.1,
            1.3,
            1.3,
            1.1,
            1.0,
            1.0,
            1.1,
            1.3,
            1.7,
            1.9,
            1.7,
            1.3,
            0.85,
        ),
        unit="1",
        doc="relative use of appliances per person at home by civil hour, mean about 1",
        source=f"{_OWN}: evening peak as in Italian load profiles",
        year=2012,
        status="assumed",
    )
    hot_water_shape: Hours = _assumed(
        (
            0.2,
            0.1,
            0.1,
            0.1,
            0.2,
            0.6,
            1.8,
            2.6,
            2.0,
            1.2,
            0.9,
            0.8,
            1.0,
            1.1,
            0.8,
            0.6,
            0.6,
            0.9,
            1.4,
            1.9,
            1.9,
            1.6,
            1.0,
            0.6,
        ),
        unit="1",
        doc="relative use of hot water per person at home by civil hour, mean 1",
        year=2012,
    )
    presence_mean: float = param(
        0.72,
        unit="1",
        doc="mean share of residents at home that the shapes are scaled with",
        source="ISTAT time use 2014: personal care 48.7 %, family work 12.6 %, half of leisure's 21 % (assumed)",
        year=2014,
        status="assumed",
        gt=0.0,
        le=1.0,
    )
    electricity: ByUse = _assumed(
        (0.0, 70.0, 110.0, 25.0, 80.0, 60.0, 35.0, 0.0),
        unit="kWh/m2/a",
        doc="electricity per heated area by use, cooling and heating apart; homes per household",
    )
    open_hours: tuple[tuple[int, int], ...] = _assumed(
        ((0, 24), (8, 19), (9, 20), (8, 17), (0, 24), (7, 19), (9, 21), (0, 0)),
        unit="h",
        doc="civil hours of use on workdays",
    )
    weekend_use: tuple[tuple[float, float], ...] = _assumed(
        ((1.0, 1.0), (0.1, 0.0), (1.0, 0.5), (0.2, 0.0), (0.9, 0.9), (0.3, 0.0), (1.0, 0.8), (0.0, 0.0)),
        unit="1",
        doc="use on Saturdays and on holidays relative to workdays",
    )
    closed_use: float = _assumed(
        0.2,
        unit="1",
        doc="electricity out of hours relative to the hours of use, other uses than homes",
        ge=0.0,
        le=1.0,
    )
    person_gain: float = param(
        70.0,
        unit="W",
        doc="sensible heat of a person",
        source=f"{_OWN}: seated, light activity",
        year=2005,
        status="assumed",
        ge=0.0,
    )
    appliance_gain: float = _assumed(
        0.85,
        unit="1",
        doc="share of electricity that ends as heat indoors",
        year=2012,
        ge=0.0,
        le=1.0,
    )
