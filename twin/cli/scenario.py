"""How do I bring a scenario file up to date? `twin scenario`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from twin.cli.console import Console
from twin.cli.guard import EXIT_CODES, guarded
from twin.cli.options import Json, Quiet

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", epilog=EXIT_CODES)

File = Annotated[Path, typer.Argument(help="Scenario file of an earlier schema.", metavar="FILE")]
Target = Annotated[Path | None, typer.Option("--out", help="File that receives the new text.", metavar="FILE")]
Write = Annotated[bool, typer.Option("--write", help="Change the file itself; the old one is kept as FILE.bak.")]


@app.callback()
def scenario() -> None:
    """Keep `upgrade` a command of its own while it is the only one."""


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
    said = _remaining(target or file, new)
    if new == old:
        console.say(f"{file} is of version {scenarios.SCHEMA_VERSION} already")
    for line in said:
        console.tell("mind", what=line)
    document = {"command": "scenario upgrade", "file": str(file), "out": str(target) if target else None}
    more = {"changed": new != old, "backup": str(kept) if kept else None, "faults": said}
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
