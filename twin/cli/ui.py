"""How do planners open the page? `twin ui`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import OUT, Gis, Lang, Language, Out, Quiet

Host = Annotated[str, typer.Option("--host", help="Address to listen on; 127.0.0.1 is this machine only.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]
Scenarios = Annotated[
    Path | None, typer.Option("--scenarios", help="Folder with more scenario files to choose from.", metavar="FOLDER")
]


@guarded
def ui(
    gis: Gis = None,
    out: Out = OUT,
    scenarios: Scenarios = None,
    host: Host = "127.0.0.1",
    port: Port = 8765,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Serve the planners' page until interrupted; it needs no network.

    Example: `twin ui --port 8765`
    """
    from twin.ui.serve import serve  # noqa: PLC0415 — the page's libraries are optional

    Console(lang, quiet=quiet).tell("page", address=f"http://{host}:{port}/")
    serve(gis, out, scenarios, lang.value, host, port)
