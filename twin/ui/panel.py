"""How does a planner set the measures? Scenario B as a copy of a scenario, one card of levers for each measure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, get_args

import solara
import solara.lab
from solara.alias import rv

from twin.core.errors import Fault, InputError
from twin.interventions import catalogue
from twin.interventions.measure import Topic
from twin.report.numbers import decimals, fitting, number
from twin.report.words import WORDS
from twin.ui import controls as ui
from twin.ui.controls import text
from twin.ui.levers import ALL, Control, controls
from twin.ui.mix import History, Mix, begin, beside, changed, scenario_of, text_of
from twin.ui.words import unit_words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from twin.scenario import Scenario
    from twin.ui.settings import Lang
    from twin.ui.work import Place

Faults = dict[tuple[int, str], list[Fault]]


def checked(mix: Mix, place: Place) -> tuple[Scenario | None, Faults, list[Fault]]:
    """The mix as a scenario (None where it is none), faults beside levers, and other faults."""
    try:
        made = scenario_of(mix)
        made.check_places(place.district)
    except InputError as error:
        return None, *beside(mix, error)
    return made, {}, []


@solara.component
def Measures(  # noqa: N802 — components are named like classes
    history: solara.Reactive[History], examples: list[Scenario], place: Place, faults: Faults, lang: Lang
) -> None:
    """Cards of all measures by topic, then those of what happens anyway; with undo, redo and reset."""
    said, now = words(lang), history.value
    mix = now.now

    def to(after: Mix) -> None:
        history.set(history.value.to(after))

    with rv.Html(tag="div", class_="twin-head"):
        text("h3", said["copy_of"])
        state = said["changed"] if changed(mix) else said["unchanged_copy"].format(name=mix.base.title(lang))
        text("span", state, "twin-badge", role="status")
    with rv.Html(tag="div", class_="twin-tools", attributes={"role": "group", "aria-label": said["copy_of"]}):
        _tool(said["undo"], "↶", lambda: history.set(history.value.undone()), on=bool(now.past))
        _tool(said["redo"], "↷", lambda: history.set(history.value.redone()), on=bool(now.future))
        _tool(said["reset"], "", lambda: to(begin(mix.base, examples)), on=changed(mix))

    def cards(places: list[int]) -> None:
        for at in places:
            wrong = {key: found for (where, key), found in faults.items() if where == at}
            Card(mix, at, to, place.zones, wrong, lang).key(f"{at}-{mix.parts[at].measure}")

    budget = _budget(mix, lang)
    if budget:
        text("p", budget, "twin-hint")
    for topic, places in topics(mix).items():
        title = said["topics"][topic]
        with rv.Html(tag="div", attributes={"role": "group", "aria-label": title}).key(topic):
            text("h4", title)
            cards(places)
    if not any(part.on for part in mix.parts if not part.anyway):
        text("p", said["none_on"], "twin-hint")
    trends = [at for at, part in enumerate(mix.parts) if part.anyway]
    on = sum(mix.parts[at].on for at in trends)
    opened = {"open": True} if any(at in trends for at, _ in faults) else {}
    with rv.Html(tag="details", class_="twin-trends", attributes=opened).key("trends"):
        text("summary", said["trends"].format(on=on, n=len(trends)))
        text("p", said["trends_hint"], "twin-hint")
        cards(trends)


def _budget(mix: Mix, lang: Lang) -> str:
    """What the scenario's budget holds and on what residents vote, in words; "" without a budget."""
    said, budget = words(lang), mix.base.budget
    if budget is None:
        return ""
    payers = WORDS[lang]["payers"]
    sums = [f"{payers.get(name, name)} {_euro(eur, lang)}" for name, eur in budget.sums.items()]
    ballot = [catalogue[part.measure] for part in mix.parts if part.on and part.by_vote and budget.vote]
    named = [each.label_it if lang == "it" else each.label for each in ballot]
    told = [said["budget"].format(sums=", ".join(sums))] if sums else []
    return " ".join([*told, *([said["ballot"].format(measures=", ".join(named))] if named else [])])


def topics(mix: Mix) -> dict[Topic, list[int]]:
    """Places in the mix of the project's measures under their headings, in the order of these."""
    own = [(catalogue[part.measure].topic, at) for at, part in enumerate(mix.parts) if not part.anyway]
    found = {topic: [at for each, at in own if each == topic] for topic in get_args(Topic)}
    return {topic: places for topic, places in found.items() if places}


def _tool(label: str, mark: str, do: Callable[[], None], *, on: bool) -> None:
    solara.Button(f"{mark} {label}".strip(), on_click=do, text=True, small=True, disabled=not on)


@solara.component
def Card(  # noqa: N802
    mix: Mix,
    place: int,
    to: Callable[[Mix], None],
    zones: tuple[str, ...],
    wrong: Mapping[str, list[Fault]],
    lang: Lang,
) -> None:
    """One measure: on or off, its main levers, the others folded away."""
    said, part = words(lang), mix.parts[place]
    measure = catalogue[part.measure]
    title = measure.label_it if lang == "it" else measure.label
    given = controls(measure)

    def put_places(chosen: list[str]) -> None:
        to(mix.with_part(place, where={"zones": chosen}))

    with rv.Html(
        tag="section", class_=f"twin-measure{' twin-on' if part.on else ''}", attributes={"aria-label": title}
    ):
        ui.toggle(title, lambda on: to(mix.with_part(place, on=bool(on))), value=part.on)
        if not part.on:
            return
        for control in given:
            if control.main:
                Lever(control, mix, place, to, wrong.get(control.key, []), lang).key(control.key)
        _told(wrong.get("", []), lang)
        folded = rv.Html(tag="details", attributes={"open": True} if _hidden(given, wrong) else {}).key("details")
        with folded:
            text("summary", said["details"])
            for control in given:
                if not control.main and control.kind != "fixed":
                    Lever(control, mix, place, to, wrong.get(control.key, []), lang).key(control.key)
            for control in given:
                if control.kind == "fixed" and part.levers.get(control.key):
                    text("p", f"{control.label[lang]}: {_names(part.levers[control.key])}", "twin-hint")
            if len(zones) > 1 and "zones" in part.where:
                options = {zone: zone for zone in zones}
                ui.checks(said["places"], options, part.where["zones"], said["everywhere"], put_places)
            elif "at" in part.where:
                text("p", f"{said['places']}: {_names(part.where['at'])}", "twin-hint")
            _told(wrong.get("where", []), lang)
            ui.field(said["date"], part.date.isoformat(), lambda day: _dated(mix, place, day, to), kind="date")
            if part.source and changed(mix) is False:
                text("p", said["from_scenario"], "twin-hint")


def _hidden(given: tuple[Control, ...], wrong: Mapping[str, list[Fault]]) -> bool:
    """Whether a fault lies among the folded settings."""
    return any(key and all(control.key != key or not control.main for control in given) for key in wrong)


def _names(listed: Any) -> str:
    return ", ".join(str(each.get("name") or each.get("address") or each.get("at")) for each in listed)


def _dated(mix: Mix, place: int, day: str, to: Callable[[Mix], None]) -> None:
    try:
        to(mix.with_part(place, date=dt.date.fromisoformat(day)))
    except ValueError:
        to(mix)  # the browser's date field is empty while it is typed


@solara.component
def Lever(  # noqa: N802
    control: Control, mix: Mix, place: int, to: Callable[[Mix], None], wrong: list[Fault], lang: Lang
) -> None:
    """One lever, as its declaration asks."""
    said, label, value = words(lang), control.label[lang], mix.parts[place].levers.get(control.key, control.start)

    def put(new: Any) -> None:
        to(mix.with_lever(place, control.key, new))

    if control.kind in ("number", "amount"):
        shown, unit = control.number(value)
        low, high, step = control.ends(unit, shown)
        units = {each: unit_words(each, lang) for each in control.units}
        ui.slider(
            label,
            shown,
            (low, high, max(control.most, high) if unit != "%" else high, step),
            unit,
            lambda given: put(control.text(given, unit)),
            units=units,
            take=lambda other: put(control.text(10.0 if other == "%" else 100.0, other)),
            wrong=bool(wrong),
        )
    elif control.kind == "hour":
        ui.choice(label, {f"{hour:02d}:00": f"{hour:02d}:00" for hour in range(24)}, str(value), put)
    elif control.kind == "choice":
        ui.choice(label, {key: both[lang] for key, both in control.options.items()}, str(value), put)
    elif control.kind == "many":
        options = {key: both[lang] for key, both in control.options.items()}
        ui.checks(label, options, value or [ALL], said["all_options"], put)
    elif control.kind == "switch":
        ui.toggle(label, put, value=bool(value))
    else:
        ui.field(label, str(value), put)
    _told(wrong, lang)


def _told(faults: list[Fault], lang: Lang) -> None:
    """Faults beside what they concern; the program's messages are English and marked as such."""
    for fault in faults:
        mend = f" → {fault.mend}" if fault.mend else ""
        before = f"{words(lang)['english_fault']} " if lang != "en" else ""
        text("p", f"{before}{fault.what}{mend}", "twin-trouble twin-hint", role="alert")


@solara.component
def Cost(scenario: Scenario | None, place: Place, lang: Lang) -> None:  # noqa: N802
    """What the measures would cost, estimated in the background."""
    said = words(lang)
    key = "" if scenario is None else str(scenario.canonical())
    found = solara.lab.use_task(
        lambda: None if scenario is None else place.estimator.cost(scenario), dependencies=[key]
    )
    if scenario is None:
        return
    with rv.Html(tag="p", class_="twin-cost", attributes={"role": "status"}):
        text("strong", f"{said['cost']}: ")
        if found.pending:
            text("span", said["cost_wait"])
        elif found.value is None:
            text("span", said["cost_no"])
        elif not found.value:
            text("span", said["cost_none"])
        else:
            total = sum(found.value.values())
            payers = WORDS[lang]["payers"]
            shares = ", ".join(f"{payers.get(name, name)} {_euro(sum_, lang)}" for name, sum_ in found.value.items())
            text("span", f"{_euro(total, lang)} ({shares})", title=said["cost_note"])


def _euro(value: float, lang: Lang) -> str:
    factor, unit = fitting([value], "EUR")
    return f"{number(factor * value, min(1, decimals([factor * value])), lang)} {unit}"


@solara.component
def Files(mix: Mix, load: Callable[[str, str], None], keep: Callable[[], None], lang: Lang, *, usable: bool) -> None:  # noqa: N802
    """Name the mix, take it away as a file, load one, keep it among the scenarios."""
    said = words(lang)
    with rv.Html(tag="div", class_="twin-files"):
        if usable:
            name = "".join(c if c.isalnum() else "_" for c in (mix.name or mix.base.name)).strip("_") or "mix"
            solara.FileDownload(lambda: text_of(mix), f"{name}.toml", said["download"], mime_type="application/toml")
            solara.Button(said["keep"], on_click=keep, text=True, small=True, disabled=not changed(mix))
        ui.file(said["upload"], load)
