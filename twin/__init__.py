"""An open, agent-based digital twin of a demonstration district.

Public names, stable between minor versions: `load_scenario`, `load_district`, `DistrictModel`, `run`, `compare` and
`open_results`. They are imported when first used, so that the command line answers at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = ["DistrictModel", "compare", "load_district", "load_scenario", "open_results", "run"]

_HOMES = {
    "DistrictModel": ("twin.model", "DistrictModel"),
    "compare": ("twin.study", "compare"),
    "load_district": ("twin.geo", "load_district"),
    "load_scenario": ("twin.scenario", "load"),
    "open_results": ("twin.observe", "open_results"),
    "run": ("twin.model", "run"),
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        module, attribute = _HOMES[name]
        return getattr(import_module(module), attribute)
    message = f"module 'twin' has no attribute {name!r}"
    raise AttributeError(message)
