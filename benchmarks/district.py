"""The district that benchmarks run on: the real layers where TWIN_DATA names them, the embedded one elsewhere."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from twin import geo
from twin import scenario as scenarios
from twin.core.resources import resource_dir
from twin.model.build import build_model

if TYPE_CHECKING:
    from twin.model import DistrictModel
    from twin.model.build import Inputs
    from twin.scenario import Scenario
    from twin.state.district import District


@lru_cache(maxsize=4)
def district(zones: tuple[str, ...] | None = None) -> District:
    """The district of all benchmarks of this process, or some of its zones."""
    return geo.load_district(layers(), zones)


def layers() -> Path | None:
    """Folder of the layers, None for the embedded ones."""
    named = os.environ.get("TWIN_DATA")
    return Path(named) / "porta-romana" if named else None


def shipped(name: str = "baseline") -> Scenario:
    """Return a shipped scenario."""
    return scenarios.load(resource_dir("scenarios") / f"{name}.toml")


def model_of(name: str, place: District) -> DistrictModel:
    """A fresh model of a shipped scenario on a district."""
    return built(name, place)[0]


def built(name: str, place: District) -> tuple[DistrictModel, Inputs]:
    """A fresh model with what it rests on."""
    return build_model(shipped(name), place, seed=1)


def model(scenario: str = "baseline") -> DistrictModel:
    """A fresh model of a shipped scenario on the district of all benchmarks."""
    return model_of(scenario, district())
