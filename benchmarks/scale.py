"""Does a citizen cost the same in a village and in a city? Time and memory per citizen from 10,000 to 1,000,000."""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.district import district, model_of
from benchmarks.enlarge import enlarged
from benchmarks.fresh import fresh
from benchmarks.timing import Figure, Spread, resident_gb
from twin.core.jit import set_threads

CITIZENS = (10_000, 30_000, 88_000, 300_000, 1_000_000)
FIRST_DAY = 8  # a workday of winter, when heating runs and schools are open
QUICK = CITIZENS[:-1]  # the largest takes minutes to build: everybody chooses among more places
_ALL = 10_000  # threads
DAYS = 4  # three workdays and a Saturday


def factor_for(citizens: int) -> float:
    """Factor by which the district is enlarged to have about so many citizens: whole from 1 on."""
    zones = district()["zones"]
    here = float(zones["residents"][zones["in_district"]].sum())
    k = citizens / here
    return k if k < 0.95 else max(1.0, round(k))


def point(citizens: int, days: int, threads: int) -> dict[str, Any]:
    """Days of a district of about so many citizens, after a first one that is not counted."""
    set_threads(_ALL)
    k = factor_for(citizens)
    before = resident_gb()[0]
    place = district() if k == 1.0 else enlarged(district(), k)
    start = time.perf_counter(), time.process_time()
    twin = model_of("baseline", place)
    built = time.perf_counter() - start[0], time.process_time() - start[1]
    day = twin.world.clock.ticks_per_day
    set_threads(threads)
    begun = time.process_time()
    twin.tick = (FIRST_DAY - 1) * day
    for _ in range(day):
        twin.step()
    first = time.process_time() - begun
    spent, used = [], []
    for _ in range(days):
        start = time.perf_counter(), time.process_time()
        for _ in range(day):
            twin.step()
        spent.append(time.perf_counter() - start[0])
        used.append(time.process_time() - start[1])
    now, peak = resident_gb()
    people = len(twin.world.table("citizens"))
    return {
        "factor": k, "citizens": people, "buildings": len(twin.world.table("buildings")), "build": built[0],
        "build_cpu": built[1], "days": spent, "cpu": used, "first": first, "resident": now - before, "peak": peak,
        "rows": {row.process.name: row.seconds for row in twin.plan.rows},
    }  # fmt: skip


def run(citizens: tuple[int, ...] = (), days: int = DAYS, threads: int = 1, quick: bool = False) -> dict[str, Any]:
    """Cost per citizen and day at every size, in processor time, and its ratio to the cheapest.

    Parameters
    ----------
    citizens : Sizes, about; `CITIZENS` if none is given.
    days : Days at each size.
    threads : Threads of the days; with more than one, days are made ahead, and single days do not tell what they cost.
    quick : Leave out the largest size.

    Notes
    -----
    Building the people takes longer per citizen in a denser district: everybody chooses among more shops and jobs.
    """
    citizens = citizens or (QUICK if quick else CITIZENS)
    points = []
    for wanted in citizens:
        try:
            points.append(fresh("scale", "point", citizens=wanted, days=days, threads=threads))
        except RuntimeError as error:
            points.append({"citizens": wanted, "failed": str(error)})
    found: dict[str, Any] = {"days": f"{days} in winter, a Saturday among them; threads: {threads}"}
    cost = [statistics.fmean(p["cpu"]) / p["citizens"] for p in points if "failed" not in p]
    for wanted, p in zip(citizens, points, strict=True):
        name = f"{wanted // 1000} thousand"
        if "failed" in p:
            found[name] = f"failed: {p['failed']}"
            continue
        n, one = p["citizens"], statistics.fmean(p["cpu"]) / p["citizens"]
        sizes = f"{n:,} citizens, {p['buildings']:,} buildings"
        rows: dict[str, tuple[list[float], str]] = {
            "a day": ([1e6 * s / n for s in p["cpu"]], "µs/citizen"),
            "a day, ratio to the cheapest size": ([one / min(cost)], "times"),
            "memory beside libraries and map": ([1e6 * p["resident"] / n], "kB/citizen"),
            "peak memory": ([p["peak"]], "GB"),
            "people and processes": ([1e6 * p["build_cpu"] / n], "µs/citizen"),
            "routes, habits and a first day": ([1e6 * p["first"] / n], "µs/citizen"),
        }
        for row, (values, unit) in rows.items():
            found[f"{name}: {row}"] = Figure(Spread.of(values), unit, sizes if row == "a day" else "")
    if cost:
        apart = Spread.one(max(cost) / min(cost))
        found["dearest / cheapest day of a citizen, at most 2 wanted"] = Figure(apart, "times")
    return found
