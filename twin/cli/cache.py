"""How much room does the twin take, and how do I get it back? `twin cache`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Any

import typer

from twin.cli.console import Console
from twin.cli.guard import EXIT_CODES, guarded
from twin.cli.options import OUT, Json, Out, Quiet

app = typer.Typer(rich_markup_mode="markdown", epilog=EXIT_CODES)

Districts = Annotated[bool, typer.Option("--districts", help="Made districts; the next run makes its own anew.")]
Numba = Annotated[bool, typer.Option("--numba", help="Compiled kernels kept in the cache folder.")]
All = Annotated[bool, typer.Option("--all", help="Everything in the cache folder. Results of runs are never touched.")]


@app.callback(invoke_without_command=True)
def cache(context: typer.Context, out: Out = OUT, as_json: Json = False, quiet: Quiet = False) -> None:
    """Show what the caches and the results of runs take on disk.

    Example: `twin cache --out runs`
    """
    if context.invoked_subcommand is None:
        _show(out=out, as_json=as_json, quiet=quiet)


@guarded
def _show(out: Path, as_json: bool, quiet: bool) -> None:
    from twin.core.paths import cache_dir  # noqa: PLC0415

    console = Console(quiet=quiet, as_json=as_json)
    rows = [_size(name, path) for name, path in (*_places(), ("cache, all", cache_dir()), ("results", out))]
    if not console.result({"command": "cache", "places": rows}):
        cells = [(r["what"], str(r["entries"]), f"{r['bytes'] / 1e6:,.1f}", r["path"]) for r in rows]
        console.table("On disk", ("what", "entries", "size [MB]", "folder"), cells, right=(1, 2))


@app.command(epilog=EXIT_CODES)
@guarded
def clear(
    districts: Districts = False,
    numba: Numba = False,
    everything: All = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Empty caches; what was in them is made again when it is needed.

    Example: `twin cache clear --districts`
    """
    from twin.core.paths import cache_dir  # noqa: PLC0415

    if not (districts or numba or everything):
        raise typer.BadParameter("say what to clear: --districts, --numba or --all")
    console = Console(quiet=quiet, as_json=as_json)
    wanted = {"districts": districts, "numba": numba}
    places = [("cache, all", cache_dir())] if everything else [each for each in _places() if wanted[each[0]]]
    rows = [_size(name, path) for name, path in places]
    for _, path in places:
        for below in path.iterdir() if path.is_dir() else ():
            shutil.rmtree(below) if below.is_dir() else below.unlink()
    if not console.result({"command": "cache clear", "cleared": rows}):
        for row in rows:
            console.say(f"{row['what']}: {row['entries']} entries, {row['bytes'] / 1e6:,.1f} MB cleared")


def _places() -> tuple[tuple[str, Path], ...]:
    from twin.core.paths import cache_dir, districts_dir  # noqa: PLC0415

    return ("districts", districts_dir()), ("numba", cache_dir() / "numba")


def _size(what: str, path: Path) -> dict[str, Any]:
    """Entries of a folder and the bytes of all files below it."""
    entries = [each for each in path.iterdir() if not each.name.startswith(".")] if path.is_dir() else []
    found = [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else []
    return {"what": what, "path": str(path), "entries": len(entries), "bytes": sum(f.stat().st_size for f in found)}
