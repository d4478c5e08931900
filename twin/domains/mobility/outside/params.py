"""Which figures shape the traffic and the people that come from elsewhere, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

Numbers = tuple[float, ...]

_CORR = "AMAT, June 2022, via Corriere della Sera of 15 January 2023"
_ASSUMED = "assumed"
_PROFILE = (
    "assumed: Lombardy's OD survey 2014 has 15 % of trips between 7 and 8 h; evening peak broader and lower, little by "
    "night, as counts on urban main streets usually show (from memory)"
)


class OutsideParams(ParamSet):
    """Commuters, visitors, through traffic and deliveries from outside the district."""

    # the country around the municipality
    ring_distance: float = param(
        1.6, unit="1", year=2016, status="assumed", gt=1.0, source="assumed: about 12 km from the middle of Milan",
        doc="Distance of the eight places beyond the municipality from its middle, over its mean radius",
    )  # fmt: skip
    ring_share: Numbers = param(
        (0.20, 0.17, 0.12, 0.08, 0.08, 0.10, 0.11, 0.14), unit="1", year=2011, status="assumed",
        doc="Share of people beyond the municipality by compass sector, from north clockwise",
        source="assumed: the province is denser in the north (towards Monza and Sesto) than in the south (farm park)",
    )  # fmt: skip
    # published totals of a weekday
    internal_trips: float = param(
        2.5e6, unit="1/d", year=2022, status="published", ge=0, source=_CORR,
        doc="Trips a weekday with both ends in the municipality",
    )  # fmt: skip
    exchange_trips: float = param(
        1.85e6, unit="1/d", year=2022, status="published", ge=0, source=f"{_CORR}: 1.8 to 1.9 million",
        doc="Trips a weekday over the boundary of the municipality",
    )  # fmt: skip
    city_residents: float = param(
        1_392_502.0, unit="1", year=2020, status="published", gt=0, source="Comune di Milano, 2020, via il Post",
        doc="Residents of the city that these totals belong to; other cities have them in proportion",
    )  # fmt: skip
    internal_split: Numbers = param(
        (0.16, 0.07, 0.47, 0.30), unit="1", year=2022, status="published", source=f"{_CORR} (V9a)",
        doc="Shares of car, motorcycle, public transport, and bicycle or walk in trips inside the municipality",
    )  # fmt: skip
    exchange_split: Numbers = param(
        (0.63, 0.05, 0.30, 0.02), unit="1", year=2022, status="published", source=f"{_CORR} (V9b, an input)",
        doc="Shares of car, motorcycle, public transport, and the rest in trips over the boundary",
    )  # fmt: skip
    systematic_share: float = param(
        0.465, unit="1", year=2013, status="published", ge=0, le=1, source="AMAT, 2013, in PGT Milano 2030, 2.3.7",
        doc="Share of trips to and from work and study",
    )  # fmt: skip
    business_share: float = param(
        0.048, unit="1", year=2014, status="derived", ge=0, le=1,
        doc="Share of trips on business in through traffic",
        source="what work, study and occasional trips (39.9, 9.8 and 45.5 %) leave of the purposes of Lombardy's OD "
        "survey 2014; that the rest is business is from memory",
    )  # fmt: skip
    internal_commuters: float = param(
        371_425.0, unit="1", year=2011, status="published", gt=0, source="ISTAT, census 2011, commuting matrix",
        doc="People who live and work in the municipality",
    )  # fmt: skip
    occupancy: Numbers = param(
        (1.15, 1.45, 1.25), unit="1", year=2016, status="assumed",
        doc="People in a car: to work, on visits, mean of all trips",
        source="assumed: 1.1 to 1.2 to work, 1.4 to 1.5 otherwise, 1.2 to 1.3 in the mean; Italian cities, from memory",
    )  # fmt: skip
    jobs_filled: float = param(
        0.9, unit="1", year=2016, status="assumed", ge=0, le=1, source=_ASSUMED,
        doc="Share of the jobs at full use of a building that somebody holds",
    )  # fmt: skip
    attendance: Numbers = param(
        (0.80, 0.20, 0.08), unit="1", year=2016, status="assumed", source="assumed: as residents who work",
        doc="Chance that a commuter works there on a workday, Saturday, Sunday or holiday",
    )  # fmt: skip
    commute_decay: float = param(
        5000.0, unit="m", year=2011, status="assumed", gt=0,
        doc="Distance over which the number of commuters from other zones falls to 1/e",
        source="assumed: two thirds of trips to work inside the city take 15 to 60 min",
    )  # fmt: skip
    own_place: float = param(
        0.5, unit="1", year=2016, status="assumed", ge=0, le=1, source=_ASSUMED,
        doc="Share of commuters by car who have a place in a yard or garage at work",
    )  # fmt: skip
    # visitors
    visitors_per_shop: float = param(
        18.0, unit="1/d", year=2016, status="assumed", ge=0, source=_ASSUMED,
        doc="Visitors from outside the district to a shop or place of leisure on a workday",
    )  # fmt: skip
    visitors_per_office: float = param(
        0.006, unit="1/m2/d", year=2016, status="assumed", ge=0, source=_ASSUMED,
        doc="Visitors from outside per floor area of offices, hospitals and schools on a workday",
    )  # fmt: skip
    visits_by_day: Numbers = param(
        (1.0, 1.15, 0.6), unit="1", year=2016, status="assumed", source=_ASSUMED,
        doc="Visits on a workday, Saturday, Sunday or holiday relative to a workday",
    )  # fmt: skip
    shop_area: float = param(
        300.0, unit="m2", year=2016, status="assumed", gt=0, source=_ASSUMED,
        doc="Floor area of retail buildings that counts as one shop",
    )  # fmt: skip
    visit_from_beyond: float = param(
        0.25, unit="1", year=2016, status="assumed", ge=0, le=1, source="assumed: below the 43 % of all trips (2013)",
        doc="Share of visitors who come from beyond the municipality",
    )  # fmt: skip
    visit_decay: float = param(
        2500.0, unit="m", year=2016, status="assumed", gt=0, source=_ASSUMED,
        doc="Distance over which the number of visitors from other zones falls to 1/e",
    )  # fmt: skip
    season_share: float = param(
        0.35, unit="1", year=2016, status="assumed", ge=0, le=1,
        doc="Share of the people from elsewhere in public transport who hold a season ticket and pay no single fare",
        source="assumed: as residents of 26 to 64 years (`population.pass_share`); no count was found",
    )  # fmt: skip
    # through traffic
    through_factor: float = param(
        1.0, unit="1", year=2016, status="assumed", gt=0,
        source="assumed: streets elsewhere are about as fast as the district's, so that nobody takes a longer way "
        "through it than around it; who does pass may still go around when the streets are full",
        doc="Trips between places outside count as through traffic where the way through the district has at most this "
        "many times the length of the way around it",
    )  # fmt: skip
    trip_decay: float = param(
        4000.0, unit="m", year=2014, status="assumed", gt=0,
        doc="Distance over which trips by car between zones of the city fall to 1/e",
        source="assumed: the mean trip in Lombardy has 8.66 km, over 70 % less than 10 km (OD survey 2014)",
    )  # fmt: skip
    exchange_decay: float = param(
        8000.0, unit="m", year=2014, status="assumed", gt=0,
        doc="The same for trips over the boundary: which sectors a zone exchanges with", source=_ASSUMED,
    )  # fmt: skip
    through_by_day: Numbers = param(
        (1.0, 0.8, 0.6), unit="1", year=2016, status="assumed", source="assumed: as counts on urban main streets",
        doc="Through traffic on a workday, Saturday, Sunday or holiday relative to a workday",
    )  # fmt: skip
    hourly_profile: Numbers = param(
        (
            0.8, 0.4, 0.3, 0.3, 0.5, 1.4, 3.8, 8.4, 8.2, 6.0, 5.0, 4.9,
            5.2, 5.2, 5.0, 5.4, 6.2, 7.6, 7.8, 6.4, 4.4, 3.0, 2.2, 1.6,
        ),
        unit="1", year=2014, status="assumed", source=_PROFILE, doc="Trips by hour of the day, in proportion",
    )  # fmt: skip
    departure_jitter: float = param(
        0.2, unit="h", year=2016, status="assumed", ge=0, source=_ASSUMED,
        doc="Spread of a vehicle's start from day to day",
    )  # fmt: skip
    work_start: tuple[float, float] = param(
        (8.6, 0.8), unit="h", year=2014, status="assumed", source="assumed: as residents, who leave home at 7.9 h",
        doc="Mean and spread of the hour at which commuters are due at work",
    )  # fmt: skip
    work_stay: tuple[float, float] = param(
        (8.2, 1.3), unit="h", year=2014, status="assumed", source="assumed: as residents",
        doc="Mean and spread of the stay at work",
    )  # fmt: skip
    visit_stay: tuple[float, float] = param(
        (1.2, 0.6), unit="h", year=2016, status="assumed", source=_ASSUMED, doc="Mean and spread of a visit"
    )
    # deliveries
    stops_per_job: float = param(
        0.2, unit="1/d", year=2010, status="assumed", ge=0,
        doc="Deliveries and collections per job on a workday",
        source="about one a job and week in French surveys of urban freight (LAET, from memory)",
    )  # fmt: skip
    parcels_per_resident: float = param(
        0.055, unit="1/d", year=2022, status="assumed", ge=0,
        doc="Parcels per resident on a workday",
        source="assumed: about 1 thousand million domestic parcels a year in Italy (AGCOM's reports, from memory)",
    )  # fmt: skip
    parcels_per_stop: float = param(
        1.3, unit="1", year=2022, status="assumed", ge=1, source=_ASSUMED, doc="Parcels per stop at homes"
    )
    stops_per_round: float = param(
        20.0, unit="1", year=2016, status="assumed", ge=1, source="assumed: 15 to 80, few large ones among them",
        doc="Stops in the district of one round of a van or truck",
    )  # fmt: skip
    truck_share: float = param(
        0.2, unit="1", year=2016, status="assumed", ge=0, le=1, source="assumed: most urban rounds are by vans",
        doc="Share of rounds by trucks above 3.5 t",
    )  # fmt: skip
    stop_time: tuple[float, float] = param(
        (240.0, 600.0), unit="s", year=2016, status="assumed", source="assumed: short for vans, longer for trucks",
        doc="Mean time at a stop: van, truck",
    )  # fmt: skip
    deliveries_by_day: Numbers = param(
        (1.0, 0.35, 0.0), unit="1", year=2016, status="assumed", source=_ASSUMED,
        doc="Stops on a workday, Saturday, Sunday or holiday relative to a workday",
    )  # fmt: skip
    double_parked: float = param(
        0.5, unit="1", year=2016, status="assumed", ge=0, le=1,
        doc="Share of stops in the second row, where loading bays are taken or absent",
        source="assumed: a third to two thirds in surveys of European cities, from memory",
    )  # fmt: skip
    round_start: tuple[float, float] = param(
        (8.5, 1.2), unit="h", year=2016, status="assumed", source=_ASSUMED,
        doc="Mean and spread of the hour at which a round enters the district",
    )  # fmt: skip
    cargo_bike_stops: float = param(
        30.0, unit="1/d", year=2019, status="assumed", ge=0, source="assumed: two short rounds a day",
        doc="Stops that a cargo bicycle takes over from vans on a workday",
    )  # fmt: skip
