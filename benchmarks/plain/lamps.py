"""How does a lamp live as one Python object?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

if TYPE_CHECKING:
    from benchmarks.plain.town import Town


class Lamp(mesa.Agent):
    """One street lamp."""

    def __init__(self, town: Town, facts: dict[str, Any]) -> None:
        super().__init__(town)
        self.__dict__.update(facts)  # rated_power, dim_level, dim_from, dim_to
        self.power = self.energy_year = self.hours_year = 0.0

    def hour(self) -> None:
        """Burn for an hour."""
        town, a, b = self.model, self.dim_from, self.dim_to
        hour, burning = town.clock_hour, 1.0 - town.sun_up
        dimmed = a <= hour < b if a <= b else hour >= a or hour < b
        self.power = power = self.rated_power * burning * (self.dim_level if dimmed else 1.0)
        self.energy_year += power * 3600.0
        self.hours_year += burning
        self.co2 = power * town.intensity
        self.bill = power * town.lamp_price * 3600.0
