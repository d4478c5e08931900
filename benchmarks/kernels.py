"""What does one entity cost in each process and each kernel? Nanoseconds of one thread, compiled before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.district import built, district
from benchmarks.timing import Figure, Spread, cpu_seconds, plain
from twin.core.jit import set_threads
from twin.core.streams import declare, draw_pair

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin.model import DistrictModel
    from twin.state.district import District

FIRST_DAY = 8  # a workday of winter, when heating runs and schools are open
_LUCK = declare("benchmarks.luck", "numbers drawn to see how long that takes")
# Rows that one call of each process goes through.
ENTITIES = {
    "mobility.day": "citizens",
    "mobility.sharing": "citizens",
    "behaviour.presence": "citizens",
    "mobility.count": "car_links",
    "behaviour.setpoint": "buildings",
    **dict.fromkeys(
        (
            "energy.use",
            "energy.sun",
            "energy.photovoltaics",
            "energy.control",
            "energy.supply",
            "energy.demand",
            "energy.plant",
            "energy.balance",
        ),
        "buildings",
    ),
    "energy.charging": "vehicles",
    "lighting.burn": "lampposts",
    "emissions.buildings": "buildings",
    "emissions.lighting": "lampposts",
    "emissions.traffic": "car_links",
    "finance.bills": "buildings",
}


def run(place: District | None = None, days: int = 6) -> dict[str, Any]:
    """Cost of every process per entity and call, of the day's stages, and of the draws."""
    place = district() if place is None else place
    set_threads(1)
    twin, inputs = built("baseline", place)
    step = twin.world.clock.ticks_per_day
    for _ in range(step * FIRST_DAY):
        twin.step()
    found: dict[str, Any] = {"district": place.name}
    found |= _processes(twin, days)
    for part in (_mobility, _draws):
        try:
            found |= part(twin, inputs, days)
        except (ImportError, AttributeError, TypeError) as error:  # another version of the twin
            found[part.__name__.strip("_")] = f"not here: {error}"
    return found


def _figures(name: str, spent: list[float], n: int, entity: str) -> dict[str, Any]:
    """Nanoseconds per entity, with the number of entities and how many of them a second."""
    each = Spread.of([1e9 * s / max(n, 1) for s in spent])
    rate = f", {plain(1e3 / each.median, 2)} million/s" if each.median > 0.0 else ""
    return {name: Figure(each, f"ns/{entity.rstrip('s')}", f"{n:,} {entity}{rate}")}


def _processes(twin: DistrictModel, days: int) -> dict[str, Any]:
    world, plan, recorder = twin.world, twin.plan, twin.recorder
    spent: dict[str, list[float]] = {}

    def clocked(name: str, work: Callable[[int], object], tick: int) -> None:
        start = time.thread_time()
        work(tick)
        here[name] = here.get(name, 0.0) + time.thread_time() - start

    calls: dict[str, int] = {}
    for _ in range(days):
        here: dict[str, float] = {}
        calls.clear()
        for _ in range(world.clock.ticks_per_day):
            tick = twin.tick
            for row in plan.rows:
                if tick % row.period == 0:
                    clocked(row.process.name, row.process.step, tick)
                    calls[row.process.name] = calls.get(row.process.name, 0) + 1
            clocked("balances", plan.check, tick)
            clocked("recorder", recorder.record, tick)
            twin.tick = tick + 1
        for name, value in here.items():
            spent.setdefault(name, []).append(value / max(calls.get(name, world.clock.ticks_per_day), 1))
    found: dict[str, Any] = {}
    for name, values in spent.items():
        table = ENTITIES.get(name, "")
        if table:
            found |= _figures(name, values, len(world.tables[table]), table)
        else:
            found[f"{name}, a tick"] = Figure(Spread.of([1e6 * value for value in values]), "µs")
    return found


def _mobility(twin: DistrictModel, inputs: Any, days: int) -> dict[str, Any]:
    """Stages of a day's plans and loading, by replacing them one after the other with clocked ones."""
    from twin.domains.mobility import day as whole
    from twin.domains.mobility.frame import frame
    from twin.domains.mobility.level import settle
    from twin.domains.mobility.year import year_of

    world, params = twin.world, inputs.params["mobility"]
    tables = world.tables
    shared = frame(tables, world.seed, params)
    year = year_of(world.clock, tables["households"]["uid"], world.seed, params, tables["forcing"]["t_out"])
    today = year.today(FIRST_DAY, params)
    level = settle(shared, today, iterations=2)
    stages = {"plan": "citizens", "load": "trips"}
    kept = {name: getattr(whole, name) for name in stages}
    spent: dict[str, list[float]] = {name: [] for name in (*stages, "run")}

    def clocked(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            start = time.thread_time()
            answer = work(*arguments)
            spent[name].append(time.thread_time() - start)
            return answer

        return call

    try:
        for name, work in kept.items():
            setattr(whole, name, clocked(name, work))
        run = clocked("run", whole.run)
        days_run = [run(shared, level, today) for _ in range(days)]
    finally:
        for name, work in kept.items():
            setattr(whole, name, work)
    counts = {"citizens": len(tables["citizens"]), "trips": int(days_run[0].load.tally[0])}
    found: dict[str, Any] = {}
    for name, entity in (stages | {"run": "citizens"}).items():
        found |= _figures(f"mobility.{name}", spent[name], counts[entity], entity)
    return found


def _draws(twin: DistrictModel, inputs: Any, days: int) -> dict[str, Any]:
    del inputs
    uids, stream = twin.world.tables["citizens"]["uid"], _LUCK.at(1)
    draw_pair(stream.key, 0, uids[0], 0)
    stream.uniform(uids)
    spent = [cpu_seconds(lambda tick=tick: stream.uniform(uids, tick=tick)) for tick in range(days)]
    return _figures("draws", spent, uids.size, "draws") | _haunts(twin, days)


def _haunts(twin: DistrictModel, days: int) -> dict[str, Any]:
    """The draw of places among candidates, by distance: the loop that a denser district makes longest."""
    from twin.core.rendezvous import choose_by_distance, mixed

    rows = slice(0, 2000)
    tables = twin.world.tables
    citizens, buildings = tables["citizens"], tables["buildings"]
    shops = np.flatnonzero(buildings["workplaces"] > 0.0)
    home = citizens["home"][rows]
    at = np.column_stack([buildings["x"][home], buildings["y"][home]])
    site = np.column_stack([buildings["x"][shops], buildings["y"][shops], np.full(shops.size, 50.0)])
    uids, names = citizens["uid"][rows], mixed(buildings["uid"][shops])
    weight, out = buildings["workplaces"][shops], np.empty(home.size, dtype=np.int64)

    def work() -> None:
        choose_by_distance(_LUCK.at(1).key, 0, uids, at, names, site, weight, 700.0, out)

    work()
    spent = [cpu_seconds(work) for _ in range(days)]
    return _figures("choice by distance", spent, home.size * shops.size, "pairs")
