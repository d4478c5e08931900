"""Which run is this? A hash over everything that can change its result: scenario, layers, seed and code."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

# Rooms that only look at results; their code is left out, so a new plot does not ask for a new run.
_LOOKING = frozenset({"cli", "report", "serve", "study", "ui"})
_SHOWN = 12  # hex digits in a folder's name, 48 bits


def canonical(value: object) -> str:
    """Canonical JSON: sorted keys, no spaces, no NaN; equal for scenarios that mean the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Hash over the contents of every module that can change a result, in hex."""
    top = Path(__file__).resolve().parent.parent
    state = hashlib.sha256()
    for path in sorted(top.rglob("*.py")):
        inside = path.relative_to(top)
        if inside.parts[0] not in _LOOKING:
            state.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


@dataclass(frozen=True)
class RunKey:
    """Identity of a run.

    Parameters
    ----------
    scenario : Resolved scenario in its canonical form, as plain data.
    district : Key of the district (layers, recipe and code that made it).
    seed : Seed of every stream.
    name : Name of the scenario, put before the hash for people; not hashed.
    code : Hash of the code's contents.
    """

    scenario: Mapping[str, Any]
    district: str
    seed: int
    name: str = "run"
    code: str = field(default_factory=code_hash)

    @property
    def inputs(self) -> dict[str, Any]:
        """What is hashed."""
        return {
            "scenario": digest(canonical(self.scenario)),
            "district": self.district,
            "seed": self.seed,
            "code": self.code,
        }

    @property
    def hash(self) -> str:
        """Hash of the run, in hex."""
        return digest(canonical(self.inputs))

    @property
    def folder_name(self) -> str:
        """Name of the run's folder: the scenario's name and seed for people, then the hash."""
        slug = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:40] or "run"
        return f"{slug}-s{self.seed}-{self.hash[:_SHOWN]}"
