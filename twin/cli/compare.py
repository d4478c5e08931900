"""How do I compare two scenarios? `twin compare`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from twin.cli.console import Console
from twin.cli.find import scenario_path
from twin.cli.guard import guarded
from twin.cli.options import (
    FORMS,
    OUT,
    Draws,
    EachOne,
    Force,
    Form,
    FormOf,
    Gaps,
    Gis,
    Grouped,
    Json,
    Lang,
    Language,
    Lean,
    Out,
    Processes,
    Quick,
    Quiet,
    Scenario,
    Seeds,
    ShareOf,
    Structure,
    Threads,
)
from twin.cli.share import make_share, tell_share
from twin.cli.words import said

if TYPE_CHECKING:
    from twin.study import Comparison, Each, Outlook


@guarded
def compare(
    a: Scenario,
    b: Scenario,
    gis: Gis = None,
    out: Out = OUT,
    seeds: Seeds = 5,
    threads: Threads = None,
    processes: Processes = None,
    force: Force = False,
    quick: Quick = False,
    lean: Lean = False,
    gaps: Gaps = False,
    draws: Draws = 0,
    structure: Structure = False,
    form: FormOf = Form.LEAN,
    each: EachOne = False,
    group: Grouped = False,
    share: ShareOf = None,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Compare two scenarios over the same seeds, print the table and write a report.

    Both scenarios run with the same seeds, so people have the same luck in both: what differs is what the measures do.
    With --draws and --structure each difference gets an interval of uncertain parameters and a range of alternatives;
    with --each every measure that the second scenario adds runs alone, too. On several machines each makes its --share.

    Example: `twin compare baseline first_mix --seeds 5 --draws 64 --structure --each --out runs`
    """
    console = Console(lang, quiet=quiet, as_json=as_json)
    paths = scenario_path(a), scenario_path(b)
    with console.stage("start"):
        from twin import geo, report, study  # noqa: PLC0415 — seconds of imports
        from twin import scenario as scenarios  # noqa: PLC0415
        from twin.observe.privacy import badge  # noqa: PLC0415
        from twin.report import account  # noqa: PLC0415
        from twin.study.notes import note_in  # noqa: PLC0415

        first, second = (scenarios.load(path) for path in paths)
        if quick:
            first, second = first.quick(), second.quick()
        if lean:
            first, second = first.lean(), second.lean()
    with console.stage("district"):
        district = geo.load_district(gis)
        for each_of_both in (first, second):
            each_of_both.check_places(district)
    kind: Literal["entry", "measure"] | None = ("measure" if group else "entry") if each or group else None
    asked = study.Asked(draws, structure, FORMS[form], kind)
    planned = study.plan(first, second, range(seeds), asked)
    part = study.Share(*(share or (1, 1)))
    cells = [cell for some in planned.share(*part) for cell in some]
    ahead = study.outlook(planned, out, district, gaps=gaps, cells=cells)
    _announce(console, ahead, processes or 1, force=force)
    if (processes or 1) > 1 and not study.prepared():
        console.tell("preparing")
        with console.stage("prepare"), console.progress() as bar:
            study.prepare(second, district, bar)
    if share is not None:
        made = make_share(console, planned, out, district, part, processes, threads=threads, force=force, gaps=gaps)
        tell_share(console, "compare", part, made, out)
        return
    with console.runs() as (bar, folders), study.local(processes) as executor:
        here = study.watched(ahead.runs, bar) if executor.workers == 1 else None
        folder = study.compare_planned(
            planned,
            out,
            district,
            executor=executor,
            threads=threads,
            force=force,
            progress=lambda done, total: bar("runs", done, total),
            runner=here,
            gaps=gaps,
        )
        comparison, parts = study.open_comparison(folder), study.open_each(folder)
        folders += [folder / run for run in (*comparison.runs_a, *comparison.runs_b)]
    with console.stage("report"):
        written = report.write_comparison(folder, language=lang.value)
    for warning in comparison.warnings:
        console.tell("mind", what=note_in(warning, lang.value))
    minded = dict.fromkeys(mind for side in ("a", "b") for mind in account.minds(comparison.results(side), lang.value))
    for sentence in minded:
        console.tell("mind", what=sentence)
    console.say_seconds()
    console.tell("report", path=written)
    document = {"command": "compare", "folder": str(folder), "report": str(written), "synthetic": district.synthetic}
    document["asked"] = {side: comparison.results(side).manifest.get("asked", []) for side in ("a", "b")}
    told = {key: value for key, value in asdict(comparison).items() if key != "path"}
    told["rows"] = [{**asdict(row), "badge": badge(row.source, "en")} for row in comparison.rows]
    told |= {"each": asdict(parts)} if parts is not None else {}
    if console.result({**document, **told, "seconds": console.seconds}):
        return
    _print(console, comparison, (first.title(lang.value), second.title(lang.value)), lang)
    if parts is not None:
        _print_each(console, parts, comparison, lang)
    _say_covered(console, comparison, lang)


def _announce(console: Console, ahead: Outlook, processes: int, *, force: bool) -> None:
    """Tell how many runs there are to be made and about how long that takes."""
    todo = ahead.runs if force else ahead.runs - ahead.there
    words = said("ahead", console.lang, runs=ahead.runs, there=ahead.runs - todo, todo=todo)
    if not todo:
        console.say(words)
    elif ahead.seconds is None or force:
        console.tell("ahead_unknown", ahead=words)
    else:
        console.tell("ahead_minutes", ahead=words, minutes=max(1.0, ahead.seconds / processes / 60.0))


def _print(console: Console, comparison: Comparison, titles: tuple[str, str], lang: Lang) -> None:
    """The table of what differs, and the list of what does not."""
    from twin.observe.privacy import below, marked  # noqa: PLC0415 — seconds of imports
    from twin.report import tables  # noqa: PLC0415 — seconds of imports
    from twin.report.words import WORDS  # noqa: PLC0415

    said = WORDS[lang.value]
    keys, heads = _columns(comparison, lang)
    header = (said["indicator"], said["unit"], *titles, said["difference"], *heads, said["says"])
    pairs = [(row.topic, tables.comparison_row(row, lang.value)) for row in comparison.rows]
    rows = [row for topic in tables.by_topic(pairs, lang.value) for row in topic["rows"]]
    every = ("unit", "a", "b", "difference", *keys, "verdict_words")
    names = {row["name"]: marked(row["label"], row["people"]) for row in rows}
    cells = [(names[row["name"]], *(row[key] for key in every)) for row in rows if row["changed"]]
    people = below((row["people"] for row in rows if row["changed"]), lang.value)
    console.table(" → ".join(titles), header, cells, right=range(2, 5 + len(keys)), below=people)
    same = [(names[row["name"]], row["b"], row["unit"]) for row in rows if not row["changed"]]
    if same:
        title = said["unchanged_one"] if len(same) == 1 else said["unchanged"].format(n=len(same))
        people = below((row["people"] for row in rows if not row["changed"]), lang.value)
        console.table(f"\n{title}", (said["indicator"], said["value"], said["unit"]), same, right=(1,), below=people)


def _print_each(console: Console, parts: Each, comparison: Comparison, lang: Lang) -> None:
    """A table for each headline: measures alone, their sum, all together, interaction."""
    from twin.observe.privacy import badge, below, marked  # noqa: PLC0415 — seconds of imports
    from twin.report.spread import each_tables  # noqa: PLC0415
    from twin.report.topics import HEADLINES  # noqa: PLC0415
    from twin.report.words import WORDS  # noqa: PLC0415

    said = WORDS[lang.value]
    keys, heads = _columns(comparison, lang)
    known = [row.name for row in parts.rows]
    names = [name for name in HEADLINES if name in known] or known
    for table in each_tables(parts, names, lang.value):
        people = badge(comparison.row(table["name"]).source, lang.value)
        title = f"\n{said['each_title']}: {marked(table['label'], people)} [{table['unit']}]"
        cells = [tuple(row[key] for key in ("label", "difference", "relative", *keys)) for row in table["rows"]]
        header = (said["each_measure"], said["difference"], said["relative"], *heads)
        console.table(title, header, cells, right=range(1, 3 + len(keys)), below=below([people], lang.value))
        console.say(table["said"])


def _columns(comparison: Comparison, lang: Lang) -> tuple[list[str], list[str]]:
    """Keys and headers of the columns of intervals: luck, and parameters and structure where they were run."""
    from twin.report.words import WORDS, covers  # noqa: PLC0415 — seconds of imports

    said, spread = WORDS[lang.value], comparison.spread
    luck = covers(gaps=comparison.covers_gaps, language=lang.value, beside=spread is not None)
    keys, heads = ["interval"], [f"{said['interval']}, {luck}"]
    if spread is not None and spread.draws:
        keys, heads = [*keys, "parameters"], [*heads, f"{said['by_parameters']}, {said['parameters_short']}"]
    if spread is not None and spread.alternatives:
        keys, heads = [*keys, "structure"], [*heads, f"{said['by_structure']}, {said['structure_short']}"]
    return keys, heads


def _say_covered(console: Console, comparison: Comparison, lang: Lang) -> None:
    """What the intervals cover."""
    from twin.report.words import WORDS  # noqa: PLC0415 — seconds of imports

    one = len(comparison.seeds) == 1
    told: list[Any] = [WORDS[lang.value]["one_seed_note"] if one else comparison.luck_only[lang.value]]
    for sentence in [*told, *(comparison.spread.sentences(lang.value) if comparison.spread is not None else [])]:
        console.say(sentence)
