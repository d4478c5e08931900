"""What does it cost to accumulate and to check the balances? The same kernels with and without their balance lines."""

from __future__ import annotations

import importlib.util
import inspect
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.district import model
from benchmarks.timing import Spread, seconds
from twin.domains.energy import kernels as energy_kernels
from twin.domains.energy import process as energy_process

if TYPE_CHECKING:
    from types import ModuleType

DAYS = 28
# What accumulates the energy balance in the building kernel, and what stands there without it.
CUTS = (
    ("    residual = phi_ia + phi_st + phi_m + phi_hc + q_ve + q_w + q_em - stored\n", "    residual = 0.0\n"),
    (
        "    throughput = phi_ia + abs(phi_st) + phi_m + abs(phi_hc) + abs(q_ve) + abs(q_w) + abs(q_em) + abs(stored)\n",  # noqa: E501
        "    throughput = 1.0\n",
    ),
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
    for tick in range(24):
        plan.step(tick)

    def ticks() -> float:
        return seconds(lambda: [plan.step(tick) for tick in range(24 * DAYS)])

    demand = energy_process.demand_hour
    bare = without_balance().demand_hour
    whole: list[float] = []
    unaccumulated: list[float] = []
    checks: list[float] = []
    for _ in range(7):
        energy_process.demand_hour = demand
        whole.append(ticks())
        energy_process.demand_hour = bare  # type: ignore[assignment]
        plan.step(0)  # compiled outside the timing
        unaccumulated.append(ticks())
        checks.append(seconds(lambda: [plan.check(tick) for tick in range(24 * DAYS)]))
    energy_process.demand_hour = demand
    accumulate = Spread.of([100 * (w - u) / w for w, u in zip(whole, unaccumulated, strict=True)])
    check = Spread.of([100 * c / w for c, w in zip(checks, whole, strict=True)])
    return {
        "days": DAYS,
        "accumulating in the energy kernel, share of the time": accumulate.words("%"),
        "checking all balances every tick, share of the time": check.words("%"),
        "share": accumulate.median + check.median,
    }
