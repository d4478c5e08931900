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
        3.0, unit="K", year=2016, status="assumed", ge=0, source=_HABIT,
        doc="Drop at night; felt only where heating may run at night, which energy.heating_hours rules out for homes",
    )  # fmt: skip
    absence_setback: float = param(
        2.0, unit="K", year=2016, status="assumed", ge=0,
        doc="Drop of an empty dwelling by day; of a building, times the share of people away", source=_HABIT,
    )  # fmt: skip
    closed_setback: float = param(
        5.0, unit="K", year=2016, status="assumed", ge=0,
        doc="Drop of a building of work, study or trade while nobody is in it", source=_HABIT,
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
