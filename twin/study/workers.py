"""How are jobs done side by side? Each in a process of its own, started afresh, that ends with its job.

A new process for each job gives its memory back whatever the job did with it, and the start method "spawn" is the one
that works on every system. A worker ends when its parent does, however that ends, and on request it ends by an
interruption, so that what it was writing is taken away.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from twin.core.errors import TwinError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

_PATIENCE_S = 15.0  # for an interrupted job to take away what it was writing
_OFTEN_S = 0.2


class WorkerDiedError(TwinError):
    """A worker's process ended without a word."""


@dataclass(frozen=True)
class News:
    """What a worker says.

    Parameters
    ----------
    place : Place of its job among the jobs.
    kind : "started", "progress", "done" or "failed".
    value : The job's result when done, the error when failed, (stage, done, total) of a progress.
    seconds : Since the worker was started.
    """

    place: int
    kind: str
    value: Any = None
    seconds: float = 0.0


@dataclass
class _Worker:
    place: int
    process: SpawnProcess
    pipe: Connection
    begun: float


def work(
    function: Callable[[Any, Any], Any], jobs: Sequence[Any], workers: int, logs: Sequence[Path] | None = None
) -> Generator[News]:
    """Do jobs in up to `workers` processes; yields what they say as they say it.

    Parameters
    ----------
    function : Called in the worker with (job, tell); tell takes (stage, done, total). It, the jobs and results pickle.
    jobs : Jobs, begun in this order.
    workers : Most processes at a time.
    logs : A file for each job that receives what its process prints; None leaves the streams alone.

    Notes
    -----
    Closing the iterator, or an exception in its consumer, interrupts the workers that still run and waits for them.
    """
    context = multiprocessing.get_context("spawn")
    waiting = list(range(len(jobs)))[::-1]
    running: dict[Connection, _Worker] = {}
    try:
        while waiting or running:
            while waiting and len(running) < max(1, workers):
                place = waiting.pop()
                ours, theirs = context.Pipe(duplex=False)
                log = None if logs is None else logs[place]
                process = context.Process(target=_be_worker, args=(function, jobs[place], theirs, log), daemon=False)
                running[ours] = _Worker(place, process, ours, time.monotonic())
                with _undisturbed():
                    process.start()
                theirs.close()
                yield News(place, "started")
            for pipe in wait(list(running)):
                worker = running[pipe]  # type: ignore[index]  # what was waited for are the pipes
                news = _listen(worker)
                if news.kind != "progress":
                    del running[worker.pipe]
                yield news
    finally:
        _stop(list(running.values()))


@contextlib.contextmanager
def _undisturbed() -> Generator[None]:
    """Put off an interruption from the keyboard while a process is started, here and in the process until it is ready.

    A half-sent start would end in a traceback of the new process, and so would an interruption of its first imports.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # interruptions go to the main thread only
        return
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    masks = hasattr(signal, "pthread_sigmask")  # a new process inherits it, and takes no notice once it is ready
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def _listen(worker: _Worker) -> News:
    """The next word of a worker; its last one when its pipe is closed."""
    spent = time.monotonic() - worker.begun
    try:
        kind, value = worker.pipe.recv()
    except (EOFError, OSError):
        kind, value = "end", None
    if kind == "progress":
        return News(worker.place, kind, value, spent)
    worker.process.join()
    worker.pipe.close()
    if kind == "end":
        code = worker.process.exitcode
        worker.process.close()
        by = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with exit code {code}"
        return News(worker.place, "failed", WorkerDiedError(f"the process {by} and left no message"), spent)
    worker.process.close()
    return News(worker.place, kind, value, spent)


def _stop(workers: Sequence[_Worker]) -> None:
    """Interrupt workers, wait for them to tidy up, and end those that do not."""
    alive = [worker for worker in workers if worker.process.pid is not None]
    for worker in alive:
        worker.process.terminate()
    until = time.monotonic() + _PATIENCE_S
    for worker in alive:
        worker.process.join(max(0.0, until - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.pipe.close()
        worker.process.close()


def _be_worker(function: Callable[[Any, Any], Any], job: Any, pipe: Connection, log: Path | None) -> None:
    """What runs in a worker's process."""
    # An interruption from the keyboard goes to all processes of the terminal: the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupt)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if log is not None:
        _print_to(log)
    last = 0.0

    def tell(stage: str, done: float, total: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last > _OFTEN_S or done >= total:
            last = now
            pipe.send(("progress", (stage, done, total)))

    try:
        said: tuple[str, Any] = ("done", function(job, tell))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 — the outermost frame: the parent tells people
        if log is not None:
            import traceback  # noqa: PLC0415 — only on the way to an error

            traceback.print_exc()
        said = ("failed", _portable(error))
    with contextlib.suppress(BrokenPipeError):
        pipe.send(said)
    pipe.close()


def _portable(error: Exception) -> Exception:
    """The error if it crosses process borders whole, else its words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 — our own bytes of this moment
    except Exception:  # noqa: BLE001 — whatever a foreign exception's constructor does
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _end_with_parent() -> None:
    """End this process when the one that started it is gone; what is half written then is swept away later."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _print_to(log: Path) -> None:
    """Let all that this process prints, and the stack at a crash of native code, go to a file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    file = log.open("a", encoding="utf-8", buffering=1)  # stays open as long as the process lives
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, AttributeError, ValueError):
            os.dup2(file.fileno(), stream.fileno())
    sys.stdout = sys.stderr = file
    faulthandler.enable(file)
