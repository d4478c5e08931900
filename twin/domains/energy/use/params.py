"""What do people use in buildings? Parameters of electricity, hot water and gains."""

from __future__ import annotations

from twin.core.params import ParamSet, param
from twin.domains.energy.sources import OWN, TABULA, ByUse, Hours, assumed


class UseParams(ParamSet):
    """Parameters of electricity, hot water and gains."""

    cooling_setpoint: float = param(
        26.0,
        unit="degC",
        doc="air temperature that cooling keeps",
        source=f"{OWN}: usual design value in Italy",
        year=2015,
        status="assumed",
    )
    hot_water: ByUse = param(
        (15.0, 3.0, 3.0, 5.0, 20.0, 3.0, 5.0, 0.0),
        unit="kWh/m2/a",
        doc="useful heat in hot water per heated area by use",
        source=f"homes: {TABULA}, q_w_nd; other uses: {OWN}",
        year=2011,
        status="assumed",
    )
    household_electricity: float = param(
        2299.0,
        unit="kWh/a",
        doc="electricity of a household, heating and cooling apart; sets the scale",
        source="Italian provincial capitals 2012, 2,299 kWh a household (ISTAT, via ilnord.it)",
        year=2012,
        status="published",
        ge=0.0,
    )
    base_share: float = assumed(
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
        source=f"{OWN}: evening peak as in Italian load profiles",
        year=2012,
        status="assumed",
    )
    hot_water_shape: Hours = assumed(
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
    electricity: ByUse = assumed(
        (0.0, 70.0, 110.0, 25.0, 80.0, 60.0, 35.0, 0.0),
        unit="kWh/m2/a",
        doc="electricity per heated area by use, cooling and heating apart; homes per household",
    )
    open_hours: tuple[tuple[int, int], ...] = assumed(
        ((0, 24), (8, 19), (9, 20), (8, 17), (0, 24), (7, 19), (9, 21), (0, 0)),
        unit="h",
        doc="civil hours of use on workdays",
    )
    weekend_use: tuple[tuple[float, float], ...] = assumed(
        ((1.0, 1.0), (0.1, 0.0), (1.0, 0.5), (0.2, 0.0), (0.9, 0.9), (0.3, 0.0), (1.0, 0.8), (0.0, 0.0)),
        unit="1",
        doc="use on Saturdays and on holidays relative to workdays",
    )
    closed_use: float = assumed(
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
        source=f"{OWN}: seated, light activity",
        year=2005,
        status="assumed",
        ge=0.0,
    )
    appliance_gain: float = assumed(
        0.85,
        unit="1",
        doc="share of electricity that ends as heat indoors",
        year=2012,
        ge=0.0,
        le=1.0,
    )
