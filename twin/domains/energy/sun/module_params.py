"""What do photovoltaics on roofs make of the sun? Parameters of roofs, modules and inverters."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import assumed

PVWATTS = "Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641, as implemented in pvlib"
MODULES_OF_2020 = "data sheets of crystalline silicon modules of 2019-2021, quoted from memory"


class PhotovoltaicParams(ParamSet):
    """Parameters of roofs, modules and inverters."""

    pv_flat_until: int = assumed(
        3,
        unit="-",
        doc="last construction period (state.codes.Epoch) whose roofs are taken as pitched; later ones as flat",
        year=2020,
        ge=-1,
        le=7,
    )
    pv_pitch: float = param(
        20.0,
        unit="deg",
        doc="slope of pitched roofs",
        source="tiled roofs of Lombardy rise 30 to 40 in a hundred, quoted from memory",
        year=2020,
        status="assumed",
        ge=0.0,
        le=90.0,
    )
    pv_rack: float = assumed(15.0, unit="deg", doc="slope of modules on flat roofs", year=2020, ge=0.0, le=90.0)
    pv_usable_flat: float = assumed(
        0.35, unit="1", doc="module area per area of a flat roof: rows, plants, edges", year=2020, ge=0.0, le=1.0
    )
    pv_usable_pitched: float = assumed(
        0.30, unit="1", doc="module area per footprint of a pitched roof: the sunny side less chimneys and skylights",
        year=2020, ge=0.0, le=1.0,
    )  # fmt: skip
    pv_gamma: float = param(
        -0.0037,
        unit="1/K",
        doc="change of power with module temperature",
        source=MODULES_OF_2020,
        year=2020,
        status="assumed",
        le=0.0,
    )
    pv_u0: float = param(
        25.0,
        unit="W/m2/K",
        doc="heat loss of a module in still air",
        source="Faiman, Progress in Photovoltaics 16 (2008), as in pvlib.temperature.faiman",
        year=2008,
        status="published",
        gt=0.0,
    )
    pv_u1: float = param(
        6.84,
        unit="W.s/m3/K",
        doc="rise of that loss with the wind",
        source="Faiman, Progress in Photovoltaics 16 (2008), as in pvlib.temperature.faiman",
        year=2008,
        status="published",
        ge=0.0,
    )
    pv_diffuse: float = param(
        0.95,
        unit="1",
        doc="diffuse light that the modules' glass lets through, relative to normal incidence",
        source="sky and ground views of Marion's integral over pvlib.iam.physical at usual slopes",
        year=2017,
        status="derived",
        gt=0.0,
        le=1.0,
    )
    pv_soiling: float = param(
        0.02, unit="1", doc="light lost to dirt", source=PVWATTS, year=2014, status="published", ge=0.0, lt=1.0
    )
    pv_losses: float = param(
        0.097,
        unit="1",
        doc="lost to mismatch 2 %, wiring 2 %, connections 0.5 %, first light 1.5 %, rating 1 %, outages 3 %",
        source=f"{PVWATTS}, without soiling and shading, which are counted apart",
        year=2014,
        status="derived",
        ge=0.0,
        lt=1.0,
    )
    pv_inverter: float = param(
        0.96, unit="1", doc="nominal efficiency of inverters", source=PVWATTS, year=2014, status="published", gt=0.0,
        le=1.0,
    )  # fmt: skip
    pv_per_inverter: float = param(
        1.1,
        unit="1",
        doc="peak power of modules per power that their inverter takes",
        source=PVWATTS,
        year=2014,
        status="published",
        gt=0.0,
    )
