"""Which commands are there? The typer application; each command only parses, calls and prints.

Nothing of the model is imported here: numba, pandas and mesa take seconds, `twin --help` must not. Commands import
what they need when they run.
"""

from __future__ import annotations

from typing import Annotated

import typer

from twin import __version__
from twin.cli import compare, describe, gis, replay, run, scenario, ui
from twin.cli.console import Console
from twin.cli.guard import EXIT_CODES, guarded
from twin.cli.options import Json

app = typer.Typer(
    name="twin",
    help="An open digital twin of a city district: run scenarios, compare them, see what changes and how surely.",
    epilog=EXIT_CODES,
    rich_markup_mode="markdown",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Catch --version before any command."""
    if version:
        typer.echo(f"twin {__version__}")
        raise typer.Exit


@app.command(epilog=EXIT_CODES)
@guarded
def version(as_json: Json = False) -> None:
    """Print the versions of the twin and of what it computes with.

    Example: `twin version --json`
    """
    import platform  # noqa: PLC0415
    from importlib.metadata import version as of  # noqa: PLC0415

    versions = {"twin": __version__, "python": platform.python_version()}
    versions |= {name: of(name) for name in ("mesa", "numpy", "numba", "llvmlite")}
    console = Console(as_json=as_json)
    if not console.result(versions):
        console.table("Versions", ("part", "version"), [*versions.items()])


for _command in (run.run, compare.compare, describe.describe, replay.replay, ui.ui):
    app.command(epilog=EXIT_CODES)(_command)
app.add_typer(gis.app, name="gis", help="Build, describe and check a district's layers.")
app.add_typer(scenario.app, name="scenario", help="Bring scenario files up to date.")
