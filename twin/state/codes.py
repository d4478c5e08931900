"""The enumerations that integer columns are coded in."""

from __future__ import annotations

from enum import IntEnum


class Use(IntEnum):
    """Main use of a building."""

    RESIDENTIAL = 0
    OFFICE = 1
    RETAIL = 2
    EDUCATION = 3
    HEALTH = 4
    INDUSTRIAL = 5
    OTHER = 6
    ANCILLARY = 7  # sheds, garages, canopies: never heated


class Thermal(IntEnum):
    """What becomes of a footprint in the energy balance; every footprint has exactly one."""

    HEATED = 0
    UNHEATED = 1
    MERGED = 2  # lies in or on another footprint and counts with it


class Epoch(IntEnum):
    """Construction period, classes of TABULA Italy."""

    TO_1900 = 0
    Y1901_1920 = 1
    Y1921_1945 = 2
    Y1946_1960 = 3
    Y1961_1975 = 4
    Y1976_1990 = 5
    Y1991_2005 = 6
    FROM_2006 = 7


class Fuel(IntEnum):
    """Carrier that heats a building."""

    GAS = 0
    GAS_OIL = 1
    DISTRICT_HEAT = 2
    ELECTRICITY = 3  # heat pump
    NONE = 4


class Generator(IntEnum):
    """What makes a building's heat."""

    BOILER = 0  # gas or gas oil by the carrier, non-condensing
    CONDENSING_BOILER = 1
    SUBSTATION = 2  # of district heat
    AIR_HEAT_PUMP = 3
    GROUNDWATER_HEAT_PUMP = 4
    CANAL_HEAT_PUMP = 5  # on the treated water of Nosedo and the Vettabbia
    NONE = 6


class Emitter(IntEnum):
    """What gives heat to the rooms."""

    RADIATOR = 0
    FAN_COIL = 1
    FLOOR = 2


class Control(IntEnum):
    """Quality of a building's heating control."""

    POOR = 0
    AVERAGE = 1
    GOOD = 2
    MANAGED = 3  # by the district energy management


class StreetClass(IntEnum):
    """Class of a street, from OpenStreetMap's highway classes; OUTSIDE joins gates to places beyond the layer."""

    MOTORWAY = 0
    TRUNK = 1
    PRIMARY = 2
    SECONDARY = 3
    TERTIARY = 4
    MINOR = 5
    SERVICE = 6
    PEDESTRIAN = 7
    PATH = 8
    CYCLEWAY = 9
    STEPS = 10
    TRACK = 11
    OUTSIDE = 12


class PlaceKind(IntEnum):
    """Kind of a point of interest."""

    SURFACE_STOP = 0
    METRO_STATION = 1
    RAILWAY_STATION = 2
    BIKE_DOCK = 3
    CHARGER = 4
    KINDERGARTEN = 5
    SCHOOL = 6
    SECONDARY_SCHOOL = 7
    UNIVERSITY = 8
    SHOP = 9
    LEISURE = 10
    HEALTH = 11
    CAR_PARK = 12
    CAR_SHARING = 13  # stalls of shared cars, each with its car


class Occupation(IntEnum):
    """What a citizen does on a workday."""

    PRESCHOOL = 0
    PUPIL = 1  # 6 to 13 years
    STUDENT = 2  # 14 to 18 years
    UNIVERSITY = 3
    WORKER = 4
    HOME = 5  # at home, neither working nor retired
    RETIRED = 6


class Ownership(IntEnum):
    """Who owns a residential building."""

    CONDOMINIUM = 0  # many owners, an assembly decides
    COMPANY = 1  # one private owner
    PUBLIC = 2


class Tenure(IntEnum):
    """How a household holds its flat."""

    OWNER = 0
    TENANT = 1  # of a private owner
    PUBLIC_TENANT = 2


class VehicleKind(IntEnum):
    """Kind of a private vehicle."""

    CAR = 0
    MOTORCYCLE = 1


class Engine(IntEnum):
    """Drive of a private vehicle."""

    PETROL = 0
    DIESEL = 1
    HYBRID = 2
    ELECTRIC = 3


class Smart(IntEnum):
    """What the plugs of a charge point wait for."""

    NOTHING = 0
    PRICE = 1  # the cheapest hours before cars leave
    CARBON = 2  # those of least carbon dioxide


class LineKind(IntEnum):
    """What runs on a line of public transport."""

    BUS = 0
    TROLLEYBUS = 1
    TRAM = 2
    METRO = 3
    TRAIN = 4


class Mode(IntEnum):
    """Mode of a trip."""

    WALK = 0
    BICYCLE = 1
    TRANSIT = 2
    CAR = 3
    MOTORCYCLE = 4
    PASSENGER = 5  # in a car that somebody else drives
    SHARED_BICYCLE = 6
    SHARED_EBIKE = 7
    CAR_SHARING = 8
    BIKE_TRANSIT = 9  # by bicycle to the station
    NONE = 10  # no trip


class RideKind(IntEnum):
    """Kind of a vehicle on the streets."""

    CAR = 0
    MOTORCYCLE = 1
    VAN = 2
    TRUCK = 3
    GUEST_CAR = 4  # a car that somebody from elsewhere drives


class Activity(IntEnum):
    """What a citizen does between two trips."""

    HOME = 0
    WORK = 1
    STUDY = 2
    SHOP = 3
    LEISURE = 4
    NONE = 5
    CARE = 6  # brings children, or looks after somebody


class Payer(IntEnum):
    """Who pays or is paid; accounts of one run sum to zero."""

    HOUSEHOLDS = 0
    BUSINESSES = 1
    CITY = 2
    STATE = 3
    SUPPLIERS = 4
    CONTRACTORS = 5
    EU = 6
    OWNERS = 7  # of flats and blocks as investors, landlords who live elsewhere among them
    TENANTS = 8
    OPERATORS = 9  # of sharing, charging, the grid
    ESCO = 10  # energy service company
    BANKS = 11
    VISITORS = 12  # people and firms from elsewhere who come or pass through


class Service(IntEnum):
    """What people pay for on their ways."""

    TRANSIT = 0
    SHARED_CAR = 1
    ROAD = 2  # charge for driving into some places
    PARKING = 3
    SHARED_BICYCLE = 4


class Stage(IntEnum):
    """Stage on a condominium's way to a retrofit that its owners decide on."""

    CONTACTED = 0
    INTERESTED = 1
    AUDITED = 2
    FIRST_CALL = 3  # the last assembly was in order at first call
    SECOND_CALL = 4
    NO_QUORUM = 5  # the last assembly was never in order
    APPROVED = 6
    STOPPED = 7  # after the vote, by a court, a veto or arrears
    BUILT = 8


class OwnerGroup(IntEnum):
    """Groups of owners that are told apart in sums."""

    ALL = 0
    OLD = 1
    NO_TAX = 2  # too little tax for half of the deduction
    NO_CASH = 3  # cannot pay the whole share
    LANDLORD = 4  # of a let flat
    EMPTY = 5  # nobody lives in any flat of theirs
