"""How do settings become the defaults of options? Between the command line and what an option says itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.cli.guard import one_message
from twin.cli.options import OUT
from twin.core.log import set_file_level

if TYPE_CHECKING:
    import typer

_PREFIX = "TWIN_"  # as in twin.core.config, which takes time to import


def apply_settings(context: typer.Context) -> None:
    """Read the environment and the files of settings, and let them be the defaults of every command's options."""
    with one_message():
        _apply(context)


def _apply(context: typer.Context) -> None:
    from twin.core.paths import config_dir  # noqa: PLC0415 — only where a command runs

    files = (Path("twin.toml"), config_dir() / "twin.toml")
    if not any(file.exists() for file in files) and not any(name.startswith(_PREFIX) for name in os.environ):
        return
    from twin.core.config import read_settings, use  # noqa: PLC0415 — half a second where nothing is set

    known = read_settings()
    use(known.settings)
    set_file_level(known.settings.log_level)
    given = known.settings.model_dump(mode="json", exclude_none=True)
    chosen = {name: value for name, value in given.items() if known.origins[name] != "default"}
    context.default_map = _defaults(context.command, chosen)


def _defaults(command: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Defaults for the options of a click command and those below it that are called like a setting."""
    found: dict[str, Any] = {
        option.name: values[option.name]
        for option in command.params
        if option.name in values and (option.name != "out" or option.default == OUT)
    }
    for name, below in getattr(command, "commands", {}).items():
        found[name] = _defaults(below, values)
    return found
