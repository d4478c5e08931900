"""Who does the runs? Serial is the reference; local processes give the same results sooner."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

from twin.study.workers import work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Job = TypeVar("Job")
Result = TypeVar("Result")


class Executor(Protocol):
    """A context manager that evaluates a function on jobs; entering and leaving acquire and free its workers."""

    workers: int

    def evaluate(self, function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """Yield (place of the job, result) as jobs finish; the first error ends the evaluation."""

    def close(self) -> None:
        """Free what was acquired; jobs not yet begun are dropped."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class Serial:
    """One job after another in this process."""

    workers = 1

    def evaluate(self, function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """Yield (place of the job, result) in the order of the jobs."""
        for place, job in enumerate(jobs):
            yield place, function(job)

    def close(self) -> None:
        """Nothing to free."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class LocalProcesses:
    """Jobs in processes of this machine, each job in one of its own ("spawn"): functions and jobs must pickle.

    Parameters
    ----------
    workers : Number of processes at a time.
    """

    def __init__(self, workers: int) -> None:
        self.workers = max(1, workers)

    def evaluate(self, function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """Yield (place of the job, result) as jobs finish; running ones are interrupted when the caller stops."""
        with closing(work(partial(_silent, function), jobs, self.workers)) as news:
            for each in news:
                if each.kind == "failed":
                    raise each.value
                if each.kind == "done":
                    yield each.place, each.value

    def close(self) -> None:
        """Nothing is kept between evaluations."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _silent(function: Callable[[Job], Result], job: Job, _tell: object) -> Result:
    return function(job)


def local(processes: int | None) -> Serial | LocalProcesses:
    """Serial for one process (or None), else that many local processes."""
    return LocalProcesses(processes) if processes is not None and processes > 1 else Serial()
