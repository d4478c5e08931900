"""How much less sun do panes let through at a slant than straight on?

Rays are refracted, reflected and absorbed by Snell, Fresnel and Bouguer, averaged over both polarisations and summed
over all reflections within and between the panes. What a pane absorbs moves inwards by the resistances on both its
sides (in the manner of EN 410), so that the result scales the total solar energy transmittance g.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Clear float glass of 3 mm: index of refraction and extinction coefficient that ASHRAE 140-2020 derives for the single
# pane of its case 670 from measured spectra (1.493, 0.0337 per mm, 3.048 mm).
REFRACTION = 1.493
OPTICAL_DEPTH = 0.0337 * 3.048
# Resistances outside, of an air gap between uncoated panes, and inside [m2K/W]: EN 673 (23 and 8 W/m2K; gap of 12 mm).
R_OUT, R_GAP, R_IN = 1.0 / 23.0, 0.173, 1.0 / 8.0
_PANES = (1, 2, 3)
_RIGHT = np.pi / 2
_GRAZING = 1e-6  # rad short of a right angle; further on, nothing is let through


@dataclass(frozen=True)
class Optics:
    """What becomes of sunlight at each angle: parts of the incident beam that add up to one.

    Parameters
    ----------
    transmitted, reflected : (...)
    absorbed : In each pane, the outer one first. (panes, ...)
    """

    transmitted: NDArray[np.float64]
    reflected: NDArray[np.float64]
    absorbed: NDArray[np.float64]

    @property
    def gain(self) -> NDArray[np.float64]:
        """Part that reaches the room, transmitted or absorbed and moving inwards: g at this angle. (...)"""
        panes = self.absorbed.shape[0]
        total = R_OUT + (panes - 1) * R_GAP + R_IN
        inward = (R_OUT + R_GAP * np.arange(panes)) / total
        return self.transmitted + np.tensordot(inward, self.absorbed, axes=1)


def optics(angle: NDArray[np.float64], panes: int) -> Optics:
    """Follow sunlight through parallel clear panes.

    Parameters
    ----------
    angle : Angle of incidence; from a right angle onwards nothing is let through. (...) [rad]
    panes : Number of equal panes, 1 to 3.

    Raises
    ------
    ValueError
        If the number of panes is none of these.
    """
    if panes not in _PANES:
        raise ValueError(f"panes must be one of {_PANES}, not {panes}")
    slant = np.clip(np.abs(np.asarray(angle, dtype=float)), 0.0, _RIGHT - _GRAZING)
    into = np.arcsin(np.sin(slant) / REFRACTION)
    cos_out, cos_in = np.cos(slant), np.cos(into)
    # (numerator and denominator of Fresnel's amplitudes, perpendicular and parallel)
    waves = [(cos_out, REFRACTION * cos_in), (cos_in, REFRACTION * cos_out)]
    share = np.exp(-OPTICAL_DEPTH / cos_in)
    parts = [_stack(((a - b) / (a + b)) ** 2, share, panes) for a, b in waves]
    mean = [0.5 * (first + second) for first, second in zip(*parts, strict=True)]
    dark = slant >= _RIGHT - _GRAZING
    return Optics(np.where(dark, 0.0, mean[0]), np.where(dark, 1.0, mean[1]), np.where(dark, 0.0, mean[2]))


def _stack(
    surface: NDArray[np.float64], share: NDArray[np.float64], panes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Transmitted, reflected and absorbed parts of equal panes for one polarisation.

    Parameters
    ----------
    surface : Reflected by one surface of glass. (...)
    share : Left of a ray after one passage through a pane. (...)
    """
    inner = 1.0 - (surface * share) ** 2
    through = (1.0 - surface) ** 2 * share / inner
    back = surface + surface * share * through
    # Panes are added from the inside: `behind` is what all panes further in reflect.
    behind = [np.zeros_like(through)]
    for _ in range(panes - 1):
        behind.append(back + through**2 * behind[-1] / (1.0 - back * behind[-1]))
    onwards, kept = np.ones_like(through), []
    for further in reversed(behind):
        among = 1.0 / (1.0 - back * further)  # reflections between this pane and those behind
        absorbed = (1.0 - through - back) * (1.0 + through * further * among)
        kept.append(onwards * absorbed)
        onwards = onwards * through * among
    absorbed = np.stack(kept)
    return onwards, 1.0 - onwards - absorbed.sum(axis=0), absorbed


def relative_transmission(angle_rad: NDArray[np.float64], panes: int) -> NDArray[np.float64]:
    """Solar gain through clear panes at an angle of incidence, relative to normal incidence; it multiplies g.

    Parameters
    ----------
    angle_rad : Angle of incidence. (...) [rad]
    panes : Number of panes, 1 to 3.

    Returns
    -------
    One at normal incidence, falling to nothing at a right angle. (...)
    """
    return optics(angle_rad, panes).gain / _normal(panes)


@lru_cache(maxsize=len(_PANES))
def _normal(panes: int) -> float:
    return float(optics(np.zeros(()), panes).gain)


@lru_cache(maxsize=len(_PANES))
def diffuse_transmission(panes: int) -> float:
    """Solar gain through clear panes from a hemisphere of even brightness, relative to normal incidence.

    Parameters
    ----------
    panes : Number of panes, 1 to 3.

    Returns
    -------
    ()
    """
    steps = 900
    angle: NDArray[np.float64] = (np.arange(steps, dtype=np.float64) + 0.5) * (_RIGHT / steps)
    weight = np.sin(2.0 * angle)
    return float((relative_transmission(angle, panes) * weight).sum() / weight.sum())
