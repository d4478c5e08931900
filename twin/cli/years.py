"""How do I run many years? `twin years`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli.console import Console
from twin.cli.find import scenario_path
from twin.cli.guard import guarded
from twin.cli.options import (
    OUT,
    Force,
    Gis,
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
    Threads,
)
from twin.cli.share import tell_share

if TYPE_CHECKING:
    from twin.study.years import Years

Other = Annotated[
    str | None, typer.Argument(help="A second scenario, told as a difference from the first.", metavar="[SCENARIO_B]")
]


@guarded
def years(
    scenario: Scenario,
    other: Other = None,
    gis: Gis = None,
    out: Out = OUT,
    seeds: Seeds = 1,
    threads: Threads = None,
    processes: Processes = None,
    force: Force = False,
    quick: Quick = False,
    lean: Lean = False,
    share: ShareOf = None,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Run every year of a scenario's horizon, print its indicators by year and over all years, and write a report.

    The years are those of [horizon] in the scenario, 2016 to 2035 if it names none. Each year is a run of its own: stop
    it whenever you like, the same command goes on where it was. On several machines each makes its --share.

    Example: `twin years baseline first_mix --lean --seeds 3 --processes 2 --out runs`
    """
    console = Console(lang, quiet=quiet, as_json=as_json)
    paths = [scenario_path(each) for each in (scenario, other) if each is not None]
    with console.stage("start"):
        from twin import geo, study  # noqa: PLC0415 — seconds of imports
        from twin import scenario as scenarios  # noqa: PLC0415
        from twin.observe.privacy import badge  # noqa: PLC0415
        from twin.report import years as report  # noqa: PLC0415
        from twin.study import years as studies  # noqa: PLC0415

        chosen = [scenarios.load(path) for path in paths]
        chosen = [each.lean() if lean else each.quick() if quick else each for each in chosen]
    with console.stage("district"):
        district = geo.load_district(gis)
        for each in chosen:
            each.check_places(district)
    if (processes or 1) > 1 and not study.prepared():
        console.tell("preparing")
        with console.stage("prepare"), console.progress() as bar:
            study.prepare(chosen[-1], district, bar)
    if share is not None:
        part = study.Share(*share)
        with console.stage("runs"), console.progress() as bar, study.local(processes) as executor:
            made = studies.make_years(
                chosen, range(seeds), out, gis if executor.workers > 1 else district, share=part, executor=executor,
                threads=threads, force=force, progress=lambda done, total: bar("years", done, total),
            )  # fmt: skip
        tell_share(console, "years", part, made, out)
        return
    with console.stage("runs"), console.progress() as bar, study.local(processes) as executor:
        found = studies.run_years(
            chosen, range(seeds), out, gis if executor.workers > 1 else district, executor=executor, threads=threads,
            force=force, progress=lambda done, total: bar("years", done, total),
        )  # fmt: skip
    with console.stage("report"):
        written = report.write_years(found, district.name, language=lang.value)
    console.say_seconds()
    for note in found.notes:
        console.say(note[lang.value])
    console.tell("years", path=found.path)
    console.tell("report", path=written)
    document = {
        "command": "years", "folder": str(found.path), "report": str(written), "years": list(found.years),
        "seeds": list(found.seeds), "synthetic": district.synthetic, "seconds": console.seconds,
        "kpis": [{**asdict(row), "badge": badge(row.source, "en")} for row in found.rows],
    }  # fmt: skip
    if not console.result(document):
        _print(console, found, lang.value)


def _print(console: Console, found: Years, language: str) -> None:
    """Print the main indicators by year, and what all indicators come to over the years."""
    from twin.observe.privacy import below, marked  # noqa: PLC0415 — seconds of imports
    from twin.report import years as report  # noqa: PLC0415

    two = len(found.titles) > 1
    titles = [each[language] for each in found.titles]
    rows = {row.name: row for row in found.rows}
    for name in report.MAIN:
        if name not in rows:
            continue
        cells = report.by_year(rows[name], language)
        told = report.told(rows[name], language)
        header = (" ", titles[0], *((titles[1], report.word("difference", language), "95 %") if two else ()))
        lines = [
            (str(year), cell["a"], *((cell["b"], cell["difference"], cell["interval"]) if two else ()))
            for year, cell in zip(found.years, cells, strict=True)
        ]
        total = (told["how"], told["a"], *((told["b"], told["difference"], told["interval"]) if two else ()))
        label = marked(told["label"], told["people"])
        console.table(f"\n{label} [{report.unit_by_year(rows[name])}; {told['how']}: {told['unit']}]", header,
                      [*lines, total], right=(1, 2, 3, 4) if two else (1,),
                      below=below([told["people"]], language))  # fmt: skip
    told_all = [report.told(row, language) for row in found.rows]
    told_all = [{**row, "label": marked(row["label"], row["people"])} for row in told_all]
    header = tuple(report.word(key, language) for key in ("indicator", "over", "unit"))
    if two:
        changed = [row for row in told_all if row["difference"] not in ("0", "–")]
        more = (*titles, report.word("difference", language), report.word("interval", language))
        keys = ("label", "how", "unit", "a", "b", "difference", "interval")
        lines = [tuple(row[key] for key in keys) for row in changed]
        people = below((row["people"] for row in changed), language)
        console.table("\n" + " → ".join(titles), (*header, *more), lines, right=(3, 4, 5, 6), below=people)
    else:
        lines = [tuple(row[key] for key in ("label", "how", "unit", "a")) for row in told_all]
        people = below((row["people"] for row in told_all), language)
        console.table(f"\n{titles[0]}", (*header, titles[0]), lines, right=(3,), below=people)
