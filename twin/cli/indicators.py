"""What does a city report about it? `twin indicators`."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Json, Lang, Language, Quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.indicators import Indicator, Judged
    from twin.study.city_indicators import CityValue
    from twin.study.city_report import CityReport


class Theme(StrEnum):
    """Themes of CITYkeys."""

    PEOPLE = "People"
    PLANET = "Planet"
    PROSPERITY = "Prosperity"
    GOVERNANCE = "Governance"
    PROPAGATION = "Propagation"


class Kind(StrEnum):
    """Where a value comes from."""

    COMPUTED = "computed"
    ELICITED = "elicited"
    NOT_COMPUTED = "not_computed"


class Level(StrEnum):
    """What is told about."""

    PROJECT = "project"
    CITY = "city"


Results = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Folder of a run or of a comparison, or of two runs: without and with the measures.",
        metavar="[RESULTS]...",
        show_default=False,
    ),
]
OneTheme = Annotated[Theme | None, typer.Option("--theme", help="Only this theme of CITYkeys.", case_sensitive=False)]
OneKind = Annotated[Kind | None, typer.Option("--kind", help="Only where values come from this way.")]
OneLevel = Annotated[Level | None, typer.Option("--level", help="Only indicators of projects, or of cities.")]
Answers = Annotated[
    Path | None,
    typer.Option("--answers", help="TOML or CSV with what people answer: id, value, who, date.", metavar="FILE"),
]
NgsiLd = Annotated[
    Path | None,
    typer.Option("--ngsi-ld", help="Write the values as NGSI-LD KeyPerformanceIndicator entities.", metavar="FILE"),
]
Organization = Annotated[
    str, typer.Option("--organization", help="Organisation that the written entities are about.", metavar="NAME")
]

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "listed": "id|indicator|unit|kind|from",
        "computed": "computed",
        "elicited": "elicited",
        "not_computed": "not computed",
        "likert": "people's judgement, {low:g} to {high:g}",
        "number": "entered by people",
        "count": "{n} indicators: {computed} computed, {elicited} elicited, {not_computed} not computed.",
        "run": "id|indicator|unit|value",
        "pair": "id|indicator|unit|{a}|{b}|difference|{interval}|says",
        "change": "Computed: what the measures change",
        "state": "Computed: how it stands",
        "none": "No value, and why",
        "none_header": "id|indicator|reason",
        "answered": "Entered by people",
        "answered_header": "id|indicator|unit|value|answers",
        "open": "{n} indicators are people's to enter; --answers FILE takes them, --kind elicited lists them.",
        "written": "{n} entities written to {path}.",
        "synthetic": "The district is synthetic: these are no values of a real city.",
        "value": "value",
    },
    "it": {
        "listed": "id|indicatore|unità|tipo|da",
        "computed": "calcolato",
        "elicited": "chiesto a persone",
        "not_computed": "non calcolato",
        "likert": "giudizio di persone, da {low:g} a {high:g}",
        "number": "inserito da persone",
        "count": "{n} indicatori: {computed} calcolati, {elicited} chiesti a persone, {not_computed} non calcolati.",
        "run": "id|indicatore|unità|valore",
        "pair": "id|indicatore|unità|{a}|{b}|differenza|{interval}|lettura",
        "change": "Calcolati: che cosa cambiano le misure",
        "state": "Calcolati: lo stato",
        "none": "Senza valore, e perché",
        "none_header": "id|indicatore|motivo",
        "answered": "Inseriti da persone",
        "answered_header": "id|indicatore|unità|valore|risposte",
        "open": "{n} indicatori spettano a persone; --answers FILE li legge, --kind elicited li elenca.",
        "written": "{n} entità scritte in {path}.",
        "synthetic": "Il quartiere è sintetico: non sono valori di una città vera.",
        "value": "valore",
    },
}


@guarded
def indicators(
    results: Results = None,
    theme: OneTheme = None,
    kind: OneKind = None,
    level: OneLevel = None,
    answers: Answers = None,
    ngsi_ld: NgsiLd = None,
    organization: Organization = "",
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """List the indicators that European cities report (CITYkeys), or tell their values.

    Without results the registry is listed. With the folder of a comparison the computed ones are told, each with its
    interval; with that of one run, those that need no second run. Those that people judge are never simulated: they
    are read from a file of answers.

    Example: `twin indicators runs/compare-0509ff4ca78e --answers answers.csv --ngsi-ld indicators.jsonld`
    """
    from twin import indicators as room  # noqa: PLC0415 — pydantic takes time to import

    console, said = Console(lang, quiet=quiet, as_json=as_json), _WORDS[lang.value]
    registry = room.load_registry()
    chosen = registry.select(
        None if theme is None else theme.value,
        None if kind is None else kind.value,
        None if level is None else level.value,
    )
    given = room.judged(room.read_answers(answers, registry), registry) if answers is not None else ()
    judged = tuple(each for each in given if each.indicator in chosen)
    report = _report(results, chosen)
    document: dict[str, Any] = {"command": "indicators", "indicators": [each.model_dump() for each in chosen]}
    document |= {"results": _results_json(report), "answers": [_judged_json(each) for each in judged]}
    if ngsi_ld is not None:
        from twin.study.city_report import write_ngsi_ld  # noqa: PLC0415 — only where values are written

        written = write_ngsi_ld(ngsi_ld, report, judged, answers, organization)
        document["written"] = {"file": str(ngsi_ld), "entities": written}
        console.say(said["written"].format(n=written, path=ngsi_ld))
    if console.result(document):
        return
    if report is None and answers is None:
        _list(console, said, chosen)
        return
    if report is not None:
        _tell(console, said, report, chosen)
    _answered(console, said, judged)
    waiting = sum(each.kind == "elicited" for each in chosen) - sum(
        each.indicator.kind == "elicited" for each in judged
    )
    if waiting:
        console.say(said["open"].format(n=waiting))


def _report(results: Sequence[Path] | None, chosen: Sequence[Indicator]) -> CityReport | None:
    """What is computed of the chosen indicators; None without results."""
    if not results:
        return None
    from dataclasses import replace  # noqa: PLC0415

    from twin.indicators import load_registry  # noqa: PLC0415
    from twin.study.city_report import city_report  # noqa: PLC0415 — seconds of imports

    report = city_report(results, load_registry())
    return replace(report, values=tuple(value for value in report.values if value.indicator in chosen))


def _list(console: Console, said: dict[str, str], chosen: Sequence[Indicator]) -> None:
    """The registry, one table a theme."""
    header = said["listed"].split("|")
    for theme in dict.fromkeys(each.theme for each in chosen):
        cells = [
            (each.id, each.label(console.lang.value), each.unit, said[each.kind], _origin(each, said, console.lang))
            for each in chosen
            if each.theme == theme
        ]
        console.table(theme, header, cells)
    counts = {kind.value: sum(each.kind == kind.value for each in chosen) for kind in Kind}
    console.say(said["count"].format(n=len(chosen), **counts))


def _origin(indicator: Indicator, said: dict[str, str], lang: Lang) -> str:
    if indicator.kind == "elicited":
        low, high = indicator.bounds
        return said[indicator.scale].format(low=low, high=high)
    return indicator.value or indicator.row or indicator.why(lang.value)


def _tell(console: Console, said: dict[str, str], report: CityReport, chosen: Sequence[Indicator]) -> None:
    """Computed values in tables, those that are missing with the reason, and what the intervals cover."""
    from twin.observe.privacy import below, marked  # noqa: PLC0415
    from twin.report.tables import comparison_row  # noqa: PLC0415 — seconds of imports
    from twin.report.words import WORDS, covers  # noqa: PLC0415
    from twin.study.comparison import LUCK_AND_GAPS  # noqa: PLC0415
    from twin.study.notes import note_in  # noqa: PLC0415

    language = console.lang.value
    there = [value for value in report.values if value.value is not None]
    if len(report.titles) == 1:
        _tell_run(console, said, report, there)
    else:
        a, b = report.titles_it if language == "it" else report.titles
        interval = f"{WORDS[language]['interval']}, {covers(gaps=report.luck_only == LUCK_AND_GAPS, language=language)}"
        states = [value for value in there if value.indicator.baseline == "state"]
        changes = [value for value in there if value.indicator.baseline != "state"]
        full = ("unit", "a", "b", "difference", "interval", "verdict_words")
        short = ("unit", "b", "interval", "verdict_words")
        header = said["pair"].format(a=a, b=b, interval=interval).split("|")
        for title, values, keys, right in (
            (said["change"], changes, short, (3, 4)),
            (said["state"], states, full, (3, 4, 5, 6)),
        ):
            rows = [comparison_row(value.row, language) for value in values]
            heads = header if keys is full else [*header[:3], said["value"], *header[6:]]
            if rows:
                cells = [(x["name"], marked(x["label"], x["people"]), *(x[key] for key in keys)) for x in rows]
                console.table(title, heads, cells, right=right, below=below((x["people"] for x in rows), language))
    missing = [(value.indicator, note_in(value.note, language)) for value in report.values if value.value is None]
    missing += [(each, each.why(language)) for each in chosen if each.kind == "not_computed"]
    if missing:
        cells = [(each.id, each.label(language), why) for each, why in missing]
        console.table(f"\n{said['none']}", said["none_header"].split("|"), cells)
    for warning in report.warnings:
        console.tell("mind", what=note_in(warning, language))
    if len(report.titles) > 1:
        note = WORDS[language]["one_seed_note"] if len(report.seeds) == 1 else report.luck_only[language]
        console.say(note)
    if report.synthetic:
        console.say(said["synthetic"])


def _tell_run(console: Console, said: dict[str, str], report: CityReport, there: Sequence[CityValue]) -> None:
    """Values of one run."""
    from twin.observe.privacy import below, marked  # noqa: PLC0415
    from twin.report.tables import run_row  # noqa: PLC0415

    language = console.lang.value
    title = (report.titles_it if language == "it" else report.titles)[0]
    rows = [run_row(value.indicator.id, {**asdict(value.row), "value": value.value}, language) for value in there]
    if rows:
        cells = [(row["name"], marked(row["label"], row["people"]), row["unit"], row["b"]) for row in rows]
        people = below((row["people"] for row in rows), language)
        console.table(title, said["run"].split("|"), cells, right=(3,), below=people)


def _answered(console: Console, said: dict[str, str], judged: Sequence[Judged]) -> None:
    """What people entered."""
    from twin.report.numbers import decimals, number  # noqa: PLC0415

    language = console.lang.value
    cells = [
        (
            each.indicator.id,
            each.indicator.label(language),
            each.indicator.unit,
            number(each.value, decimals([each.value]) if each.value % 1 else 0, language),
            str(len(each.answers)),
        )
        for each in judged
    ]
    if cells:
        console.table(f"\n{said['answered']}", said["answered_header"].split("|"), cells, right=(3, 4))


def _results_json(report: CityReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    told = {key: value for key, value in vars(report).items() if key not in ("values", "begin", "end")}
    values = [
        {"id": value.indicator.id, **{key: item for key, item in asdict(value).items() if key != "indicator"}}
        for value in report.values
    ]
    return {**told, "first_day": report.begin.isoformat(), "last_day": report.end.isoformat(), "values": values}


def _judged_json(judged: Judged) -> dict[str, Any]:
    answers = [{**asdict(each), "date": each.date.isoformat()} for each in judged.answers]
    return {"id": judged.indicator.id, "value": judged.value, "answers": answers}
