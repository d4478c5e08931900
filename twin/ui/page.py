"""What does a planner see? The page: choices and measures on the left, what came of them on the right."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import solara
import solara.lab
from solara.alias import rv

from twin.core.errors import InputError
from twin.scenario import Scenario
from twin.ui import controls as ui
from twin.ui import mapview, panel, parts, work
from twin.ui.mix import History, begin, loaded, unlike
from twin.ui.session import Session
from twin.ui.settings import SETTINGS, Lang
from twin.ui.words import time_words, words

_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
SEEDS = (1, 2, 3, 5, 10)
START_SEEDS = 2


@solara.component
def Layout(children: list[solara.Element]) -> None:  # noqa: N802 — Solara's name
    """Nothing around the page: it brings its own header and footer."""
    solara.Style(_STYLE)
    rv.Html(tag="div", class_="twin", children=children)


@solara.component
def Page() -> None:  # noqa: N802 — Solara's name
    """The whole page; the district is read in the background."""
    lang = solara.use_reactive(SETTINGS.lang)
    opening = solara.lab.use_task(lambda: work.attempt(lambda: work.opening(SETTINGS)), dependencies=[]).value
    said = words(lang.value)
    place = opening.place if isinstance(opening, work.Opening) else None
    parts.Header(place, lang, said)
    if isinstance(opening, work.Opening):
        Desk(opening, lang.value)
    else:
        with rv.Html(tag="main", class_="twin-waiting"):
            if opening is None:
                ui.text("p", said["loading"], "twin-card", role="status")
            else:
                parts.Trouble(opening.error, said, lang.value)
    parts.Footer(place, said, lang.value)


@solara.component
def Desk(opening: work.Opening, lang: Lang) -> None:  # noqa: N802 — components are named like classes
    """Choices on the left, results on the right; runs wait and work apart from the page."""
    said = words(lang)
    session = solara.use_memo(Session.of_this_page, [])
    solara.use_thread(session.follow, dependencies=[])
    solara.use_effect(lambda: session.leave, [])
    outcome = session.outcome.value
    with rv.Html(tag="main", class_="twin-main"):
        with rv.Html(tag="section", class_="twin-card twin-choices", attributes={"aria-label": said["choose"]}):
            Choices(opening, session, lang)
        with rv.Html(tag="div", class_="twin-results"):
            if outcome is None:
                parts.Steps(said).key("steps")
            parts.Jobs(session, lang).key("jobs")
            if isinstance(outcome, work.Failed):
                parts.Trouble(outcome.error, said, lang).key("trouble")
            if isinstance(outcome, work.Outcome):
                parts.InShort(outcome, lang).key("short")
                parts.Minds(outcome, lang).key("minds")
                mapview.Maps(opening.place, outcome, lang).key(f"maps-{outcome.number}")
                parts.Curve(outcome, lang).key("curve")
            else:
                mapview.Before(opening.place, lang).key("before")
            parts.Indicators(outcome if isinstance(outcome, work.Outcome) else None, lang).key("indicators")


@solara.component
def Choices(opening: work.Opening, session: Session, lang: Lang) -> None:  # noqa: N802
    """Which two scenarios, which measures, how many seeds; run."""
    said, place = words(lang), opening.place
    own: solara.Reactive[tuple[Scenario, ...]] = solara.use_reactive(())
    known = [*opening.scenarios, *own.value]
    first = solara.use_reactive(0)
    start_mix = solara.use_memo(lambda: History(begin(known[min(1, len(known) - 1)], known)), [])
    history = solara.use_reactive(start_mix)
    seeds = solara.use_reactive(START_SEEDS)
    quick = solara.use_reactive(True)  # noqa: FBT003 — a value, not a switch
    note = solara.use_reactive(("", False))
    mix = history.value.now
    made, faults, others = solara.use_memo(lambda: panel.checked(mix, place), [mix])

    def add(scenario: Scenario, told: str) -> None:
        own.set((*own.value, scenario))
        note.set((told.format(name=scenario.title(lang)), False))

    def load(name: str, content: str) -> None:
        try:
            found = loaded(content, name)
            found.check_places(place.district)
        except InputError as error:
            note.set((f"{said['english_fault']} {error}" if lang != "en" else str(error), True))
            return
        add(found, said["uploaded"])
        history.set(history.value.to(begin(found, known)))

    def keep() -> None:
        if made is not None:
            add(made, said["kept"])

    titles = {str(k): scenario.title(lang) for k, scenario in enumerate(known)}
    ui.text("h2", said["choose"])
    ui.choice(said["scenario_a"], titles, str(first.value), lambda key: first.set(int(key)))
    ui.text("p", _summary(known[first.value], lang), "twin-hint twin-short")
    base = next((k for k, scenario in enumerate(known) if scenario is mix.base), 0)
    start = lambda key: history.set(history.value.to(begin(known[int(key)], known)))  # noqa: E731 — one line
    ui.choice(said["scenario_b"], titles, str(base), start)
    ui.text("p", _summary(mix.base, lang), "twin-hint twin-short")
    panel.Measures(history, known, place, faults, lang)
    parts.Refused(tuple(str(fault) for fault in others), said)
    # What follows is always there: an element that comes or goes would have its neighbours made anew while one clicks.
    name = lambda given: history.set(history.value.to(dataclasses.replace(mix, name=given.strip())))  # noqa: E731
    ui.field(said["name"], mix.name, name, hint=said["name_hint"])
    panel.Cost(made, place, lang)
    ui.choice(said["seeds"], {str(n): str(n) for n in SEEDS}, str(seeds.value), lambda n: seeds.set(int(n)))
    ui.text("p", said["seed_words"], "twin-hint")
    ui.toggle(said["quick"], quick.set, value=quick.value)
    ui.text("p", said["quick_words"], "twin-hint")
    with rv.Html(tag="div", class_="twin-start"):
        Start(session, known[first.value], made, seeds.value, lang, quick=quick.value)
    panel.Files(mix, load, keep, lang, usable=made is not None)
    Note(*note.value)
    parts.Refused(opening.refused, said)


@solara.component
def Note(told: str, wrong: bool) -> None:  # noqa: N802, FBT001 — what was loaded or kept, or why not
    """What came of loading or keeping a scenario."""
    if told:
        kind = "twin-trouble " if wrong else ""
        ui.text("p", told, f"{kind}twin-hint", role="alert" if wrong else "status")


@solara.component
def Start(  # noqa: N802
    session: Session, a: Scenario, b: Scenario | None, seeds: int, lang: Lang, *, quick: bool
) -> None:
    """The button, and in one line how long it will take or why it cannot be pressed; always in sight."""
    said = words(lang)
    _ = session.tickets.value  # the estimate follows the queue
    same = b is not None and a.canonical() == b.canonical()
    solara.Button(
        said["run"],
        on_click=lambda: session.ask(a, b, seeds, lang, quick=quick) if b is not None else None,
        color="primary",
        block=True,
        disabled=same or b is None,
        classes=["twin-run"],
    )
    if b is None:
        ui.text("p", said["fault_fix"], "twin-hint", role="status")
    elif same:
        ui.text("p", said["twice"], "twin-hint", role="status")
    else:
        ui.text("p", _duration(seeds, said, lang), "twin-hint")
        if unlike(a, b):
            ui.text("p", said["unlike"], "twin-trouble twin-hint", role="status")


def _duration(seeds: int, said: Mapping[str, Any], lang: Lang) -> str:
    line = work.queue()
    alone, whole = 2 * seeds * line.seconds_per_run, line.estimate(seeds)
    key = "duration" if line.measured else "duration_first"
    told = str(said[key].format(time=time_words(whole, lang)))
    return f"{told}, {said['duration_queue']}" if whole > alone + 1 else told


def _summary(scenario: Scenario, lang: Lang) -> str:
    return ((scenario.description_it if lang == "it" else "") or scenario.description).strip()
