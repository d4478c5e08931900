"""How are a folder's layers built, described and checked? `twin gis`."""

from __future__ import annotations

import typer

from twin.cli.console import Console
from twin.cli.guard import EXIT_CODES, guarded
from twin.cli.options import Gis, Json, Quiet

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", epilog=EXIT_CODES)


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
    rows = geo.check(geo.load_district(gis))
    if console.result({"command": "gis check", "coverage": rows}):
        return
    keys = ("zone_name", "table", "column", "rows", "measured", "derived", "imputed", "synthetic")
    cells = [tuple(str(row[key]) for key in keys) for row in rows]
    console.table("Where values come from", keys, cells, right=(3, 4, 5, 6, 7))
    flags = ("measured", "derived", "imputed", "synthetic")
    total = sum(int(row[flag]) for row in rows for flag in flags) or 1
    shares = ", ".join(f"{sum(int(row[flag]) for row in rows) / total:.1%} {flag}" for flag in flags)
    console.say(f"no fault found; of {total:,} values: {shares}")
