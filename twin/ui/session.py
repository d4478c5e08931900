"""What belongs to one page? Its jobs, its folder, its own scenarios and what it shows; nobody else sees them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import solara

from twin.ui.settings import SETTINGS
from twin.ui.work import Failed, Outcome, attempt, queue
from twin.ui.worker import Task

if TYPE_CHECKING:
    import threading
    from pathlib import Path

    from twin.scenario import Scenario
    from twin.ui.queue import Ticket
    from twin.ui.settings import Lang

_LOOK = 0.5  # s between looks at the queue, at the most
_STAGE = re.compile(r"^(?P<name>.*), \| (?P<seed>\d+): (?P<what>.*)$", re.DOTALL)


@dataclass(eq=False)
class Session:
    """One open page.

    Parameters
    ----------
    owner : Identity of the page (Solara's kernel).
    out : Folder that receives the runs of this browser; a page that is opened again finds them finished.
    tickets : Its jobs as they stand.
    outcome : The comparison that it shows.
    """

    owner: str
    out: Path
    tickets: solara.Reactive[tuple[Ticket, ...]] = field(default_factory=lambda: solara.reactive(()))
    outcome: solara.Reactive[Outcome | Failed | None] = field(default_factory=lambda: solara.reactive(None))
    _opened: set[int] = field(default_factory=set)

    @classmethod
    def of_this_page(cls) -> Session:
        """The session of the page that is being rendered."""
        browser = hashlib.sha256(solara.get_session_id().encode()).hexdigest()[:12]
        return cls(solara.get_kernel_id(), SETTINGS.out / f"page-{browser}")

    def ask(self, a: Scenario, b: Scenario, seeds: int, lang: Lang, *, quick: bool = False) -> int:
        """Put a comparison into the queue, with typical days where it is to be quick; returns its number."""
        a, b = (a.quick(), b.quick()) if quick else (a, b)
        label = {each: f"{a.title(each)} → {b.title(each)}" for each in ("en", "it")}
        number = queue().submit(self.owner, Task(a, b, seeds, self.out, SETTINGS.gis, lang), label)
        self._look()
        return number

    def cancel(self, number: int) -> None:
        """End a job."""
        queue().cancel(self.owner, number)
        self._look()

    def remove(self, number: int) -> None:
        """Take an ended job out of the list."""
        queue().forget(self.owner, number)
        self._look()

    def show(self, ticket: Ticket) -> None:
        """Show what came of a job."""
        made = ticket.result
        if made is not None:
            self.outcome.value = attempt(lambda: Outcome(made, ticket.number))

    def follow(self, cancel: threading.Event) -> None:
        """Follow the queue until the page is closed; a comparison that is done is shown."""
        while not cancel.is_set():
            self._look()
            for ticket in self.tickets.value:
                if ticket.state == "done" and ticket.number not in self._opened:
                    self._opened.add(ticket.number)
                    self.show(ticket)
            queue().wait(_LOOK)

    def leave(self) -> None:
        """End what the page has asked for."""
        queue().leave(self.owner)

    def _look(self) -> None:
        found = queue().of(self.owner)
        if found != self.tickets.value:
            self.tickets.value = found


def stage_words(ticket: Ticket, lang: Lang, said: dict[str, str]) -> str:
    """What a running job is doing, in words."""
    if not ticket.stage:
        return said["starting"]
    if ticket.stage == "report":
        return said["report_stage"]
    found = _STAGE.match(ticket.stage)
    if found is None:
        return ticket.stage
    names = {each.name: each.title(lang) for each in (ticket.task.a, ticket.task.b)}
    what = {"|done": said["finished"]}.get(found["what"], said.get(found["what"], found["what"]))
    return f"{names.get(found['name'], found['name'])}, {said['seed']} {found['seed']}: {what}"
