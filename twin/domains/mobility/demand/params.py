"""Which figures shape what people do on a day, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

Numbers = tuple[float, ...]
Rows = tuple[Numbers, ...]

_RATES = (
    "assumed by occupation; together they meet the totals of Lombardy's OD survey 2014 (purposes without return: "
    "occasional 45.5, work 39.9, study 9.8 %) and Milan's trips per resident, see totals.py"
)
_HOURS = "assumed: Lombardy's OD survey 2014 has 15 % of trips between 7 and 8 h; spreads are plausible"


class DemandParams(ParamSet):
    """Daily plans of residents and of households.

    Every day of the year has its own plans. Persons keep their place of work or study, their usual hours, and a few
    habitual places. Children below an age never travel alone: an adult of the household brings them to school, fetches
    them and takes them along on errands; relatives and sitters from elsewhere do not, and whom nobody can bring stays
    at home. Nobody watches over children at home. Leave spent at home and the drive out of the city and back are not in
    this version.
    """

    # daily plans: by occupation (preschool, pupil, student, university, worker, at home, retired)
    rates_workday: Rows = param(
        (
            (0.75, 0.08, 0.08, 0.14, 0.00),
            (0.93, 0.06, 0.03, 0.20, 0.00),
            (0.90, 0.08, 0.06, 0.26, 0.05),
            (0.65, 0.12, 0.26, 0.22, 0.14),
            (0.83, 0.17, 0.24, 0.08, 0.06),
            (0.00, 0.00, 0.42, 0.28, 0.04),
            (0.00, 0.00, 0.44, 0.24, 0.02),
        ),
        unit="1", year=2014, status="assumed", source=_RATES,
        doc="Workday: chance of work or study, of a stop on the way home, of a morning, afternoon and evening tour",
    )  # fmt: skip
    rates_saturday: Rows = param(
        (
            (0.00, 0.00, 0.30, 0.35, 0.00),
            (0.08, 0.05, 0.35, 0.45, 0.03),
            (0.25, 0.05, 0.35, 0.55, 0.25),
            (0.10, 0.10, 0.45, 0.55, 0.40),
            (0.20, 0.20, 0.62, 0.50, 0.22),
            (0.00, 0.00, 0.65, 0.50, 0.12),
            (0.00, 0.00, 0.65, 0.40, 0.04),
        ),
        unit="1", year=2016, status="assumed", source="assumed: no survey by day of the week is given",
        doc="Saturday: the same",
    )  # fmt: skip
    rates_holiday: Rows = param(
        (
            (0.00, 0.00, 0.25, 0.40, 0.00),
            (0.00, 0.00, 0.30, 0.45, 0.02),
            (0.00, 0.00, 0.25, 0.50, 0.10),
            (0.02, 0.05, 0.30, 0.50, 0.20),
            (0.08, 0.05, 0.42, 0.45, 0.12),
            (0.00, 0.00, 0.45, 0.42, 0.06),
            (0.00, 0.00, 0.48, 0.35, 0.02),
        ),
        unit="1", year=2016, status="assumed", source="assumed: no survey by day of the week is given",
        doc="Sunday and holiday: the same",
    )  # fmt: skip
    shop_share: Rows = param(
        ((0.68, 0.45, 0.05), (0.66, 0.45, 0.03), (0.30, 0.13, 0.02)), unit="1", year=2016, status="assumed",
        doc="Shopping among morning, afternoon and evening tours, by day type", source="assumed",
    )  # fmt: skip
    care_share: Rows = param(
        ((0.14, 0.16, 0.05), (0.08, 0.12, 0.05), (0.16, 0.20, 0.05)), unit="1", year=2016, status="assumed",
        doc="Visits to somebody who is cared for, likewise; adults only",
        source="assumed: help to other households fills a few percent of the day in surveys of time use, from memory",
    )  # fmt: skip
    joint_share: Rows = param(
        ((0.15, 1.0), (0.6, 1.0), (0.7, 1.0)), unit="1", year=2016, status="assumed",
        doc="Chance that another adult, and that children, who wish to go out at the same time go along, by day type",
        source="assumed: couples and families go out together at weekends",
    )  # fmt: skip
    chain_share: float = param(
        0.15, unit="1", year=2016, status="assumed", ge=0, le=1,
        doc="Errands with a second stop", source="assumed",
    )  # fmt: skip
    start_hours: Rows = param(
        ((7.9, 0.8), (11.0, 3.5), (7.7, 0.25), (10.0, 1.1), (16.3, 1.3), (18.2, 1.0), (20.4, 0.6), (7.95, 0.2)),
        unit="h", year=2014, status="assumed", source=_HOURS,
        doc="Mean and spread of leaving home: work and university, shifts, school alone, morning, afternoon, afternoon "
        "after work, evening; children who are brought to school",
    )  # fmt: skip
    stay_hours: Rows = param(
        (
            (7.5, 0.5), (5.8, 0.4), (5.8, 0.4), (5.0, 1.3), (8.2, 1.3), (0.0, 0.0), (0.0, 0.0),
            (0.6, 0.25), (1.7, 0.5), (1.3, 0.5), (7.9, 0.3),
        ),
        unit="h", year=2014, status="assumed",
        source=_HOURS + "; children: most primary schools of Milan teach full time (8.30 to 16.30 h), from memory",
        doc="Mean and spread of the stay at work or study by occupation; at shops, at leisure, at care; of children "
        "who are brought to school",
    )  # fmt: skip
    shift_share: float = param(
        0.12, unit="1", year=2016, status="assumed", ge=0, le=1, source="assumed",
        doc="Share of workers who keep shifts, with starts spread over the day",
    )  # fmt: skip
    start_jitter: float = param(
        0.2, unit="h", year=2016, status="assumed", ge=0, source="assumed: the rest of the spread is between persons",
        doc="Spread of a person's start of work or study from day to day",
    )  # fmt: skip
    # children
    escort_age: int = param(
        11, unit="a", year=2016, status="assumed", ge=0,
        doc="Age from which a child travels alone: that of lower secondary school",
        source="assumed: below it schools hand over children to adults only; law 172/2017, art. 19-bis lets parents "
        "allow older ones to leave alone, from memory",
    )  # fmt: skip
    adult_age: int = param(18, unit="a", year=2016, status="assumed", ge=0, doc="Age of adults", source="by law")
    handover: float = param(
        0.08, unit="h", year=2016, status="assumed", ge=0, doc="Time at the school of who brings or fetches",
        source="assumed: 5 min",
    )  # fmt: skip
    closing: float = param(
        17.75, unit="h", year=2016, status="assumed", ge=0,
        doc="Hour until which children can stay at school for those whose parents work",
        source="assumed: after-school care until 18 h, from memory",
    )  # fmt: skip
    # the year
    terms: tuple[tuple[int, int], ...] = param(
        ((905, 630), (912, 608), (912, 608), (916, 720)), unit="-", year=2023, status="published",
        doc="First and last day of lessons (month x 100 + day): kindergarten, pupils, students, universities (assumed)",
        source="permanent school calendar of Regione Lombardia since 2012, via ilgiorno.it of June 2023; universities "
        "assumed, examinations counted as lessons",
    )  # fmt: skip
    christmas_break: tuple[int, int] = param(
        (1223, 106), unit="-", year=2023, status="published", doc="First and last day without lessons at Christmas",
        source="permanent school calendar of Regione Lombardia, via ilgiorno.it of June 2023",
    )  # fmt: skip
    easter_breaks: tuple[tuple[int, int], ...] = param(
        ((-44, -43), (-3, 2)), unit="d", year=2023, status="published",
        doc="Days without lessons from Easter Sunday on: two before Lent (in Milan Ambrosian), and at Easter",
        source="permanent school calendar of Regione Lombardia, via ilgiorno.it of June 2023; Ambrosian Lent assumed",
    )  # fmt: skip
    leave: Rows = param(
        (
            (0.68, 806.0, 6.0, 16.0, 5.0),
            (0.20, 710.0, 18.0, 8.0, 2.5),
            (0.22, 1227.0, 4.0, 8.0, 3.0),
            (0.10, 0.0, 1.5, 4.0, 1.0),
        ),
        unit="-", year=2016, status="assumed",
        doc="Spells away, each row: share of households [1], mean first day (month x 100 + day, 0 Easter Sunday), "
        "spread [d], mean length and spread [d]: August, early summer, Christmas, Easter",
        source="assumed: about half of the households away in the middle of August; no count by day is public",
    )  # fmt: skip
    leave_by_car: float = param(
        0.65, unit="1", year=2016, status="assumed", ge=0, le=1, source="assumed: the car is the usual way to holidays",
        doc="Share of spells for which a household with a car takes its first one along",
    )  # fmt: skip
    # places
    shop_decay: float = param(
        550.0, unit="m", year=2016, status="assumed", gt=0, source="assumed: shops within a short walk",
        doc="Distance over which the pull of shops falls to 1/e",
    )  # fmt: skip
    leisure_decay: float = param(
        1600.0, unit="m", year=2016, status="assumed", gt=0, source="assumed", doc="The same for leisure"
    )
    care_decay: float = param(
        2500.0, unit="m", year=2016, status="assumed", gt=0,
        doc="The same for homes of those one cares for",
        source="assumed: most grown-up children live within a few kilometres of their parents",
    )  # fmt: skip
    places_per_resident: tuple[float, float] = param(
        (0.012, 0.006), unit="1", year=2016, status="assumed",
        doc="Shops and places of leisure per resident in zones whose places are not mapped", source="assumed",
    )  # fmt: skip
    retail_area_per_shop: float = param(
        300.0, unit="m2", year=2016, status="assumed", gt=0,
        doc="Floor area of retail buildings that counts as one shop", source="assumed",
    )  # fmt: skip
    # weather
    rainy_days: Numbers = param(
        (6.7, 5.3, 6.7, 8.1, 8.9, 7.7, 5.4, 7.1, 6.1, 8.3, 6.4, 6.3), unit="d", year=1990, status="assumed",
        doc="Days with at least 1 mm of rain in each month",
        source="climatological mean 1961 to 1990 of Milano Linate (Italian Air Force meteorological service), quoted "
        "from memory; which days are wet is synthetic",
    )  # fmt: skip
    wet_stays: float = param(
        0.45, unit="1", year=2016, status="assumed", ge=0, lt=1,
        doc="Chance that the day after a wet day is wet",
        source="assumed: wet days come in spells; twice the mean chance is usual in mid latitudes",
    )  # fmt: skip
