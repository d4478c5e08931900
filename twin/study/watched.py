"""How far are the runs? One number for all runs of a comparison that this process makes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from twin.study.making import Runner

# Where each stage of a run begins and ends, as shares of the run; about what they take.
_SHARE = {"people and plans": (0.0, 0.1), "year": (0.1, 0.97), "writing": (0.97, 1.0)}


def share(stage: str, done: float, total: float) -> float:
    """How much of a run is done when so much of one of its stages is, as a share of the run."""
    begin, end = _SHARE.get(stage, (0.0, 1.0))
    return begin + (end - begin) * done / (total or 1.0)


def watched(runs: int, tell: Callable[[str, float, float], None], words: Mapping[str, str] | None = None) -> Runner:
    """Make a runner that runs here and tells its progress through all runs together.

    Parameters
    ----------
    runs : Number of runs that will be asked of it.
    tell : Called with (what is being done, runs done as a fraction, `runs`); may raise to stop.
    words : Other words for "seed", "done" and the stages of a run.
    """
    done = 0
    said = {"seed": "seed", "done": "done", **{stage: stage for stage in _SHARE}, **(words or {})}

    def runner(scenario: Any, district: Any, seed: int, out: Path, **options: Any) -> Path:
        from twin.model import run  # noqa: PLC0415 — pulls in every domain and its kernels

        nonlocal done

        def told(stage: str, part: float, total: float) -> None:
            tell(
                f"{scenario.name}, {said['seed']} {seed}: {said.get(stage, stage)}",
                done + share(stage, part, total),
                runs,
            )

        folder = run(scenario, district, seed, out, **{**options, "progress": told})
        done += 1
        tell(f"{scenario.name}, {said['seed']} {seed}: {said['done']}", done, runs)
        return folder

    return runner
