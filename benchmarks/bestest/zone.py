"""What does the twin's zone make of a case? The box in the words of the energy domain, run for a year after a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.bestest import cases
from benchmarks.bestest.drivers import HOURS, drivers, surfaces
from twin.domains.energy.zone import box
from twin.domains.energy.zone.constructions import Construction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.bestest.cases import Case
    from benchmarks.bestest.drivers import Drivers, Surface

ROLES = {"wall": box.Role.WALL, "roof": box.Role.ROOF, "floor": box.Role.FLOOR}


def build(case: Case, parts: Sequence[Surface]) -> box.Box:
    """Describe a case's box: every surface with its films; what the sky draws is told by the drivers."""
    elements, windows = [], []
    for part in parts:
        if part.kind == "window":
            windows.append(_window(part))
            continue
        layers = [(x.thickness, x.conductivity, x.density, x.heat) for x in reversed(part.layers)]
        elements.append(
            box.Element(
                name=part.name,
                role=ROLES[part.kind],
                area=part.area,
                construction=Construction.of(*layers),
                absorptance=1.0,
                sky=0.0,
                h_ci=part.inside,
                h_ri=part.radiant_inside,
                h_ce=part.outside,
                h_re=part.radiant_outside,
                sun=case.distribution[part.name],
            )
        )
    return box.Box(
        elements=elements,
        windows=windows,
        volume=cases.VOLUME,
        air_capacity=cases.VOLUME * cases.AIR_DENSITY * cases.AIR_HEAT,
        air_heat=cases.AIR_DENSITY * cases.AIR_HEAT,
        sun_to_air=0.0,
        sun_lost=1.0 - sum(case.distribution.values()),
        # Without exchange of radiation inside, nothing leads from a radiant node to the surfaces.
        gain_convective=1.0 if case.combined[0] else cases.CONVECTIVE,
    )


def _window(part: Surface) -> box.Window:
    films = 1.0 / (part.inside + part.radiant_inside) + 1.0 / part.exposed
    return box.Window(
        name=part.name,
        area=part.area,
        u=1.0 / (films + 1.0 / part.conductance),
        sky=0.0,
        h_ci=part.inside,
        h_ri=part.radiant_inside,
        h_ce=part.outside,
        h_re=part.radiant_outside,
    )


def exposed(case: Case, parts: Sequence[Surface], act: Drivers) -> box.Drivers:
    """What drives the box, in the words of the energy domain."""
    outer = dict(act.outer)
    for part in parts:
        if part.kind == "window":
            # Heat at the inner face acts like more heat at the outer one, by the resistance that lies between.
            outer[part.name] = outer[part.name] + act.inner[part.name] * (1.0 + part.exposed / part.conductance)
    inside = sum(
        (act.inner[part.name] * part.area for part in parts if part.kind != "window"), np.zeros(act.t_out.size)
    )
    return box.Drivers(
        t_out=act.t_out,
        sun=outer,
        sun_inside=inside / sum(case.distribution.values()),
        gains=act.convective + act.radiant,
        air_change=act.airing * 3600.0 / (cases.VOLUME * cases.AIR_DENSITY * cases.AIR_HEAT),
        heat_to=np.where(np.isfinite(act.heating), act.heating, box.OFF),
        cool_to=np.where(np.isfinite(act.cooling), act.cooling, box.NO_COOLING),
    )


@dataclass(frozen=True)
class Year:
    """A year of a case by tick: power of the plant [W], air [degC], (T,) each; worst residual of throughput [1]."""

    power: NDArray[np.float64]
    air: NDArray[np.float64]
    residual: float

    def results(self) -> dict[str, float]:
        """Figures of the standard: heat and cold [MWh], greatest hourly means [kW], hourly air [degC]."""
        hourly, warmth = (x.reshape(HOURS, -1).mean(axis=1) for x in (self.power, self.air))
        scale = HOURS / 1e6
        return {
            "annual_heating": float(np.maximum(self.power, 0.0).mean() * scale),
            "annual_sensible_cooling": float(np.maximum(-self.power, 0.0).mean() * scale),
            "peak_heating": float(np.maximum(hourly, 0.0).max() / 1e3),
            "peak_sensible_cooling": float(np.maximum(-hourly, 0.0).max() / 1e3),
            "ff_max": float(warmth.max()),
            "ff_min": float(warmth.min()),
            "ff_mean": float(warmth.mean()),
        }


def run(case: Case, data: Path, ticks_per_hour: int = 1) -> Year:
    """Run the twin's zone through the year of a case, after a year of settling."""
    return simulate(case, surfaces(case), drivers(case, data, ticks_per_hour))


def simulate(case: Case, parts: Sequence[Surface], act: Drivers, hours: int = HOURS) -> Year:
    """Run the twin's zone with surfaces and drivers as given, of a year or some hours, once to settle and once more."""
    ticks = act.t_out.size
    found = box.simulate(build(case, parts), exposed(case, parts, act), hours * 3600.0 / ticks, warm_up=ticks)
    worst = float(np.abs(found.residual / found.throughput).max())
    return Year(found.power, found.t_air, worst)
