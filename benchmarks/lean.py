"""How far is a lean year from the whole one? Relative error of each main indicator, and the time of both."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.district import district, shipped
from benchmarks.timing import Figure, Spread
from twin.core.jit import set_threads
from twin.model import run as run_model
from twin.observe import open_results
from twin.study.years import errors

if TYPE_CHECKING:
    from twin.state.district import District


def run(threads: int = 1, seed: int = 0, place: District | None = None) -> dict[str, Any]:
    """Run the baseline lean and with typical days in all of the year, and tell how far apart they are.

    Parameters
    ----------
    threads, seed : Of both runs.
    place : District; that of all benchmarks if None.
    """
    place = district() if place is None else place
    scenario, found, results = shipped(), {}, {}
    set_threads(threads)
    with tempfile.TemporaryDirectory() as folder:
        for name, each in (("lean", scenario.lean()), ("whole", scenario.quick())):
            start = time.process_time()
            path = run_model(each, place, seed, Path(folder), threads=threads)
            found[f"{name} year, processor time"] = Figure(Spread.one(time.process_time() - start), "s")
            results[name] = open_results(path).kpis
    apart = errors(results["lean"], results["whole"])
    return {**found, **{name: f"{100.0 * error:+.2f} %" for name, error in apart.items()}}
