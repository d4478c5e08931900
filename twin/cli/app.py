"""Which commands are there? The typer application; each command only parses, calls and prints.

Nothing of the model is imported here: numba, pandas and mesa take seconds, `twin --help` must not. Commands import
what they need when they run.
"""

from __future__ import annotations

from typing import Annotated

import typer

from twin import __version__
from twin.cli import (
    batch,
    books,
    cache,
    claims,
    compare,
    config,
    describe,
    gis,
    indicators,
    ledger,
    licences,
    replay,
    run,
    scenario,
    ui,
    validate,
    years,
)
from twin.cli.console import Console
from twin.cli.guard import EXIT_CODES, guarded
from twin.cli.options import Json
from twin.cli.settings import apply_settings

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
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Catch --version before any command, and let settings be the defaults of options."""
    if version:
        typer.echo(f"twin {__version__}")
        raise typer.Exit
    if context.invoked_subcommand != "config":  # which reads and tells them itself
        apply_settings(context)


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


_COMMANDS = (
    run.run,
    compare.compare,
    batch.batch,
    describe.describe,
    validate.validate,
    claims.claims,
    indicators.indicators,
    ledger.ledger,
    books.books,
    replay.replay,
    ui.ui,
    licences.licences,
    config.config,
    years.years,
)
for _command in _COMMANDS:
    app.command(epilog=EXIT_CODES)(_command)
app.add_typer(gis.app, name="gis", help="Build, describe and check a district's layers.")
app.add_typer(cache.app, name="cache")
app.add_typer(scenario.app, name="scenario", help="Check scenario files, bring them up to date.")
