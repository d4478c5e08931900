"""How are a folder's layers fetched, built, described and checked? `twin gis`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twin.cli.console import Console
from twin.cli.find import recipe_path
from twin.cli.guard import EXIT_CODES, guarded
from twin.cli.options import Gis, Json, Quiet

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", epilog=EXIT_CODES)


Recipe = Annotated[str, typer.Argument(help="Recipe file, or the name of a shipped recipe.", metavar="RECIPE")]
To = Annotated[
    Path | None,
    typer.Option("--to", help="Folder that receives the files; layers/RECIPE if left out.", metavar="FOLDER"),
]
Mirror = Annotated[
    str,
    typer.Option(
        "--mirror", envvar="TWIN_MIRROR", metavar="URL",
        help="Web address under which all files lie by their path; asked instead of the publishers.",
    ),
]  # fmt: skip


@app.command(epilog=EXIT_CODES)
@guarded
def fetch(recipe: Recipe, to: To = None, mirror: Mirror = "", as_json: Json = False, quiet: Quiet = False) -> None:
    """Download the files of a recipe from their publishers, go on where an earlier attempt ended, check what came.

    The folder gets the recipe too, and fetched.json: where each file came from, when, its checksum and licence.

    Example: `twin gis fetch porta_romana_osm --to layers/porta-romana-osm`
    """
    from twin.geo.fetch import fetch as bring  # noqa: PLC0415 — seconds of imports
    from twin.geo.fetch import place_recipe  # noqa: PLC0415
    from twin.geo.recipe import load_recipe  # noqa: PLC0415

    console = Console(quiet=quiet, as_json=as_json)
    path = recipe_path(recipe)
    folder = to if to is not None else Path("layers") / path.stem
    content = load_recipe(path)
    place_recipe(path, folder)
    with console.stage("files"), console.progress() as bar:
        done = bring(content, folder, mirror=mirror, tell=bar)
    files = [
        {
            "key": f.key, "path": f.path, "status": f.status, "bytes": f.bytes, "received": f.received,
            "sha256": f.sha256, "licence": content.files[f.key].licence,
            "attribution": content.files[f.key].attribution, "note": f.note,
        }
        for f in done
    ]  # fmt: skip
    document = {"command": "gis fetch", "name": content.name, "folder": str(folder), "files": files}
    if not console.result(document | {"seconds": console.seconds}):
        rows = [(f["path"], f["status"], f"{f['bytes']:,}", f["licence"], f["attribution"]) for f in files]
        header = ("file", "status", "bytes", "licence", "attribution")
        console.table(content.name, header, [tuple(map(str, row)) for row in rows], right=(2,))
    for each in done:
        if each.note:
            console.say(f"{each.path}: {each.note}")
    console.say_seconds()


@app.command(epilog=EXIT_CODES)
@guarded
def build(gis: Gis = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Build the district from its layers anew and keep it for later runs.

    Example: `twin gis build --gis layers/porta-romana`
    """
    from twin import geo  # noqa: PLC0415 — seconds of imports

    console = Console(quiet=quiet, as_json=as_json)
    with console.stage("district"):
        district = geo.load_district(gis, use_cache=False) if gis is None else geo.build_folder(gis)[0]
    rows = {name: len(table) for name, table in district.tables.items()}
    document = {"command": "gis build", "name": district.name, "key": district.key, "rows": rows}
    if not console.result(document | {"synthetic": district.synthetic, "seconds": console.seconds}):
        console.table(district.name, ("table", "rows"), [(name, str(n)) for name, n in rows.items()], right=(1,))
    for topic, notes in district.notes.items():
        for note in notes:
            console.say(f"{topic}: {note}")
    console.say_seconds()


@app.command(epilog=EXIT_CODES)
@guarded
def info(gis: Gis = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Tell what the district holds, where it comes from, and what was cleaned or assumed.

    Example: `twin gis info --gis layers/porta-romana`
    """
    from twin import geo  # noqa: PLC0415 — seconds of imports

    console = Console(quiet=quiet, as_json=as_json)
    about = geo.info(geo.load_district(gis))
    if console.result({"command": "gis info", **about}):
        return
    kind = "synthetic layers" if about["synthetic"] else "published layers"
    head = [("name", about["name"]), ("data", kind), ("coordinates", about["crs"]), ("time zone", about["time_zone"])]
    counts = [(f"{name} (rows)", str(n)) for name, n in about["rows"].items()]
    console.table(str(about["name"]), ("what", "value"), [*head, *counts])
    zones = [
        (z["id"], z["name"], f"{z['residents']:.0f}", f"{z['households']:.0f}", f"{z['area_km2']:.2f}")
        for z in about["zones"]
    ]
    console.table("Zones", ("zone", "name", "residents", "households", "area [km²]"), zones, right=(2, 3, 4))
    sources = [(s["name"], s["publisher"], s["licence"], str(s["year"])) for s in about["sources"]]
    console.table("Sources", ("source", "publisher", "licence", "year"), sources)
    console.table(
        "Notes", ("topic", "note"), [(topic, note) for topic, notes in about["notes"].items() for note in notes]
    )


@app.command(epilog=EXIT_CODES)
@guarded
def check(gis: Gis = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Check the layers, name every fault (exit code 3), and count what is measured, derived, imputed and synthetic.

    Example: `twin gis check --gis layers/porta-romana`
    """
    from twin import geo  # noqa: PLC0415 — seconds of imports

    console = Console(quiet=quiet, as_json=as_json)
    district = geo.load_district(gis)
    rows, filled = geo.check(district), geo.imputations(district)
    if console.result({"command": "gis check", "coverage": rows, "imputation": filled}):
        return
    keys = ("zone_name", "table", "column", "rows", "measured", "derived", "imputed", "synthetic")
    cells = [tuple(str(row[key]) for key in keys) for row in rows]
    console.table("Where values come from", keys, cells, right=(3, 4, 5, 6, 7))
    if filled:
        scores = ("mae", "bias", "crps", "climatology", "coverage", "agreement")
        heads = ("column", "known", "imputed", "grouping", *scores, "method")
        body = [tuple(_short(row[head]) for head in heads) for row in filled]
        console.table("How gaps are filled", heads, body, right=(1, 2, 4, 5, 6, 7, 8, 9))
    flags = ("measured", "derived", "imputed", "synthetic")
    total = sum(int(row[flag]) for row in rows for flag in flags) or 1
    shares = ", ".join(f"{sum(int(row[flag]) for row in rows) / total:.1%} {flag}" for flag in flags)
    console.say(f"no fault found; of {total:,} values: {shares}")


def _short(value: object) -> str:
    """A cell: two digits after the point, "-" for what could not be tested."""
    return "-" if value is None or value == "" else f"{value:.2f}" if isinstance(value, float) else str(value)
