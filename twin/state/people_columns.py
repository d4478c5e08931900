"""The declared columns of people and their vehicles. Units as in `schemas`."""

from __future__ import annotations

from twin.state import codes as c
from twin.state.table import Column, Schema

# Most trips that a citizen can make in a day: work with children brought and fetched, and an errand with two stops.
MAX_TRIPS = 8

HOUSEHOLDS = Schema(
    "households",
    "one household",
    (
        Column("zone", "int64", "-", "static", "row of its zone"),
        Column("size", "int64", "1", "static", "persons", default=1, flagged=True),
        Column("home", "int64", "-", "static", "row of the building it lives in", default=-1),
        Column("cars", "int64", "1", "static", "cars"),
        Column("motorcycles", "int64", "1", "static", "motorcycles"),
        Column("tenure", "int64", "-", "static", "how it holds its flat", flagged=True, codes=c.Tenure),
        Column("income", "float64", "EUR/a", "static", "taxable income of its members", flagged=True),
        Column("tax", "float64", "EUR/a", "static", "national tax on it, which bounds deductions", flagged=True),
        Column("savings", "float64", "EUR", "static", "liquid savings", flagged=True),
        Column("support", "float64", "EUR/a", "static", "untaxed help that lifts it to the minimum", flagged=True),
        Column("flat_area", "float64", "m2", "static", "gross floor of its flat with walls and stairs", flagged=True),
    ),
)

CITIZENS = Schema(
    "citizens",
    "one resident",
    (
        Column("household", "int64", "-", "static", "row of the household"),
        Column("zone", "int64", "-", "static", "row of the zone of residence"),
        Column("home", "int64", "-", "static", "row of the building of residence"),
        Column("age", "int64", "a", "static", "age in years", flagged=True),
        Column("occupation", "int64", "-", "static", "what fills a workday", codes=c.Occupation, flagged=True),
        Column(
            "work",
            "int64",
            "-",
            "static",
            "row of the building of work or study, -1 none or outside",
            default=-1,
        ),
        Column("work_zone", "int64", "-", "static", "row of the zone of work or study, -1 none", default=-1),
        Column("car", "int64", "-", "static", "row of the car that the citizen drives, -1 none", default=-1),
        Column("motorcycle", "int64", "-", "static", "row of the motorcycle, -1 none", default=-1),
        Column("licence", "bool", "-", "static", "whether the citizen may drive a car"),
        Column("bicycle", "bool", "-", "static", "whether the citizen has a bicycle"),
        Column("transit_pass", "bool", "-", "static", "whether the citizen has a season ticket"),
        Column("club", "bool", "-", "static", "whether the citizen belongs to a car sharing club"),
        Column("member", "bool", "-", "static", "whether the citizen subscribes to the shared bicycles"),
        Column("fare", "float64", "EUR", "static", "fare of a ride by public transport without a season ticket"),
        Column("toll_share", "float64", "1", "static", "share of a road charge that the citizen pays", default=1.0),
        Column("bikes_included", "bool", "-", "static", "whether rides by shared bicycle cost the citizen nothing"),
        Column("season_ticket", "float64", "EUR/a", "static", "price of a season ticket that no measure brought"),
        Column("travel_year", "float64", "s", "state", "time spent travelling since the start"),
        Column(
            "takes_part",
            "float64",
            "1",
            "static",
            "share of the year that the citizen is in the social market",
            private=True,
        ),
        Column(
            "green_pull",
            "float64",
            "1",
            "static",
            "utility that walking and cycling have beyond time and money",
            private=True,
        ),
        Column(
            "paid_year",
            "float64",
            "EUR",
            "state",
            "paid for travel since the start, by Service",
            shape=(len(c.Service),),
            private=True,
        ),
        # today, written by mobility
        Column(
            "spent",
            "float64",
            "EUR",
            "flux",
            "paid today for public transport, shared cars, road charge and parking, by Service",
            shape=(len(c.Service) - 1,),
            private=True,
        ),
        Column("bike_fees", "float64", "EUR", "flux", "paid today for shared bicycles", private=True),
        Column("away", "bool", "-", "flux", "whether the citizen is away from the city today"),
        Column(
            "at_home",
            "int32",
            "-",
            "flux",
            "whether the citizen is at home at half past each civil hour of today, as bits",
            default=2**24 - 1,
        ),
        Column("trips", "int8", "1", "flux", "trips of the day"),
        Column(
            "activity",
            "int8",
            "-",
            "flux",
            "activity after each trip",
            shape=(MAX_TRIPS,),
            codes=c.Activity,
            default=5,
        ),
        Column(
            "to_building",
            "int32",
            "-",
            "flux",
            "row of the building each trip goes to, -1 outside",
            shape=(MAX_TRIPS,),
        ),
        Column("to_zone", "int32", "-", "flux", "row of the zone each trip goes to", shape=(MAX_TRIPS,)),
        Column("mode", "int8", "-", "flux", "mode of each trip", shape=(MAX_TRIPS,), codes=c.Mode, default=10),
        Column(
            "departure",
            "float32",
            "s",
            "flux",
            "departure of each trip after civil midnight",
            shape=(MAX_TRIPS,),
        ),
        Column("arrival", "float32", "s", "flux", "arrival of each trip after civil midnight", shape=(MAX_TRIPS,)),
    ),
)

VEHICLES = Schema(
    "vehicles",
    "one private car or motorcycle",
    (
        Column("kind", "int64", "-", "static", "car or motorcycle", codes=c.VehicleKind),
        Column("household", "int64", "-", "static", "row of the household that keeps it"),
        Column("driver", "int64", "-", "static", "row of the citizen who drives it, -1 nobody", default=-1),
        Column("engine", "int64", "-", "static", "drive", codes=c.Engine, flagged=True, compose="most"),
        Column("euro", "int64", "-", "static", "Euro emission class", flagged=True, compose="most"),
        Column("distance_day", "float64", "m", "flux", "distance driven on the district's streets today"),
        Column(
            "first_out", "float32", "h", "flux", "first departure after civil midnight, nan none", default=float("nan")
        ),
        Column("moving", "bool", "-", "flux", "whether it is on a street now"),
        Column(
            "last_home",
            "float32",
            "h",
            "flux",
            "last arrival at home after civil midnight, nan none",
            default=float("nan"),
        ),
        # of electric cars
        Column("electric_use", "float64", "J/m", "static", "grid electricity per distance, were its engine electric"),
        Column("socket", "bool", "-", "static", "whether it has a socket where it is kept"),
        Column("battery", "float64", "J", "state", "energy in the battery"),
        Column("plug", "int64", "-", "flux", "row of the charge point it is plugged into, -1 none, -2 own", default=-1),
        Column("charging_power", "float64", "W", "flux", "electricity drawn from the grid"),
        Column("electric_year", "float64", "m", "state", "distance driven electrically since the start, anywhere"),
        Column(
            "charged_elsewhere",
            "float64",
            "J",
            "state",
            "grid electricity of charging on the way, since the start",
            gathers="sum",
        ),
    ),
)
