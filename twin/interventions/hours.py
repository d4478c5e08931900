"""In which civil hours does a measure hold?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import model_validator

from twin.interventions.measure import CIVIL_HOUR, Levers, lever

if TYPE_CHECKING:
    from typing import Self


def hour_lever(default: Any, *, doc: str, ends: bool = False, over_night: bool = False, source: str = "") -> Any:
    """Declare the civil hour at which something starts or ends, "from" and "to" in files.

    Parameters
    ----------
    default, doc, source : As in `lever`.
    ends : Whether it is the end.
    over_night : Whether the end may lie on the next day: an hour from 0, not up to 24.
    """
    least, most = (1, 24) if ends and not over_night else (0, 23)
    label, label_it = ("to", "alle") if ends else ("from", "dalle")
    return lever(
        default, unit=CIVIL_HOUR, label=label, label_it=label_it, doc=doc, source=source, alias=label, ge=least,
        le=most, slider=(least, most, 1),
    )  # fmt: skip


class DaytimeLevers(Levers):
    """Levers with hours of one day."""

    if TYPE_CHECKING:
        from_hour: int
        to_hour: int

    @model_validator(mode="after")
    def _some_hours(self) -> Self:
        if self.from_hour >= self.to_hour:
            msg = f'"from" {self.from_hour:02d}:00 is not before "to" {self.to_hour:02d}:00; give hours of one day'
            raise ValueError(msg)
        return self
