"""What did six programs find, and what does the standard accept? Read from the published tables, and judged by them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "bestest/ashrae140_2020_envelope_reference.csv"
PROGRAMS = ("BSIMAC", "CSE", "DeST", "EnergyPlus", "ESP-r", "TRNSYS")
METRICS = {
    "annual_heating": "heating, MWh",
    "annual_sensible_cooling": "cooling, MWh",
    "peak_heating": "peak heating, kW",
    "peak_sensible_cooling": "peak cooling, kW",
    "ff_max": "warmest hour, °C",
    "ff_min": "coldest hour, °C",
    "ff_mean": "mean, °C",
}


@dataclass(frozen=True)
class Reference:
    """One figure of one case.

    Parameters
    ----------
    programs : Results of the programs that gave one.
    limits : Acceptance limits of Addendum b as printed; None where none are at hand.
    """

    programs: tuple[float, ...]
    limits: tuple[float, float] | None

    @property
    def low(self) -> float:
        """Least of the programs."""
        return min(self.programs)

    @property
    def high(self) -> float:
        """Greatest of the programs."""
        return max(self.programs)

    @property
    def consistent(self) -> bool:
        """Whether the limits can be meant: the lower below or at the upper, and every program within."""
        if self.limits is None:
            return False
        low, high = self.limits
        return low <= high and all(low <= value <= high for value in self.programs)

    def accepts(self, value: float) -> bool:
        """Whether a value lies within limits that are consistent; true where there are none."""
        return not self.consistent or self.limits is None or self.limits[0] <= value <= self.limits[1]

    def verdict(self, value: float) -> str:
        """Where a value lies beside the programs: "inside", "below" or "above"."""
        if value < self.low - 1e-9:
            return "below"
        return "above" if value > self.high + 1e-9 else "inside"


def read(data: Path) -> dict[tuple[str, str], Reference]:
    """All figures by (case, metric)."""
    found = {}
    with (data / TABLE).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            values = tuple(float(row[name]) for name in PROGRAMS if row[name])
            low, high = row["addendum_b_lower"], row["addendum_b_upper"]
            found[row["case"], row["metric"]] = Reference(values, (float(low), float(high)) if low and high else None)
    return found
