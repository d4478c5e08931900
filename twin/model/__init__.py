"""The model: a `mesa.Model` whose step runs the tick table over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twin.model.district_model import DistrictModel

if TYPE_CHECKING:
    from twin.model.build import build_model
    from twin.model.runner import run

__all__ = ["DistrictModel", "build_model", "run"]


def __getattr__(name: str) -> Any:
    # Building and running pull in every domain and its kernels; the model alone does not need them.
    if name == "build_model":
        from twin.model.build import build_model  # noqa: PLC0415

        return build_model
    if name == "run":
        from twin.model.runner import run  # noqa: PLC0415

        return run
    raise AttributeError(name)
