"""Which figures shape the choice of mode, hour and place, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

Numbers = tuple[float, ...]

_MEMORY = "quoted from memory"
_VALUES = (
    "working values for Milan within the range of Wardman, Chintakayala and de Jong 2016 (3,109 values of 389 European "
    "studies, Transportation Research A 94), quoted from memory; fixed before any fit"
)
_WEIGHTS = (
    "usual ratios to time in vehicle (walk 1.6 to 2.0, wait 1.5 to 2.5, congested driving 1.4; reviewed in Wardman, "
    "Chintakayala and de Jong 2016), quoted from memory; fixed before any fit"
)
_SMALL = (
    "K. A. Small, The scheduling of consumer activities: work trips, American Economic Review 72, 1982: early 0.61 and "
    "late 2.4 times the travel time, quoted from memory"
)


class ChoiceParams(ParamSet):
    """Parameters of the choice of mode, hour and place.

    Utilities are on the scale of the choice between nests. Time counts the same for all purposes, and a euro by the
    purpose's value of time, so that one table of values of time tells them all. What a fit may change are
    `mode_constants` alone.
    """

    # time and money
    drive_per_min: float = param(
        -0.03, unit="1/min", year=2016, status="assumed", lt=0, doc="Utility per minute of driving",
        source="assumed: usual for urban mode choice, quoted from memory; fixed before any fit",
    )  # fmt: skip
    time_weights: Numbers = param(
        (1.83, 2.0, 1.5, 1.67, 0.78, 1.0, 1.0, 0.85, 1.4), unit="1", year=2016, status="assumed",
        doc="Time over time driving as felt: walk, bicycle, e-bike, wait, ride in public transport, drive, motorcycle, "
        "passenger, search for a place to park",
        source=_WEIGHTS + "; bicycles and passengers assumed",
    )  # fmt: skip
    value_of_time: Numbers = param(
        (9.0, 5.0, 6.0, 22.0), unit="EUR/h", year=2016, status="assumed",
        doc="Median value of time driving: commuting, study, other purposes, business", source=_VALUES,
    )  # fmt: skip
    value_spread: float = param(
        0.5, unit="1", year=2016, status="assumed", ge=0,
        doc="Spread between persons of the logarithm of the value of time",
        source="assumed: studies of taste variation find log-normal values with spreads of 0.5 to 1, from memory",
    )  # fmt: skip
    change_minutes: float = param(
        7.0, unit="min", year=2016, status="assumed", ge=0,
        doc="Time driving that a change of line is felt as, beside walk and wait",
        source="assumed: 5 to 10 min, from memory",
    )  # fmt: skip
    # nests
    nest_scales: Numbers = param(
        (0.7, 0.7, 0.7), unit="1", year=2016, status="assumed",
        doc="Parameters of the nests of cars (driver, passenger, shared), public transport (without and with bicycle) "
        "and bicycles (own, shared, electric); motorcycle and walking stand alone",
        source="assumed: 0.6 to 0.8 is usual for modes that share a vehicle or a network, from memory",
    )  # fmt: skip
    mode_constants: Numbers = param(
        (0.0, -2.0, 0.269, -2.971, -0.907, -4.987, -2.0, -2.0, -2.971, -1.131), unit="1", year=2022, status="fitted",
        doc="Constants of walk (0), bicycle, transit, car, motorcycle, passenger, shared bicycle, shared e-bike, car "
        "sharing, bicycle with transit",
        source="fitted by twin.study.fit_modes to V9a only, the internal split of AMAT, June 2022 (transit 47, car 16, "
        "motorcycle 7, walk and bicycle 30 %; walks over five minutes), on a workday of the real layers; "
        "passengers to the occupancy of cars (`car_occupancy`); within groups assumed: bicycles -2, shared cars as "
        "own ones, bicycle with transit 1.4 below transit",
    )  # fmt: skip
    # departure
    shift_minutes: Numbers = param(
        (0.0, -60.0, -30.0, -15.0, 15.0, 30.0, 60.0), unit="min", year=2016, status="assumed",
        doc="Shifts of departure on offer: none, then from the earliest to the latest", source="assumed",
    )  # fmt: skip
    schedule_weights: tuple[Numbers, ...] = param(
        ((0.61, 2.4), (0.61, 2.4), (0.3, 0.3), (0.61, 2.4)), unit="1", year=1982, status="assumed",
        doc="A minute earlier and later than planned over a minute driving: commuting, study, other purposes, business",
        source=_SMALL + "; other purposes assumed flexible",
    )  # fmt: skip
    shift_scale: float = param(
        0.5, unit="1", year=2016, status="assumed", gt=0, le=1,
        doc="Parameter of the nest of the departures by one mode",
        source="assumed: hours are closer substitutes than modes",
    )  # fmt: skip
    # speeds and ways
    walk_speed: float = param(
        4.6, unit="km/h", year=2011, status="published", gt=0, doc="Speed on foot",
        source="speeds by mode that accompany ISTAT's 2011 commuting matrix of Milan, via actranspr2",
    )  # fmt: skip
    bicycle_speed: float = param(
        15.0, unit="km/h", year=2011, status="published", gt=0, doc="Speed by bicycle",
        source="speeds by mode that accompany ISTAT's 2011 commuting matrix of Milan, via actranspr2",
    )  # fmt: skip
    ebike_speed: float = param(
        18.0, unit="km/h", year=2018, status="assumed", gt=0,
        doc="Speed of a bicycle with a motor", source="assumed: a fifth above the bicycle's 15 km/h",
    )  # fmt: skip
    motorcycle_time: float = param(
        1.0, unit="1", year=2011, status="assumed", gt=0,
        doc="Time of a motorcycle on the streets over that of a car",
        source="assumed: a motorcycle passes queues and has no better free speed; the loading knows better",
    )  # fmt: skip
    least_distance: float = param(
        120.0, unit="m", year=2016, status="assumed", ge=0, doc="Shortest straight distance of a trip", source="assumed"
    )
    # bicycles
    bicycle_handling: float = param(
        60.0, unit="s", year=2016, status="assumed", ge=0, source="assumed",
        doc="Taking a bicycle and leaving it, both ends together",
    )  # fmt: skip
    dock_miss: float = param(
        360.0, unit="s", year=2016, status="assumed", ge=0,
        doc="Walk to another dock where no bicycle or no place is found", source="assumed: docks 300 m apart, and back",
    )  # fmt: skip
    shared_bicycle_fees: tuple[float, float] = param(
        (0.0, 0.25), unit="EUR", year=2015, status="published",
        doc="Price of a ride of up to half an hour for subscribers: bicycle, e-bike",
        source="BikeMi tariffs 2015 (e-bike 0.25 EUR the first half hour), via lifegate and omnimoto",
    )  # fmt: skip
    cold: float = param(
        -0.03, unit="1/K", year=2016, status="assumed", le=0,
        doc="Utility of bicycles and motorcycles per kelvin of the day's mean below `cold_below`",
        source="assumed: counts of cyclists fall by about a half from mild to freezing days, from memory",
    )  # fmt: skip
    cold_below: float = param(
        15.0, unit="degC", year=2016, status="assumed", source="assumed", doc="Daily mean from which cold keeps off"
    )
    rain: float = param(
        -0.6, unit="1", year=2016, status="assumed", le=0, source="assumed: rain days have 20 to 50 % fewer cyclists",
        doc="Utility of bicycles and motorcycles on a rainy day; of walking a third of it",
    )  # fmt: skip
    track_comfort: Numbers = param(
        (1.0, 0.93, 0.84), unit="1", year=2012, status="assumed",
        doc="Time by bicycle as felt over time: mixed traffic, lane, track",
        source="assumed after J. Broach, J. Dill, J. Gliebe, Where do cyclists ride, Transportation Research A 46, "
        "2012 (off-street path: 16 % shorter as felt), quoted from memory; lane assumed",
    )  # fmt: skip
    # public transport
    fare: float = param(
        1.5, unit="EUR", year=2016, status="published", ge=0,
        doc="Fare of a transit trip (2.00 EUR from 15 July 2019)",
        source="ATM fares, via ecodibergamo and lecconotizie",
    )  # fmt: skip
    season_price: float = param(
        330.0, unit="EUR/a", year=2016, status="assumed", ge=0,
        doc="Price of a season ticket of a year; in no choice, for who has one rides for nothing more",
        source="assumed: 330 EUR a year for adults, from memory; less for the young and the old, not told apart",
    )  # fmt: skip
    # cars and motorcycles
    running_cost: tuple[float, float] = param(
        (0.15, 0.08), unit="EUR/km", year=2016, status="assumed",
        doc="Running cost as felt by the driver: car, motorcycle", source="assumed: mostly fuel",
    )  # fmt: skip
    vehicle_access: tuple[float, float] = param(
        (60.0, 60.0), unit="s", year=2016, status="assumed", source="assumed",
        doc="Walk to a car where it stands, as that from the place found comes with the search for it; walks to and "
        "from a motorcycle, with its search",
    )  # fmt: skip
    parking_price: float = param(
        0.5, unit="EUR/h", year=2016, status="assumed", ge=0,
        doc="Mean price of an hour of parking away from home as believed, where no price by street is known",
        source="assumed: street parking costs 0.8 to 2 EUR/h in daytime, residents and many employees pay nothing",
    )  # fmt: skip
    longest_paid: float = param(
        4.0, unit="h", year=2016, status="assumed", ge=0, source="assumed",
        doc="Hours of parking after which a stay costs no more",
    )  # fmt: skip
    usual_search: float = param(
        300.0, unit="s", year=2016, status="assumed", ge=0, source="assumed",
        doc="Expected search for a place to park with the walk from it, where nothing is known",
    )  # fmt: skip
    lift_cost: float = param(
        0.5, unit="1", year=2016, status="assumed", ge=0, le=1, source="assumed: two share the cost",
        doc="Share of the cost of the car that a passenger feels",
    )  # fmt: skip
    lift_time: float = param(
        1.15, unit="1", year=2016, status="assumed", ge=1, source="assumed",
        doc="Time of a lift over that of driving alone, with detour and waiting",
    )  # fmt: skip
    car_occupancy: float = param(
        1.3, unit="1", year=2013, status="assumed", ge=1,
        doc="Persons per car; fixes the passengers' constant beside the driver's when constants are fitted",
        source="urban car trips in Italy, 1.2 to 1.4, quoted from memory",
    )  # fmt: skip
    shared_car_price: tuple[float, float] = param(
        (0.25, 0.10), unit="EUR/min", year=2018, status="published",
        doc="Price of a shared car: free-floating, of the condominium",
        source="Sharing Cities Milan, community car sharing, via studiocataldi",
    )  # fmt: skip
    shared_car_walk: float = param(
        300.0, unit="s", year=2016, status="assumed", ge=0,
        doc="Walk to a shared car; that from the place found comes with the search for it",
        source="assumed: 300 m as the crow flies to the nearest car",
    )  # fmt: skip
    # destinations
    place_scale: float = param(
        1.0, unit="1", year=2016, status="assumed", gt=0, le=1,
        doc="Weight of a tour's worth over all modes in the choice of its place",
        source="assumed: the upper bound at which places replace each other as modes do",
    )  # fmt: skip
