"""What does it cost to accumulate and to check the balances? The same kernels with and without their balance lines."""

from __future__ import annotations

import importlib.util
import inspect
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.district import model
from benchmarks.timing import Spread, cpu_seconds
from twin.domains.energy.zone import kernels as energy_kernels
from twin.domains.energy.zone import process as energy_process

if TYPE_CHECKING:
    from types import ModuleType

DAYS = 28
# What accumulates the energy balance in the building kernel, and what stands there without it.
CUTS = (
    ("            out[TAKEN * LANES + k] += f[at + k] * (y[s] - x[s])\n", ""),
    ("        out[NET * LANES + k] -= taken\n", "        out[NET * LANES + k] = 0.0\n"),
    ("        out[GROSS * LANES + k] += abs(taken) + STILL * GAMMA * abs(out[HELD * LANES + k])\n", ""),
    ("        out[3 * LANES + k] = net + gains + heat - cold\n", ""),
    ("        out[4 * LANES + k] = gross + abs(gains) + heat + cold\n", "        out[4 * LANES + k] = 1.0\n"),
)


def without_balance() -> ModuleType:
    """The building kernels compiled from their own source with the balance lines taken out."""
    source = inspect.getsource(energy_kernels)
    for line, instead in CUTS:
        if source.count(line) != 1:
            message = f"the kernel's balance reads differently now; look at CUTS: {line.strip()}"
            raise RuntimeError(message)
        source = source.replace(line, instead)
    path = Path(tempfile.mkdtemp()) / "kernels_without_balance.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


def run() -> dict[str, Any]:
    """Share of a tick that accumulating (energy kernel) and checking (all balances) take."""
    twin = model()
    plan = twin.plan
    ticks = range(24 * DAYS)
    demand = next(row.process for row in plan.rows if row.process.name == "energy.demand")
    with_balance, bare = energy_process.demand_tick, without_balance().demand_tick

    def day(kernel: Any, first: int) -> float:
        energy_process.demand_tick = kernel
        return cpu_seconds(lambda: [demand.step(first + hour) for hour in range(24)])

    for tick in ticks:  # every kernel compiled, every day type loaded
        plan.step(tick)
    day(bare, 0)
    whole = Spread.of([cpu_seconds(lambda: [plan.step(tick) for tick in ticks]) for _ in range(5)]).median
    # Day by day in turn, so that other guests of the machine disturb both alike; then the median over the days.
    rounds = [
        statistics.median(day(with_balance, first) - day(bare, first) for first in range(0, 24 * DAYS, 24))
        for _ in range(9)
    ]
    energy_process.demand_tick = with_balance
    accumulate = Spread.of([100 * DAYS * spent / whole for spent in rounds])
    check = Spread.of([100 * cpu_seconds(lambda: [plan.check(tick) for tick in ticks]) / whole for _ in range(5)])
    return {
        "days": DAYS,
        "one tick, all processes [µs]": round(1e6 * whole / len(ticks)),
        "accumulating in the energy kernel, share of the time": accumulate.words("%"),
        "checking all balances every tick, share of the time": check.words("%"),
        "share": accumulate.median + check.median,
    }
