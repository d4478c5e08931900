"""Which settings hold, and who set them? Command line over environment over files over defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.core import paths
from twin.core.errors import Fault, InputError, nearest

FILE = "twin.toml"
PREFIX = "TWIN_"


class Settings(BaseModel):
    """What a user may set once instead of with every command."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["en", "it"] = Field(default="en", description="Language of the words for people")
    gis: Path | None = Field(default=None, description="Folder with the district's layers; none: the embedded district")
    out: Path = Field(default=Path("runs"), description="Folder that receives results")
    threads: int | None = Field(default=None, ge=1, description="Threads in each run; none: all processors")
    processes: int | None = Field(default=None, ge=1, description="Runs at the same time; none: what the command takes")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="From which level the log of a run is written"
    )
    cache_districts: int = Field(default=12, ge=1, description="How many made districts are kept")
    cache_gb: float = Field(default=2.0, gt=0.0, description="How much room made districts may take [GB]")


@dataclass(frozen=True)
class Known:
    """The settings that hold, and where each comes from.

    Parameters
    ----------
    settings : Values.
    origins : By name: the file, the environment variable, or "default".
    """

    settings: Settings
    origins: Mapping[str, str]


_current = Settings()


def current() -> Settings:
    """Settings that hold in this process: the defaults, unless a command has read others."""
    return _current


def use(settings: Settings) -> None:
    """Let settings hold from now on."""
    global _current  # noqa: PLW0603 — one set of settings for the process
    _current = settings


def config_files(here: Path | None = None) -> tuple[Path, Path]:
    """Files that may hold settings, the one that counts more first: in the working folder, then the user's."""
    return (here or Path()) / FILE, paths.config_dir() / FILE


def read_settings(environ: Mapping[str, str] | None = None, here: Path | None = None) -> Known:
    """Settings from the environment and the files.

    Parameters
    ----------
    environ : Environment variables; those of the process if None. `TWIN_THREADS` sets `threads`; "" sets nothing.
    here : Working folder.

    Raises
    ------
    InputError
        With every fault of the first source that has some: unknown keys with the nearest name, values that do not fit.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    for path in reversed(config_files(here)):
        found = _file(path)
        values |= found
        origins |= dict.fromkeys(found, str(path))
    named = {name: f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    given = {name: environ[variable] for name, variable in named.items() if environ.get(variable)}
    faults = _faults(given, {name: named[name] for name in given})
    if faults:
        raise InputError("environment", faults)
    values |= given
    origins |= {name: named[name] for name in given}
    return Known(Settings.model_validate(values), origins)


def _file(path: Path) -> dict[str, Any]:
    """Settings of one file, checked; none if there is no such file. Folders are found from the file that names them."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, [Fault("file", f"cannot be read: {error}", "save it as UTF-8 text")]) from error
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(
            path, [Fault("file", f"cannot be read as TOML: {error}", 'write key = value, as lang = "it"')]
        ) from error
    faults = _faults(values, {})
    if faults:
        raise InputError(path, faults)
    for name in ("gis", "out"):
        if name in values:
            values[name] = path.parent / Path(values[name]).expanduser()
    return values


def _faults(values: Mapping[str, Any], places: Mapping[str, str]) -> list[Fault]:
    try:
        Settings.model_validate(values)
    except ValidationError as error:
        faults = []
        for each in error.errors():
            name = str(each["loc"][0])
            place = places.get(name, name)
            if each["type"] == "extra_forbidden":
                faults.append(Fault(place, f"no setting {name!r} is known", nearest(name, Settings.model_fields)))
            else:
                about = Settings.model_fields[name].description or ""
                faults.append(Fault(place, f"{each['input']!r}: {each['msg'][0].lower()}{each['msg'][1:]}", about))
        return faults
    return []
