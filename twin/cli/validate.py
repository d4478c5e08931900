"""How far can the twin be believed? `twin validate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Gis, Json, Lang, Language, Out, Processes, Quiet, Seeds, Threads
from twin.core.processors import threads_each

if TYPE_CHECKING:
    from twin.study.validation import Finding

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Folder of published series that some targets need.", envvar="TWIN_DATA", metavar="FOLDER"
    ),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="One day of each type stands for its like in a month: sooner, less exact.")
]
Sensitive = Annotated[
    bool,
    typer.Option("--sensitivity", help="Instead: which uncertain parameters move each energy target, and how far."),
]
_OUT = Path("validation")
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "header": "target|what|computed|95 % interval (luck only)|bounds|unit|role|verdict",
        "met": "met",
        "missed": "MISSED",
        "given": "an input: says nothing",
        "fitted": "fitted: says nothing",
        "beside": "beside, no verdict",
        "not computed": "not computed",
        "score": "Held-out targets met: {met} of {judged}. Only these count as validation.",
        "log": "This is run {run} of the protocol in {log}.",
        "one_seed": "One seed gives no interval; give --seeds 3 or more.",
        "synthetic": "The district is synthetic: agreement with figures of the real one says little.",
        "why": "Not computed, and why",
        "beside_title": "To read the values by",
        "prior": "parameter (target at its low / high value, less that at mid)",
        "mid": "all at mid",
        "skipped": "Nothing to act on in this version: {names}.",
        "written": "Written to {path}.",
    },
    "it": {
        "header": "obiettivo|che cosa|calcolato|intervallo al 95 % (solo caso)|limiti|unità|ruolo|esito",
        "met": "raggiunto",
        "missed": "MANCATO",
        "given": "dato in ingresso: non dice nulla",
        "fitted": "adattato: non dice nulla",
        "beside": "a confronto, senza esito",
        "not computed": "non calcolato",
        "score": "Obiettivi tenuti da parte raggiunti: {met} di {judged}. Solo questi valgono come validazione.",
        "log": "È la prova numero {run} del protocollo in {log}.",
        "one_seed": "Un solo seme non dà intervallo; usare --seeds 3 o più.",
        "synthetic": "Il quartiere è sintetico: l'accordo con cifre di quello vero dice poco.",
        "why": "Non calcolati, e perché",
        "beside_title": "Per leggere i valori",
        "prior": "parametro (obiettivo al valore basso / alto, meno quello al centro)",
        "mid": "tutti al centro",
        "skipped": "Senza effetto in questa versione: {names}.",
        "written": "Scritto in {path}.",
    },
}
_ROLES_IT = {"input": "dato", "fitted": "adattato", "held-out": "tenuto da parte", "scale check": "ordine di grandezza"}


@guarded
def validate(
    gis: Gis = None,
    seeds: Seeds = 2,
    out: Out = _OUT,
    data: Data = None,
    threads: Threads = None,
    processes: Processes = None,
    quick: Quick = False,
    sensitivity: Sensitive = False,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Hold the twin against published figures, each with the role that the protocol gives it.

    Two runs a seed: the baseline and the delivered e-bike stations; the retrofits and the energy management are tried
    on copies of the buildings concerned alone, with the people of the baseline. Each call is added to the log in the
    folder of results, so that the best of many tries can be told from a single one.

    With --sensitivity each prior (twin/study/priors.toml) is set to its low and high value alone, and the table of what
    that does to each energy target is printed and written to the folder.

    Example: `twin validate --gis layers/porta-romana --seeds 3 --processes 2`
    """
    console, said = Console(lang, quiet=quiet, as_json=as_json), _WORDS[lang.value]
    if sensitivity:
        _sensitivity(console, gis, out, lang)
        return
    with console.stage("start"):
        from twin import study  # noqa: PLC0415 — seconds of imports
        from twin.study import validation  # noqa: PLC0415
        from twin.study.notes import note_in  # noqa: PLC0415
    if threads is None and processes is not None and processes > 1:
        threads = threads_each(processes)
    with console.stage("runs"), console.progress() as bar, study.local(processes) as executor:
        found = validation.validate(
            gis,
            range(seeds),
            out,
            data=data,
            executor=executor,
            threads=threads,
            quick=quick,
            progress=lambda done, total: bar("runs", done, total),
        )
    console.say_seconds()
    met, judged = found.score
    document = {
        "command": "validate",
        "district": found.district,
        "synthetic": found.synthetic,
        "seeds": list(found.seeds),
        "held_out_met": met,
        "held_out_judged": judged,
        "run_of_the_protocol": found.earlier + 1,
        "targets": [each.plain() for each in found.findings],
        "seconds": console.seconds,
    }
    if console.result(document):
        return
    console.table("", said["header"].split("|"), [_row(each, lang, said) for each in found.findings], right=(2, 3, 4))
    beside = [(each.target.id, name, f"{value:.4g}") for each in found.findings for name, value in each.beside.items()]
    console.table(f"\n{said['beside_title']}", ("", "", ""), beside, right=(2,))
    console.table(
        f"\n{said['why']}",
        ("", ""),
        [(each.target.id, note_in(each.why, lang.value)) for each in found.findings if each.why],
    )
    console.say(said["score"].format(met=met, judged=judged))
    console.say(said["log"].format(run=found.earlier + 1, log=out / validation.LOG))
    if seeds == 1:
        console.say(said["one_seed"])
    if found.synthetic:
        console.say(said["synthetic"])


def _sensitivity(console: Console, gis: Path | None, out: Path, lang: Lang) -> None:
    said = _WORDS[lang.value]
    with console.stage("start"):
        from twin.core.jit import set_threads  # noqa: PLC0415 — seconds of imports
        from twin.study.priors import load_priors  # noqa: PLC0415
        from twin.study.sensitivity import sensitivity  # noqa: PLC0415

    set_threads(1)  # few buildings
    with console.stage("runs"), console.progress() as bar:
        found = sensitivity(gis, progress=lambda done, total: bar("runs", done, total))
    out.mkdir(parents=True, exist_ok=True)
    path = out / "sensitivity.md"
    path.write_text(found.markdown() + "\n", encoding="utf-8")
    console.say_seconds()
    document = {"command": "validate", "sensitivity": found.plain(), "file": str(path), "seconds": console.seconds}
    if console.result(document):
        return
    titles = {each.id: each.title_it if lang == Lang.IT else each.title for each in load_priors()}
    rows = [(titles[name], *rest) for name, *rest in found.table()]
    mid = (said["mid"], *(f"{value:.3g}" for value in found.mid.values()))
    columns = tuple(range(1, len(found.mid) + 1))
    console.table("", (said["prior"], *found.mid), [mid, *rows], right=columns)
    if found.skipped:
        console.say(said["skipped"].format(names=", ".join(titles[name] for name in found.skipped)))
    console.say(said["written"].format(path=path))


def _row(each: Finding, lang: Lang, said: dict[str, str]) -> tuple[str, ...]:
    target = each.target
    title = target.title_it if lang == Lang.IT else target.title
    role = _ROLES_IT[target.role] if lang == Lang.IT else target.role
    value = "–" if each.value is None else f"{each.value:.4g}"
    spread = "–" if each.low is None or each.high is None else f"{each.low:.4g} … {each.high:.4g}"
    bounds = "–" if target.low is None or target.high is None else f"{target.low:g} … {target.high:g}"
    if bounds == "–" and target.value is not None:
        bounds = f"{target.value:g}"
    return (target.id, title, value, spread, bounds, target.unit, role, said[each.verdict])
