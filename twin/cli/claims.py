"""Do the project's headlines hold, and what would have to be true? `twin claims`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Gis, Json, Lang, Language, Out, Processes, Quick, Quiet, Seeds, Threads
from twin.core.processors import threads_each

if TYPE_CHECKING:
    from twin.study.claims import Checked

Lean = Annotated[bool, typer.Option("--lean", help="Leave out the runs of the e-bikes: half the time.")]
Parameters = Annotated[
    bool,
    typer.Option(
        "--parameters", help="Widen intervals by what uncertain parameters do, each moved alone: minutes more."
    ),
]
_OUT = Path("claims")


@guarded
def claims(
    gis: Gis = None,
    seeds: Seeds = 2,
    out: Out = _OUT,
    threads: Threads = None,
    processes: Processes = None,
    quick: Quick = False,
    lean: Lean = False,
    parameters: Parameters = False,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Hold the headlines of Sharing Cities against the twin, and say what would have to be true.

    Each published figure stands beside the twin's median and interval, with a verdict in words: consistent, only if
    something else were true (solved and told), not reproduced, or not to be tested here, and why. Nothing is fitted to
    a headline.

    Example: `twin claims --gis layers/porta-romana --seeds 3 --quick`
    """
    console = Console(lang, quiet=quiet, as_json=as_json)
    with console.stage("start"):
        from twin import study  # noqa: PLC0415 — seconds of imports
        from twin.report.claims_page import WORDS, cells, people_below, write_claims  # noqa: PLC0415
        from twin.study.claims import check  # noqa: PLC0415
        from twin.study.sensitivity import sensitivity  # noqa: PLC0415
    if threads is None and processes is not None and processes > 1:
        threads = threads_each(processes)
    moved = None
    with console.stage("runs"), console.progress() as bar, study.local(processes) as executor:
        if parameters:
            moved = sensitivity(gis, progress=lambda done, total: bar("parameters", done, total))
        found = check(
            gis,
            range(seeds),
            executor=executor,
            threads=threads,
            quick=quick,
            lean=lean,
            parameters=moved,
            progress=lambda done, total: bar("runs", done, total),
        )
    written = write_claims(found, out, lang.value)
    console.say_seconds()
    document = {
        "command": "claims",
        "district": found.district,
        "synthetic": found.synthetic,
        "seeds": list(found.seeds),
        "tally": found.tally,
        "claims": [each.plain() for each in found.checked],
        "report": str(written),
        "seconds": console.seconds,
    }
    if console.result(document):
        return
    said = WORDS[lang.value]
    lines = [cells(each, lang.value) for each in found.checked]
    console.table("", said["header"].split("|"), lines, right=(1, 4, 5), below=people_below(found, lang.value))
    console.table(
        f"\n{said['why']}", ("", ""), [_why(each, lang.value) for each in found.checked if _why(each, "en")[1]]
    )
    console.say(said["tally"].format(**{verdict.replace(" ", "_"): n for verdict, n in found.tally.items()}))
    if seeds == 1:
        console.say(said["one_seed"])
    if found.synthetic:
        console.say(said["synthetic"])
    console.tell("report", path=written)


def _why(checked: Checked, language: str) -> tuple[str, str]:
    """What would have to be true, and why something cannot be tested."""
    from twin.report.claims_page import sentences  # noqa: PLC0415

    return checked.claim.label(language), " ".join(sentences(checked, language))
