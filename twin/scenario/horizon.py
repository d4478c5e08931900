"""Which years does a scenario look at, and which measures lie outside them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.core.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.interventions import Entry

EARLIEST = 1990  # measures of earlier years belong to the stock as the layers tell it


class Horizon(BaseModel):
    """Years that are run one by one, each a year of its own from the same start."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    first: int = Field(default=2016, alias="from", ge=1990, le=2100, description="First year")
    last: int = Field(default=2035, alias="to", ge=1990, le=2100, description="Last year")
    weather: Literal["same", "years"] = Field(
        default="same", description='"same": one weather for all years; "years": each year has its own, and it warms'
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first > self.last:
            msg = f"from {self.first} to {self.last} holds no year; write the earlier year after from"
            raise ValueError(msg)
        return self

    @property
    def years(self) -> tuple[int, ...]:
        """The years, in order."""
        return tuple(range(self.first, self.last + 1))


def astray(measures: Sequence[Entry], places: Sequence[str], horizon: Horizon | None) -> list[Fault]:
    """Measures that are dated before any year that can be told, or after the last year of the horizon.

    Parameters
    ----------
    measures, places : Measures and where each stands in its file.
    horizon : Years that are run, None where the scenario names none.
    """
    faults = []
    for entry, place in zip(measures, places, strict=True):
        said = f"{entry.date.isoformat()} of {entry.measure}"
        if entry.date.year < EARLIEST:
            faults.append(
                Fault(
                    f"{place}.date", f"{said} is before {EARLIEST}", f"write a day from {EARLIEST} on, or take it out"
                )
            )
        elif horizon is not None and entry.date.year > horizon.last:
            what = f"{said} is after the last year of the horizon, {horizon.last}"
            faults.append(Fault(f"{place}.date", what, "give horizon.to a later year, or take the measure out"))
    return faults


def earlier(measures: Sequence[Entry], first: int) -> list[tuple[str, str]]:
    """Measures that hold from before the first year: name and day of each, for a line that says so."""
    return [(entry.measure, entry.date.isoformat()) for entry in measures if entry.date.year < first]
