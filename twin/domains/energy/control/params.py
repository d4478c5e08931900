"""When may heating run, how is it controlled, and how is power balanced? Parameters of control.

The classes of existing control, and what they mean in the kernels:

POOR     on and off by a clock within the 14 hours a day that the law allows, water set by hand for the coldest of days.
AVERAGE  water temperature by the outdoor temperature within the 14 hours, set-back to 16 degC outside them.
GOOD     the same with thermostatic valves in the rooms and an optimised start.
MANAGED  by the district energy management, see `kernels_managed`.

Without valves (or fan coils, which have thermostats) heating is an open loop: while the plant is on, rooms get what the
emitters give at the water's temperature, sun and gains come on top, and windows are opened from `airing_above` on.
The waste follows from that, so no efficiency of regulation is counted there beside it; `regulation_efficiency` holds
for rooms with feedback alone. Emission (heat lost behind radiators) is another matter and stays, as in EN 15316-2. The
curve is set for what people want in the coldest flats: 20 degC and more, see behaviour's `surplus_without_valves`.
"""

from __future__ import annotations

from typing import Literal

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import OWN, assumed

_LAW = "D.P.R. 74/2013, art. 3 and 4, as told by comune.cento.fe.it, comune.brugherio.mb.it and comune.melzo.mi.it"
# POOR, AVERAGE, GOOD
ByControl = tuple[float, float, float]


class ControlParams(ParamSet):
    """Parameters of control."""

    control_share: ByControl = param(
        (0.20, 0.30, 0.50),
        unit="1",
        doc="share of buildings with poor, average and good heating control, drawn per building",
        source="half of Lombardy's condominiums with central heating had thermostatic valves at the end of 2016: 'more "
        "than half' without them in spring (e-gazette.it, Rete Irene), 'nearly half' in December (paoloalfano.it). "
        "Outdoor control is prescribed for new and renewed central plants from 35 kW on since D.P.R. 412/1993, art. 7 "
        "(codice.arpe.roma.it), so most of the rest has it; the split of the rest is assumed. Classes after EN 15232",
        year=2016,
        status="assumed",
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
        source=f"at most 14 h a day between 5 and 23 in zone E: {_LAW}; which hours: {OWN}",
        year=2013,
        status="assumed",
    )
    good_hours: tuple[tuple[int, int], ...] = param(
        ((6, 23),),
        unit="h",
        doc="civil hours with full heating in homes with good control",
        source="plants with metering and a two-level programmer in each flat are exempt from the 14 h: D.P.R. 74/2013, "
        f"art. 4 (condominiomaggi.it, studiofirmo.com); which hours: {OWN}",
        year=2013,
        status="assumed",
    )
    weekend_heating: tuple[bool, ...] = assumed(
        (True, False, True, False, True, False, True, False),
        unit="-",
        doc="whether a use is heated on Sundays and holidays (and Saturdays)",
    )
    comfort: float = param(
        20.0,
        unit="degC",
        doc="air temperature that a plant without feedback from the rooms is set for",
        source=_LAW,
        year=2013,
        status="published",
    )
    tolerance: float = param(
        2.0,
        unit="K",
        doc="what the law tolerates above it; no set point goes beyond, though rooms without feedback may",
        source=f"2 K: {_LAW}",
        year=2013,
        status="published",
        ge=0.0,
    )
    bearable: float = param(
        25.0,
        unit="degC",
        doc="air temperature at which people shut radiators that nothing else regulates by hand",
        source="upper end of the heating season's range in categories II and III (20-25, 18-25 degC), EN 16798-1, "
        f"annex B; quoted from memory. That they do it there, after windows (24 degC): {OWN}",
        year=2019,
        status="assumed",
    )
    hand_days: int = assumed(
        14,
        unit="d",
        doc="days whose coldest (daily mean) the water of poor control is set for by hand: complaints come in the cold",
        ge=1,
    )
    setback: float = param(
        16.0,
        unit="degC",
        doc="air temperature outside the hours of full heating where the control has two levels",
        source="D.P.R. 412/1993, art. 9, and D.P.R. 74/2013, art. 4: continuous running at 16 + 2 degC with outdoor "
        "control and a sealed two-level programmer; the exemption was read (condominiomaggi.it), the 16 degC are "
        "quoted from memory",
        year=2013,
        status="assumed",
    )
    curve_margin: float = param(
        0.33,
        unit="1",
        doc="by how much a heating curve lies above what the load needs, as excess of the water over the rooms",
        source="(1.54 / 0.92 / 1.15)^(1/1.3) - 1: balance of a day at design, 24 / 14 hours times 0.9 as rooms are "
        "some 2.5 of 25 K colder on average, without gains (EN 12831:2003, table D.10, has a third more for heating up "
        "3 K in 2 h); emission of UNI/TS 11300-2; less the size of emitters. Figures quoted from memory. Regulation, "
        "whose excess lowers no room's temperature, adds nothing",
        year=2017,
        status="assumed",
        ge=0.0,
    )
    curve_foot: float = assumed(
        30.0,
        unit="degC",
        doc="lowest water temperature of a heating curve",
    )
    tank_setpoint: float = param(
        60.0,
        unit="degC",
        doc="temperature of hot-water storages",
        source="Italian guidelines on legionella (2015): 60 degC in the storage; quoted from memory",
        year=2015,
        status="assumed",
    )
    # energy management
    service: Literal["as_before", "full"] = param(
        "as_before",
        unit="-",
        doc="what the energy management serves: least cost at the service that the plant gave before, or warm rooms "
        "in all hours that the plant had",
        source=f"{OWN}: a manager is paid for savings at unchanged comfort (energy performance contracts compare use "
        "at the same service, D.Lgs. 102/2014, annex 8; quoted from memory)",
        year=2014,
        status="assumed",
    )
    room_influence: float = assumed(
        3.0,
        unit="1",
        doc="kelvins by which a management's curve is shifted for each kelvin that rooms are short, as the room "
        "influence of heating controllers",
        ge=0.0,
    )
    forecast: Literal["none", "imperfect", "perfect"] = param(
        "imperfect",
        unit="-",
        doc="what the energy management knows ahead: the present value, persistence and the past's mean with the "
        "day-ahead prices published so far, or everything (a bound that nobody can reach)",
        source=f"{OWN}: day-ahead prices are published at about 13:00 of the day before (GME; quoted from memory)",
        year=2019,
        status="assumed",
    )
    carbon_weight: float = assumed(
        0.0,
        unit="EUR/kg",
        doc="what the energy management counts for a kilogram of carbon dioxide beside the price",
        ge=0.0,
    )
    memory: float = assumed(
        7.0,
        unit="d",
        doc="days over which the management's means of the past fade to a third",
        gt=0.0,
    )
    anomaly_memory: float = assumed(
        24.0,
        unit="h",
        doc="hours after which a third of today's deviation from the past's mean is left in the forecast",
        gt=0.0,
    )
    price_hour: int = param(
        13,
        unit="h",
        doc="civil hour from which the next day's prices are known",
        source="day-ahead market (GME), results shortly before 13:00; quoted from memory",
        year=2019,
        status="assumed",
        ge=0,
        le=23,
    )
    preheat: float = assumed(
        1.0,
        unit="K",
        doc="by how much rooms with heat pumps are warmed ahead of dear hours, never above the law's limit",
        ge=0.0,
    )
    shift_margin: float = assumed(
        0.10,
        unit="1",
        doc="least difference between now and the next hours that the management shifts heat, charging or storage for",
        ge=0.0,
    )
    tank_lowest: float = param(
        50.0,
        unit="degC",
        doc="temperature to which the management lets hot-water storages fall between daily heatings",
        source="Italian guidelines on legionella (2015): 50 degC at the taps; quoted from memory",
        year=2015,
        status="assumed",
    )
    tank_heating_hours: int = assumed(
        4,
        unit="h",
        doc="hours a day in which the management heats storages up, the cheapest ahead of it",
        ge=1,
        le=24,
    )
    charging_hours: int = assumed(
        6,
        unit="h",
        doc="hours of the evening and night in which the management lets cars at home charge",
        ge=1,
        le=24,
    )
    charging_urgent: float = assumed(
        0.30,
        unit="1",
        doc="charge of a car's battery below which it is charged at once",
        ge=0.0,
        le=1.0,
    )
    peak_limit: float = assumed(
        0.90,
        unit="1",
        doc="share of the highest district load of the last days above which the management holds back what can wait",
        gt=0.0,
    )
    # battery and grid
    battery_efficiency: float = param(
        0.90,
        unit="1",
        doc="electricity out of a battery per electricity put in",
        source="lithium-ion home storage with its inverter, customary; quoted from memory",
        year=2019,
        status="assumed",
        gt=0.0,
        le=1.0,
    )
    battery_hours: float = assumed(
        2.0,
        unit="h",
        doc="hours in which a battery fills at its highest power",
        gt=0.0,
    )
    grid_losses: float = param(
        0.104,
        unit="1",
        doc="losses of the grid per electricity drawn at low voltage",
        source="conventional loss factor of low-voltage withdrawals, ARERA 377/2015/R/eel; figure quoted from memory",
        year=2016,
        status="assumed",
        ge=0.0,
    )
