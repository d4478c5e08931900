"""A few hand-made buildings, lamps, links and vehicles under a sine of a climate, for tests of the domains."""

import numpy as np

from twin.core.clock import Clock
from twin.core.streams import uids_of
from twin.state import schemas
from twin.state.codes import Payer, Thermal, Use, VehicleKind
from twin.state.district import District
from twin.state.table import Table
from twin.state.world import World

YEAR = 2019
KWH = 3.6e6


def forcing(clock):
    """Sine of the year and of the day near Milan's means; clear sun between 6 and 18 h."""
    table = Table.allocate(schemas.FORCING, clock.n_ticks)
    t = np.arange(clock.n_ticks)
    season = -np.cos(2.0 * np.pi * (t / 24.0 - 15.0) / clock.n_days)
    table["t_out"][:] = 12.5 + 11.0 * season - 3.5 * np.cos(2.0 * np.pi * (t % 24 - 3.0) / 24.0)
    sun = np.maximum(np.sin(np.pi * (t % 24 - 6.0) / 12.0), 0.0) * (0.55 + 0.3 * season)
    for face, strength in enumerate((80.0, 120.0, 220.0, 310.0, 350.0, 310.0, 220.0, 120.0, 500.0)):
        table["irradiance"][:, face] = strength * sun
    table["sky_light"][:], table["ground_light"][:] = 80.0 * sun, 80.0 * sun
    table["beam"][:] = table["irradiance"] - 80.0 * sun[:, None]  # a wall sees half of the sky, half of the ground
    table["beam_single"][:], table["beam_double"][:] = 0.9 * table["beam"][:, :-1], 0.8 * table["beam"][:, :-1]
    table["beam_normal"][:] = 600.0 * sun
    table["sun_elevation"][:], table["sun_azimuth"][:] = 60.0 * (sun > 0) - 5.0, 15.0 * (t % 24)
    table["sun_up"][:] = (t % 24 >= 6) & (t % 24 < 18)
    for name, price in (("electricity", 0.22), ("gas", 0.085), ("gas_oil", 0.13), ("district_heat", 0.10)):
        table[f"price_{name}"][:] = price / KWH
    table["carbon_intensity"][:] = 0.312 / KWH
    return table


def buildings(count, use=Use.RESIDENTIAL, storeys=5.0):
    """Blocks of 400 m2 a floor with one party wall; the epochs in turn."""
    table = Table.allocate(schemas.BUILDINGS, count)
    table["uid"][:] = uids_of(f"building {i}" for i in range(count))
    table["zone"][:] = 0
    table["use"][:] = use
    table["epoch"][:] = np.arange(count) % 8
    table["thermal"][:] = Thermal.HEATED
    table["footprint"][:] = 400.0
    table["storeys"][:] = storeys
    table["height"][:] = 3.3 * storeys
    table["floor_area"][:] = 400.0 * storeys
    table["facade"][:, ::2] = np.array([33.0, 20.0, 33.0, 0.0]) * 3.3 * storeys
    table["flats"][:] = np.round(400.0 * storeys * 0.85 / 80.0)
    table["residents"][:] = 2.0 * table["flats"]
    table["people"][:] = 0.65 * table["residents"]
    return table


def world(count=8, lamps=5, links=6, cars=20, motorcycles=5, use=Use.RESIDENTIAL, seed=1):
    """World of hand-made tables with everything that energy, lighting, emissions and finance read."""
    clock = Clock(YEAR)
    lampposts = Table.allocate(schemas.LAMPPOSTS, lamps)
    lampposts["uid"][:] = uids_of(f"lamp {i}" for i in range(lamps))
    lampposts["zone"][:] = 0
    lampposts["rated_power"][:] = 80.0
    car_links = Table.allocate(schemas.CAR_LINKS, links)
    car_links["uid"][:] = uids_of(f"link {i}" for i in range(links))
    car_links["zone"][:] = 0
    car_links["length"][:] = 100.0
    vehicles = Table.allocate(schemas.VEHICLES, cars + motorcycles)
    vehicles["uid"][:] = uids_of(f"vehicle {i}" for i in range(cars + motorcycles))
    vehicles["kind"][cars:] = VehicleKind.MOTORCYCLE
    vehicles["electric_use"][:] = np.where(vehicles["kind"] == VehicleKind.CAR, 648.0, 324.0)  # 0.18 and 0.09 kWh/km
    vehicles["euro"][:] = np.arange(cars + motorcycles) % 7
    vehicles["engine"][:cars] = np.arange(cars) % 4
    zones = Table.allocate(schemas.ZONES, 1)
    zones["in_district"][:] = True
    homes = buildings(count, use)
    households = Table.allocate(schemas.HOUSEHOLDS, int(homes["flats"].sum()))
    households["uid"][:] = uids_of(f"household {i}" for i in range(len(households)))
    households["home"][:] = np.repeat(np.arange(count), homes["flats"].astype(int))
    households["flat_area"][:] = (homes["floor_area"] / np.maximum(homes["flats"], 1.0))[households["home"]]
    citizens = Table.allocate(schemas.CITIZENS, 2 * len(households))
    citizens["uid"][:] = uids_of(f"citizen {i}" for i in range(len(citizens)))
    citizens["household"][:] = np.repeat(np.arange(len(households)), 2)
    citizens["home"][:] = households["home"][citizens["household"]]
    tables = {
        "zones": zones,
        "buildings": homes,
        "lampposts": lampposts,
        "car_links": car_links,
        "vehicles": vehicles,
        "households": households,
        "citizens": citizens,
        "places": Table.allocate(schemas.PLACES, 0),
        "accounts": Table.allocate(schemas.ACCOUNTS, len(Payer)),
        "forcing": forcing(clock),
    }
    district = District("little", (9.2, 45.45), "EPSG:32632", "Europe/Rome", synthetic=True, tables={}, geometry={})
    return World(district, tables, clock, seed)
