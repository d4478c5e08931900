"""The declared columns of every table. One home for names, units and defaults; rooms meet here and nowhere else.

Lengths in m, areas in m², power in W, energy in J, temperatures in °C, money in EUR, time in s unless a column says
otherwise. A key column holds the row of another table, -1 for none.
"""

from __future__ import annotations

from twin.state import codes as c
from twin.state.building_columns import BUILDINGS, HOURS
from twin.state.people_columns import CITIZENS, HOUSEHOLDS, VEHICLES
from twin.state.table import Column, Schema
from twin.state.transit_columns import LINE_STOPS, LINES, TRANSIT_NODES

MODES = len(c.Mode) - 1

ZONES = Schema(
    "zones",
    "one zone (Milan: NIL), of the district or of the rest of the city",
    (
        Column("source_id", "str", "-", "static", "publisher's id of the zone", default=""),
        Column("name", "str", "-", "static", "name of the zone", default=""),
        Column("in_district", "bool", "-", "static", "whether the zone belongs to the district"),
        Column("x", "float64", "m", "static", "easting of the centroid", flagged=True),
        Column("y", "float64", "m", "static", "northing of the centroid"),
        Column("area", "float64", "m2", "static", "area of the outline"),
        Column("residents", "float64", "1", "static", "registered residents", flagged=True),
        Column("households", "float64", "1", "static", "households", flagged=True),
        Column("single_households", "float64", "1", "static", "households of one person", flagged=True),
        Column(
            "size_share",
            "float64",
            "1",
            "static",
            "share of households of 1, 2, 3, 4, 5 and more persons",
            shape=(5,),
            flagged=True,
        ),
        Column("cargo_bikes", "float64", "1", "static", "cargo bicycles that deliver in it", compose="sum"),
        Column("electric_vans", "float64", "1", "static", "electric vans that deliver in it", compose="sum"),
        Column(
            "least_petrol", "int64", "-", "static", "lowest Euro class of petrol vehicles that may drive", compose="max"
        ),
        Column(
            "least_diesel",
            "int64",
            "-",
            "static",
            "lowest Euro class of diesel vehicles that may drive; 7 none",
            compose="max",
        ),
        Column("ban_from", "int64", "h", "static", "civil hour from which others may not, on workdays", default=0),
        Column("ban_to", "int64", "h", "static", "civil hour until which they may not", default=0),
        Column(
            "points",
            "float64",
            "1",
            "static",
            "points of the social market given in the year",
            compose="sum",
            private=True,
        ),
        Column("data_sources", "float64", "1", "static", "sources of data on the urban platform", compose="sum"),
        Column("open_data", "float64", "1", "static", "sources of them whose data are open", compose="sum"),
        Column("vans", "float64", "1", "flux", "vans that deliver in it today"),
        # sums over the year by mode of travel, written by mobility
        Column("trips_year", "float64", "1", "state", "trips of its residents by mode since the start", shape=(MODES,)),
        Column(
            "guests_year", "float64", "1", "state", "people from the rest of the city who came to it", shape=(MODES,)
        ),
        Column("guests_beyond_year", "float64", "1", "state", "people from beyond the city who did", shape=(MODES,)),
        Column("short_walks_year", "float64", "1", "state", "walks of at most five minutes among them"),
        Column("travel_time_year", "float64", "s", "state", "time of these trips by mode", shape=(MODES,)),
        Column(
            "travel_distance_year", "float64", "m", "state", "straight distance of these trips by mode", shape=(MODES,)
        ),
        # electricity, written by energy
        Column("load", "float64", "W", "flux", "electricity drawn in the zone less what is given back, losses apart"),
        Column("load_peak", "float64", "W", "state", "highest load since the start"),
    ),
)

LAMPPOSTS = Schema(
    "lampposts",
    "one street lamppost",
    (
        Column("zone", "int64", "-", "static", "row of its zone, -1 outside", default=-1),
        Column("x", "float64", "m", "static", "easting", flagged=True),
        Column("y", "float64", "m", "static", "northing"),
        Column("street_class", "int64", "-", "static", "class of the street it lights", codes=c.StreetClass),
        Column("spacing", "float64", "m", "static", "distance along the street to the next lamp", flagged=True),
        Column("rated_power", "float64", "W", "static", "power at full light, with driver", flagged=True),
        Column(
            "dim_level",
            "float64",
            "1",
            "static",
            "share of full power in the dimmed hours",
            default=1.0,
            compose="min",
        ),
        Column("dim_from", "int64", "h", "static", "civil hour at which dimming starts", default=0),
        Column("dim_to", "int64", "h", "static", "civil hour at which dimming ends", default=0),
        Column(
            "hold", "float64", "s", "static", "full light after somebody passed in dimmed hours, 0 none", compose="max"
        ),
        Column(
            "extra_power", "float64", "W", "static", "power of the electronics it hosts, day and night", compose="sum"
        ),
        Column("environment_sensor", "bool", "-", "static", "whether it hosts sensors of air and noise", compose="max"),
        Column("traffic_sensor", "bool", "-", "static", "whether it hosts a counter of vehicles", compose="max"),
        Column("wifi", "bool", "-", "static", "whether it hosts a point of public Wi-Fi", compose="max"),
        Column("charger", "bool", "-", "static", "whether a charge point for cars stands at it", compose="max"),
        Column("power", "float64", "W", "flux", "power drawn now, electronics included"),
        Column("co2", "float64", "kg/s", "flux", "carbon dioxide of its electricity"),
        Column("bill", "float64", "EUR", "flux", "cost of its electricity in this tick"),
        Column("energy_year", "float64", "J", "state", "electricity since the start"),
        Column("hours_year", "float64", "h", "state", "burning hours since the start"),
    ),
)

_NODE = (
    Column("x", "float64", "m", "static", "easting"),
    Column("y", "float64", "m", "static", "northing"),
    Column("gate", "bool", "-", "static", "whether a way is cut here at the edge of the layer"),
)
_LINK = (
    Column("source_id", "str", "-", "static", "id of the way in its layer", default=""),
    Column("name", "str", "-", "static", "name of the street", default=""),
    Column("tail", "int64", "-", "static", "row of the node where it starts"),
    Column("head", "int64", "-", "static", "row of the node where it ends"),
    Column("length", "float64", "m", "static", "length along the geometry"),
    Column("street_class", "int64", "-", "static", "class", codes=c.StreetClass),
    Column("zone", "int64", "-", "static", "row of the zone of its middle, -1 outside", default=-1),
)
CAR_NODES = Schema("car_nodes", "one junction or gate of the car network", _NODE)
BIKE_NODES = Schema("bike_nodes", "one junction or gate of the bicycle network", _NODE)
WALK_NODES = Schema("walk_nodes", "one junction or gate of the walk network", _NODE)
CAR_LINKS = Schema(
    "car_links",
    "one directed stretch of street between two junctions",
    (
        *_LINK,
        Column("lanes", "float64", "1", "static", "lanes in this direction", default=1.0, flagged=True, compose="min"),
        Column("free_speed", "float64", "m/s", "static", "speed on the empty street", flagged=True, compose="min"),
        Column(
            "capacity",
            "float64",
            "1/h",
            "static",
            "vehicles that can leave it in an hour of green",
            flagged=True,
            compose="min",
        ),
        Column(
            "storage", "float64", "1", "static", "vehicles that fit on it, at least one", default=1.0, compose="min"
        ),
        Column("signal_cycle", "float64", "s", "static", "cycle of the signal at its end, 0 none", flagged=True),
        Column("green", "float64", "1", "static", "share of the cycle that is green for it", default=1.0),
        Column("yield_wait", "float64", "s", "static", "mean time lost at its end where it gives way", flagged=True),
        Column("green_from", "float64", "s", "static", "start of green in the cycle"),
        Column("parking", "float64", "1", "static", "parking places along it", flagged=True, compose="min"),
        Column("parking_residents", "float64", "1", "static", "share of these places kept for residents"),
        Column("parking_fee", "float64", "EUR/h", "static", "fee of these places for others than residents"),
        Column("guided", "bool", "-", "static", "whether sensors tell drivers where these places are free"),
        Column("toll", "float64", "EUR", "static", "charge for entering it in the hours of the charge"),
        Column("toll_from", "int64", "h", "static", "civil hour at which the charge starts on workdays", default=0),
        Column("toll_to", "int64", "h", "static", "civil hour at which the charge ends", default=0),
        Column("toll_exempt", "float64", "1", "static", "share of the vehicles from elsewhere that owe no charge"),
        Column("restricted", "bool", "-", "static", "whether only those who live or deliver there may drive"),
        Column("cycle_track", "bool", "-", "static", "whether a cycle track runs along it", compose="max"),
        Column("gradient", "float64", "1", "static", "rise over length", default=0.0),
        Column("flow", "float64", "1", "flux", "motor vehicles that enter, by hour of the day", shape=HOURS),
        Column("car_flow", "float64", "1", "flux", "cars that enter, by hour of the day", shape=HOURS),
        Column("van_flow", "float64", "1", "flux", "vans that enter, by hour of the day", shape=HOURS),
        Column("guest_share", "float64", "1", "flux", "share of these cars that people from elsewhere drive"),
        Column("truck_flow", "float64", "1", "flux", "trucks that enter, by hour of the day", shape=HOURS),
        Column("speed", "float64", "m/s", "flux", "mean speed, by hour of the day", shape=HOURS),
        Column("walkers", "float64", "1", "flux", "people on foot and bicycle in it, by hour of the day", shape=HOURS),
        Column("co2", "float64", "kg/s", "flux", "carbon dioxide of the vehicles on it"),
        Column("nox", "float64", "kg/s", "flux", "nitrogen oxides of the vehicles on it"),
        Column("pm10", "float64", "kg/s", "flux", "PM10 of the vehicles on it, exhaust and wear"),
        Column("flow_year", "float64", "1", "state", "vehicles since the start"),
        Column("time_year", "float64", "s", "state", "time that these vehicles spent on it since the start"),
        Column("co2_year", "float64", "kg", "state", "carbon dioxide since the start"),
    ),
)
TURNS = Schema(
    "turns",
    "one turn that cars may not make",
    (
        Column("from_link", "int64", "-", "static", "row of the link of cars that is left"),
        Column("to_link", "int64", "-", "static", "row of the link that may not be entered from there"),
    ),
)
BIKE_LINKS = Schema(
    "bike_links",
    "one directed stretch open to bicycles",
    (
        *_LINK,
        Column("track", "int64", "-", "static", "0 with other traffic, 1 cycle lane, 2 cycle track", compose="max"),
    ),
)
WALK_LINKS = Schema("walk_links", "one directed stretch open to walkers", _LINK)

PLACES = Schema(
    "places",
    "one stop, dock, charger, school, shop or other point",
    (
        Column("source_id", "str", "-", "static", "id in its layer", default=""),
        Column("name", "str", "-", "static", "name", default=""),
        Column("kind", "int64", "-", "static", "kind", codes=c.PlaceKind),
        Column("zone", "int64", "-", "static", "row of its zone, -1 outside", default=-1),
        Column("x", "float64", "m", "static", "easting", flagged=True),
        Column("y", "float64", "m", "static", "northing"),
        Column(
            "building",
            "int64",
            "-",
            "static",
            "row of the building it stands in or nearest to, -1",
            default=-1,
        ),
        Column("capacity", "float64", "1", "static", "docks, plugs, pupils or places; 0 closed", flagged=True),
        Column("since", "int64", "a", "static", "year of opening, 0 if unknown"),
        Column("bikes", "float64", "1", "static", "shared bicycles that belong to a dock"),
        Column("electric", "float64", "1", "static", "share of these bicycles with a motor"),
        Column("power", "float64", "W", "static", "power of a plug"),
        Column("site_power", "float64", "W", "static", "power that all plugs here may draw together"),
        Column("smart", "int64", "-", "static", "what its plugs wait for", codes=c.Smart),
        Column("bike_trips_year", "float64", "1", "state", "trips by shared bicycle from this dock since the start"),
        Column("bike_trips", "float64", "1", "flux", "trips by shared bicycle from this dock today"),
        Column("bike_days", "float64", "d", "state", "days that its bicycles were on offer, summed over bicycles"),
        Column("bikes_now", "float64", "1", "state", "shared bicycles that stand at a dock after the night's work"),
        Column("ebikes_now", "float64", "1", "state", "those of them with a motor"),
        Column("ebike_charge", "float64", "J", "state", "energy in their batteries"),
        Column("ebike_trips_year", "float64", "1", "state", "trips by those of its bicycles that have a motor"),
        Column("ebike_days", "float64", "d", "state", "days that its bicycles with a motor were on offer, summed"),
        Column(
            "bike_failures", "float64", "1", "flux", "people who found no bicycle at this dock and those near, today"
        ),
        Column("bike_failures_year", "float64", "1", "state", "the same since the start"),
        Column("bike_full_year", "float64", "1", "state", "returns that found this dock full"),
        Column("bike_moves_year", "float64", "1", "state", "bicycles that the operator's van took away"),
        Column("bike_van_year", "float64", "m", "state", "way of the van to this dock"),
        Column("bike_van_co2_year", "float64", "kg", "state", "carbon dioxide of the van on that way"),
        Column("bike_charging_year", "float64", "J", "state", "electricity that charged batteries changed here"),
        Column("car_trips_year", "float64", "1", "state", "tours by shared cars of these stalls since the start"),
        Column("car_missed_year", "float64", "1", "state", "tours for which all of them were out, since the start"),
        Column("car_days", "float64", "d", "state", "days that they were on offer, summed over cars"),
        Column("charging_power", "float64", "W", "flux", "electricity drawn by cars plugged in"),
        Column("charging_bill", "float64", "EUR", "flux", "what they pay for it in this tick"),
        Column("charging_cost_year", "float64", "EUR", "state", "what the operator paid for it since the start"),
        Column("charging_year", "float64", "J", "state", "electricity drawn since the start"),
        Column("charging_wait_year", "float64", "s", "state", "time that cars waited for a plug here, since the start"),
    ),
)

FORCING = Schema(
    "forcing",
    "one tick of the year",
    (
        Column("t_out", "float64", "degC", "forcing", "outdoor air temperature"),
        Column("ghi", "float64", "W/m2", "forcing", "global horizontal irradiance"),
        Column("dni", "float64", "W/m2", "forcing", "direct normal irradiance"),
        Column("dhi", "float64", "W/m2", "forcing", "diffuse horizontal irradiance"),
        Column("wind_speed", "float64", "m/s", "forcing", "wind speed at 10 m"),
        Column(
            "sun_elevation",
            "float64",
            "deg",
            "forcing",
            "elevation of the sun at mid-hour, refraction counted",
        ),
        Column(
            "sun_up",
            "float64",
            "1",
            "forcing",
            "share of the hour with lamps off, sun above the switching elevation",
        ),
        Column(
            "irradiance",
            "float64",
            "W/m2",
            "forcing",
            "on walls facing N, NE, E, SE, S, SW, W, NW and on the horizontal, nothing in the way",
            shape=(9,),
        ),
        Column("sun_azimuth", "float64", "deg", "forcing", "azimuth of the sun at mid-tick, clockwise from north"),
        Column(
            "beam_normal",
            "float64",
            "W/m2",
            "forcing",
            "from the sun and the sky close around it, on what is turned to it",
        ),
        Column(
            "beam",
            "float64",
            "W/m2",
            "forcing",
            "the same on walls of each facing and on the horizontal",
            shape=(9,),
        ),
        Column(
            "beam_single",
            "float64",
            "W/m2",
            "forcing",
            "beam on walls of each facing times the transmission of one clear pane relative to normal incidence",
            shape=(8,),
        ),
        Column("beam_double", "float64", "W/m2", "forcing", "the same with two clear panes", shape=(8,)),
        Column("sky_light", "float64", "W/m2", "forcing", "from the rest of the sky, even, on the horizontal"),
        Column("ground_light", "float64", "W/m2", "forcing", "sent back by open ground"),
        Column("t_groundwater", "float64", "degC", "forcing", "temperature of the groundwater", default=15.0),
        Column("t_canal", "float64", "degC", "forcing", "temperature of the treated water of Nosedo", default=18.5),
        Column("price_electricity", "float64", "EUR/J", "forcing", "household price of electricity"),
        Column("price_gas", "float64", "EUR/J", "forcing", "household price of gas, lower heating value"),
        Column("price_gas_oil", "float64", "EUR/J", "forcing", "price of heating gas oil, lower heating value"),
        Column("price_district_heat", "float64", "EUR/J", "forcing", "price of district heat"),
        Column(
            "carbon_intensity",
            "float64",
            "kg/J",
            "forcing",
            "carbon dioxide per electricity drawn from the grid",
        ),
        Column(
            "out_of_home",
            "float64",
            "1",
            "forcing",
            "trips to work and study, and other trips, over those of an ordinary day",
            default=1.0,
            shape=(2,),
        ),
    ),
)

ACCOUNTS = Schema(
    "accounts",
    "one payer; rows are the members of Payer in order",
    (
        Column(
            "balance",
            "float64",
            "EUR",
            "state",
            "received less paid since the start; all rows sum to zero",
            gathers="sum",
        ),
        Column("paid_energy", "float64", "EUR", "state", "energy bills paid since the start", gathers="sum"),
        Column("paid_capex", "float64", "EUR", "state", "investments paid since the start", gathers="sum"),
        Column(
            "spent",
            "float64",
            "EUR",
            "flux",
            "paid today for public transport, shared cars, road charge and parking, by Service",
            shape=(len(c.Service) - 1,),
        ),
        Column(
            "paid_services",
            "float64",
            "EUR",
            "state",
            "paid for travel since the start, by Service",
            shape=(len(c.Service),),
            gathers="sum",
        ),
    ),
)

# Filled by geo. Households, citizens and vehicles come from population, forcing from the room of that name.
DAY_TYPES = Schema(
    "day_types",
    "one type of day: season x (workday, Saturday, Sunday or holiday)",
    (
        Column("name", "str", "-", "static", "season and kind of day", default=""),
        Column("days", "int64", "d", "state", "days of this type since the start", gathers="sum"),
        Column("gap", "float64", "1", "state", "relative gap of its routes: time that better routes would save"),
        Column("loadings", "int64", "1", "state", "loadings of the streets until its routes were settled"),
        Column("vehicles", "float64", "1", "state", "vehicle trips on the streets since the start", gathers="sum"),
        Column(
            "pushed_in",
            "float64",
            "1",
            "state",
            "vehicles that pushed into a full street since the start",
            gathers="sum",
        ),
    ),
)

DISTRICT_SCHEMAS = (
    ZONES,
    BUILDINGS,
    LAMPPOSTS,
    CAR_NODES,
    CAR_LINKS,
    TURNS,
    BIKE_NODES,
    BIKE_LINKS,
    WALK_NODES,
    WALK_LINKS,
    PLACES,
    TRANSIT_NODES,
    LINES,
    LINE_STOPS,
)
POPULATION_SCHEMAS = (HOUSEHOLDS, CITIZENS, VEHICLES)
SCHEMAS = {schema.name: schema for schema in (*DISTRICT_SCHEMAS, *POPULATION_SCHEMAS, FORCING, ACCOUNTS, DAY_TYPES)}
