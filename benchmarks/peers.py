"""How fast are others at the same physics? Peers that are installed, over the same buildings and hours."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.district import district, model_of
from benchmarks.timing import Figure, Spread, cpu_seconds
from twin.core.jit import set_threads

HOW = "not installed; see extra `bench`"


def run(buildings: int = 200, hours: int = 48, repeat: int = 3) -> dict[str, Any]:
    """Ratio of each installed peer's time to that of the twin, per building and hour."""
    found: dict[str, Any] = {"rcbsim (5R1C, one object per zone)": HOW}
    if find_spec("rcbsim") is not None:
        found = _rcbsim(buildings, hours, repeat)
    # Street loading against UXsim and SUMO needs the same network, trips and route choice on both sides.
    found["uxsim, sumo (street loading)"] = "not compared here yet"
    return found


def _rcbsim(buildings: int, hours: int, repeat: int) -> dict[str, Any]:
    from rcbsim.building_physics import Zone

    set_threads(1)
    twin = model_of("baseline", district())
    demand = next(row.process for row in twin.plan.rows if row.process.name == "energy.demand")
    prepared, forcing = demand._prepared, twin.world.tables["forcing"]
    t_out, sun = forcing["t_out"][:hours].tolist(), forcing["irradiance"][:hours, :4]
    some = range(min(buildings, prepared.row.size))
    zones = [
        Zone(
            window_area=1.0, walls_area=1.0, floor_area=float(prepared.area[i]), room_vol=3.0 * float(prepared.area[i]),
            total_internal_area=float(prepared.h_is[i]) / 3.45, u_walls=float(prepared.h_em[i]),
            u_windows=float(prepared.h_w[i]), ach_vent=0.4, ach_infl=0.2, ventilation_efficiency=0.0,
        )
        for i in some
    ]  # fmt: skip
    gains = (3.0 * prepared.area).tolist()
    solar = (np.asarray(prepared.aperture) @ sun.T).tolist()

    def peer() -> None:
        for i, zone in enumerate(zones):
            mass = 18.0
            for hour in range(hours):
                zone.solve_energy(gains[i], solar[i][hour], t_out[hour], mass)
                mass = zone.t_m_next

    def columns() -> None:
        for hour in range(hours):
            demand.step(hour)

    columns()
    theirs = [cpu_seconds(peer) / (len(zones) * hours) for _ in range(repeat)]
    ours = [cpu_seconds(columns) / (prepared.row.size * hours) for _ in range(repeat)]
    ratios = [a / b for a, b in zip(theirs, ours, strict=True)]
    return {
        "rcbsim, a building and hour": Figure(Spread.of([1e6 * one for one in theirs]), "µs"),
        "twin, a building and hour": Figure(Spread.of([1e6 * one for one in ours]), "µs", "occupants, carriers too"),
        "rcbsim / twin": Figure(Spread.of(ratios), "times as long", f"{len(zones)} zones, {hours} hours"),
    }
