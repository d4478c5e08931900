"""Which options do the commands share? One declaration of each, so that they read the same everywhere."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer


class Lang(StrEnum):
    """Languages of the words for people."""

    EN = "en"
    IT = "it"


class Form(StrEnum):
    """Kinds of runs for draws and alternatives."""

    LEAN = "lean"
    QUICK = "quick"
    FULL = "full"


class Level(StrEnum):
    """Levels of logs."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


Scenario = Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped scenario.", metavar="SCENARIO")]
Gis = Annotated[
    Path | None,
    typer.Option(
        "--gis", help="Folder with the district's layers; the embedded district if left out.", metavar="FOLDER"
    ),
]
Out = Annotated[Path, typer.Option("--out", help="Folder that receives the results.", metavar="FOLDER")]
Seed = Annotated[int, typer.Option("--seed", min=0, help="Seed of every random draw.")]
Seeds = Annotated[int, typer.Option("--seeds", min=1, help="How many seeds: the same for each scenario.")]
Threads = Annotated[int | None, typer.Option("--threads", min=1, help="Threads in each run; all cores if left out.")]
Processes = Annotated[int | None, typer.Option("--processes", min=1, help="Runs at the same time.")]
Force = Annotated[bool, typer.Option("--force", help="Run again what is already finished.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document with stable keys and nothing else.")]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the words for people.", envvar="TWIN_LANG")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no remarks on standard error.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Tell on standard error what the log of a run tells.")]
LogLevel = Annotated[
    Level | None, typer.Option("--log-level", help="From which level the log of a run is written; info if left out.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]

Gaps = Annotated[
    bool,
    typer.Option(
        "--gaps", help="Draw imputed storeys, uses, epochs and lamps anew with each seed: intervals cover them too."
    ),
]
Quick = Annotated[
    bool,
    typer.Option("--quick", help="One typical day of each kind and month stands for the trips of the others: faster."),
]
Lean = Annotated[
    bool,
    typer.Option("--lean", help="Some weeks stand for the year, and streets settle sooner: much faster, less exact."),
]

Draws = Annotated[
    int,
    typer.Option(
        "--draws", min=0, help="Draws of uncertain parameters, for an interval of their own; 64 or more are usual."
    ),
]
Structure = Annotated[
    bool, typer.Option("--structure", help="Switch alternatives of the model and its inputs one by one, for a range.")
]
EachOne = Annotated[
    bool,
    typer.Option("--each", help="Run each measure that the second scenario adds alone, too, and tell the interaction."),
]
Grouped = Annotated[bool, typer.Option("--group", help="With --each: all entries of one measure make one row.")]
FormOf = Annotated[
    Form, typer.Option("--form", help="Runs of draws and alternatives: a few weeks, typical days' trips, or full ones.")
]


def share_of(text: str | tuple[int, int]) -> tuple[int, int]:
    """Which share of the runs "3/16" means: the place, from 1, and how many shares there are."""
    if isinstance(text, tuple):
        return text
    place, _, of = text.partition("/")
    if not (place.isascii() and place.isdigit() and of.isascii() and of.isdigit() and 1 <= int(place) <= int(of)):
        msg = f"{text!r} is no share: write 1/4 to 4/4 for each of four"
        raise typer.BadParameter(msg)
    return int(place), int(of)


ShareOf = Annotated[
    Any,
    typer.Option(
        "--share",
        parser=share_of,
        help="Only make this share of the runs, such as 3/16; without it the command takes up what all shares made.",
        metavar="K/N",
    ),
]

FORMS: dict[Form, Literal["lean", "quick", "full"]] = {Form.LEAN: "lean", Form.QUICK: "quick", Form.FULL: "full"}
OUT = Path("runs")
