"""How much memory does a year of the district take at most? In a fresh process."""

from __future__ import annotations

from typing import Any

from benchmarks.district import district, model_of
from benchmarks.fresh import fresh
from benchmarks.timing import Figure, Spread, resident_gb


def run(days: int = 21, repeat: int = 2) -> dict[str, Any]:
    """Peak resident memory after some days: by then everything of the year is allocated."""
    told = [fresh("memory", "measured", days=days) for _ in range(repeat)]
    n = told[0]["citizens"]

    def figure(name: str) -> Figure:
        return Figure(Spread.of([one[name] for one in told]), "GB")

    return {
        "citizens": n,
        "days": days,
        "Python and the libraries": figure("libraries"),
        "with the district": figure("district"),
        "with people and processes": figure("model"),
        "stepping": figure("stepping"),
        "peak memory": figure("peak"),
        "peak memory of a citizen": Figure(Spread.of([1e6 * one["peak"] / n for one in told]), "kB"),
    }


def measured(days: int) -> dict[str, float]:
    """Resident memory by stage, in this process."""
    told = {"libraries": resident_gb()[0]}
    place = district()
    told["district"] = resident_gb()[0]
    twin = model_of("baseline", place)
    told["model"] = resident_gb()[0]
    for _ in range(days * twin.world.clock.ticks_per_day):
        if not twin.running:
            break
        twin.step()
    told["stepping"], told["peak"] = resident_gb()
    return told | {"citizens": len(twin.world.table("citizens"))}
