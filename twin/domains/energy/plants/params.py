"""Which plants heat, cool and warm water, and how well? Parameters of plants; those of heat pumps stand apart."""

from __future__ import annotations

from twin.core.params import param
from twin.domains.energy.plants.pump_params import PumpParams
from twin.domains.energy.sources import OWN, ByEpoch, ByFuel, ByUse, assumed

UNI = "UNI/TS 11300-2, tables of precomputed efficiencies; quoted from memory"
DIN = "DIN V 18599-5, defaults of boilers; quoted from memory"
DIRECTIVE = "Directive 92/42/EEC, least useful efficiencies (full load as printed in a French decree of 2007)"
# Radiator, fan coil, floor (state.codes.Emitter).
ByEmitter = tuple[float, float, float]
# Non-condensing, condensing.
ByBoiler = tuple[float, float]


class PlantsParams(PumpParams):
    """Parameters of plants."""

    season: tuple[int, int, int, int] = param(
        (10, 15, 4, 15),
        unit="-",
        doc="heating season: first month and day, last month and day",
        source="climatic zone E, 15 October to 15 April (ilgiorno.it, contra-ataque.it)",
        year=2022,
        status="published",
    )
    fuel_share: ByFuel = param(
        (0.82, 0.12, 0.04, 0.02),
        unit="1",
        doc="share of heat by gas, gas oil, district heat and electric heat pumps, drawn per building",
        source="gas 82 %, gas oil 12 % of Milan's heating in 2015 (PGT, VAS 2.4); the split of the rest is assumed",
        year=2015,
        status="assumed",
    )
    condensing_share: tuple[float, float] = param(
        (0.31, 0.05),
        unit="1",
        doc="share of gas and of gas-oil boilers that condense",
        source="gas: 25 % condensing to 55 % traditional boilers in Italian energy certificates (SIAPE, ENEA); in "
        "Lombardy traditional boilers were still the most in 2017 (CURIT, dati.lombardia.it); gas oil: own assumption",
        year=2019,
        status="derived",
    )
    design_temperature: float = param(
        -5.0,
        unit="degC",
        doc="outdoor temperature that heating plants are sized for",
        source="Milan's design temperature in Italian practice, quoted from memory",
        year=1991,
        status="assumed",
    )
    design_airing: float = param(
        0.5,
        unit="1/h",
        doc="least air change that the design load counts",
        source="EN 12831, minimum of habitable rooms; quoted from memory",
        year=2003,
        status="assumed",
        ge=0.0,
    )
    oversizing: float = assumed(
        1.6,
        unit="1",
        doc="heating capacity per design load of the building as first built",
        ge=1.0,
    )
    emitter_oversizing: float = assumed(
        1.15, unit="1", doc="emitters' power at their design temperature per design load as first built", ge=1.0
    )
    fan_coil_share: ByUse = assumed(
        (0.0, 0.5, 0.5, 0.0, 0.3, 0.0, 0.1, 0.0), unit="1", doc="share of buildings heated by fan coils, by use"
    )
    floor_share: float = assumed(
        0.4, unit="1", doc="share of homes built from 2006 on that are heated by the floor", ge=0.0, le=1.0
    )
    emitter_temperature: ByEpoch = param(
        (70.0, 70.0, 70.0, 70.0, 70.0, 70.0, 65.0, 60.0),
        unit="degC",
        doc="mean water temperature that radiators were sized for, by epoch: 80/60 degC, later 75/55 and 70/50 degC",
        source="customary in Italy until the low temperatures of the nineties; quoted from memory",
        year=1991,
        status="assumed",
    )
    low_temperature: tuple[float, float] = param(
        (47.5, 35.0),
        unit="degC",
        doc="mean water temperature that fan coils (50/45 degC) and floors (38/32 degC) were sized for",
        source="customary; quoted from memory",
        year=2005,
        status="assumed",
    )
    emitter_exponent: ByEmitter = param(
        (1.3, 1.0, 1.1),
        unit="1",
        doc="exponent of heat over excess temperature: radiators, fan coils, floors",
        source="EN 442 (radiators about 1.3), EN 1264 (floors 1.1); quoted from memory",
        year=2014,
        status="assumed",
    )
    emitter_spread: tuple[float, float] = param(
        (20.0, 8.0),
        unit="K",
        doc="supply less return at the emitters' design power: radiators of boilers or district heat, all else",
        source=f"{OWN}: 80/60 degC; heat pumps ask for more water",
        year=2015,
        status="assumed",
    )
    valves_share: tuple[tuple[float, float], ...] = param(
        ((2011.0, 0.10), (2014.0, 0.35), (2016.0, 0.50), (2018.0, 0.90)),
        unit="year, 1",
        doc="share of buildings with thermostatic valves over the years, straight between",
        source="half of Lombardy's condominiums at the end of 2016 (Rete Irene, e-gazette.it; paoloalfano.it); "
        "compulsory there from 1 August 2012 (large old plants) to 1 August 2014 (all; DGR IX/2601, "
        "aziendacondominio.it), fines from 2017, last term 30 June 2017 (D.Lgs 102/2014; studiogiallo.eu); "
        "the other shares are assumed",
        year=2016,
        status="assumed",
    )
    tank_share: tuple[float, ...] = param(
        (0.4, 0.4, 0.6, 1.0, 1.0, 1.0, 0.0),
        unit="1",
        doc="share of buildings with a central hot-water storage by generator; in the others each flat has a heater",
        source="ISTAT 2021 (rcinews.it): 17.1 % of families have central heating, 65.7 % their own, 71.2 % hot water "
        "from the same plant, so at least a third of the central ones ((71.2 - 65.7) / 17.1); the rest is assumed",
        year=2021,
        status="assumed",
    )
    tank_hours: float = assumed(
        12.0, unit="h", doc="hours of mean hot-water need that a storage holds between 55 and 10 degC", gt=0.0
    )
    tank_loss: tuple[float, float, float] = param(
        (16.66, 8.33, 0.4),
        unit="W, W/l^n, 1",
        doc="standing loss of storages at 45 K: a + b V^n with the volume V in litres, upper end of class D",
        source="Regulation (EU) 812/2013, classes of hot-water storages; quoted from memory",
        year=2013,
        status="assumed",
    )
    circulation_loss: float = assumed(
        0.3, unit="1", doc="loss of central hot-water pipes at 60 degC per mean hot-water need", ge=0.0
    )
    tank_hysteresis: float = assumed(
        5.0, unit="K", doc="fall of the storage below its wanted temperature that starts charging", ge=0.0
    )
    tank_room: float = assumed(15.0, unit="degC", doc="temperature about storages and pipes in the cellar")
    cold_water: float = assumed(
        13.0, unit="degC", doc="temperature of the mains water; a storage as cold gives nothing"
    )
    tank_excess: float = assumed(7.0, unit="K", doc="water temperature above the storage's while it is charged", ge=0.0)
    hot_water_efficiency: tuple[float, float] = assumed(
        (0.75, 0.9),
        unit="1",
        doc="seasonal useful hot water per final energy of the heaters of flats: of gas, and electric ones, which "
        "stand where the building is heated by electricity or not at all; no flat has one of gas oil or district heat",
    )
    emission_efficiency: ByEmitter = param(
        (0.92, 0.94, 0.97),
        unit="1",
        doc="heat that reaches the rooms per heat of the emitters: radiators on outer walls, fan coils, floors",
        source=f"{UNI}, emission at loads above 10 W/m3",
        year=2014,
        status="assumed",
    )
    regulation_efficiency: tuple[float, float, float] = param(
        (1.0, 0.96, 0.97),
        unit="1",
        doc="heat that rooms need per heat that they get where these differ by regulation: without feedback from the "
        "rooms, with sensors for a building's mean, with valves or thermostats in the rooms",
        source=f"{UNI}, regulation: by zone with outdoor sensor, and by room with a band of 1 K. Without feedback "
        "rooms get what emitters give, and the excess is in their temperatures: nothing is counted twice. The "
        "standard's .90 or so of outdoor control alone, 1 - 0.6 x use x gains / losses, stands for just that excess",
        year=2014,
        status="assumed",
    )
    distribution_loss: ByEpoch = param(
        (0.10, 0.10, 0.10, 0.10, 0.09, 0.06, 0.04, 0.02),
        unit="1",
        doc="loss of risers and mains per heat put into them at 80/60 degC, by epoch",
        source=f"{UNI}, distribution of central plants with risers by insulation of the pipes' time",
        year=2014,
        status="assumed",
    )
    boiler_efficiency: ByBoiler = param(
        (0.88, 0.93),
        unit="1",
        doc="useful heat per fuel at full load and 80/60 degC, lower heating value: non-condensing, condensing",
        source=f"{DIRECTIVE}: 84 + 2 log P, 91 + log P percent, at 100 kW",
        year=1992,
        status="derived",
    )
    boiler_part: ByBoiler = param(
        (-0.02, 0.06),
        unit="1",
        doc="efficiency at 30 % load less that at full load, at 50 degC mean and at 30 degC return",
        source=f"{DIRECTIVE}: 80 + 3 log P, 97 + log P percent, at 100 kW",
        year=1992,
        status="derived",
    )
    boiler_correction: ByBoiler = param(
        (0.0005, 0.002),
        unit="1/K",
        doc="fall of efficiency per kelvin of mean water (non-condensing) or return (condensing)",
        source="EN 15316-4-1, correction factors of full and part load; quoted from memory",
        year=2008,
        status="assumed",
    )
    dew_point: float = param(
        57.0,
        unit="degC",
        doc="return temperature above which nothing condenses, flue gas of natural gas",
        source="customary; quoted from memory",
        year=2008,
        status="assumed",
    )
    standby: tuple[tuple[float, float], tuple[float, float]] = param(
        ((8.5, -0.4), (4.0, -0.4)),
        unit="%, 1",
        doc="standing loss at 70 degC per power, a P^b percent with P in kW: non-condensing, condensing",
        source=DIN,
        year=2011,
        status="assumed",
    )
    boiler_least: float = assumed(60.0, unit="degC", doc="least mean water temperature of non-condensing boilers")
    boiler_room: float = assumed(20.0, unit="degC", doc="temperature about the boiler")
    substation_efficiency: float = param(
        0.98,
        unit="1",
        doc="heat behind a district-heat substation per heat bought",
        source="EN 15316-4-5, insulated heat exchangers; quoted from memory",
        year=2008,
        status="assumed",
        gt=0.0,
        le=1.0,
    )
    circulation_power: float = assumed(
        0.003, unit="1", doc="electricity of circulation pumps per power of the emitters while heat is given", ge=0.0
    )
    variable_circulation: float = assumed(
        0.5, unit="1", doc="circulation power with thermostatic valves and pumps of variable speed, per fixed", ge=0.0
    )
    cooled_share: ByUse = param(
        (0.155, 0.7, 0.7, 0.1, 0.8, 0.2, 0.3, 0.0),
        unit="1",
        doc="share of buildings that are cooled by use",
        source=f"homes: split ownership in Lombardy .155 (NEST-SynElProf, MIT); other uses: {OWN}",
        year=2015,
        status="assumed",
    )
    cooling_capacity: ByUse = assumed(
        (30.0, 80.0, 80.0, 60.0, 80.0, 60.0, 60.0, 0.0),
        unit="W/m2",
        doc="cooling capacity per heated area; homes have one or two split units",
    )
    cooling_efficiency: float = param(
        2.8,
        unit="1",
        doc="cooling per electricity at full load, 35 degC outside and 27 degC inside",
        source=f"{OWN}: class B to C of room air conditioners of the years about 2010",
        year=2015,
        status="assumed",
        gt=0.0,
    )
    cooling_slope: float = param(
        0.025,
        unit="1/K",
        doc="rise of cooling per electricity with each kelvin below 35 degC outside",
        source="EN 14825, test points of split units at 35, 30, 25 and 20 degC; quoted from memory",
        year=2018,
        status="assumed",
        ge=0.0,
    )
    cooling_degradation: float = param(
        0.25,
        unit="1",
        doc="loss of cooling per electricity when machines go on and off, at no load",
        source="EN 14825, default of air-to-air units; quoted from memory",
        year=2018,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
