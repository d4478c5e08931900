"""How long does it take from layers to a district, and from a district to a model that can step?"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.district import built, district, layers
from benchmarks.fresh import fresh
from benchmarks.timing import Figure, Spread
from twin import geo
from twin.model.build import DOMAINS


def run(repeat: int = 3, cold: bool = True) -> dict[str, Any]:
    """Seconds of the stages, compiled before; the start of a fresh process with a kept district beside them."""
    place = district()
    built("baseline", place)
    found: dict[str, Any] = {"district": place.name}
    if cold:
        found["layers to district"] = Figure(Spread.of([_layers() for _ in range(min(repeat, 2))]), "s")
    stages: dict[str, list[float]] = {}
    for _ in range(repeat):
        for name, spent in _model(place).items():
            stages.setdefault(name, []).append(spent)
    found |= {name: Figure(Spread.of(values), "s") for name, values in stages.items()}
    starts = [fresh("build", "started") for _ in range(repeat)]
    for name in starts[0]:
        found[f"fresh process: {name}"] = Figure(Spread.of([told[name] for told in starts]), "s")
    return found


def _layers() -> float:
    start = time.perf_counter()
    geo.load_district(layers(), use_cache=False)
    return time.perf_counter() - start


def _model(place: Any) -> dict[str, float]:
    start = time.perf_counter()
    twin, _ = built("baseline", place)
    made = time.perf_counter()
    twin.step()
    done = time.perf_counter()
    return {"people, forcing and processes": made - start, "routes, habits and the first hour": done - made}


def started() -> dict[str, float]:
    """Called in a fresh process, where kernels come from the disk: district, model, first hour."""
    assert DOMAINS
    start = time.perf_counter()
    place = district()
    loaded = time.perf_counter()
    twin, _ = built("baseline", place)
    made = time.perf_counter()
    twin.step()
    done = time.perf_counter()
    return {"district": loaded - start, "model": made - loaded, "first hour": done - made}
