"""Who does the runs? Serial is the reference; local processes give the same results sooner."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, as_completed
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

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
    """Jobs in processes of this machine, each started afresh ("spawn"): functions and jobs must pickle.

    Parameters
    ----------
    workers : Number of processes.
    """

    def __init__(self, workers: int) -> None:
        self.workers = max(1, workers)
        self._pool: Any = None

    def evaluate(self, function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[tuple[int, Result]]:
        """Yield (place of the job, result) as jobs finish."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(max_workers=min(self.workers, len(jobs)) or 1, mp_context=context)
        waiting = {self._pool.submit(function, job): place for place, job in enumerate(jobs)}
        for future in as_completed(waiting):
            yield waiting[future], future.result()

    def close(self) -> None:
        """Let running jobs end, drop the others."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def local(processes: int | None) -> Serial | LocalProcesses:
    """Serial for one process (or None), else that many local processes."""
    return LocalProcesses(processes) if processes is not None and processes > 1 else Serial()
