"""Which figures shape the ways that drivers take, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

_ASSUMED = "assumed"


class RoutesParams(ParamSet):
    """Parameters of routes and of the equilibrium of a day type.

    Drivers know the usual times of the period of the day in which they leave, and keep to the way that these make the
    cheapest; a way that lasts into the next period is taken by the times of the first.
    """

    period_hours: tuple[float, ...] = param(
        (0.0, 7.0, 9.5, 16.5, 19.5, 24.0), unit="h", year=2016, status="assumed",
        doc="When periods of the day start and end: night, morning peak, midday, evening peak, late",
        source="assumed: peaks around 7 to 8 h (Lombardy's OD survey 2014: 15 % of trips) and the way home from work",
    )  # fmt: skip
    road_circuity: float = param(
        1.35, unit="1", year=2016, status="assumed", ge=1,
        doc="Length by road or rail over straight distance beyond the layer", source="assumed: 1.3 to 1.4 in cities",
    )  # fmt: skip
    outer_speed_kmh: float = param(
        22.0, unit="km/h", year=2011, status="published", gt=0,
        doc="Mean speed of cars beyond the layer, with the usual congestion",
        source="speeds by mode that accompany ISTAT's 2011 commuting matrix of Milan, via actranspr2",
    )  # fmt: skip
    toll_value: float = param(
        9.0, unit="EUR/h", year=2016, status="assumed", gt=0,
        doc="Value of time at which drivers weigh a road charge against a longer way",
        source="assumed: 8 to 10 EUR/h for commuting by car, quoted from memory; European values are reviewed "
        "in Wardman, Chintakayala and de Jong 2016",
    )  # fmt: skip
    restricted_penalty: float = param(
        600.0, unit="s", year=2016, status="assumed", ge=0, source=_ASSUMED,
        doc="What entering a street kept for residents and deliveries is felt as, so that through traffic goes around",
    )  # fmt: skip
    junction_length: float = param(
        25.0, unit="m", year=2026, status="assumed", ge=0,
        doc="Pieces of street shorter than this, without a signal, lie inside a junction: nobody stops there",
        source="assumed: what OSMnx joins to one junction by default has nodes up to 20 m apart, from memory",
    )  # fmt: skip
    route_sets: int = param(
        6, unit="1", year=2026, status="assumed", ge=1, le=8,
        doc="Sets of drivers who misjudge times alike, and so take the same ways", source="a choice of memory and time",
    )  # fmt: skip
    route_spread: float = param(
        0.2, unit="1", year=2026, status="assumed", ge=0, le=1,
        doc="Spread (of the logarithm) with which drivers misjudge the time of each link, the same way every day",
        source="assumed: surveys of known routes find errors of judged times of 10 to 30 %, from memory",
    )  # fmt: skip
    route_iterations: int = param(
        12, unit="1", year=2026, status="assumed", ge=1,
        doc="Loadings until the routes of a day type stand", source="where the relative gap no longer falls much",
    )  # fmt: skip
    route_iterations_more: int = param(
        3, unit="1", year=2026, status="assumed", ge=1,
        doc="Loadings of a type of day that starts from what another one settled on", source="as route_iterations",
    )  # fmt: skip
    first_delay: float = param(
        0.3, unit="1", year=2018, status="published", ge=0,
        doc="Time in traffic beyond that of empty streets, which drivers believe in before any day has been run",
        source="Milan 2017 and 2018: 30 % (TomTom Traffic Index, via milanotoday.it, June 2019)",
    )  # fmt: skip
    learn_times_days: float = param(
        5.0, unit="d", year=2016, status="assumed", gt=0,
        doc="Mean time until a citizen has new driving times in mind when choosing when to leave",
        source="assumed: a working week; day-to-day models adjust over days",
    )  # fmt: skip
    learn_modes_days: float = param(
        28.0, unit="d", year=2016, status="assumed", gt=0,
        doc="Mean time until a citizen weighs modes by what is new",
        source="assumed: four weeks; habit makes modes change later than departures",
    )  # fmt: skip
