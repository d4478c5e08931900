"""Who makes the runs? One process apart from the page, so that a run slows nobody down and can be ended at once."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.core.errors import TwinError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from twin.scenario import Scenario
    from twin.state.district import District

Tell = "Callable[[str, float, float], None]"
_STEP_BACK = 5  # niceness: the page comes first


@dataclass(frozen=True)
class Task:
    """What to run.

    Parameters
    ----------
    a, b : Scenarios; differences are b - a.
    seeds : How many seeds, from 0.
    out : Folder that receives runs, comparison and report.
    gis : Folder with the district's layers, None for the embedded district.
    lang : Language of the report.
    """

    a: Scenario
    b: Scenario
    seeds: int
    out: Path
    gis: Path | None = None
    lang: str = "en"


@dataclass(frozen=True)
class Made:
    """What came of it: folder of the comparison, and its report."""

    folder: Path
    report: Path


@dataclass(frozen=True)
class Unexpected:
    """An error that nobody expected, in words; the error itself may not cross process borders."""

    kind: str
    what: str


def compare(task: Task, tell: Callable[[str, float, float], None]) -> Made:
    """Run both scenarios over the seeds, compare them and write the report.

    `tell` is called with (stage, runs done as a fraction, runs to do); the stage is "name|seed|what".
    """
    from twin import report, study  # noqa: PLC0415 — seconds of imports

    words = {"seed": "|", "done": "|done"}
    runner = study.watched(2 * task.seeds, tell, words)
    folder = study.compare(task.a, task.b, range(task.seeds), task.out, _district(task.gis), runner=runner)
    tell("report", 2 * task.seeds, 2 * task.seeds)
    return Made(folder, report.write_comparison(folder, language=task.lang))


@lru_cache(maxsize=1)
def _district(gis: Path | None) -> District:
    from twin import geo  # noqa: PLC0415

    return geo.load_district(gis)


def attend(line: Connection, make: Callable[[Task, Any], Any]) -> None:
    """Do tasks as they come down the line, telling how far each is, until the line closes. Runs in the worker."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(_STEP_BACK)
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        import twin.model.build  # noqa: PLC0415 — seconds of imports, done before the first task comes
        import twin.report  # noqa: F401, PLC0415

        while True:
            task = line.recv()

            def tell(stage: str, done: float, total: float) -> None:
                line.send(("at", (stage, done, total)))

            try:
                line.send(("made", make(task, tell)))
            except (BrokenPipeError, EOFError):
                raise
            except TwinError as error:
                line.send(("failed", error))
            except Exception as error:  # noqa: BLE001 — the worker's outermost frame; the page tells it
                line.send(("failed", Unexpected(type(error).__name__, str(error))))


class Worker:
    """The process, started afresh ("spawn") before the first task and after an end.

    Parameters
    ----------
    make : What it does with a task; must pickle.
    """

    def __init__(self, make: Callable[[Task, Any], Any] = compare) -> None:
        self._make = make
        self._process: Any = None
        self._line: Any = None

    def start(self) -> None:
        """Start the process if there is none, so that it is up when a task comes."""
        if self._process is None or not self._process.is_alive():
            self.end()
            context = multiprocessing.get_context("spawn")
            self._line, far = context.Pipe()
            self._process = context.Process(target=attend, args=(far, self._make), name="twin-runs", daemon=True)
            self._process.start()
            far.close()

    def send(self, task: Task) -> None:
        """Give it a task; it must be idle."""
        self.start()
        self._line.send(task)

    def news(self, seconds: float) -> tuple[str, Any] | None:
        """The next message, waiting that long for it; ("failed", ...) if the process has died."""
        try:
            return self._line.recv() if self._line.poll(seconds) else None
        except (EOFError, OSError):
            code = self._process.exitcode if self._process is not None else None
            return "failed", Unexpected("worker", f"the process that runs the model ended (code {code})")

    def end(self) -> None:
        """End the process at once; what it had begun is lost."""
        if self._process is not None:
            self._process.terminate()
            self._process.join(5)
            if self._process.is_alive():
                self._process.kill()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None
