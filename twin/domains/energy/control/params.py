"""When may heating run, how is it controlled, and how is power balanced? Parameters of control.

The classes of existing control, and what they mean in the kernels:

POOR     on and off by a clock within the 14 hours a day that the law allows, water at one fixed temperature.
AVERAGE  water temperature by the outdoor temperature, set-back to 16 degC outside the 14 hours, no feedback from rooms.
GOOD     the same with thermostatic valves in the rooms and an optimised start.
MANAGED  by the district energy management, see `kernels_managed`.

What valves, and the lack of them, do to the heat that rooms get stands with the plants (`regulation_efficiency`).
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
        doc="what the law tolerates above it, and so what a clock without feedback from outside or rooms runs to",
        source=f"2 K: {_LAW}; that poor control uses it up: {OWN}",
        year=2013,
        status="assumed",
        ge=0.0,
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
        0.20,
        unit="1",
        doc="by how much a heating curve lies above what the load needs, as excess of the water over the rooms",
        source="(1.2 / (0.92 x 0.90) / 1.15)^(1/1.3) - 1: a fifth for heating up (EN 12831-1, customary for the "
        "set-back of a night), emission and regulation of UNI/TS 11300-2, less the size of the emitters; from memory",
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
