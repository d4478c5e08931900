"""How do I compare two scenarios? `twin compare`."""

from __future__ import annotations

from dataclasses import asdict

from twin.cli.console import Console
from twin.cli.find import scenario_path
from twin.cli.guard import guarded
from twin.cli.options import (
    OUT,
    Force,
    Gaps,
    Gis,
    Json,
    Lang,
    Language,
    Out,
    Processes,
    Quick,
    Quiet,
    Scenario,
    Seeds,
    Threads,
)


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
    gaps: Gaps = False,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Compare two scenarios over the same seeds, print the table and write a report.

    Both scenarios run with the same seeds, so people have the same luck in both: what differs is what the measures do.

    Example: `twin compare baseline first_mix --seeds 5 --out runs`
    """
    console = Console(lang, quiet=quiet, as_json=as_json)
    paths = scenario_path(a), scenario_path(b)
    with console.stage("start"):
        from twin import geo, report, study  # noqa: PLC0415 — seconds of imports
        from twin import scenario as scenarios  # noqa: PLC0415
        from twin.report import tables  # noqa: PLC0415
        from twin.report.words import WORDS, covers  # noqa: PLC0415

        first, second = (scenarios.load(path) for path in paths)
        if quick:
            first, second = first.quick(), second.quick()
    with console.stage("district"):
        district = geo.load_district(gis)
    if (processes or 1) > 1 and not study.prepared():
        console.say("preparing (once after installation)")
        with console.stage("prepare"), console.progress() as bar:
            study.prepare(second, district, bar)
    with console.runs() as (bar, folders), study.local(processes) as executor:
        here = study.watched(2 * seeds, bar) if executor.workers == 1 else None
        folder = study.compare(
            first,
            second,
            range(seeds),
            out,
            district,
            executor=executor,
            threads=threads,
            force=force,
            progress=lambda done, total: bar("runs", done, total),
            runner=here,
            gaps=gaps,
        )
        comparison = study.open_comparison(folder)
        folders += [folder / run for run in (*comparison.runs_a, *comparison.runs_b)]
    with console.stage("report"):
        written = report.write_comparison(folder, language=lang.value)
    for warning in comparison.warnings:
        console.say(f"mind: {warning}")
    minded = dict.fromkeys(mind for side in ("a", "b") for mind in tables.minds(comparison.results(side), lang.value))
    for sentence in minded:
        console.say(f"mind: {sentence}")
    console.say_seconds()
    console.say(f"report: {written}")
    document = {"command": "compare", "folder": str(folder), "report": str(written), "synthetic": district.synthetic}
    document["asked"] = {side: comparison.results(side).manifest.get("asked", []) for side in ("a", "b")}
    told = {key: value for key, value in asdict(comparison).items() if key != "path"}
    if console.result({**document, **told, "seconds": console.seconds}):
        return
    said = WORDS[lang.value]
    title_a, title_b = first.title(lang.value), second.title(lang.value)
    interval = f"{said['interval']}, {covers(gaps=comparison.covers_gaps, language=lang.value)}"
    header = (said["indicator"], said["unit"], title_a, title_b, said["difference"], interval, said["says"])
    pairs = [(row.topic, tables.comparison_row(row, lang.value)) for row in comparison.rows]
    rows = [row for topic in tables.by_topic(pairs, lang.value) for row in topic["rows"]]
    keys = ("label", "unit", "a", "b", "difference", "interval", "verdict_words")
    cells = [tuple(row[key] for key in keys) for row in rows if row["changed"]]
    console.table(f"{title_a} → {title_b}", header, cells, right=(2, 3, 4, 5))
    same = [(row["label"], row["b"], row["unit"]) for row in rows if not row["changed"]]
    if same:
        title = said["unchanged_one"] if len(same) == 1 else said["unchanged"].format(n=len(same))
        console.table(f"\n{title}", (said["indicator"], said["value"], said["unit"]), same, right=(1,))
    console.say(said["one_seed_note"] if seeds == 1 else comparison.luck_only[lang.value])
