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
    from twin.state.district import District


@lru_cache(maxsize=1)
def district() -> District:
    """The district of all benchmarks of this process."""
    named = os.environ.get("TWIN_DATA")
    return geo.load_district(Path(named) / "porta-romana" if named else None)


def model(scenario: str = "baseline") -> DistrictModel:
    """A fresh model of a shipped scenario."""
    built, _ = build_model(scenarios.load(resource_dir("scenarios") / f"{scenario}.toml"), district(), seed=1)
    return built
