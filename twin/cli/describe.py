"""What happens in a tick, and how do two scenarios differ? `twin describe`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from twin.cli.console import Console
from twin.cli.find import scenario_path
from twin.cli.guard import guarded
from twin.cli.options import Gis, Json, Lang, Language, Quiet, Scenario, Seed
from twin.cli.words import said

Other = Annotated[str | None, typer.Argument(help="Second scenario, to see the difference.", metavar="[OTHER]")]
Days = Annotated[int, typer.Option("--days", min=1, max=365, help="Days that are run to time the processes.")]


@guarded
def describe(
    scenario: Scenario,
    other: Other = None,
    gis: Gis = None,
    seed: Seed = 0,
    days: Days = 3,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Tell how two scenarios differ, in words and units, and what happens in each simulated hour.

    The table says which process runs when, how long it takes, which random streams it draws from, and what it reads
    and writes. With one scenario only the table is printed.

    Example: `twin describe baseline first_mix`
    """
    from twin import geo  # noqa: PLC0415 — seconds of imports
    from twin import scenario as scenarios  # noqa: PLC0415
    from twin.model.runner import timed_tick_table  # noqa: PLC0415

    console = Console(lang, quiet=quiet, as_json=as_json)
    paths = [scenario_path(name) for name in (scenario, other) if name is not None]
    chosen = [scenarios.load(path) for path in paths]
    rows = timed_tick_table(chosen[0], geo.load_district(gis), seed, days)
    gaps = scenarios.describe_difference(chosen[0], chosen[-1], lang.value)
    about = [
        {"name": each.name, "title": each.title(lang.value), "file": str(path), "hash": scenarios.scenario_hash(each)}
        for each, path in zip(chosen, paths, strict=True)
    ]
    document = {"command": "describe", "scenarios": about, "ticks": rows, "difference": [asdict(gap) for gap in gaps]}
    if console.result(document):
        return
    if len(chosen) > 1:
        title = f"{chosen[0].title(lang.value)} → {chosen[1].title(lang.value)}"
        console.table(title, said("difference_header", lang).split("|"), [(gap.kind, gap.sentence) for gap in gaps])
    cells = [
        (
            str(row["order"]),
            row["process"],
            row["every"],
            f"{1000 * row['seconds'] / (24 * days):.3f}",
            "\n".join(row["streams"]),
            "\n".join(row["reads"]),
            "\n".join(row["writes"]),
        )
        for row in rows
    ]
    header = said("ticks_header", lang).split("|")
    console.table(said("ticks_title", lang, title=chosen[0].title(lang.value)), header, cells, right=(0, 3))
