"""How does the model compare with what was measured? `twin replay`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import OUT, Json, Out, Quiet

Feeds = Annotated[
    list[Path],
    typer.Argument(
        help="Files of the municipal bulletin (JSON), or one hourly sensor of air temperature (CSV).", metavar="FEED..."
    ),
]
Run = Annotated[Path | None, typer.Option("--run", help="Folder of a finished run to compare with.", metavar="FOLDER")]
Stations = Annotated[
    Path | None,
    typer.Option(
        "--stations", help="GeoJSON of the stations; stations.geojson beside the feed if left out.", metavar="FILE"
    ),
]


@guarded
def replay(
    feeds: Feeds,
    run: Run = None,
    stations: Stations = None,
    out: Out = OUT,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Replay measured readings in the order of their event time and plot measured against modelled.

    Example: `twin replay 2018_qualita-aria.json --run runs/RUN --out runs`
    """
    from twin import sensors  # noqa: PLC0415 — seconds of imports

    console = Console(quiet=quiet, as_json=as_json)
    if len(feeds) == 1 and feeds[0].suffix.lower() == ".csv":
        _hourly(console, feeds[0], run, out)
        return
    with console.stage("replay"):
        found = sensors.replay(feeds, run, out, stations=stations)
    for note in found.notes:
        console.say(note)
    console.say_seconds()
    plot = found.folder / "measured_modelled.png"
    console.say(f"plot: {plot}")
    rows = found.comparison.astype(object).where(found.comparison.notna(), None).to_dict("records")
    document = {"command": "replay", "folder": str(found.folder), "plot": str(plot), "notes": list(found.notes)}
    if not console.result({**document, "summary": found.summary, "comparison": rows, "seconds": console.seconds}):
        header = ("pollutant", "season", "station", "days", "mean measured", "mean modelled")
        keys = ("pollutant", "season", "station", "days", "mean_measured", "mean_modelled")
        cells = [
            tuple(f"{v:.1f}" if isinstance(v, float) else str(v or "–") for v in map(row.get, keys)) for row in rows
        ]
        console.table("Measured and modelled [µg/m³]", header, cells, right=(3, 4, 5))


def _hourly(console: Console, feed: Path, run: Path | None, out: Path) -> None:
    """Replay one hourly sensor and print how it agrees with the run."""
    from twin import sensors  # noqa: PLC0415 — seconds of imports

    with console.stage("replay"):
        found = sensors.replay_hourly(feed, run, out)
    for note in found.notes:
        console.say(note)
    plot = found.folder / "measured_modelled.png"
    console.say(f"plot: {plot}")
    document = {"command": "replay", "folder": str(found.folder), "plot": str(plot), "notes": list(found.notes)}
    if not console.result({**document, "summary": found.summary, "seconds": console.seconds}):
        cells = [
            (name, f"{value:.2f}" if isinstance(value, float) else str(value)) for name, value in found.summary.items()
        ]
        console.table("Measured and modelled air temperature [°C]", ("what", "value"), cells, right=(1,))
