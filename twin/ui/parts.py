"""Which parts is the page made of? Small components; each shows one thing."""

from __future__ import annotations

import dataclasses
from html import escape
from typing import TYPE_CHECKING

import solara
import solara.lab
from solara.alias import rv

from twin.core.errors import TwinError
from twin.report.words import WORDS
from twin.ui import maps, work
from twin.ui.table import as_csv, cards, table, titles
from twin.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from solara.lab import Task

    from twin.ui.settings import Lang

SEEDS = (1, 2, 3, 5, 10, 20)


def text(tag: str, content: str, class_: str = "", **attributes: str) -> None:
    """Add one element with plain text."""
    rv.Html(tag=tag, children=[content], class_=class_, attributes=attributes)


@solara.component_vue("choice.vue")
def _Choice(  # noqa: N802 — components are named like classes
    label: str, value: str, options: list[dict[str, str]], *, disabled: bool, event_choose: Callable[[str], None]
) -> None:
    """The browser's own drop-down list: reached by keyboard, read by screen readers, at home on phones."""


def _choice(
    label: str, options: Mapping[str, str], value: str, choose: Callable[[str], None], *, disabled: bool = False
) -> None:
    listed = [{"value": key, "text": words} for key, words in options.items()]
    _Choice(label=label, value=value, options=listed, disabled=disabled, event_choose=choose)


@solara.component
def Header(place: work.Place | None, lang: solara.Reactive[Lang], said: Mapping[str, str]) -> None:  # noqa: N802
    """Name of the district, where its data come from, and the language."""
    with rv.Html(tag="header", class_="twin-header"):
        with rv.Html(tag="div", class_="twin-title"):
            text("h1", said["title"] + (f" · {place.name}" if place else ""))
            text("p", said["lead"])
        if place is not None:
            kind = "synthetic" if place.synthetic else "surveyed"
            text("span", said[kind], f"twin-badge twin-badge-{kind}", title=said[f"{kind}_help"])
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
def Choices(choices: list[work.Choice], job: solara.Reactive[work.Job], lang: Lang, *, busy: bool) -> None:  # noqa: N802
    """Which two scenarios, and how many seeds."""
    said = words(lang)
    by_key = {str(choice.path): choice for choice in choices}

    def choose(field: str, path: Path) -> None:
        paths = {"a": job.value.a, "b": job.value.b, field: path}
        job.set(work.Job(**paths, seeds=job.value.seeds))

    text("h2", said["choose"])
    for field in ("a", "b"):
        chosen = str(getattr(job.value, field))
        titles = {key: choice.title[lang] for key, choice in by_key.items()}
        pick = lambda key, field=field: choose(field, by_key[key].path)  # noqa: E731 — binds the field of this turn
        _choice(said[f"scenario_{field}"], titles, chosen, pick, disabled=busy)
        text("p", by_key[chosen].summary[lang], "twin-hint")
    seeds = {str(n): str(n) for n in SEEDS}
    take = lambda n: job.set(dataclasses.replace(job.value, seeds=int(n)))  # noqa: E731 — one line
    _choice(said["seeds"], seeds, str(job.value.seeds), take, disabled=busy)
    text("p", said["seeds_help"], "twin-hint")


@solara.component
def Refused(faults: tuple[str, ...], said: Mapping[str, str]) -> None:  # noqa: N802
    """Scenario files that cannot be used, with what is wrong in them."""
    for fault in faults:
        text("p", f"{said['refused']} {fault}", "twin-trouble twin-hint", role="status")


@solara.component
def Buttons(  # noqa: N802
    run: Task[[], work.Outcome | work.Failed],
    job: work.Job,
    progress: work.Progress,
    shown: tuple[str, float],
    said: Mapping[str, str],
) -> None:
    """Run, how far it is, and cancel."""
    stopping = solara.use_reactive(False)  # noqa: FBT003 — a value, not a switch
    same = job.a == job.b

    def start() -> None:
        stopping.value = False
        run()

    def cancel() -> None:
        stopping.value = True
        progress.cancelled.set()

    solara.Button(
        said["run"], on_click=start, color="primary", block=True, disabled=run.pending or same, classes=["twin-run"]
    )
    if same:
        text("p", said["twice"], "twin-hint", role="status")
    if run.pending:
        what = said["cancelling"] if stopping.value else shown[0]
        with rv.Html(tag="div", class_="twin-progress", attributes={"role": "status"}):
            rv.ProgressLinear(value=100 * shown[1], height=8, rounded=True, attributes={"aria-label": said["progress"]})
            text("p", f"{100 * shown[1]:.0f} % · {what}", "twin-hint")
        solara.Button(said["cancel"], on_click=cancel, outlined=True, block=True, disabled=stopping.value)


@solara.component
def Trouble(error: Exception, said: Mapping[str, str]) -> None:  # noqa: N802
    """What went wrong, in one sentence."""
    if isinstance(error, work.CancelledError):
        text("p", said["cancelled"], "twin-card twin-note", role="status")
        return
    expected = isinstance(error, TwinError)
    what = str(error) if expected else said["unexpected"].format(kind=type(error).__name__, what=error)
    text("p", f"{said['error']} {what}", "twin-card twin-trouble", role="alert")


@solara.component
def InShort(outcome: work.Outcome, lang: Lang) -> None:  # noqa: N802
    """The indicators that matter most, and what can be taken away."""
    said, comparison = words(lang), outcome.comparison
    heading = f"{WORDS[lang]['headlines']}: {' → '.join(titles(comparison, lang))}"
    with rv.Html(tag="section", class_="twin-card", attributes={"aria-label": WORDS[lang]["headlines"]}):
        text("h2", heading)
        solara.HTML("div", unsafe_innerHTML=cards(comparison, lang))
        with rv.Html(tag="div", class_="twin-downloads", attributes={"role": "group", "aria-label": said["downloads"]}):
            report = outcome.report
            solara.FileDownload(report.read_bytes, report.name, said["report"], mime_type="text/html")
            solara.FileDownload(lambda: as_csv(comparison), "indicators.csv", said["table"], mime_type="text/csv")


@solara.component
def Map(place: work.Place, outcome: work.Outcome | None, lang: Lang) -> None:  # noqa: N802
    """The district, or what a comparison says about it; drawn in the background when it is chosen."""
    said = words(lang)
    comparison = outcome.comparison if outcome else None
    chosen, choose = solara.use_state("")
    keys = maps.offered(comparison)
    key = chosen if chosen in keys else keys[0]
    drawn = solara.lab.use_task(
        lambda: work.attempt(lambda: maps.draw(key, place.district, comparison, lang)),
        dependencies=[key, outcome, lang],
    )
    with rv.Html(tag="section", class_="twin-card", attributes={"aria-label": said["map"]}):
        text("h2", said["map"])
        if len(keys) > 1:
            _choice(said["map_of"], {each: said[each] for each in keys}, key, choose)
        if isinstance(drawn.value, work.Failed):
            Trouble(drawn.value.error, said)
        elif drawn.pending or drawn.value is None:
            text("p", said["drawing"], "twin-hint twin-map-space", role="status")
        elif drawn.value:
            solara.HTML("div", unsafe_innerHTML=f'<img class="twin-map" src="{drawn.value}" alt="{escape(said[key])}">')
        else:
            text("p", said["nothing"], "twin-hint")
        text("p", " · ".join(place.attributions), "twin-hint")


@solara.component
def Indicators(outcome: work.Outcome | None, lang: Lang) -> None:  # noqa: N802
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
def Footer(place: work.Place | None, said: Mapping[str, str]) -> None:  # noqa: N802
    """How much there is of what, and where the data come from."""
    with rv.Html(tag="footer", class_="twin-footer"):
        if place is not None:
            counts = ", ".join(f"{number:,} {said[key]}".replace(",", "\u202f") for key, number in place.counts.items())
            text("p", f"{place.name}: {counts}.")
            text("p", f"{said['data']}: {' · '.join(place.attributions)}")
