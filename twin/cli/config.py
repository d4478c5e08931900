"""Which settings hold, and where do they come from? `twin config`."""

from __future__ import annotations

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Json


@guarded
def config(as_json: Json = False) -> None:
    """Print each setting with its value and where it comes from.

    What the command line says counts most, then environment variables (TWIN_LANG, TWIN_GIS, TWIN_OUT, …), then
    twin.toml in the working folder, then twin.toml in the user's folder of settings, then the defaults.

    Example: `twin config --json`
    """
    from twin.core.config import Settings, config_files, read_settings  # noqa: PLC0415

    known = read_settings()
    rows = [
        {
            "name": name,
            "value": known.settings.model_dump(mode="json")[name],
            "from": known.origins[name],
            "about": info.description or "",
        }
        for name, info in Settings.model_fields.items()
    ]
    console = Console(as_json=as_json)
    if not console.result({"command": "config", "settings": rows, "files": [str(path) for path in config_files()]}):
        cells = [(r["name"], "–" if r["value"] is None else str(r["value"]), r["from"], r["about"]) for r in rows]
        console.table("Settings", ("setting", "value", "from", "what it is"), cells)
        for path in config_files():
            console.say(f"{path}: {'read' if path.is_file() else 'not there'}")
