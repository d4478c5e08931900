"""What does a TOML file of the project say? Read whole, or refused by name with its mending."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from twin.core.errors import Fault, InputError

if TYPE_CHECKING:
    from pathlib import Path


def read_toml(path: Path) -> dict[str, Any]:
    """Content of a TOML file.

    Raises
    ------
    InputError
        If it cannot be read or is no TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(path, [Fault("file", f"is not TOML: {error}", "mend the line")]) from None
    except OSError as error:
        raise InputError(path, [Fault("file", f"cannot be read: {error.strerror}", "name another file")]) from None
