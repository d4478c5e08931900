"""In which places does a measure hold? Zones of the district, by id or name, or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator

from twin.core.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.table import Table

ALL = "all"


class Where(BaseModel):
    """Places of one measure. `{zones = ["27", "Lodi - Corvetto"]}`, or `{zones = "all"}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zones: tuple[str, ...] = Field(
        default=(ALL,), description='Zones of the district by id or name, or "all"', json_schema_extra={"unit": "-"}
    )

    @field_validator("zones", mode="before")
    @classmethod
    def _as_list(cls, value: Any) -> Any:
        if isinstance(value, str | int):
            value = [value]
        if isinstance(value, list | tuple):
            if not value:
                msg = 'names no zone; write zones = "all" or name at least one'
                raise ValueError(msg)
            # Ids of zones look like numbers: 27 and "27" mean the same zone.
            value = [str(each) if isinstance(each, int) and not isinstance(each, bool) else each for each in value]
            if any(isinstance(each, str) and each.casefold() == ALL for each in value):
                return (ALL,)
            return tuple(sorted(set(value))) if all(isinstance(each, str) for each in value) else value
        return value

    @property
    def everywhere(self) -> bool:
        """Whether the measure holds in every zone of the district."""
        return self.zones == (ALL,)

    def faults(self, zones: Table, place: str) -> list[Fault]:
        """Zones that the district lacks, each with the nearest id or name. `place` is the path of `where`."""
        if self.everywhere:
            return []
        inside = np.flatnonzero(zones["in_district"])
        known = [str(zones[column][row]) for row in inside for column in ("name", "source_id")]
        folded = {name.casefold() for name in known}
        return [
            Fault(f"{place}.zones[{i}]", f"the district has no zone {zone!r}", nearest(zone, known))
            for i, zone in enumerate(self.zones)
            if zone.casefold() not in folded
        ]

    def rows(self, zones: Table) -> NDArray[np.int64]:
        """Rows of the zones that are meant, increasing. (K,)

        Raises
        ------
        InputError
            If the district lacks one of them.
        """
        faults = self.faults(zones, "where")
        if faults:
            raise InputError("places of a measure", faults)
        meant = zones["in_district"].astype(bool).copy()
        if not self.everywhere:
            wanted = {zone.casefold() for zone in self.zones}
            named = [
                str(zones["source_id"][row]).casefold() in wanted or str(zones["name"][row]).casefold() in wanted
                for row in range(len(zones))
            ]
            meant &= np.array(named, dtype=bool)
        return np.flatnonzero(meant).astype(np.int64)

    def contains(self, zones: Table, zone_of: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each entity's zone is meant. (N,) → (N,)"""
        return np.isin(zone_of, self.rows(zones))

    def words(self, language: str = "en") -> str:
        """The places in words."""
        if self.everywhere:
            return "tutte le zone" if language == "it" else "all zones"
        if language == "it":
            return ("zona " if len(self.zones) == 1 else "zone ") + ", ".join(self.zones)
        return ("zone " if len(self.zones) == 1 else "zones ") + ", ".join(self.zones)
