"""The grid with lamps, walls, a clinic and a tram: a district where every measure of the catalogue finds something."""

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from tests.grid_district import grid_tables
from tests.transit_town import town
from twin import scenario as scenarios
from twin.core.resources import resource_dir
from twin.core.streams import uids_of
from twin.interventions import Entry, Where, catalogue
from twin.model import build_model
from twin.state import schemas
from twin.state.codes import LineKind, PlaceKind, StreetClass, Use
from twin.state.district import District
from twin.state.table import Table

FILE = Path(__file__).with_name("catalogue_examples.toml")
N, RESIDENTS, DAYS = 5, 600, 3
DATE, LATER = dt.date(2016, 1, 1), 2090


@cache
def examples():
    """Levers with which each measure of the catalogue does something here, and those with which it does nothing."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def entry(name, *, zero=False, **more):
    """The example of a measure as a scenario's entry; with `zero`, the one that asks for nothing."""
    one = examples()[name]
    plain = {key: value for key, value in one.items() if key not in {"zero", "where", "date"}}
    levers = {**one.get("levers", plain), **(one.get("zero", {}) if zero else {}), **more}
    later = zero and "zero" not in one
    return Entry(
        measure=name,
        levers=catalogue[name].levers.model_validate(levers),
        where=Where.model_validate(one.get("where", {})),
        date=dt.date(LATER, 1, 1) if later else one.get("date", DATE),
        source="test",
    )


def district():
    """The district; its tables are new each time."""
    tables = grid_tables(N, RESIDENTS)
    buildings, nodes, links = tables["buildings"], tables["car_nodes"], tables["car_links"]
    buildings["facade"][:, ::2] = (buildings["storeys"] * 3.3 * 17.0)[:, None]
    buildings["height"][:] = 3.3 * buildings["storeys"]
    buildings["epoch"][:] = np.arange(len(buildings)) % 8
    buildings["use"][8] = Use.HEALTH
    homes = buildings["use"] == Use.RESIDENTIAL
    buildings["flats"][:] = np.where(homes, np.round(buildings["floor_area"] * 0.85 / 80.0), 0.0)
    links["street_class"][::3] = StreetClass.PRIMARY
    links["lanes"][::3], links["parking"][:] = 2.0, 12.0
    for each in (links, tables["bike_links"]):  # both directions of a street have one name, in either network
        each["source_id"][:] = [f"way/{min(a, b)}-{max(a, b)}" for a, b in zip(each["tail"], each["head"], strict=True)]
    tables["lampposts"] = lamps(nodes, links)
    stops = [(float(x), float(y)) for x, y in ((0, 0), (300, 300), (600, 600))]
    tram = town(stops, [("24", 900.0, [0, 1, 2], [0.0, 450.0, 900.0])])
    tram["lines"]["length"][:], tram["transit_nodes"]["within"][:] = 900.0, [0, 1, 1]
    tram["lines"]["vehicle"][:] = LineKind.TRAM
    tables |= {name: tram[name] for name in ("lines", "line_stops", "transit_nodes")}
    places = tables["places"]
    places["name"][:] = [f"{PlaceKind(kind).name.lower()} {k}" for k, kind in enumerate(places["kind"])]
    places["source_id"][:] = [f"place/{k}" for k in range(len(places))]
    return District("grid with lamps", (9.2, 45.44), "EPSG:32632", "Europe/Rome", True, tables, {})


def lamps(nodes, links):
    """Five lamps along each stretch."""
    link, k = np.repeat(np.arange(len(links)), 5), np.tile(np.arange(5), len(links))
    way = {axis: nodes[axis][links["head"][link]] - nodes[axis][links["tail"][link]] for axis in "xy"}
    at = {axis: nodes[axis][links["tail"][link]] + way[axis] * (k + 0.5) / 5 for axis in "xy"}
    return Table.from_columns(
        schemas.LAMPPOSTS,
        {
            "uid": uids_of(f"lamp/{i}/{j}" for i, j in zip(link, k, strict=True)), **at, "zone": links["zone"][link],
            "street_class": links["street_class"][link], "spacing": 30.0, "rated_power": 80.0,
        },
    )  # fmt: skip


@cache
def base():
    """The baseline's scenario for a few days of winter, without the places of Milan."""
    found = scenarios.load(resource_dir("scenarios") / "baseline.toml")
    first = dt.date(found.baseline_year, 1, 14)
    time = type(found.time).model_validate({"from": first, "to": first + dt.timedelta(days=DAYS - 1)})
    return found.model_copy(update={"time": time, "params": {}, "measures": (), "provenance": ()})


def run(*entries, seed=1):
    """The world after the days with these measures; every tick's balances are checked on the way."""
    model, _ = build_model(base().model_copy(update={"measures": tuple(entries)}), district(), seed)
    while model.running:
        model.step()
    return model.world


def bits(world):
    """All numbers of a world."""
    return {
        f"{name}.{column}": values.tobytes()
        for name, table in world.tables.items()
        for column, values in table.data.items()
        if values.dtype != object
    }
