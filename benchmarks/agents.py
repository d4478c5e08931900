"""What would the same building physics cost as plain Mesa agents, one Python object per building?"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from benchmarks.district import model
from benchmarks.timing import Spread, paired_ratio
from twin.model.views import Building

HOURS = 24
_COEFFICIENTS = ("area", "h_em", "h_ms", "h_is", "h_w", "h_leak", "h_use", "c_m", "share_m", "share_st", "heat_max")


class PlainBuilding(mesa.Agent):
    """One building that keeps its own numbers and does one 5R1C hour in Python (ISO 13790, C.3 and C.4.2)."""

    def __init__(self, owner: mesa.Model, prepared: Any, i: int) -> None:
        super().__init__(owner)
        for name in (
            "area",
            "h_em",
            "h_ms",
            "h_is",
            "h_w",
            "h_leak",
            "h_use",
            "c_m",
            "share_m",
            "share_st",
            "heat_max",
        ):
            setattr(self, name, float(getattr(prepared, name)[i]))
        self.aperture = [float(value) for value in prepared.aperture[i]]
        self.t_mass = 18.0
        self.heat = 0.0

    def nodes(self, power: float, ia: float, st: float, m: float, t_out: float) -> tuple[float, float]:
        """Mass at the end and mean air temperature of the hour."""
        h_ve = self.h_leak + self.h_use
        h_1 = h_ve * self.h_is / (h_ve + self.h_is)
        h_2 = h_1 + self.h_w
        h_3 = h_2 * self.h_ms / (h_2 + self.h_ms)
        to_surface = st + self.h_w * t_out + self.h_is / (h_ve + self.h_is) * (ia + power + h_ve * t_out)
        total = m + self.h_em * t_out + self.h_ms / (h_2 + self.h_ms) * to_surface
        stored, half = self.c_m / 3600.0, 0.5 * (h_3 + self.h_em)
        end = (self.t_mass * (stored - half) + total) / (stored + half)
        surface = (self.h_ms * 0.5 * (self.t_mass + end) + to_surface) / (self.h_ms + h_2)
        return end, (self.h_is * surface + h_ve * t_out + ia + power) / (self.h_is + h_ve)

    def hour(self, t_out: float, sun: np.ndarray[Any, Any]) -> None:
        """Free float, trial, interpolation."""
        solar = sum(a * s for a, s in zip(self.aperture, sun, strict=False))
        gain = 3.0 * self.area
        ia, m, st = 0.5 * gain, self.share_m * (0.5 * gain + solar), self.share_st * (0.5 * gain + solar)
        end, air = self.nodes(0.0, ia, st, m, t_out)
        self.heat = 0.0
        if air < 20.0:
            trial = 10.0 * self.area
            tried = self.nodes(trial, ia, st, m, t_out)[1]
            self.heat = min(trial * (20.0 - air) / (tried - air), self.heat_max)
            end, air = self.nodes(self.heat, ia, st, m, t_out)
        self.t_mass = end


def run() -> dict[str, Any]:
    """Ratio of a day of plain agents to a day of the columns, through Mesa's own step in both."""
    twin = model()
    demand = next(row.process for row in twin.plan.rows if row.process.name == "energy.demand")
    prepared = demand._prepared
    t_out, sun = twin.world.column("forcing.t_out"), twin.world.column("forcing.irradiance")

    class Plain(mesa.Model):
        def step(self) -> None:
            self.agents.do("hour", float(t_out[self.steps % HOURS]), sun[self.steps % HOURS])

    plain = Plain(rng=1)
    for i in range(len(prepared.row)):
        PlainBuilding(plain, prepared, i)

    def columns_day() -> None:
        for tick in range(HOURS):
            demand.step(tick)

    def agents_day() -> None:
        for _ in range(HOURS):
            plain.step()

    views = twin.agents_by_type[Building]
    iterate: Spread = paired_ratio(lambda: list(views), lambda: demand.step(1), repeat=5)
    ratio = paired_ratio(agents_day, columns_day, repeat=5)
    return {
        "buildings": len(prepared.row),
        "plain agents / columns": ratio.words("times"),
        "iterating all views / one hour of the columns": iterate.words("times"),
        "ratio": ratio.median,
    }
