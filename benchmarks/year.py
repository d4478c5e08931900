"""How long does a year of the district take, and where does the time go?"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.district import district, model
from benchmarks.timing import peak_memory_gb, seconds
from twin.model.plan import table_rows


def run() -> dict[str, Any]:
    """Seconds by stage and process of one year, compiled before."""
    load = seconds(district)
    warm = model()
    for _ in range(24):
        warm.step()
    start = time.perf_counter()
    twin = model()
    built = time.perf_counter()
    while twin.running:
        twin.step()
    done = time.perf_counter()
    processes = {row["process"]: round(float(str(row["seconds"])), 3) for row in table_rows(twin.plan)}
    return {
        "district": district().name,
        "citizens": len(twin.world.table("citizens")),
        "buildings": len(twin.world.table("buildings")),
        "load [s]": round(load, 2),
        "people and processes [s]": round(built - start, 2),
        "year [s]": round(done - built, 2),
        "observing and stepping [s]": round(done - built - sum(processes.values()), 2),
        **{f"{name} [s]": spent for name, spent in processes.items()},
        "peak memory [GB]": round(peak_memory_gb(), 2),
    }
