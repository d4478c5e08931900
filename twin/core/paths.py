"""Where does the twin keep what is the user's? Caches, settings and logs, where each system wants them.

On Linux the XDG base directory specification is followed (`$XDG_CACHE_HOME`, `$XDG_CONFIG_HOME`, `$XDG_STATE_HOME`),
on macOS and Windows the folders that the system has for these things. Nothing is made until it is written to.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import platformdirs

APP = "twin"


def cache_dir() -> Path:
    """Folder of what can be made again."""
    return _absolute(platformdirs.user_cache_dir(APP, appauthor=False), ".cache")


def config_dir() -> Path:
    """Folder of the user's settings."""
    return _absolute(platformdirs.user_config_dir(APP, appauthor=False), ".config")


def log_dir() -> Path:
    """Folder of logs that belong to no run."""
    return _absolute(platformdirs.user_log_dir(APP, appauthor=False), ".local/state")


def districts_dir() -> Path:
    """Folder of districts that were made before."""
    return cache_dir() / "districts"


def numba_dir() -> Path:
    """Folder of compiled kernels where they cannot lie beside their sources, one per version of what makes them."""
    made_by = (f"{name}-{_version(package)}" for name, package in ((APP, "twin-district"), ("numba", "numba")))
    return cache_dir() / "numba" / "_".join(made_by)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "0"


def _absolute(path: str, otherwise: str) -> Path:
    # The XDG base directory specification: relative paths are invalid and are ignored.
    found = Path(path)
    return found if found.is_absolute() else Path.home() / otherwise / APP
