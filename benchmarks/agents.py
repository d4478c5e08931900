"""What would the same people, streets and lamps cost as plain Mesa agents? A whole day, both ways, in the same run."""

from __future__ import annotations

import gc
import statistics
import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.district import built, district
from benchmarks.enlarge import enlarged
from benchmarks.fresh import fresh
from benchmarks.plain.lamps import Lamp
from benchmarks.plain.streets import Street, Traveller
from benchmarks.plain.town import Town
from benchmarks.timing import Figure, Spread
from twin.core.clock import DayType
from twin.core.jit import set_threads

if TYPE_CHECKING:
    from twin.model import DistrictModel
    from twin.state.district import District

FIRST_DAY = 8  # a workday of winter, when heating runs and schools are open
WORKDAYS = 5  # of the columns, against each day of agents
TOLERANCE = 1e-6  # with the same draws; arrivals are kept in single precision by the columns
_ALL = 10_000
# Buildings are held against peers of building simulation, and left out on both sides.
_LEFT_OUT = ("energy.", "emissions.buildings", "finance.", "behaviour.setpoint")
_SUMS = {
    "light": ("lampposts", "energy_year"),
    "co2 of traffic": ("car_links", "co2_year"),
}


def run(repeat: int = 3, share: float = 0.1, whole: int = 1, days: int = WORKDAYS) -> dict[str, Any]:
    """Ratios on a part of the district and on all of it.

    Parameters
    ----------
    repeat : Days of agents that are timed on the part.
    share : Share of the district's buildings and people on the part.
    whole : Days of agents that are timed on all of it, each some tens of seconds and 1 GB; 0 leaves it out.
    days : Workdays of the columns.
    """
    found: dict[str, Any] = {"left to the columns alone": "shared bicycles, balances, recorded series"}
    for name, k, times in (("part", share, repeat), ("whole", 1.0, whole)):
        if times:
            told = fresh("agents", "compared", k=k, repeat=times, days=days)
            found |= {f"{name}: {words}": value for words, value in _words(told)}
    return found


def _words(told: dict[str, Any]) -> list[tuple[str, Any]]:
    one, many, agents, threads = told["one"], told["many"], told["agents"], told["threads"]
    cpu = [spent[1] for spent in agents]
    wall = [spent[0] for spent in agents]
    return [
        ("entities", told["entities"]),
        ("the same draws give the same day, but for", told["agreement"]),
        ("a day of agents, processor", Figure(Spread.of(cpu), "s")),
        ("a day of the columns on one thread, processor", Figure(Spread.of([c for _, c in one]), "s")),
        ("a day of the columns on all threads, elapsed", Figure(Spread.of(many), "s", f"{threads} threads")),
        ("agents / columns, both on one thread", Figure(_ratio(cpu, [c for _, c in one]), "times as long")),
        ("agents / columns on all threads", Figure(_ratio(wall, many), "times as long", f"{threads} threads, elapsed")),
    ]


def _ratio(slow: list[float], quick: list[float]) -> Spread:
    return Spread(statistics.median(slow) / statistics.median(quick), min(slow) / max(quick), max(slow) / min(quick))


def compared(k: float, repeat: int, days: int = WORKDAYS, place: District | None = None) -> dict[str, Any]:
    """Days of agents and of columns on the same people, elapsed and of the processor, and how far they are apart."""
    place = district() if place is None else place
    place = place if k == 1.0 else enlarged(place, k)
    set_threads(1)
    twin, inputs = built("baseline", place)
    twin.plan.rows = [row for row in twin.plan.rows if not row.process.name.startswith(_LEFT_OUT)]
    for _ in range(FIRST_DAY):
        day_of(twin)
    before = _sums(twin)
    town = Town(twin, inputs, own_luck=False)
    day_of(town)
    after = day_of(twin) and _sums(twin)
    agreement = apart(twin, town, {name: after[name] - before[name] for name in before})
    agents = []
    for _ in range(repeat):
        town = None  # the old one goes before the new one comes
        gc.collect()
        # Facts and starting temperatures are those of the next day; what a day costs does not hang on that.
        town = Town(twin, inputs, own_luck=True)
        gc.collect()
        agents.append(day_of(town))
    assert town is not None
    entities = ", ".join(f"{len(some):,} {kind.__name__.lower()}s" for kind, some in town.agents_by_type.items())
    town = None
    gc.collect()
    one = workdays(twin, days)
    threads = set_threads(_ALL)
    day_of(twin)
    many = [elapsed for elapsed, _ in [_mean(workdays(twin, days)) for _ in range(2)]]
    return {
        "entities": entities, "agreement": agreement, "agents": agents, "one": one, "many": many, "threads": threads,
    }  # fmt: skip


def day_of(model: Any) -> tuple[float, float]:
    """Step a model through a day: seconds elapsed and of the processor."""
    start = time.perf_counter(), time.process_time()
    for _ in range(24):
        model.step()
    return time.perf_counter() - start[0], time.process_time() - start[1]


def workdays(twin: DistrictModel, wanted: int) -> list[tuple[float, float]]:
    """Times of the next workdays; other days pass between them."""
    clock, found = twin.world.clock, []
    while len(found) < wanted:
        kind = clock.day_type[clock.day_of(twin.tick)]
        spent = day_of(twin)
        if kind == DayType.WORKDAY:
            found.append(spent)
    return found


def _mean(times: list[tuple[float, float]]) -> tuple[float, float]:
    # Days made ahead by other threads are waited for in some days and not in others: only the mean counts.
    return tuple(float(value) for value in np.mean(times, axis=0))  # type: ignore[return-value]


def _sums(twin: DistrictModel) -> dict[str, float]:
    return {name: float(twin.world.tables[table][column].sum()) for name, (table, column) in _SUMS.items()}


def apart(twin: DistrictModel, town: Town, columns: dict[str, float]) -> str:
    """Largest relative difference between the day's totals of agents and columns, and where it stands.

    Raises
    ------
    RuntimeError
        If it is more than rounding: then the rules are not the same, and times cannot be compared.
    """
    kinds, citizens = town.agents_by_type, twin.world.tables["citizens"]
    agents = {
        "light": sum(lamp.energy_year for lamp in kinds[Lamp]),
        "co2 of traffic": sum(street.co2_year for street in kinds[Street] if street.inside),
        "metres driven": sum(sum(t.metres.values()) for t in kinds[Traveller]),
        **{f"trips by mode {m}": float(n) for m, n in enumerate(town.trips_by_mode)},
    }
    made = np.arange(citizens["mode"].shape[1])[None, :] < citizens["trips"][:, None]
    by_mode = np.bincount(citizens["mode"][made], minlength=5)
    columns |= {f"trips by mode {m}": float(by_mode[m]) for m in range(5)}
    columns["metres driven"] = float(twin.world.tables["vehicles"]["distance_day"].sum())
    far = {name: abs(value - columns[name]) / max(abs(columns[name]), 1.0) for name, value in agents.items()}
    worst = max(far, key=lambda name: far[name])
    if far[worst] > TOLERANCE:
        told = ", ".join(f"{name} {agents[name]:.6g} / {columns[name]:.6g}" for name in far if far[name] > TOLERANCE)
        raise RuntimeError(f"agents and columns do not follow the same rules: {told}")
    return f"{far[worst]:.1e} of {worst} ({len(far)} totals compared)"
