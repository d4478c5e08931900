"""A made-up district of a few streets whose runs take a second: for tests of what stands above the domains."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import shapely

from twin.core.clock import Clock
from twin.core.params import ParamSet, param
from twin.core.streams import declare, uids_of
from twin.observe import Kpi, Recorder, RunFacts, RunFolder, RunKey, Series, write_results
from twin.state import schemas as s
from twin.state.codes import Epoch, Fuel, Payer, StreetClass, Thermal, Use
from twin.state.district import District, Source
from twin.state.edits import Edit, apply
from twin.state.invariants import Audit
from twin.state.table import Flag, Table
from twin.state.world import World

LUCK = declare("tests.fake_run", "how much each made-up building deviates")
X0, Y0 = 515_000.0, 5_031_000.0  # around via Verro 78, a place of the ledger
SIDE = 12  # buildings a row

OSM = Source("buildings", "OpenStreetMap", "ODbL-1.0", "© OpenStreetMap contributors (ODbL 1.0)", 2022)
COMUNE = Source("zones", "Comune di Milano", "CC-BY-4.0", "Comune di Milano (CC BY 4.0)", 2019)


class Params(ParamSet):
    """Parameters of the made-up physics."""

    base_temperature: float = param(
        20.0, unit="degC", doc="temperature below which heat is needed", source="made up", year=2019, status="assumed"
    )
    lamp_power: float = param(
        90.0, unit="W", doc="power of a lamp", source="a real-looking catalogue", year=2015, status="published"
    )


def district() -> District:
    """Twelve by eight buildings, streets between them, a lamp at each corner, a park and a canal."""
    n = SIDE * 8
    col, row = np.arange(n) % SIDE, np.arange(n) // SIDE
    x, y = X0 + 60.0 * col, Y0 + 70.0 * row
    wide = 18.0 + 6.0 * ((col * 7 + row * 3) % 4)
    buildings = Table.from_columns(
        s.BUILDINGS,
        {
            "uid": uids_of([f"b{i}" for i in range(n)]),
            "source_id": [f"b{i}" for i in range(n)],
            "zone": np.where(col < 6, 0, 1),
            "x": x,
            "y": y,
            "footprint": wide * 30.0,
            "storeys": 2.0 + (col + row) % 6,
            "use": np.where((col + row) % 9 == 0, Use.EDUCATION, Use.RESIDENTIAL),
            "epoch": (col + 2 * row) % len(Epoch),
            "thermal": np.where((col * row) % 17 == 5, Thermal.UNHEATED, Thermal.HEATED),
            "floor_area": wide * 30.0 * (2.0 + (col + row) % 6),
            "u_wall": 1.2,
            "heating_fuel": Fuel.GAS,
            "footprint_flag": Flag.MEASURED,
            "storeys_flag": np.where(col % 4 == 0, Flag.MEASURED, Flag.IMPUTED),
        },
    )
    shapes = np.array([shapely.box(a, b, a + w, b + 30.0) for a, b, w in zip(x, y, wide, strict=True)], dtype=object)
    streets = [shapely.LineString([(X0 - 20, Y0 - 20 + 70 * k), (X0 + 60 * SIDE, Y0 - 20 + 70 * k)]) for k in range(9)]
    streets += [
        shapely.LineString([(X0 - 12 + 60 * k, Y0 - 20), (X0 - 12 + 60 * k, Y0 + 560)]) for k in range(SIDE + 1)
    ]
    links = Table.from_columns(
        s.CAR_LINKS,
        {
            "uid": uids_of([f"l{k}" for k in range(len(streets))]),
            "name": [f"Street {k}" for k in range(len(streets))],
            "length": [line.length for line in streets],
            "street_class": np.where(np.arange(len(streets)) % 5 == 0, StreetClass.PRIMARY, StreetClass.MINOR),
        },
    )
    corners = [(X0 - 12 + 30.0 * i, Y0 - 16 + 70.0 * j) for i in range(25) for j in range(9)]
    lamps = Table.from_columns(
        s.LAMPPOSTS,
        {
            "uid": uids_of([f"p{k}" for k in range(len(corners))]),
            "x": [c[0] for c in corners],
            "y": [c[1] for c in corners],
            "rated_power": Params().lamp_power,
        },
    )
    zones = Table.from_columns(
        s.ZONES,
        {
            "uid": uids_of(["z0", "z1"]),
            "name": ["West", "East"],
            "in_district": [True, True],
            "residents": [1200.0, 900.0],
        },
    )
    halves = [shapely.box(X0 - 30, Y0 - 40, X0 + 340, Y0 + 570), shapely.box(X0 + 340, Y0 - 40, X0 + 740, Y0 + 570)]
    return District(
        "Little district",
        (9.2, 45.44),
        "EPSG:32632",
        "Europe/Rome",
        synthetic=True,
        tables={"zones": zones, "buildings": buildings, "lampposts": lamps, "car_links": links},
        geometry={
            "zones": np.array(halves, dtype=object),
            "buildings": shapes,
            "lampposts": shapely.points(corners),
            "car_links": np.array(streets, dtype=object),
        },
        context={
            "parks": [shapely.box(X0 + 740, Y0 + 100, X0 + 860, Y0 + 400)],
            "water": [shapely.LineString([(X0 - 60, Y0 - 60), (X0 - 40, Y0 + 600)])],
            "railways": [shapely.LineString([(X0 - 80, Y0 - 90), (X0 + 880, Y0 - 60)])],
            "metro": [shapely.LineString([(X0 + 200, Y0 - 90), (X0 + 260, Y0 + 610)])],
        },
        sources=(OSM, COMUNE),
        notes={"buildings": ["3 footprints lie in another one and count with it"]},
        key="little",
    )


def _share(mode: float):
    return lambda outcome: mode + 1e-4 * outcome.world.seed


def _year(name: str, factor: float = 1.0):
    return lambda outcome: factor * float(outcome.series(name).sum())


def _paid(outcome) -> float:
    return -float(outcome.table("accounts")["paid_capex"].sum())


SERIES = (
    Series("energy.gas", "buildings.gas", "kWh", "second", 1 / 3.6e6, "Natural gas", "Gas naturale"),
    Series(
        "energy.electricity_residential",
        "buildings.electricity",
        "kWh",
        "second",
        1 / 3.6e6,
        "Electricity",
        "Elettricità",
    ),
    Series("lighting.electricity", "lampposts.power", "kWh", "second", 1 / 3.6e6, "Street lighting", "Illuminazione"),
    Series("energy.heat_residential", "buildings.heat_need", "kWh", "second", 1 / 3.6e6, "Heat", "Calore"),
    Series("emissions.co2_buildings", "buildings.co2", "t", "second", 1e-3, "CO₂ of buildings", "CO₂ degli edifici"),
    Series("finance.bills", "buildings.bill", "EUR", "tick", 1.0, "Energy bills", "Bollette"),
)
KPIS = (
    Kpi(
        "energy.gas_year",
        "Natural gas",
        "Gas naturale",
        "MWh",
        "less",
        "sum of energy.gas",
        "CITYkeys",
        _year("energy.gas", 1e-3),
    ),
    Kpi(
        "energy.electricity_year",
        "Electricity",
        "Elettricità",
        "MWh",
        "less",
        "sum of energy.electricity_residential",
        "CITYkeys",
        _year("energy.electricity_residential", 1e-3),
    ),
    Kpi("emissions.co2", "CO₂", "CO₂", "t", "less", "all", "CITYkeys", _year("emissions.co2_buildings")),
    Kpi(
        "finance.energy_bills",
        "Energy bills",
        "Bollette",
        "EUR",
        "less",
        "sum of finance.bills",
        "-",
        _year("finance.bills"),
    ),
    Kpi("finance.capex", "Investment", "Investimento", "EUR", "less", "sum of costs", "-", _paid),
    *(
        Kpi(
            f"mobility.share_{mode}",
            f"Trips by {mode}",
            f"Spostamenti: {mode}",
            "%",
            better,
            "trips by mode",
            "-",
            _share(value),
        )
        for mode, value, better in (
            ("walk", 29.0, "more"),
            ("bicycle", 7.0, "more"),
            ("transit", 40.0, "more"),
            ("car", 20.0, "less"),
            ("motorcycle", 4.0, "less"),
        )
    ),
)


def scenario(name: str = "baseline", *, share: float = 0.0, days: int = 365) -> SimpleNamespace:
    """A made-up scenario: a share of the buildings gets better walls."""
    return SimpleNamespace(name=name, share=share, days=days)


def run(what, where, seed, out, threads=None, force=False, progress=None) -> Path:
    """Run the made-up physics; same face as `twin.model.run`."""
    place = where or district()
    levers = {"retrofit": {"share": what.share}} if what.share else {}
    key = RunKey(
        {"baseline_year": 2019, "days": what.days, "measures": levers}, place.key, seed, what.name, code="fake"
    )
    folder = RunFolder(out, key)
    with folder.writing(force=force) as part:
        if part is None:
            return folder.path
        recorder = simulate(place, what, seed, progress)
        words = {"retrofit": {"label": "Insulate walls", "label_it": "Isolare le pareti", "source": "made up"}}
        facts = RunFacts(
            title=what.name.capitalize(),
            baseline_year=2019,
            parameters={"energy": Params.rows()},
            measures=words,
            threads=threads or 1,
        )
        write_results(part, recorder, key, facts)
    return folder.path


def simulate(place: District, what, seed: int, progress=None) -> Recorder:
    """A sine of a year times a sine of a day, with some luck per building."""
    tables = {name: table.copy() for name, table in place.tables.items()}
    tables["accounts"] = Table.allocate(s.ACCOUNTS, len(Payer))
    world = World(place, tables, Clock(2019), seed, audits=[Audit("energy", "buildings", "J")])
    b, lamps, links = tables["buildings"], tables["lampposts"], tables["car_links"]
    luck = 1.0 + 0.2 * LUCK.at(seed).uniform(b["uid"])
    if what.share:
        rows = np.flatnonzero(np.arange(len(b)) % 10 < 10 * what.share)
        cost = 80.0 * b["floor_area"][rows]
        note = "external insulation of walls"
        edit = Edit("retrofit", "buildings", "u_wall", rows, np.full(len(rows), 0.3), 0, cost, note=note)
        world.applied += apply(world, [edit])
        tables["accounts"]["paid_capex"][Payer.HOUSEHOLDS] = -cost.sum()
    recorder = Recorder(world, SERIES, KPIS, ticks=24 * what.days)
    heated = (b["thermal"] == Thermal.HEATED) * b["floor_area"] * (0.25 + 0.75 * b["u_wall"] / 1.2) * luck
    hours = np.arange(24 * what.days)
    cold = np.maximum(
        0.0, 12.0 + 10.0 * np.cos(2 * np.pi * hours / 8760) - 3.0 * np.cos(2 * np.pi * (hours - 3) / 24) - 8.0
    )
    dark = (np.cos(2 * np.pi * (hours % 24) / 24) > 0.1 - 0.4 * np.cos(2 * np.pi * hours / 8760)) * 1.0
    for tick in range(24 * what.days):
        b["gas"][:] = heated * 3.0 * cold[tick]
        b["heat_need"][:] = 0.85 * b["gas"]
        b["electricity"][:] = 3.0 * b["floor_area"]
        b["co2"][:] = b["gas"] * 0.202 / 3.6e6
        b["bill"][:] = (b["gas"] * 0.09 + b["electricity"] * 0.22) / 1000.0
        b["final_heat_year"][:] += b["gas"] * 3600.0
        b["co2_year"][:] += b["co2"] * 3600.0
        lamps["power"][:] = lamps["rated_power"] * dark[tick]
        lamps["energy_year"][:] += lamps["power"] * 3600.0
        if progress is not None and tick % 24 == 0:
            progress("year", tick + 1, 24 * what.days)
        recorder.record(tick)
    links["flow_year"][:] = 1e5 * (1 + np.arange(len(links)) % 7) * (1.0 - 0.5 * what.share)
    free = links["length"] / np.maximum(links["free_speed"], 1.0)
    links["time_year"][:] = links["flow_year"] * (free + np.arange(len(links)) % 5)
    world.table("zones")["trips_year"][:, :5] = np.arange(10.0).reshape(2, 5) + 1.0
    return recorder
