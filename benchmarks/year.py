"""How long does a year of the district take, and where does the time go? Every day is simulated."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.district import district, model_of
from benchmarks.timing import Figure, Spread, peak_memory_gb, seconds
from twin.core.jit import set_threads
from twin.model.plan import table_rows

if TYPE_CHECKING:
    from twin.model import DistrictModel
    from twin.state.district import District

_RUN = 3  # days in a row, so that what other threads make ahead is counted too
_WEEK = 7


def run(days: int = 0, threads: int = 10_000, place: District | None = None) -> dict[str, Any]:
    """Seconds by process of the whole year, or of some days spread over it and scaled to the year.

    Parameters
    ----------
    days : Days to simulate, 0 for all of the year. Some days run on one thread, without any made ahead in vain.
    threads : Threads for all of the year, all processors if there are fewer.
    place : District; that of all benchmarks if None.
    """
    place = district() if place is None else place
    used = set_threads(1 if days else threads)
    warm = model_of("baseline", place)
    for _ in range(2 * warm.world.clock.ticks_per_day):
        warm.step()
    del warm
    start = time.perf_counter(), time.process_time()
    twin = model_of("baseline", place)
    built = time.perf_counter() - start[0]
    clock = twin.world.clock
    whole = not 0 < days < clock.n_days
    blocks = [range(clock.n_days)] if whole else sampled(clock.n_days, days)
    opening, before = 0.0, dict.fromkeys(by_process(twin), 0.0)
    if not whole:  # routes and habits are found once, not in every sample
        opening = seconds(lambda: [twin.step() for _ in range(clock.ticks_per_day)])
        before = by_process(twin)
    start = time.perf_counter(), time.process_time()
    by_block = []
    for block in blocks:
        begun = time.perf_counter()
        twin.tick = block.start * clock.ticks_per_day
        for _ in range(len(block) * clock.ticks_per_day):
            twin.step()
        by_block.append((time.perf_counter() - begun) / len(block))
    spent, cpu = time.perf_counter() - start[0], time.process_time() - start[1]
    scale = 1.0 if whole else clock.n_days / sum(len(block) for block in blocks)
    processes = {name: total - before[name] for name, total in by_process(twin).items()}
    n = len(twin.world.table("citizens"))
    found: dict[str, Any] = {
        "district": place.name,
        "citizens": n,
        "buildings": len(twin.world.table("buildings")),
        "days": f"all {clock.n_days}" if whole else f"{sum(map(len, blocks))} of {clock.n_days}, scaled to the year",
        "threads": used,
        "people and processes": Figure(Spread.one(built), "s"),
        "year": Figure(_scaled(by_block, clock.n_days, spent * scale), "s"),
        "year, processor": Figure(Spread.one(cpu * scale), "s"),
        "a citizen's year": Figure(Spread.one(1e6 * spent * scale / n), "µs"),
        "observing and stepping": Figure(Spread.one(scale * (spent - sum(processes.values()))), "s"),
    }
    if not whole:
        found["routes, habits and a first day, not scaled"] = Figure(Spread.one(opening), "s")
    found |= {name: Figure(Spread.one(scale * each), "s") for name, each in processes.items()}
    found["peak memory"] = Figure(Spread.one(peak_memory_gb()), "GB")
    return found


def by_process(twin: DistrictModel) -> dict[str, float]:
    """Seconds so far by process."""
    return {str(row["process"]): float(str(row["seconds"])) for row in table_rows(twin.plan)}


def sampled(n_days: int, wanted: int) -> list[range]:
    """Runs of days spread evenly over the year, as many in all as wanted or a few more, all weekdays among them."""
    runs = max(1, -(-wanted // _RUN))
    starts = np.unique(np.linspace(1, n_days - _RUN, runs).astype(int))
    # Evenly spaced starts may always meet the same weekday: each is shifted by one more.
    shifted = np.minimum(starts + np.arange(starts.size) % _WEEK, n_days - _RUN)
    return [range(first, first + _RUN) for first in shifted.tolist()]


def _scaled(by_block: list[float], n_days: int, year: float) -> Spread:
    """Year's time with what the spread of the sampled blocks says about it: 95 % of the mean, if there are many."""
    if len(by_block) < 3:
        return Spread.one(year)
    half = 1.96 * float(np.std(by_block, ddof=1)) / len(by_block) ** 0.5 * n_days
    return Spread(year, year - half, year + half)
