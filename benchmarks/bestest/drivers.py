"""What drives the box, tick by tick, and of which surfaces is it made? Cases and sun in the form of a zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.bestest import cases
from benchmarks.bestest.sun import KELVIN, STEFAN_BOLTZMANN, falling, per_tick, through, weather

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.bestest.cases import Case, Layer

HOURS = 8760
_T_OUT, _T_IN = (
    10.9,
    21.0,
)  # degC at which exchange of radiation is made linear: mean of the year, mean of the set points
_SLATS = {"roof": (0.0, 180.0), "floor": (180.0, 180.0)}  # tilt and azimuth [degrees] of what is no wall


@dataclass(frozen=True)
class Surface:
    """One opaque part of the box, or all glass of one wall.

    Parameters
    ----------
    name, kind : "south", "roof", "window south", ...; wall, roof, floor or window.
    area : [m2]
    layers : From inside to outside; none for glass.
    conductance : From surface to surface. [W/m2K]
    inside, outside : Convective coefficients. [W/m2K]
    radiant_inside, radiant_outside : Coefficients of linear exchange of radiation. [W/m2K]
    """

    name: str
    kind: str
    area: float
    layers: tuple[Layer, ...]
    conductance: float
    inside: float
    outside: float
    radiant_inside: float
    radiant_outside: float

    @property
    def exposed(self) -> float:
        """Outer coefficient of convection and radiation together. [W/m2K]"""
        return self.outside + self.radiant_outside


@dataclass(frozen=True)
class Drivers:
    """What acts on the box in each tick.

    Parameters
    ----------
    t_out : Mean of the tick. (T,) [degC]
    outer, inner : Heat on the outer and inner face of each surface, sun less what the sky draws. (T,) [W/m2]
    convective, radiant : Gains to the air, and to all surfaces alike. (T,) [W]
    airing : Heat that infiltration and fan carry per difference of temperature. (T,) [W/K]
    heating, cooling : Set points; -inf and inf where off. (T,) [degC]
    """

    t_out: NDArray[np.float64]
    outer: dict[str, NDArray[np.float64]]
    inner: dict[str, NDArray[np.float64]]
    convective: NDArray[np.float64]
    radiant: NDArray[np.float64]
    airing: NDArray[np.float64]
    heating: NDArray[np.float64]
    cooling: NDArray[np.float64]


def linear(emittance: float, celsius: float) -> float:
    """Coefficient of exchange of radiation near a temperature. [W/m2K]"""
    return 4.0 * emittance * STEFAN_BOLTZMANN * (celsius + KELVIN) ** 3


def surfaces(case: Case) -> list[Surface]:
    """Walls, roof, floor and glass of a case."""
    glazed = {face: sum(window.area for window in case.windows if window.face == face) for face in cases.FACES}
    made = []
    for name, gross in cases.AREAS.items():
        kind = name if name in _SLATS else "wall"
        layers: tuple[Layer, ...] = getattr(case.fabric, kind)
        resistance = sum(layer.thickness / layer.conductivity for layer in layers)
        made.append(_surface(case, name, kind, gross - glazed.get(name, 0.0), layers, 1.0 / resistance))
    for face, area in glazed.items():
        if area:
            made.append(_surface(case, f"window {face}", "window", area, (), case.glass.conductance))
    return made


def _surface(case: Case, name: str, kind: str, area: float, layers: tuple[Layer, ...], conductance: float) -> Surface:
    film = cases.FILMS[kind]
    inside, outside = film.inside, film.outside
    emittances = case.emittances or (film.emittance_inside, film.emittance_outside)
    radiant = [linear(emittances[0], _T_IN), linear(emittances[1], _T_OUT)]
    if case.combined[0]:
        inside, radiant[0] = cases.COMBINED[kind][0], 0.0
    if case.combined[1]:
        outside, radiant[1] = cases.COMBINED[kind][1], 0.0
    return Surface(name, kind, area, layers, conductance, inside, outside, *radiant)


def drivers(
    case: Case, data: Path, ticks_per_hour: int, t_sky: NDArray[np.float64] | None = None, power: float = 1.0
) -> Drivers:
    """All that acts on a case, by tick.

    Parameters
    ----------
    case : Case.
    data : Folder of the weather.
    ticks_per_hour : 1, 2, 3 or 6.
    t_sky : Another sky than the weather's. (8760,) [degC]
    power : Of the view factor by which the sky counts: 1, or 1.5 where the air takes a share (Walton, 1983).
    """
    air = weather(data)
    # Temperature is told at the end of each hour, and straight between.
    before = np.concatenate([air.t_out[-1:], air.t_out[:-1]])
    share = (np.arange(ticks_per_hour) + 0.5) / ticks_per_hour
    t_out = (before[:, None] + share * (air.t_out - before)[:, None]).ravel()
    sky = np.repeat(air.t_sky if t_sky is None else t_sky, ticks_per_hour)
    outer, inner = _heat_on_surfaces(case, data, ticks_per_hour, t_out, sky, power)
    hour = np.tile((np.arange(24 * ticks_per_hour) + 0.5) / ticks_per_hour, HOURS // 24)  # clock in the tick's middle
    gains = np.full(t_out.size, case.gains)
    change = np.full(t_out.size, case.infiltration * cases.VOLUME)
    night = (hour < 7.0) | (hour > 18.0)
    if case.control.night_fan:
        change = change + np.where(night, cases.VENTILATION, 0.0)
    heating, cooling = _set_points(case, hour, night)
    return Drivers(
        t_out=t_out,
        outer=outer,
        inner=inner,
        convective=gains * cases.CONVECTIVE,
        radiant=gains * (1.0 - cases.CONVECTIVE),
        airing=change / 3600.0 * cases.AIR_DENSITY * cases.AIR_HEAT,
        heating=heating,
        cooling=cooling,
    )


def _heat_on_surfaces(
    case: Case,
    data: Path,
    ticks_per_hour: int,
    t_out: NDArray[np.float64],
    t_sky: NDArray[np.float64],
    power: float,
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    outer: dict[str, NDArray[np.float64]] = {}
    parts = surfaces(case)
    inner = {surface.name: np.zeros(t_out.size) for surface in parts}
    # Sky by its view factor, the rest of the view as warm as the air (EN ISO 52016-1, 6.5.13.3).
    lack = STEFAN_BOLTZMANN * ((t_out + KELVIN) ** 4 - (t_sky + KELVIN) ** 4)
    for surface in parts:
        name = surface.name.removeprefix("window ")
        tilt, azimuth = _SLATS.get(name, (90.0, cases.AZIMUTH.get(name, 180.0)))
        view = 0.5 * (1.0 + np.cos(np.radians(tilt)))
        emitted = surface.radiant_outside / linear(1.0, _T_OUT) * view**power * lack
        if case.combined[1]:
            emitted = 0.0 * lack
        light = 0.0 * lack
        if surface.kind == "window" and not case.opaque_windows:
            light = _through_glass(case, data, ticks_per_hour, surface, inner)
        elif surface.kind != "floor":
            light = case.absorptance * per_tick(falling(data, tilt, azimuth).total, ticks_per_hour)
        outer[surface.name] = light - emitted
    return outer, inner


def _through_glass(
    case: Case, data: Path, ticks_per_hour: int, surface: Surface, inner: dict[str, NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Add what a wall's glass lets through to the inner faces; return what it keeps on its outer face. (T,) [W/m2]"""
    kept_outside = np.zeros(HOURS * ticks_per_hour)
    panes = [window for window in case.windows if window.face == surface.name.removeprefix("window ")]
    areas = {part.name: part.area for part in surfaces(case)}
    for window in panes:
        light = through(data, window, case.glass)
        passed = per_tick(light.transmitted, ticks_per_hour) * window.area
        for name, share in case.distribution.items():
            inner[name] += share * passed / areas[name]
        for inward, pane in zip(case.glass.inward, light.absorbed, strict=True):
            kept = per_tick(pane, ticks_per_hour) * window.area / surface.area
            inner[surface.name] += inward * kept
            kept_outside += (1.0 - inward) * kept
    return kept_outside


def _set_points(
    case: Case, hour: NDArray[np.float64], night: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    control = case.control
    heating = np.full(hour.size, -np.inf if control.heating is None else control.heating)
    if control.setback is not None and control.heating is not None:
        rise = control.setback + (control.heating - control.setback) * np.clip(hour - 7.0, 0.0, 1.0)
        heating = np.where(hour > 23.0, control.setback, rise)
    cooling = np.full(hour.size, np.inf if control.cooling is None else control.cooling)
    if control.night_fan:
        cooling = np.where(night, np.inf, cooling)
    return heating, cooling
