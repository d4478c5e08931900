"""Which figures shape what occupants want, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

_HABIT = "assumed: usual set-backs of central plants with thermostatic valves; no measurement in the district"


class Params(ParamSet):
    """Parameters of behaviour. Set points are those of a building's occupants together, not of one flat."""

    day_setpoint: float = param(
        20.0, unit="degC", year=2016, status="published", gt=5, lt=30,
        doc="Heating set point by day in occupied rooms", source="national rule for climate zone E, via ilgiorno.it",
    )  # fmt: skip
    night_setback: float = param(
        3.0, unit="K", year=1993, status="assumed", ge=0,
        doc="Drop at night, when bedrooms are wanted cooler; felt only where heating may run at night",
        source="DPR 412/1993, art. 9: plants that run on at night keep rooms at 16 degC with 2 K of tolerance; "
        "17 degC taken; quoted from memory",
    )  # fmt: skip
    absence_setback: float = param(
        2.0, unit="K", year=2016, status="assumed", ge=0,
        doc="Drop of an empty dwelling by day; of a building, times the share of people away", source=_HABIT,
    )  # fmt: skip
    closed_setback: float = param(
        5.0, unit="K", year=2016, status="assumed", ge=0,
        doc="Drop of a building of work, study or trade while nobody is in it", source=_HABIT,
    )  # fmt: skip
    work_hours: tuple[int, int] = param(
        (7, 19), unit="h", year=2016, status="assumed",
        doc="Civil hours of workdays in which buildings of work, study or trade are not closed", source=_HABIT,
    )  # fmt: skip
    night_hours: tuple[int, int] = param(
        (23, 6), unit="h", year=2016, status="assumed",
        doc="Civil hours at which the night starts and ends",
        source="assumed: 17 hours of day with pauses; the rule allows 14 hours of heating a day",
    )  # fmt: skip
    offset_spread: float = param(
        0.8, unit="K", year=2016, status="assumed", ge=0,
        doc="Standard deviation of buildings' own deviation from the set point, drawn once, at most twice this",
        source="assumed: flats differ by a degree or more; the mean over a building less",
    )  # fmt: skip
    prebound: float = param(
        0.49, unit="K.m2.K/W", year=2013, status="derived", ge=0,
        doc="Drop of homes' set point per heat loss of the envelope per floor area above `prebound_span`'s lower end",
        source="TABULA, multi-unit houses: factor on the temperature difference from 0.95 at 1 W/m2/K to 0.85 at 4, of "
        "20 - 5.2 K in zone E (night set-back and rooms left cold together). Supported by Sunikka-Blank and Galvin, "
        "Building Research and Information 40, 2012 (30 % below calculated use in the mean of 3,400 homes, more in "
        "poor ones) and Cozza et al., Energy and Buildings 224, 2020 (-23 % before, +2 % after retrofit)",
    )  # fmt: skip
    prebound_span: tuple[float, float] = param(
        (1.0, 4.0), unit="W/m2/K", year=2013, status="published",
        doc="Heat loss per floor area between which the drop grows", source="TABULA calculation method, h_tr",
    )  # fmt: skip
    prebound_spread: float = param(
        0.5, unit="1", year=2012, status="assumed", ge=0, le=1,
        doc="Scatter of the drop between buildings, standard deviation relative to the mean, drawn once",
        source="assumed; Sunikka-Blank and Galvin 2012 find use of like buildings to differ by factors of two and more",
    )  # fmt: skip
    prebound_without_valves: float = param(
        0.5, unit="1", year=2012, status="assumed", ge=0, le=1,
        doc="Part of the drop where radiators have no thermostatic valves", source="assumed: hand valves, closed rooms",
    )  # fmt: skip
    surplus_without_valves: float = param(
        0.7, unit="K", year=2018, status="derived", ge=0,
        doc="How much warmer homes are without thermostatic valves: the plant is set for the coldest flat",
        source="half of the 11 % that valves and allocation save in 3,000 Italian flats (Canale et al., Energy and "
        "Buildings 168, 2018), at 8 % of the heat per kelvin; the split is assumed",
    )  # fmt: skip
    allocation_economy: float = param(
        1.0, unit="K", year=2018, status="derived", ge=0,
        doc="Drop of the set point were the whole bill shared out by what each flat takes",
        source="the other half of Canale et al. 2018, 0.7 K at an involuntary share of 30 %; the split is assumed",
    )  # fmt: skip
    involuntary_share: float = param(
        0.30, unit="1", year=2014, status="assumed", ge=0, le=1,
        doc="Share of the heating bill that does not follow the flat's own consumption",
        source="D.lgs. 102/2014, art. 9: at least 70 % by consumption; UNI 10200; quoted from memory",
    )  # fmt: skip
    reference_share: float = param(
        0.85, unit="1", year=2011, status="assumed", gt=0, le=1,
        doc="Reference floor area by gross floor area", source="as in energy.net_floor_share",
    )  # fmt: skip
