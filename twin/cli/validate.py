"""How far can the twin be believed? `twin validate`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Gis, Json, Lang, Language, Out, Processes, Quiet, Seeds, Threads

if TYPE_CHECKING:
    from twin.study.validation import Finding

Data = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Folder of published series that some targets need.", envvar="TWIN_DATA", metavar="FOLDER"
    ),
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
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Hold the twin against published figures, each with the role that the protocol gives it.

    Three runs a seed: the baseline, the delivered retrofits, the delivered e-bike stations. Each call is added to the
    log in the folder of results, so that the best of many tries can be told from a single one.

    Example: `twin validate --gis layers/porta-romana --seeds 3 --processes 2`
    """
    console, said = Console(lang, quiet=quiet, as_json=as_json), _WORDS[lang.value]
    with console.stage("start"):
        from twin import study  # noqa: PLC0415 — seconds of imports
        from twin.study import validation  # noqa: PLC0415
    if threads is None and processes is not None and processes > 1:
        threads = max(1, (os.cpu_count() or 1) // processes)
    with console.stage("runs"), console.progress() as bar, study.local(processes) as executor:
        found = validation.validate(
            gis,
            range(seeds),
            out,
            data=data,
            executor=executor,
            threads=threads,
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
    console.table(f"\n{said['why']}", ("", ""), [(each.target.id, each.why) for each in found.findings if each.why])
    console.say(said["score"].format(met=met, judged=judged))
    console.say(said["log"].format(run=found.earlier + 1, log=out / validation.LOG))
    if seeds == 1:
        console.say(said["one_seed"])
    if found.synthetic:
        console.say(said["synthetic"])


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
