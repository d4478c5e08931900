"""How much does an electric car take from its battery, at which speed, temperature and slope?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from twin.core.jit import kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.domains.energy.charging_params import ChargingParams

_G = 9.81  # m/s2
_AIR = 1.2041  # kg/m3 at 20 degC and sea level
_W_PER_KW = 1e3


class Car(NamedTuple):
    """An electric car; see the parameters of the same names.

    Parameters
    ----------
    mass : With driver and load. () [kg]
    rolling : Rolling resistance. () [1]
    drag : Drag coefficient times frontal area. () [m2]
    speeding : Square of the speed, over the square of its mean. () [1]
    accelerating : Positive kinetic energy per mass and distance. () [m/s2]
    drive, regained : Battery to wheel, and of what braking frees back to the battery. () [1]
    idle : Power of everything but drive and climate. () [W]
    heating, cooling : Power per kelvin. () [W/K]
    comfort : Temperatures below and above which it heats and cools. (2,) [degC]
    most : Most power of heating or cooling. () [W]
    """

    mass: float
    rolling: float
    drag: float
    speeding: float
    accelerating: float
    drive: float
    regained: float
    idle: float
    heating: float
    cooling: float
    comfort: tuple[float, float]
    most: float


def car_of(params: ChargingParams) -> Car:
    """The car that the parameters tell."""
    return Car(
        params.car_mass, params.car_rolling, params.car_drag, params.car_speeding, params.car_accelerating,
        params.car_drive, params.car_regained, params.car_idle * _W_PER_KW, params.car_heating, params.car_cooling,
        params.car_comfort, params.car_climate * _W_PER_KW,
    )  # fmt: skip


@kernel
def battery_use(speed: float, t_out: float, slope: float, car: Car) -> float:
    """Energy from the battery per distance, on a street as steep up as down on the way back. [J/m]

    Parameters
    ----------
    speed : Mean speed, stops counted. () [m/s]
    t_out : Outdoor temperature. () [degC]
    slope : Rise over length, either sign. () [1]
    car : See there.

    Notes
    -----
    Wheel: m g c_r + rho / 2 c_d A <v2>, and what accelerating takes, m PKE / 2, where PKE is the positive kinetic
    energy of driving cycles (sum of v_end2 - v_start2 over accelerations, per distance); drive losses on all of it;
    braking gives a part of the kinetic and potential energy back. Climate and idle power over the speed. Longitudinal
    dynamics as in L. Guzzella and A. Sciarretta, Vehicle Propulsion Systems, 2013, chapter 2.
    """
    steady = car.mass * _G * car.rolling + 0.5 * _AIR * car.drag * car.speeding * speed * speed
    lifts = car.mass * (0.5 * car.accelerating + 0.5 * _G * abs(slope))
    cold, hot = car.comfort
    climate = max(car.heating * (cold - t_out), car.cooling * (t_out - hot), 0.0)
    power = car.idle + min(climate, car.most)
    return (steady + lifts) / car.drive - car.regained * lifts + power / speed


@kernel
def mean_speed(
    flow: NDArray[np.float64],
    speed: NDArray[np.float64],
    length: NDArray[np.float64],
    gradient: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Mean speed and mean steepness of the day's driving in the district; 0 and 0 where nobody drives.

    Parameters
    ----------
    flow, speed : Vehicles that enter each link by hour, and their mean speed. (L, 24) [1], (L, 24) [m/s]
    length, gradient : Of the links. (L,) [m], (L,) [1]
    out : Speed [m/s] and steepness [1], written. (2,)
    """
    metres, seconds, climbs = 0.0, 0.0, 0.0
    for link in range(length.shape[0]):
        for hour in range(flow.shape[1]):
            if flow[link, hour] > 0.0 and speed[link, hour] > 0.0:
                way = flow[link, hour] * length[link]
                metres += way
                seconds += way / speed[link, hour]
                climbs += way * abs(gradient[link])
    out[0] = metres / seconds if seconds > 0.0 else 0.0
    out[1] = climbs / metres if metres > 0.0 else 0.0
