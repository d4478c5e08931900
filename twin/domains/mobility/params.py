"""Which figures shape trips, mode choice and traffic, and where do they come from?"""

from __future__ import annotations

from twin.core.params import param
from twin.domains.mobility.shared_params import SharedParams

Numbers = tuple[float, ...]
Rows = tuple[Numbers, ...]

_SPEEDS = "speeds by mode that accompany ISTAT's 2011 commuting matrix of Milan, via actranspr2"
_RATES = (
    "assumed: about 2.5 trips a resident and workday; ISTAT time use 2014 and Lombardy's OD survey give purposes for "
    "the region, not rates by occupation"
)
_HOURS = "assumed: Lombardy's OD survey 2014 has 15 % of trips between 7 and 8 h; spreads are plausible"
_MNL = "assumed: usual values for a large city (value of time in vehicle 9 EUR/h), from memory; fixed before any fit"
_LOAD = "assumed: usual in queue-based loading"


class Params(SharedParams):
    """Parameters of mobility.

    Trips of the district's residents only: people who come in from elsewhere and through traffic are not in this
    version, so flows on main streets are lower, and speeds higher, than counted ones. All zones belong to the
    municipality, so every trip is internal to it; trips that leave the municipality are not in this version either.
    Children go alone; car passengers are not a mode.

    Every day of the year has its own plans, modes, places and traffic. Persons keep their place of work or study, their
    usual hours, and a few habitual shops and places of leisure. Days differ by type (workday, Saturday, Sunday and
    holiday), by lessons, and by who is away from the city. Trips that end after midnight count in the small hours of
    the same day. Leave spent at home and the drive out of the city and back are not in this version.
    """

    every_day: bool = param(
        default=True, unit="-", year=2026, status="assumed", source="a choice of precision against time",
        doc="Whether each day of the year has its own trips; if not, typical days of each month stand for the others",
    )  # fmt: skip
    # daily plans: by occupation (preschool, pupil, student, university, worker, at home, retired)
    rates_workday: Rows = param(
        (
            (0.75, 0.10, 0.10, 0.15, 0.00),
            (0.93, 0.08, 0.05, 0.28, 0.00),
            (0.90, 0.10, 0.10, 0.42, 0.08),
            (0.65, 0.15, 0.45, 0.40, 0.25),
            (0.80, 0.24, 0.40, 0.24, 0.16),
            (0.00, 0.00, 0.70, 0.55, 0.08),
            (0.00, 0.00, 0.72, 0.45, 0.03),
        ),
        unit="1", year=2016, status="assumed", source=_RATES,
        doc="Workday: chance of work or study, of a stop on the way home, of a morning, afternoon and evening tour",
    )  # fmt: skip
    rates_saturday: Rows = param(
        (
            (0.00, 0.00, 0.30, 0.30, 0.00),
            (0.08, 0.05, 0.35, 0.45, 0.03),
            (0.25, 0.05, 0.35, 0.55, 0.25),
            (0.10, 0.10, 0.45, 0.55, 0.40),
            (0.20, 0.20, 0.62, 0.50, 0.22),
            (0.00, 0.00, 0.65, 0.50, 0.12),
            (0.00, 0.00, 0.65, 0.40, 0.04),
        ),
        unit="1", year=2016, status="assumed", source=_RATES, doc="Saturday: the same",
    )  # fmt: skip
    rates_holiday: Rows = param(
        (
            (0.00, 0.00, 0.25, 0.35, 0.00),
            (0.00, 0.00, 0.30, 0.45, 0.02),
            (0.00, 0.00, 0.25, 0.50, 0.10),
            (0.02, 0.05, 0.30, 0.50, 0.20),
            (0.08, 0.05, 0.42, 0.45, 0.12),
            (0.00, 0.00, 0.45, 0.42, 0.06),
            (0.00, 0.00, 0.48, 0.35, 0.02),
        ),
        unit="1", year=2016, status="assumed", source=_RATES, doc="Sunday and holiday: the same",
    )  # fmt: skip
    shop_share: Rows = param(
        ((0.75, 0.55, 0.05), (0.70, 0.50, 0.03), (0.35, 0.15, 0.02)), unit="1", year=2016, status="assumed",
        doc="Shopping among morning, afternoon and evening tours, by day type", source=_RATES,
    )  # fmt: skip
    start_hours: Rows = param(
        ((7.9, 0.8), (11.0, 3.5), (7.7, 0.25), (10.0, 1.1), (16.3, 1.3), (18.2, 1.0), (20.4, 0.6)),
        unit="h", year=2014, status="assumed", source=_HOURS,
        doc="Mean and spread of leaving home: work, shifts, study, morning, afternoon, afternoon after work, evening",
    )  # fmt: skip
    stay_hours: Rows = param(
        (
            (7.5, 0.5), (7.8, 0.8), (5.8, 0.4), (5.0, 1.3), (8.2, 1.3), (0.0, 0.0), (0.0, 0.0),
            (0.6, 0.25), (1.7, 0.5),
        ),
        unit="h", year=2014, status="assumed", source=_HOURS,
        doc="Mean and spread of the stay at work or study by occupation; then at shops and at leisure",
    )  # fmt: skip
    shift_share: float = param(
        0.12, unit="1", year=2016, status="assumed", ge=0, le=1, source="assumed",
        doc="Share of workers who keep shifts, with starts spread over the day",
    )  # fmt: skip
    start_jitter: float = param(
        0.2, unit="h", year=2016, status="assumed", ge=0, source="assumed: the rest of the spread is between persons",
        doc="Spread of a person's start of work or study from day to day",
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
    # destinations
    shop_decay: float = param(
        550.0, unit="m", year=2016, status="assumed", gt=0, source="assumed: shops within a short walk",
        doc="Distance over which the pull of shops falls to 1/e",
    )  # fmt: skip
    leisure_decay: float = param(
        1600.0, unit="m", year=2016, status="assumed", gt=0, source="assumed", doc="The same for leisure"
    )
    places_per_resident: tuple[float, float] = param(
        (0.012, 0.006), unit="1", year=2016, status="assumed",
        doc="Shops and places of leisure per resident in zones whose places are not mapped", source="assumed",
    )  # fmt: skip
    retail_area_per_shop: float = param(
        300.0, unit="m2", year=2016, status="assumed", gt=0,
        doc="Floor area of retail buildings that counts as one shop", source="assumed",
    )  # fmt: skip
    # times and costs
    speeds_kmh: Numbers = param(
        (4.6, 15.0, 14.0, 22.0, 19.0), unit="km/h", year=2011, status="published", source=_SPEEDS,
        doc="Speed door to door: walk, bicycle, transit, car, motorcycle",
    )  # fmt: skip
    road_circuity: float = param(
        1.35, unit="1", year=2016, status="assumed", ge=1,
        doc="Length by road or rail over straight distance beyond the layer", source="assumed: 1.3 to 1.4 in cities",
    )  # fmt: skip
    least_distance: float = param(
        120.0, unit="m", year=2016, status="assumed", ge=0, doc="Shortest straight distance of a trip", source="assumed"
    )
    congestion: float = param(
        1.3, unit="1", year=2016, status="assumed", ge=1, source="assumed",
        doc="Expected driving time over free flow, when choosing a mode and beyond the layer",
    )  # fmt: skip
    headway: float = param(
        420.0, unit="s", year=2016, status="assumed", gt=0,
        doc="Mean headway of a line; half of it is waited, once more per change", source="assumed: no timetable",
    )  # fmt: skip
    metro_reach: float = param(
        700.0, unit="m", year=2016, status="assumed", ge=0,
        doc="Distance within which a metro station serves a trip", source="assumed",
    )  # fmt: skip
    change_every: tuple[float, float] = param(
        (3000.0, 6000.0), unit="m", year=2016, status="assumed",
        doc="Straight distance per change of line, without and with the metro near (at most two)", source="assumed",
    )  # fmt: skip
    change_penalty: float = param(
        420.0, unit="s", year=2016, status="assumed", ge=0,
        doc="Time in vehicle that a change is felt as, beside the wait", source="assumed: 5 to 10 min, from memory",
    )  # fmt: skip
    outside_access: tuple[float, float] = param(
        (300.0, 900.0), unit="m", year=2016, status="assumed",
        doc="Distance to the nearest stop and metro station in zones outside", source="assumed: stops not read there",
    )  # fmt: skip
    fare: float = param(
        1.5, unit="EUR", year=2016, status="published", ge=0,
        doc="Fare of a transit trip (2.00 EUR from 15 July 2019)",
        source="ATM fares, via ecodibergamo and lecconotizie",
    )  # fmt: skip
    parking_search: tuple[float, float] = param(
        (300.0, 60.0),
        unit="s",
        year=2016,
        status="assumed",
        doc="Search for a place: car, motorcycle",
        source="assumed",
    )
    parking_walk: float = param(
        120.0, unit="s", year=2016, status="assumed", ge=0, doc="Walk to and from the parked car", source="assumed"
    )
    parking_fee: float = param(
        1.0, unit="EUR", year=2016, status="assumed", ge=0,
        doc="Mean parking cost of a car trip that does not end at home", source="assumed",
    )  # fmt: skip
    running_cost: tuple[float, float] = param(
        (0.15, 0.08), unit="EUR/km", year=2016, status="assumed",
        doc="Running cost as felt by the driver: car, motorcycle", source="assumed: mostly fuel",
    )  # fmt: skip
    least_age: Numbers = param(
        (0, 8, 0, 18, 16), unit="a", year=2016, status="assumed",
        doc="Youngest user of each mode; shared bicycles from 16", source="vehicles by law; bicycle assumed",
    )  # fmt: skip
    # logit
    beta_per_min: Numbers = param(
        (-0.055, -0.06, -0.05, -0.03), unit="1/min", year=2016, status="assumed",
        doc="Utility per minute of walking, cycling, waiting, and riding or driving", source=_MNL,
    )  # fmt: skip
    beta_cost: float = param(-0.20, unit="1/EUR", year=2016, status="assumed", doc="Utility per euro", source=_MNL)
    constants: Numbers = param(
        (0.0, -2.0, 0.396, -1.502, -0.965), unit="1", year=2022, status="fitted",
        doc="Constants of walk (0), bicycle (assumed), transit, car and motorcycle",
        source="fitted by twin.study.fit_modes to V9a only, the internal split of AMAT, June 2022 (transit 47, "
        "car 16, motorcycle 7, walk and bicycle 30 %; walks over five minutes), on a workday of the real layers",
    )  # fmt: skip
    # loading
    motorcycle_units: float = param(
        0.25, unit="1", year=2016, status="assumed", gt=0, le=1, doc="Car units of a motorcycle", source=_LOAD
    )
    patience: float = param(
        120.0, unit="s", year=2016, status="assumed", gt=0, source=_LOAD,
        doc="Time after which a blocked vehicle pushes into a full street (gridlock dissolves, and is counted)",
    )  # fmt: skip
