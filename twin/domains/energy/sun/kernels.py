"""How much sun falls on walls and roofs behind their horizons, and how much gets through the windows?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RAYS, ROUND, THIRDS, WALLS = 18, 36, 3, 8  # directions before a wall and around a roof, thirds of a wall, facings
ROOF = WALLS  # place of the roof behind the walls


class Scene(NamedTuple):
    """Buildings, each array with the buildings along its last axis so that loops over them are vectors. (..., B)"""

    area: NDArray[np.float64]  # exposed wall by facing (8, B) [m2]
    horizon: NDArray[np.float32]  # before the walls, by facing, direction and third (8, 18, 3, B) [deg]
    horizon_roof: NDArray[np.float32]  # (36, B) [deg]
    sky: NDArray[np.float64]  # share of what walls and roof see that is sky (9, B) [1]
    glass: NDArray[np.float64]  # windows' g times glass per wall (B,) [1]
    single: NDArray[np.float64]  # one where windows have one pane, else zero (B,) [1]


class Now(NamedTuple):
    """Sun of this tick; see the forcing table."""

    elevation: float  # [deg]
    azimuth: float  # clockwise from north [deg]
    sweep: float  # degrees that the sun rises or sinks in the tick; horizons blur by it
    beam: NDArray[np.float64]  # (9,) [W/m2]
    one_pane: NDArray[np.float64]  # (8,) [W/m2]
    two_panes: NDArray[np.float64]  # (8,) [W/m2]
    sky: float  # [W/m2]
    ground: float  # [W/m2]


class Glazing(NamedTuple):
    """Figures of panes and shutters."""

    even_one: float  # transmission of even light through one pane, relative to normal incidence [1]
    even_two: float
    left: float  # sun left where shutters are in use [1]
    from_: float  # irradiance on a wall from which they are [W/m2]
    above: float  # air temperature from which they are [degC]


@kernel
def before(off: float) -> tuple[int, int, float]:
    """Two directions before a wall that an azimuth off its facing lies between, and the weight of the second [°]."""
    place = min(max((off + 90.0) * RAYS / 180.0 - 0.5, 0.0), RAYS - 1.0)
    first = min(int(place), RAYS - 2)
    return first, first + 1, place - first


@kernel
def around(azimuth: float) -> tuple[int, int, float]:
    """Two directions around a roof that an azimuth lies between, and the weight of the second [°]."""
    place = (azimuth * ROUND / 360.0 - 0.5) % ROUND
    first = int(place)
    return first, (first + 1) % ROUND, place - first


@kernel
def wall_sun(face: int, now: Now, scene: Scene, lit: NDArray[np.float64]) -> None:
    """Share of the walls of one facing that the sun reaches; `lit` is written. (B,) [1]

    Notes
    -----
    Each third of the wall is lit once the sun stands above its horizon; on the way it is lit in part, over as many
    degrees as the sun moves in the tick. Where nothing stands in the way, the beam ends with the sun itself.
    """
    off = (now.azimuth - 45.0 * face + 180.0) % 360.0 - 180.0
    a, b, w = before(off)
    lit[:] = 0.0
    per = 1.0 / now.sweep
    for third in range(THIRDS):
        low, high = scene.horizon[face, a, third], scene.horizon[face, b, third]
        for i in range(lit.size):
            edge = (1.0 - w) * low[i] + w * high[i]
            clear = min(max((now.elevation - edge) * per + 0.5, 0.0), 1.0)
            lit[i] += (clear if edge > 0.0 else 1.0) / THIRDS


@kernel
def sun_tick(
    now: Now,
    scene: Scene,
    glazing: Glazing,
    t_air: NDArray[np.float64],
    lit: NDArray[np.float64],
    windows: NDArray[np.float64],
    walls: NDArray[np.float64],
    roof: NDArray[np.float64],
) -> None:
    """Irradiance on walls and roofs of all buildings, and sun that gets through their windows.

    Parameters
    ----------
    now, scene, glazing : See there.
    t_air : Air temperature indoors before the tick. (B,) [°C]
    lit : Scratch. (B,)
    windows : Sun that gets into the rooms; written. (B,) [W]
    walls, roof : Mean irradiance on all exposed walls, and on the roof; written. (B,) [W/m²]

    Notes
    -----
    A wall with the view F of the sky gets F of the even sky light and sees what is not sky, ground and buildings, as
    bright as open ground (albedo times global) dimmed by 2 F: in a narrow court little light reaches the ground.
    """
    n = windows.size
    windows[:], walls[:] = 0.0, 0.0
    for face in range(WALLS):
        area, view = scene.area[face], scene.sky[face]
        beam, one, two = now.beam[face], now.one_pane[face], now.two_panes[face]
        if beam > 0.0:
            wall_sun(face, now, scene, lit)
        else:
            lit[:] = 0.0
        for i in range(n):
            even = view[i] * (now.sky + 2.0 * (1.0 - view[i]) * now.ground)
            falls = beam * lit[i] + even
            through = two + scene.single[i] * (one - two)
            spread = glazing.even_two + scene.single[i] * (glazing.even_one - glazing.even_two)
            shut = falls > glazing.from_ and t_air[i] > glazing.above
            let = (through * lit[i] + spread * even) * (glazing.left if shut else 1.0)
            windows[i] += area[i] * let
            walls[i] += area[i] * falls
    a, b, w = around(now.azimuth)
    low, high, view = scene.horizon_roof[a], scene.horizon_roof[b], scene.sky[ROOF]
    for i in range(n):
        total = 0.0
        for face in range(WALLS):
            total += scene.area[face, i]
        windows[i] *= scene.glass[i]
        walls[i] /= max(total, 1.0e-9)
        edge = (1.0 - w) * low[i] + w * high[i]
        clear = min(max((now.elevation - edge) / now.sweep + 0.5, 0.0), 1.0)
        roof[i] = now.beam[ROOF] * (clear if edge > 0.0 else 1.0) + now.sky * view[i]
