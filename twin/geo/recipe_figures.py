"""What is one number of a recipe, with its unit, source, year and status?"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from twin.core.params import Status

Class = Literal[
    "motorway", "trunk", "primary", "secondary", "tertiary", "minor",
    "service", "pedestrian", "path", "cycleway", "steps", "track",
]  # fmt: skip


class Closed(BaseModel):
    """Base of all parts of a recipe: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(Closed):
    """One assumed or published number; `low` and `high` where studies may vary it."""

    value: float
    unit: str
    source: str
    year: int
    status: Status
    low: float | None = None
    high: float | None = None

    def between(self, u: float) -> float:
        """The figure at `u` (0..1) of its range; its value if it has none."""
        if self.low is None or self.high is None:
            return self.value
        return self.low + u * (self.high - self.low)


class ByClass(Closed):
    """One number by street class; classes that are not named have none."""

    values: dict[Class, float]
    unit: str
    source: str
    year: int
    status: Status


def assumed(value: float, unit: str, source: str, year: int = 2016) -> Figure:
    """A figure that nobody published for the place."""
    return Figure(value=value, unit=unit, source=source, year=year, status="assumed")
