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
DAYS = 5  # workdays, then a Saturday


def factor_for(citizens: int) -> float:
    """Factor by which the district is enlarged to have about so many citizens: whole from 1 on."""
    zones = district()["zones"]
    here = float(zones["residents"][zones["in_district"]].sum())
    k = citizens / here
    return k if k < 0.95 else max(1.0, round(k))


def point(citizens: int, days: int, threads: int) -> dict[str, Any]:
    """Days of a district of about so many citizens; the kernels are compiled already or on the first day."""
    set_threads(threads)
    k = factor_for(citizens)
    before = resident_gb()[0]
    place = district() if k == 1.0 else enlarged(district(), k)
    start = time.perf_counter(), time.process_time()
    twin = model_of("baseline", place)
    built = time.perf_counter() - start[0], time.process_time() - start[1]
    day = twin.world.clock.ticks_per_day
    warm = FIRST_DAY if citizens <= 100_000 else 1
    for _ in range(warm * day):
        twin.step()
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
        "build_cpu": built[1], "days": spent, "cpu": used, "resident": now - before, "peak": peak,
        "rows": {row.process.name: row.seconds for row in twin.plan.rows},
    }  # fmt: skip


def run(citizens: tuple[int, ...] = CITIZENS, days: int = DAYS, threads: int = 1) -> dict[str, Any]:
    """Cost per citizen and day at every size, and its ratio to the cheapest."""
    points = []
    for wanted in citizens:
        try:
            points.append(fresh("scale", "point", citizens=wanted, days=days, threads=threads))
        except RuntimeError as error:
            points.append({"citizens": wanted, "failed": str(error)})
    found: dict[str, Any] = {"days": f"{days} in winter, a Saturday among them; threads: {threads}"}
    done = [p for p in points if "failed" not in p]
    for p in points:
        name = f"{p['citizens']:,} citizens"
        if "failed" in p:
            found[name] = f"failed: {p['failed']}"
            continue
        n = p["citizens"]
        found[f"{name}: a day, elapsed"] = Figure(Spread.of([1e6 * s / n for s in p["days"]]), "µs/citizen")
        found[f"{name}: a day, processors"] = Figure(Spread.of([1e6 * s / n for s in p["cpu"]]), "µs/citizen")
        found[f"{name}: people and processes"] = Figure(Spread.one(1e6 * p["build"] / n), "µs/citizen")
        found[f"{name}: memory"] = Figure(Spread.one(1e6 * p["resident"] / n), "kB/citizen")
        found[f"{name}: peak memory"] = Figure(Spread.one(p["peak"]), "GB")
    cost = [statistics.fmean(p["cpu"]) / p["citizens"] for p in done]
    for p, one in zip(done, cost, strict=True):
        found[f"{p['citizens']:,} citizens: ratio to the cheapest"] = Figure(Spread.one(one / min(cost)), "times")
    found["dearest to cheapest (at most 2 wanted)"] = Figure(Spread.one(max(cost) / min(cost)), "times")
    return found
