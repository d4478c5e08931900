"""Which parts is the page made of? Small components; each shows one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import solara
import solara.lab
from solara.alias import rv

from twin.core.errors import TwinError
from twin.report.words import WORDS
from twin.study.notes import note_in
from twin.ui import controls as ui
from twin.ui import curves
from twin.ui.controls import text
from twin.ui.session import Session, stage_words
from twin.ui.table import as_csv, cards, minds, table
from twin.ui.words import time_words, words
from twin.ui.worker import Unexpected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twin.ui.queue import Ticket
    from twin.ui.settings import Lang
    from twin.ui.work import Outcome, Place


@solara.component
def Header(place: Place | None, lang: solara.Reactive[Lang], said: Mapping[str, str]) -> None:  # noqa: N802
    """Name of the district, where its data come from, and the language."""
    with rv.Html(tag="header", class_="twin-header"):
        with rv.Html(tag="div", class_="twin-title"):
            text("h1", said["title"] + (f" · {place.name}" if place else ""))
            text("p", said["lead"])
        # Always there: an element that comes late would take over its neighbour's place, and tag, in the browser.
        kind = "loading" if place is None else "synthetic" if place.synthetic else "surveyed"
        text("span", said[kind], f"twin-badge twin-badge-{kind}", title=said.get(f"{kind}_help", ""))
        with rv.Html(tag="div", class_="twin-lang", attributes={"role": "group", "aria-label": said["language"]}):
            for code, name in (("en", "English"), ("it", "Italiano")):
                solara.Button(
                    name,
                    on_click=lambda code=code: lang.set(code),
                    text=True,
                    small=True,
                    classes=["twin-lang-on" if lang.value == code else "twin-lang-off"],
                    attributes={"lang": code, "aria-pressed": str(lang.value == code).lower()},
                )


@solara.component
def Steps(said: Mapping[str, str]) -> None:  # noqa: N802
    """A planner's first minute: choose, run, read."""
    with rv.Html(tag="ol", class_="twin-steps", attributes={"aria-label": said["how"]}):
        for step in ("choose", "run", "read"):
            with rv.Html(tag="li"):
                text("strong", said[f"step_{step}"])
                text("span", f" {said[f'step_{step}_text']}")


@solara.component
def Refused(faults: tuple[str, ...], said: Mapping[str, str]) -> None:  # noqa: N802
    """Scenario files that cannot be used, with what is wrong in them."""
    for fault in faults:
        text("p", f"{said['refused']} {fault}", "twin-trouble twin-hint", role="alert")


@solara.component
def Jobs(session: Session, lang: Lang) -> None:  # noqa: N802
    """The page's comparisons: where each stands in the queue, how far it is, and what came of it."""
    tickets = session.tickets.value
    if not tickets:
        return
    said = words(lang)
    with rv.Html(tag="section", class_="twin-card twin-jobs", attributes={"aria-label": said["jobs"]}):
        text("h2", said["jobs"])
        with rv.Html(tag="ul"):
            for ticket in reversed(tickets):
                JobLine(session, ticket, lang).key(str(ticket.number))


@solara.component
def JobLine(session: Session, ticket: Ticket, lang: Lang) -> None:  # noqa: N802
    """One comparison."""
    said, label = words(lang), ticket.label.get(lang, "")
    seeds = WORDS[lang]["one"] if ticket.task.seeds == 1 else WORDS[lang]["many"].format(n=ticket.task.seeds)
    shown = session.outcome.value
    with rv.Html(tag="li", class_=f"twin-job twin-job-{ticket.state}", attributes={"aria-label": label}):
        with rv.Html(tag="div", class_="twin-job-words"):
            text("strong", label)
            text("span", f"{seeds} · {_state(ticket, lang)}", "twin-hint", role="status")
        if ticket.state == "running":
            with rv.Html(tag="div", class_="twin-progress"):
                attributes = {"aria-label": f"{said['progress']}: {label}"}
                rv.ProgressLinear(value=100 * ticket.share, height=8, rounded=True, attributes=attributes)
                text("p", f"{100 * ticket.share:.0f} % · {stage_words(ticket, lang, said)}", "twin-hint")
        with rv.Html(tag="div", class_="twin-tools").key("tools"):
            if ticket.state == "done":
                here = getattr(shown, "number", None) == ticket.number
                words_ = said["shown"] if here else said["show"]
                solara.Button(words_, on_click=lambda: session.show(ticket), text=True, small=True, disabled=here)
            if ticket.ended:
                do = lambda: session.remove(ticket.number)  # noqa: E731 — one line
                solara.Button(said["remove"], on_click=do, text=True, small=True)
            else:
                end = lambda: session.cancel(ticket.number)  # noqa: E731 — one line
                solara.Button(said["cancel"], on_click=end, outlined=True, small=True)
        if ticket.error is not None:
            Trouble(ticket.error, said, lang)
        elif ticket.state == "cancelled":
            text("p", said["cancelled_note"], "twin-hint")


def _state(ticket: Ticket, lang: Lang) -> str:
    said = words(lang)
    if ticket.ended:
        return str(said[ticket.state])
    if ticket.state == "running":
        where = said["running"]
    else:
        ahead = ticket.ahead
        where = (
            said["waiting_one"] if ahead == 1 else said["waiting"].format(n=ahead) if ahead else said["waiting_next"]
        )
    left = said["left"].format(time=time_words(ticket.seconds_left, lang)) if ticket.seconds_left else ""
    return f"{where}, {left}" if left else where


@solara.component
def Trouble(error: Exception | Unexpected, said: Mapping[str, str], lang: Lang = "en") -> None:  # noqa: N802
    """What went wrong, in one message. What the program says is English."""
    if isinstance(error, TwinError):
        what = f"{said['english_fault']} {error}" if lang != "en" else str(error)
    else:
        kind, words_ = (error.kind, error.what) if isinstance(error, Unexpected) else (type(error).__name__, str(error))
        what = said["unexpected"].format(kind=kind, what=words_)
    text("p", f"{said['error']} {what}", "twin-trouble", role="alert")


@solara.component
def InShort(outcome: Outcome, lang: Lang) -> None:  # noqa: N802
    """The indicators that matter most, and what can be taken away."""
    said, comparison = words(lang), outcome.comparison
    heading = f"{WORDS[lang]['headlines']}: {' → '.join(outcome.titles(lang))}"
    with rv.Html(tag="section", class_="twin-card", attributes={"aria-label": WORDS[lang]["headlines"]}):
        text("h2", heading)
        manifest = comparison.results("b").manifest
        if not manifest["whole_year"]:
            text("p", said["short"].format(days=manifest["hours"] // 24), "twin-trouble", role="note")
        solara.HTML("div", unsafe_innerHTML=cards(comparison, lang))
        with rv.Html(tag="div", class_="twin-downloads", attributes={"role": "group", "aria-label": said["downloads"]}):
            report = outcome.report
            solara.FileDownload(report.read_bytes, report.name, said["report"], mime_type="text/html")
            solara.FileDownload(lambda: as_csv(comparison), "indicators.csv", said["table"], mime_type="text/csv")


@solara.component
def Minds(outcome: Outcome, lang: Lang) -> None:  # noqa: N802
    """What a planner has to mind: what was not done as asked, what became of the money, what hampers the comparison."""
    said, comparison = words(lang), outcome.comparison
    told = minds(comparison, lang)
    if not told and not comparison.warnings:
        return
    with rv.Html(tag="section", class_="twin-card twin-minds", attributes={"aria-label": said["minds"]}):
        text("h2", said["minds"])
        for warning in comparison.warnings:
            text("p", note_in(warning, lang))
        if told:
            text("p", said["minds_lead"], "twin-hint")
            solara.HTML("div", unsafe_innerHTML=told)


@solara.component
def Curve(outcome: Outcome, lang: Lang) -> None:  # noqa: N802
    """One series of both scenarios over the day or the year."""
    said, about = words(lang), outcome.curves.about
    chosen, choose = solara.use_state("")
    over, span = solara.use_state("over_winter")
    if not about:
        return
    names = {name: words_["label_it" if lang == "it" else "label"] for name, words_ in about.items()}
    shown = outcome.curves.telling
    name = chosen if chosen in names else shown
    spans: dict[str, str] = {key: said[key] for key in curves.OVER}
    time = next((key for key in curves.OVER if key == over), curves.OVER[0])
    with rv.Html(tag="section", class_="twin-card", attributes={"aria-label": said["curves"]}):
        with rv.Html(tag="div", class_="twin-head"):
            text("h2", said["curves"])
            text("span", said["luck"], "twin-badge")
        with rv.Html(tag="div", class_="twin-row"):
            ui.choice(said["curve_of"], names, name, choose)
            ui.choice(said["curve_over"], spans, time, span)
        curve = outcome.curves.curve(name, time)
        label = said["curve_alt"].format(what=names[name], over=spans[time])
        drawn = curves.svg(curve, time, outcome.titles(lang), label, lang)
        solara.HTML("div", unsafe_innerHTML=drawn, classes=["twin-wide"])
        text("p", curves.said_gap(curve, said, lang), role="status")


@solara.component
def Indicators(outcome: Outcome | None, lang: Lang) -> None:  # noqa: N802
    """The table of indicators, or how to get one."""
    said = words(lang)
    with rv.Html(tag="section", class_="twin-card", attributes={"aria-label": said["results"]}):
        with rv.Html(tag="div", class_="twin-head"):
            text("h2", said["results"])
            text("span", said["luck"], "twin-badge")
        if outcome is None:
            text("p", said["no_results"], "twin-hint")
        else:
            solara.HTML("div", unsafe_innerHTML=table(outcome.comparison, lang), classes=["twin-wide"])
            text("p", outcome.comparison.luck_only[lang], "twin-hint")


@solara.component
def Footer(place: Place | None, said: Mapping[str, str], lang: Lang) -> None:  # noqa: N802
    """How much there is of what, and where the data come from."""
    with rv.Html(tag="footer", class_="twin-footer"):
        if place is not None:
            mark = "." if lang == "it" else ","
            counts = ", ".join(
                f"{number:,}".replace(",", mark) + f" {said[key]}" for key, number in place.counts.items()
            )
            text("p", f"{place.name}: {counts}.")
            text("p", f"{said['data']}: {' · '.join(place.attributions)}")
