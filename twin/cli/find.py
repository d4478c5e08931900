"""Which file is meant? A path, or the name of a scenario or recipe that ships with the package."""

from __future__ import annotations

from pathlib import Path

from twin.core.errors import Fault, InputError
from twin.core.resources import resource_dir


def scenario_path(name: str) -> Path:
    """Path of a scenario given as a path or as a shipped name, with or without ".toml".

    Raises
    ------
    InputError
        If there is neither; it names the shipped scenarios.
    """
    return _path(name, "scenarios", "scenario")


def recipe_path(name: str) -> Path:
    """Path of a recipe given as a path or as a shipped name, with or without ".toml".

    Raises
    ------
    InputError
        If there is neither; it names the shipped recipes.
    """
    return _path(name, "gis", "recipe")


def _path(name: str, folder: str, kind: str) -> Path:
    path = Path(name)
    if path.is_file():
        return path
    shipped = {found.stem: found for found in sorted(resource_dir(folder).glob("*.toml"))}
    if path.parent == Path() and path.stem in shipped and path.suffix in {"", ".toml"}:
        return shipped[path.stem]
    import difflib  # noqa: PLC0415 — only on the way to an error

    near = difflib.get_close_matches(path.stem, shipped, n=1)
    mend = f"did you mean {near[0]!r}? " if near else ""
    mend += f"Shipped {kind}s: {', '.join(shipped) or 'none'}"
    raise InputError(name, [Fault(kind, f"no such file and no shipped {kind} of that name", mend)])
