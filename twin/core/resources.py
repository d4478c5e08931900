"""Where do the files that ship with the package lie? One answer for a wheel and for an editable install."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource_dir(name: str) -> Path:
    """Folder `name` ("gis" or "scenarios"): in a wheel `twin/_data/<name>`, in a checkout `<top>/<name>`.

    Raises
    ------
    FileNotFoundError
        If the installation lacks the folder.
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    msg = f"the installation lacks its folder {name!r}; install the package again"
    raise FileNotFoundError(msg)
