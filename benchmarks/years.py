"""How long do the years 2016 to 2035 of the district take, lean, on two processes?"""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.district import layers, shipped
from benchmarks.timing import Figure, Spread
from twin.scenario import Horizon
from twin.study import local
from twin.study.years import run_years

WANTED_S = 720.0  # 12 minutes on two processors


def run(processes: int = 2, name: str = "people_first", first: int = 2016, last: int = 2035) -> dict[str, Any]:
    """Run every year of the horizon in a folder of its own, each with weather, prices and grid of its year.

    Parameters
    ----------
    processes : Years at the same time, one thread each.
    name : Shipped scenario.
    first, last : Years.
    """
    scenario = shipped(name).lean()
    forcing = scenario.forcing.model_copy(update={"trends": True})
    horizon = Horizon(first=first, last=last, weather="years")
    scenario = scenario.model_copy(update={"horizon": horizon, "forcing": forcing})
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, local(processes) as executor:
        start = time.perf_counter()
        found = run_years([scenario], [0], Path(folder), layers(), executor=executor, threads=1)
        spent = time.perf_counter() - start
    used = os.times()
    cpu = used.children_user + used.children_system
    rows = {row.name: row for row in found.rows}
    shown = {key: rows[key].over.a for key in ("emissions.co2", "energy.final_total", "finance.energy_bills")}
    return {
        "wall time": Figure(Spread.one(spent), "s", f"{len(found.years)} years, {processes} processes"),
        "processor time": Figure(Spread.one(cpu), "s", "of all processes; what a busy machine does not change much"),
        "processor time of a year": Figure(Spread.one(cpu / len(found.years)), "s"),
        "wanted": f"at most {WANTED_S:.0f} s: {'held' if spent <= WANTED_S else 'missed'}",
        "load of the machine before": round(load, 2),
        **{f"{key}, sum of the years": value for key, value in shown.items()},
    }
