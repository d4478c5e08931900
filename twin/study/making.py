"""How are the runs of a comparison made? Each once, by whom it may be, all of them here or a share on each machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from twin.core.processors import threads_each
from twin.study.executors import Serial
from twin.study.plans import key_of

if TYPE_CHECKING:
    from twin.state.district import District
    from twin.study.executors import Executor
    from twin.study.plans import Plan

Runner = Callable[..., Path]


class Share(NamedTuple):
    """Which part of the runs is made here: the `place`-th of `of` parts, counted from one."""

    place: int
    of: int


ALL = Share(1, 1)


@dataclass(frozen=True)
class Job:
    """One run to be made, in this process or another."""

    scenario: Any
    district: District | Path | None
    seed: int
    out: Path
    threads: int | None
    force: bool
    runner: Runner | None = None
    gaps: bool = False


def run_jobs(jobs: Sequence[Job]) -> list[Path]:
    """Make some runs one after the other; what trips rest on is often the same in them, and their days then are."""
    if len(jobs) == 1:
        return [run_job(job) for job in jobs]
    from twin.domains.mobility import shared_days  # noqa: PLC0415 — pulls in kernels

    with shared_days():
        return [run_job(job) for job in jobs]


def run_job(job: Job) -> Path:
    """Make one run and return its folder."""
    district = district_of(job.district) if job.runner is None else job.district
    if job.gaps:
        from twin import geo  # noqa: PLC0415 — only where gaps are drawn anew

        district = geo.redraw(district_of(district), job.seed)
    return _runner(job.runner)(job.scenario, district, job.seed, job.out, threads=job.threads, force=job.force)


def make_runs(
    planned: Plan,
    out: Path | str,
    district: District | Path | None = None,
    *,
    share: Share = ALL,
    executor: Executor | None = None,
    threads: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
    runner: Runner | None = None,
    gaps: bool = False,
) -> dict[str, Path]:
    """Make the runs of a plan, or a share of them; returns the folder of each by `key_of` its cell.

    A run does not depend on where, beside what or by how many it is made: the shares of several machines, laid into one
    folder, are the runs that one machine would have made.

    Parameters
    ----------
    planned : Runs of a comparison.
    out : Folder that receives the runs; finished ones are not made again.
    share : Which part of them to make; all of them by default.
    district, executor, threads, force, progress, runner, gaps : As in `compare_planned`.
    """
    by = executor or Serial()
    if threads is None and by.workers > 1:
        threads = threads_each(by.workers)
    bundles = planned.share(share.place, share.of, by.workers)
    jobs = [
        [Job(cell.scenario, district, cell.seed, Path(out), threads, force, runner, gaps) for cell in some]
        for some in bundles
    ]
    made: dict[str, Path] = {}
    for k, folders in by.evaluate(run_jobs, jobs):
        for cell, folder in zip(bundles[k], folders, strict=True):
            made[key_of(cell)] = folder
            if progress is not None:
                progress(len(made), sum(len(some) for some in bundles))
    return made


def _runner(runner: Runner | None) -> Runner:
    if runner is not None:
        return runner
    from twin.model import run  # noqa: PLC0415 — pulls in every domain and its kernels

    return run


@lru_cache(maxsize=2)
def _of_folder(folder: Path | None) -> District:
    from twin import geo  # noqa: PLC0415

    return geo.load_district(folder)


def district_of(given: District | Path | None) -> District:
    """The district itself, read from its folder of layers if need be."""
    return _of_folder(given) if given is None or isinstance(given, Path) else given
