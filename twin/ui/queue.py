"""Whose turn is it? One comparison at a time on this server, the others wait; everybody sees their own only."""

from __future__ import annotations

import itertools
import shutil
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from twin.core.log import log
from twin.ui.worker import Made, Task, Unexpected, Worker, compare

if TYPE_CHECKING:
    from collections.abc import Callable

State = Literal["waiting", "running", "done", "cancelled", "failed"]
_WAIT = 0.1  # s between looks at a running job
_KEPT = 20  # ended jobs that a page keeps in its list
_QUICK = 0.5  # s; a run that takes less was found finished
_TELLING = 0.1  # of a run; its pace tells nothing before
_WEIGHT = 0.5  # of the newest run in the mean duration of a run


@dataclass(frozen=True)
class Ticket:
    """One job in the queue, as it stood at one moment.

    Parameters
    ----------
    number : Number of the job, in the order they came.
    owner : Page that it belongs to.
    task : What to run.
    label : Words for people, by language.
    state : Where it stands.
    stage, share : What is being done, and how much of the job is done.
    ahead : Jobs that come before it.
    seconds_left : Estimate of the time until it is done; None where nobody can know.
    result : What came of it.
    error : What went wrong.
    runs, marked : Runs that are done, and when the last of them was. [s]
    """

    number: int
    owner: str
    task: Task
    label: dict[str, str] = field(default_factory=dict)
    state: State = "waiting"
    stage: str = ""
    share: float = 0.0
    ahead: int = 0
    seconds_left: float | None = None
    result: Made | None = None
    error: Any = None
    runs: int = 0
    marked: float = 0.0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "cancelled", "failed")


class Queue:
    """Jobs of everybody, done one at a time in the order they came by one worker process.

    Parameters
    ----------
    make : What the worker does with a task.
    seconds_per_run : First guess of the duration of one run; replaced by what runs take.
    """

    def __init__(self, make: Callable[[Task, Any], Any] = compare, seconds_per_run: float = 60.0) -> None:
        self._make = make
        self._tickets: dict[int, Ticket] = {}
        self._numbers = itertools.count(1)
        self._change = threading.Condition()
        self._stop: set[int] = set()
        self._thread: threading.Thread | None = None
        self.seconds_per_run = seconds_per_run
        self.measured = False

    def submit(self, owner: str, task: Task, label: dict[str, str] | None = None) -> int:
        """Put a job at the end of the queue; returns its number."""
        with self._change:
            number = next(self._numbers)
            self._tickets[number] = Ticket(number, owner, task, label or {})
            self._change.notify_all()
        self.open()
        return number

    def open(self) -> None:
        """Start the worker, which takes seconds, before anybody waits for it."""
        with self._change:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="twin-queue", daemon=True)
                self._thread.start()

    def cancel(self, owner: str, number: int) -> None:
        """End a job of that page: a waiting one is taken out, a running one is ended at once."""
        with self._change:
            ticket = self._tickets.get(number)
            if ticket is None or ticket.owner != owner or ticket.ended:
                return
            if ticket.state == "waiting":
                self._tickets[number] = replace(ticket, state="cancelled")
            else:
                self._stop.add(number)
            self._change.notify_all()

    def forget(self, owner: str, number: int) -> None:
        """Take an ended job out of that page's list."""
        with self._change:
            ticket = self._tickets.get(number)
            if ticket is not None and ticket.owner == owner and ticket.ended:
                del self._tickets[number]
            self._change.notify_all()

    def leave(self, owner: str) -> None:
        """End and forget all jobs of a page that was closed."""
        with self._change:
            for number, ticket in list(self._tickets.items()):
                if ticket.owner == owner:
                    if ticket.state == "running":
                        self._stop.add(number)
                        self._tickets[number] = replace(ticket, owner="")
                    else:
                        del self._tickets[number]
            self._change.notify_all()

    def of(self, owner: str) -> tuple[Ticket, ...]:
        """Jobs of one page in the order they came, with place and time left. Nobody sees another page's."""
        with self._change:
            ahead, seconds = 0, 0.0
            found = []
            for ticket in self._tickets.values():
                if ticket.ended:
                    if ticket.owner == owner:
                        found.append(ticket)
                    continue
                seconds += self._left(ticket)
                if ticket.owner == owner:
                    found.append(replace(ticket, ahead=ahead, seconds_left=round(seconds)))
                ahead += 1
            ended = [ticket.number for ticket in found if ticket.ended][:-_KEPT]
            for number in ended:
                del self._tickets[number]
            return tuple(ticket for ticket in found if ticket.number not in ended)

    def wait(self, seconds: float) -> None:
        """Wait for a change, but no longer than that."""
        with self._change:
            self._change.wait(seconds)

    def estimate(self, seeds: int) -> float:
        """Seconds until a comparison of that many seeds would be done, if it were asked for now."""
        with self._change:
            return sum(self._left(t) for t in self._tickets.values() if not t.ended) + 2 * seeds * self.seconds_per_run

    def _left(self, ticket: Ticket) -> float:
        """Seconds of work left in a job itself; runs that are kept from before take none, so it may be sooner."""
        whole, each = 2 * ticket.task.seeds, self.seconds_per_run
        if ticket.state == "waiting":
            return whole * each
        part = ticket.share * whole - ticket.runs
        if not self.measured and part > _TELLING:
            each = (time.monotonic() - ticket.marked) / part
        return max((1.0 - ticket.share) * whole * each, 1.0)

    def _serve(self) -> None:
        """Do the jobs, one after another. Runs in a thread of the server."""
        worker = Worker(self._make)
        while True:
            try:
                worker.start()
            except Exception:  # noqa: BLE001 — as below
                log.exception("the worker does not start; the next job tries again and tells")
            with self._change:
                ticket = next((t for t in self._tickets.values() if t.state == "waiting"), None)
                if ticket is None:
                    self._change.wait()
                    continue
                self._put(replace(ticket, state="running", marked=time.monotonic()))
            try:
                self._watch(worker, ticket.number)
            except Exception as error:  # noqa: BLE001 — the thread must outlive any job
                log.exception("unexpected error in the queue")
                worker.end()
                self._end(ticket.number, "failed", error=Unexpected(type(error).__name__, str(error)))

    def _watch(self, worker: Worker, number: int) -> None:
        worker.send(self._tickets[number].task)
        while True:
            news = worker.news(_WAIT)
            if number in self._stop:
                worker.end()
                _sweep(self._tickets[number].task)
                self._end(number, "cancelled")
                return
            if news is None:
                continue
            kind, what = news
            if kind == "at":
                self._at(number, *what)
            elif kind == "made":
                self._end(number, "done", result=what)
                return
            else:
                if isinstance(what, Unexpected):
                    log.error("a job failed: %s: %s", what.kind, what.what)
                    if what.kind == "worker":
                        worker.end()
                self._end(number, "failed", error=what)
                return

    def _at(self, number: int, stage: str, done: float, total: float) -> None:
        with self._change:
            ticket, now = self._tickets[number], time.monotonic()
            runs, marked = int(done), ticket.marked
            if not ticket.stage:
                marked = now  # the worker is up: starting it is no part of a run
            elif runs > ticket.runs:
                if now - marked > _QUICK:
                    self._learn((now - marked) / (runs - ticket.runs))
                marked = now
            share = done / total if total else 0.0
            self._put(replace(ticket, stage=stage, share=share, runs=runs, marked=marked))

    def _learn(self, seconds: float) -> None:
        old = self.seconds_per_run if self.measured else seconds
        self.seconds_per_run, self.measured = _WEIGHT * seconds + (1 - _WEIGHT) * old, True

    def _end(self, number: int, state: State, **more: Any) -> None:
        with self._change:
            self._stop.discard(number)
            ticket = self._tickets[number]
            if ticket.owner == "":
                del self._tickets[number]  # its page is closed
            else:
                self._put(replace(ticket, state=state, **more))
            self._change.notify_all()

    def _put(self, ticket: Ticket) -> None:
        self._tickets[ticket.number] = ticket
        self._change.notify_all()


def _sweep(task: Task) -> None:
    """Take away what an ended run has left unfinished."""
    for part in task.out.glob("*.part"):
        shutil.rmtree(part, ignore_errors=True)
