"""How is the page served? Solara in this process, from files on this machine only."""

from __future__ import annotations

import os
import socket
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from twin.core.errors import Fault, InputError
from twin.ui.settings import SETTINGS

if TYPE_CHECKING:
    from twin.ui.settings import Lang

# Read by Solara when it is imported: no telemetry, no CDN, the page's own title and no banner.
_ENVIRONMENT = {
    "SOLARA_APP": "twin.ui.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    # Scripts and styles come from the package solara-assets; what it lacks is asked of a closed port of this machine.
    "SOLARA_ASSETS_PROXY": "True",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
    "SOLARA_ASSETS_EXTRA_LOCATIONS": str(Path(__file__).parent / "assets"),
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_VARIANT": "light",
    "SOLARA_THEME_TITLE": "District twin",
    # A page whose browser has vanished without a word is closed, and its waiting jobs with it.
    "SOLARA_KERNEL_CULL_TIMEOUT": "1h",
}


def serve(gis: Path | None, out: Path, scenarios: Path | None, lang: Lang, host: str, port: int) -> None:
    """Serve the page until interrupted.

    Parameters
    ----------
    gis : Folder with the district's layers, None for the embedded district.
    out : Folder that receives runs and reports.
    scenarios : Folder with scenario files, offered after the shipped ones; None for the current folder.
    lang : Language in which the page opens.
    host, port : Address to listen on.

    Raises
    ------
    InputError
        If the libraries of the page are not installed, or the address cannot be listened on.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            fault = Fault(f"{host}:{port}", f"cannot be listened on ({error.strerror})", "choose another with --port")
            raise InputError("twin ui", [fault]) from error
    SETTINGS.gis, SETTINGS.out, SETTINGS.scenarios, SETTINGS.lang = gis, out, scenarios, lang
    os.environ.update(_ENVIRONMENT)
    try:
        import solara.server.starlette  # noqa: PLC0415 — after the environment is set, and optional
        import uvicorn  # noqa: PLC0415 — comes with Solara
    except ModuleNotFoundError as error:
        fault = Fault("installation", f"the page needs {error.name}", 'install "twin-district[ui]"')
        raise InputError("twin ui", [fault]) from error
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # meant for pages inside other pages
    uvicorn.run(solara.server.starlette.app, host=host, port=port, log_level="warning")
