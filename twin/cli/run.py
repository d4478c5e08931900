"""How do I run one scenario? `twin run`."""

from __future__ import annotations

from twin.cli.console import Console
from twin.cli.find import scenario_path
from twin.cli.guard import guarded
from twin.cli.options import OUT, Force, Gis, Json, Lang, Language, Lean, Out, Quick, Quiet, Scenario, Seed, Threads


@guarded
def run(
    scenario: Scenario,
    gis: Gis = None,
    out: Out = OUT,
    seed: Seed = 0,
    threads: Threads = None,
    force: Force = False,
    quick: Quick = False,
    lean: Lean = False,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Run one scenario for a year, print its indicators and write a report.

    A finished run is not run again unless asked with --force.

    Example: `twin run baseline --seed 1 --out runs`
    """
    console = Console(lang, quiet=quiet, as_json=as_json)
    path = scenario_path(scenario)
    with console.stage("start"):
        from twin import geo, model, observe, report  # noqa: PLC0415 — seconds of imports
        from twin import scenario as scenarios  # noqa: PLC0415
        from twin.observe.privacy import badge, below, marked  # noqa: PLC0415
        from twin.report import account, tables  # noqa: PLC0415
        from twin.report.words import WORDS  # noqa: PLC0415

        chosen = scenarios.load(path)
        if quick:
            chosen = chosen.quick()
        if lean:
            chosen = chosen.lean()
    with console.stage("district"):
        district = geo.load_district(gis)
    with console.runs() as (bar, folders):
        folder = model.run(chosen, district, seed, out, threads=threads, force=force, progress=bar)
        folders.append(folder)
    with console.stage("report"):
        written = report.write_run(folder, language=lang.value)
    results = observe.open_results(folder)
    for sentence in account.minds(results, lang.value):
        console.tell("mind", what=sentence)
    console.say_seconds()
    console.tell("run", path=folder)
    console.tell("report", path=written)
    kpis = [(str(name), {str(key): value for key, value in kpi.items()}) for name, kpi in results.kpis.iterrows()]
    keys = ("label", "label_it", "unit", "better", "topic", "value")
    document = {
        "command": "run",
        "scenario": chosen.name,
        "seed": seed,
        "folder": str(folder),
        "report": str(written),
        "hash": results.manifest["hash"],
        "synthetic": district.synthetic,
        "asked": results.manifest.get("asked", []),
        "kpis": [
            {"name": name, **{key: kpi[key] for key in keys}, "badge": badge(str(kpi["source"]), "en")}
            for name, kpi in kpis
        ],
        "seconds": console.seconds,
    }
    if not console.result(document):
        rows = [tables.run_row(name, kpi, lang.value) for name, kpi in kpis]
        header = tuple(WORDS[lang.value][key] for key in ("indicator", "value", "unit"))
        cells = [(marked(row["label"], row["people"]), row["b"], row["unit"]) for row in rows]
        people = below((row["people"] for row in rows), lang.value)
        console.table(chosen.title(lang.value), header, cells, right=(1,), below=people)
