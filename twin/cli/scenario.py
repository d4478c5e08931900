"""Is a scenario file right, and how do I bring it up to date? `twin scenario`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from twin.cli.console import Console
from twin.cli.find import scenario_path
from twin.cli.guard import EXIT_CODES, guarded
from twin.cli.options import Gis, Json, Lang, Language, Quiet, Scenario, Seed
from twin.cli.words import said

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", epilog=EXIT_CODES)

File = Annotated[Path, typer.Argument(help="Scenario file of an earlier schema.", metavar="FILE")]
Target = Annotated[Path | None, typer.Option("--out", help="File that receives the new text.", metavar="FILE")]
Write = Annotated[bool, typer.Option("--write", help="Change the file itself; the old one is kept as FILE.bak.")]


@app.command(epilog=EXIT_CODES)
@guarded
def check(
    scenario: Scenario,
    gis: Gis = None,
    seed: Seed = 0,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Tell whether a scenario can run on a district, and what would not be done as asked; nothing is simulated.

    All faults of the file come in one message. Without any, the district is built with its people, and each measure is
    told with what it asks for and what is less: clipped, nothing that fits, after the simulated days; then what became
    of a budget, and of a vote on it. People are drawn, so another seed may tell other counts.

    Example: `twin scenario check mine.toml --gis layers/porta-romana`
    """
    console = Console(lang, quiet=quiet, as_json=as_json)
    path = scenario_path(scenario)
    from twin import geo  # noqa: PLC0415 — seconds of imports
    from twin import scenario as scenarios  # noqa: PLC0415
    from twin.model.build import build_model, parameters  # noqa: PLC0415
    from twin.report.words import WORDS  # noqa: PLC0415

    chosen = scenarios.load(path)
    district = geo.load_district(gis)
    chosen.check_places(district)
    parameters(chosen)  # before people are drawn, which takes longer than all that is checked
    inputs = build_model(chosen, district, seed)[1]
    found, funding = inputs.asked, inputs.funding
    document = {
        "command": "scenario check", "file": str(path), "name": chosen.name, "seed": seed, "district": district.name,
        "synthetic": district.synthetic, "asked": [each.plain() for each in found],
        "budget": list(funding.lines), "budget_it": list(funding.lines_it),
    }  # fmt: skip
    if console.result(document):
        return
    words, it = WORDS[lang.value], lang == Lang.IT
    cells = [
        (
            each.label_it if it else each.label,
            each.asked_it if it else each.asked,
            "; ".join(mind.text(lang.value) for mind in each.minds) or words["as_asked"],
        )
        for each in found
    ]
    title = said("check_title", lang, title=chosen.title(lang.value), n=len(found), place=district.name)
    below = "\n".join(funding.lines_it if it else funding.lines)
    console.table(title, [words[key] for key in ("measure", "asked", "differs")], cells, below=below)


@app.command(epilog=EXIT_CODES)
@guarded
def upgrade(file: File, out: Target = None, write: Write = False, as_json: Json = False, quiet: Quiet = False) -> None:
    """Rewrite a scenario file of an earlier schema in today's; comments stay.

    Without --out or --write the new text is printed.

    Example: `twin scenario upgrade mine.toml --write`
    """
    if write and out is not None:
        raise typer.BadParameter("give --out or --write, not both")
    from twin import scenario as scenarios  # noqa: PLC0415 — seconds of imports
    from twin.core.errors import Fault, InputError  # noqa: PLC0415

    console = Console(quiet=quiet, as_json=as_json)
    try:
        old = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(file, [Fault(f"byte {error.start}", "is not UTF-8", "save the file as UTF-8")]) from error
    new = scenarios.upgrade(old, str(file))
    target = file if write else out
    kept = file.with_name(f"{file.name}.bak") if write and new != old else None
    if kept is not None and kept.exists():
        raise InputError(file, [Fault("--write", f"{kept.name} is there already", "move it away first")])
    if kept is not None:
        kept.write_bytes(old.encode("utf-8"))
    if target is not None and not (write and new == old):
        part = target.with_name(f".{target.name}.{os.getpid()}")
        part.write_bytes(new.encode("utf-8"))
        part.replace(target)
    faults = _remaining(target or file, new)
    if new == old:
        console.tell("already", file=file, version=scenarios.SCHEMA_VERSION)
    for line in faults:
        console.tell("mind", what=line)
    document = {"command": "scenario upgrade", "file": str(file), "out": str(target) if target else None}
    more = {"changed": new != old, "backup": str(kept) if kept else None, "faults": faults}
    if not console.result({**document, "schema_version": scenarios.SCHEMA_VERSION, **more, "text": new}):
        if target is None:
            sys.stdout.write(new)
        else:
            console.say(f"written: {target}" + (f" (before: {kept})" if kept else ""))


def _remaining(place: Path, text: str) -> list[str]:
    """Faults that the upgrade has not made and cannot mend, such as an old file that this one extends."""
    from twin import scenario as scenarios  # noqa: PLC0415
    from twin.core.errors import InputError  # noqa: PLC0415

    try:
        scenarios.loads(text, place.name, place.parent)
    except InputError as error:
        return str(error).splitlines()
    return []
