"""Which figures shape travel by public transport, and where do they come from?"""

from __future__ import annotations

from twin.core.params import ParamSet, param

_SEARCH = "assumed"


class TransitParams(ParamSet):
    """Parameters of public transport.

    Weights of time only tell which way is taken; what it is worth against other modes is up to the mode choice.
    Headways, speeds and places come with the district.
    """

    transit_walk_weight: float = param(
        1.8, unit="1", year=2016, status="assumed", ge=1,
        doc="Felt time on foot over time on board, in the search for ways",
        source="1.6 to 2.0, quoted from memory; below the customary 2 by Abrantes and Wardman, Transp. Res. A 45, 2011",
    )  # fmt: skip
    transit_wait_weight: float = param(
        1.8, unit="1", year=2016, status="assumed", ge=1,
        doc="Felt time waiting over time on board, in the search for ways",
        source="1.5 to 2.5, quoted from memory; below the customary 2 by Abrantes and Wardman, Transp. Res. A 45, 2011",
    )  # fmt: skip
    transit_change: float = param(
        420.0, unit="s", year=2016, status="assumed", ge=0,
        doc="Time on board that a change is felt as, beside its walk and its wait", source="5 to 10 min, from memory",
    )  # fmt: skip
    random_headway: float = param(
        660.0, unit="s", year=2009, status="published", gt=0,
        doc="Headway up to which people come to the stop at random and wait half of it",
        source="11 min: Fan and Machemehl, Transp. Res. Rec. 2111, 2009 (Austin)",
    )  # fmt: skip
    wait_slope: float = param(
        0.3, unit="1", year=2009, status="published", ge=0, le=0.5,
        doc="Growth of the wait with longer headways, as some time their arrival",
        source="Fan and Machemehl: mean wait 2.0 min + 0.3 headway (Austin)",
    )  # fmt: skip
    timed_headway: float = param(
        2280.0, unit="s", year=2009, status="published", gt=0,
        doc="Headway from which all time their arrival and the wait grows no more",
        source="38 min: Fan and Machemehl, Transp. Res. Rec. 2111, 2009 (Austin)",
    )  # fmt: skip
    transit_walk_speed: float = param(
        4.6, unit="km/h", year=2011, status="published", gt=0, doc="Speed on foot at changes",
        source="speeds by mode that accompany ISTAT's 2011 commuting matrix of Milan, via actranspr2",
    )  # fmt: skip
    transit_access: float = param(
        1500.0, unit="m", year=2016, status="assumed", gt=0, source=_SEARCH,
        doc="Farthest walk to a stop, unless the nearest is farther still",
    )  # fmt: skip
    change_walk: float = param(
        400.0, unit="m", year=2016, status="assumed", ge=0, source=_SEARCH, doc="Farthest walk between two stops",
    )  # fmt: skip
    platform_walk: float = param(
        90.0, unit="m", year=2016, status="assumed", ge=0, source="stairs and passages: about 70 s, assumed",
        doc="Walk between the street and the platform of a metro or railway station",
    )  # fmt: skip
    zone_walk: float = param(
        350.0, unit="m", year=2016, status="assumed", ge=0, source="assumed: blocks lie within 300 to 400 m of a stop",
        doc="Mean walk to a stop in zones outside, whose stops are not mapped",
    )  # fmt: skip
    zone_change: float = param(
        200.0, unit="m", year=2016, status="assumed", ge=0, source=_SEARCH,
        doc="Walk between two lines, or a line and a station, of a zone outside",
    )  # fmt: skip
    straight_circuity: float = param(
        1.3, unit="1", year=2016, status="assumed", ge=1, source="assumed: walks in a grid of streets",
        doc="Walk over straight distance where no network is known",
    )  # fmt: skip
    bike_ride: float = param(
        3000.0, unit="m", year=2016, status="assumed", ge=0, source=_SEARCH,
        doc="Farthest ride by bicycle to a metro or railway station",
    )  # fmt: skip
    feeder_distance: float = param(
        5000.0, unit="m", year=2016, status="assumed", gt=0, source="bus lines of the outer city; farther out trains",
        doc="Straight distance up to which a bus, and beyond which a train, joins a zone outside that no line of the "
        "layer serves to the nearest stations",
    )  # fmt: skip
    feeder_headway: tuple[float, float] = param(
        (900.0, 1200.0), unit="s", year=2019, status="assumed", source="assumed: no layer tells lines there",
        doc="Headway of these buses and trains, all day",
    )  # fmt: skip
    feeder_speed: tuple[float, float] = param(
        (16.0, 40.0), unit="km/h", year=2019, status="assumed", source="assumed: with stops",
        doc="Speed of these buses and trains",
    )  # fmt: skip
    untold_wait: float = param(
        300.0, unit="s", year=2016, status="assumed", ge=0, source="half of 10 min",
        doc="Wait, once more per change, where the district has no lines",
    )  # fmt: skip
    untold_speed: float = param(
        14.0, unit="km/h", year=2011, status="published", gt=0, doc="Speed on board where the district has no lines",
        source="speeds by mode that accompany ISTAT's 2011 commuting matrix of Milan, via actranspr2",
    )  # fmt: skip
    untold_change: float = param(
        4000.0, unit="m", year=2016, status="assumed", gt=0, source=_SEARCH,
        doc="Straight distance per change (at most two) where the district has no lines",
    )  # fmt: skip
    day_headway: tuple[float, float, float] = param(
        (1.0, 1.25, 1.5), unit="1", year=2019, status="assumed", source="assumed: usual in a large Italian city",
        doc="Headways of workdays, Saturdays, and Sundays and holidays over those of workdays",
    )  # fmt: skip
    august_headway: float = param(
        1.3, unit="1", year=2019, status="assumed", gt=0, source="assumed: summer timetables",
        doc="Headways in August over those of other months",
    )  # fmt: skip
    day_others: tuple[float, float, float] = param(
        (1.0, 0.65, 0.5), unit="1", year=2019, status="assumed", source="assumed: no count is public",
        doc="Passengers who are no residents on workdays, Saturdays, and Sundays and holidays over those of workdays",
    )  # fmt: skip
    august_others: float = param(
        0.5, unit="1", year=2019, status="assumed", ge=0, source="assumed: no count is public",
        doc="Passengers who are no residents in August over those of other months",
    )  # fmt: skip
    others_load: tuple[float, ...] = param(
        (0.05, 0.0, 0.0, 0.0, 0.0, 0.10, 0.25, 0.50, 0.60, 0.40, 0.28, 0.28, 0.32, 0.34, 0.32, 0.32, 0.38, 0.50, 0.55,
         0.42, 0.28, 0.20, 0.15, 0.10),
        unit="1", year=2019, status="assumed", source="assumed: no count of passengers by line and hour is public",
        doc="Passengers who are no residents of the district over places, by civil hour, on all lines alike",
    )  # fmt: skip
    seated_felt: tuple[float, float] = param(
        (1.0, 1.63), unit="1", year=2009, status="assumed", doc="Felt over real time of seated passengers with nobody "
        "standing, and with six standing on a square metre", source="Whelan and Crockett 2009, quoted from memory; the "
        "mean of seated ones in 17 studies is 1.19 (Wardman and Whelan, Transport Reviews 31, 2011)",
    )  # fmt: skip
    standing_felt: tuple[float, float] = param(
        (1.53, 2.04), unit="1", year=2009, status="assumed", doc="The same of those who stand",
        source="Whelan and Crockett 2009, quoted from memory; the mean of standing ones in 17 studies is 2.32 (Wardman "
        "and Whelan, Transport Reviews 31, 2011)",
    )  # fmt: skip
    full_density: float = param(
        4.0, unit="1/m2", year=2016, status="assumed", gt=0, source="usual in makers' figures",
        doc="Passengers standing on a square metre of a vehicle whose places are all taken",
    )  # fmt: skip
    access_minutes: float = param(
        30.0, unit="min", year=2016, status="assumed", gt=0, source="customary in accessibility studies",
        doc="Time from door to door within which jobs and services count as reached",
    )  # fmt: skip
    access_hour: float = param(
        8.5, unit="h", year=2016, status="assumed", ge=0, lt=24, source="the morning peak",
        doc="Hour of the day at which they are reached by public transport",
    )  # fmt: skip
