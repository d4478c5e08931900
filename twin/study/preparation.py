"""Are the kernels compiled? Once after an installation or a change of the code, by two processes side by side.

Every process that finds a kernel uncompiled compiles it, and the runs of a study would all do so at once, each for
itself. Here two processes do a day of the first run, each its part of the tick table, before the runs begin.
"""

from __future__ import annotations

import contextlib
import platform
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.core.log import log
from twin.observe import canonical, code_hash, digest
from twin.study.workers import work

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin.scenario import Scenario
    from twin.state.district import District

# What each process compiles: the domains of one, then all others. Either part takes about as long as the other.
_FIRST = ("mobility", "behaviour")
_DAYS = 2
WORDS = "preparing (once after installation)"


@dataclass(frozen=True)
class Part:
    """A part of the tick table of one run."""

    scenario: Any
    district: District | Path | None
    first: bool


def prepared() -> bool:
    """Whether the kernels of this code were compiled before, or cannot be kept."""
    mark = _mark()
    return mark is None or mark.is_file()


def prepare(
    scenario: Scenario,
    district: District | Path | None,
    tell: Callable[[str, float, float], None] | None = None,
) -> None:
    """Compile what a run needs, unless that was done before; what fails here fails again in the run, and tells why.

    Parameters
    ----------
    scenario : Scenario of the run, with its measures.
    district : District or folder of layers, None for the embedded district.
    tell : Called with (what is being done, parts done, parts).
    """
    mark = _mark()
    if mark is None or mark.is_file():
        return
    say = tell or (lambda _stage, _done, _total: None)
    parts = [Part(scenario, district, first) for first in (True, False)]
    done, whole = 0, True
    say(WORDS, 0, len(parts))
    with closing(work(compile_part, parts, len(parts))) as all_news:
        for news in all_news:
            done += news.kind in ("done", "failed")
            whole = whole and news.kind != "failed"
            if news.kind == "failed":
                log.info("kernels were not all compiled: %s", news.value)
            say(WORDS, done, len(parts))
    if whole:
        with contextlib.suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()


def compile_part(part: Part, _tell: object) -> None:
    """Build a model and step its part of the tick table for some days, the balances left alone."""
    from twin import geo  # noqa: PLC0415 — seconds of imports, in a process of its own
    from twin.core.jit import set_threads  # noqa: PLC0415
    from twin.model import build_model  # noqa: PLC0415

    set_threads(1)
    given = part.district
    district = geo.load_district(given) if given is None or isinstance(given, Path) else given
    model, _ = build_model(part.scenario, district, 0)
    clock = model.world.clock
    rows = [row for row in model.plan.rows if of_first(row.process.name) == part.first]
    for tick in range(clock.first_tick, min(clock.first_tick + _DAYS * clock.ticks_per_day, clock.end_tick)):
        for row in rows:
            if tick % row.period == 0 or tick == clock.first_tick:
                row.process.step(tick)
        if model.recorder is not None and not part.first:
            model.recorder.record(tick)


def of_first(process: str) -> bool:
    """Whether a process belongs to the first part."""
    return process.partition(".")[0] in _FIRST


def _mark() -> Path | None:
    """File that says that the kernels of this code were compiled by this Python on this kind of processor."""
    import numba  # noqa: PLC0415 — a second of imports
    from llvmlite import binding  # noqa: PLC0415

    from twin.core.jit import PLACE  # noqa: PLC0415

    if PLACE is None or numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return None
    made_by = [code_hash(), numba.__version__, sys.version, platform.machine(), binding.get_host_cpu_name()]
    return PLACE / f"prepared-{digest(canonical(made_by))[:16]}"
