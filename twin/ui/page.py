"""What does a planner see? The page: choices, map, indicators, downloads."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import solara
import solara.lab
from solara.alias import rv

from twin.ui import parts, work
from twin.ui.settings import SETTINGS, Lang
from twin.ui.words import words

_STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


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
                parts.text("p", said["loading"], "twin-card", role="status")
            else:
                parts.Trouble(opening.error, said)
    parts.Footer(place, said)


@solara.component
def Desk(opening: work.Opening, lang: Lang) -> None:  # noqa: N802 — components are named like classes
    """Choices on the left, what came of them on the right; a run works in the background."""
    said = words(lang)
    paths = [choice.path for choice in opening.choices]
    job = solara.use_reactive(work.Job(paths[0], paths[min(1, len(paths) - 1)]))
    shown = solara.use_reactive(("", 0.0))
    last = solara.use_reactive(cast("work.Outcome | None", None))
    progress = solara.use_memo(lambda: work.Progress(lambda stage, share: shown.set((stage, share))), [])

    def compare() -> work.Outcome | work.Failed:
        progress.cancelled.clear()
        shown.set((said["starting"], 0.0))
        ended = work.attempt(lambda: work.compare(job.value, SETTINGS, lang, progress))
        if isinstance(ended, work.Outcome):
            last.set(ended)  # stays on the page when a later run is cancelled or fails
        return ended

    run = solara.lab.use_task(compare, dependencies=None)
    with rv.Html(tag="main", class_="twin-main"):
        with rv.Html(tag="section", class_="twin-card twin-choices", attributes={"aria-label": said["choose"]}):
            parts.Choices(opening.choices, job, lang, busy=run.pending)
            parts.Refused(opening.refused, said)
            parts.Buttons(run, job.value, progress, shown.value, said)
        with rv.Html(tag="div", class_="twin-results"):
            if isinstance(run.value, work.Failed) and not run.pending:
                parts.Trouble(run.value.error, said)
            if last.value is not None:
                parts.InShort(last.value, lang)
            parts.Map(opening.place, last.value, lang)
            parts.Indicators(last.value, lang)
