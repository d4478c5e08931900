"""Where do lampposts stand and what do they draw? Rows along the real streets, at measured spacings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from twin.core.streams import declare, uids_of
from twin.geo.place import locate, xy_of
from twin.geo.stock import SEED
from twin.geo.streets import by_class
from twin.state.codes import StreetClass
from twin.state.schemas import LAMPPOSTS
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.geo.recipe import Lamps

PHASE = declare("geo.lamp_phase", "distance from the start of a street to its first lamp, as a share of the spacing")
_REACH = 30.0  # m from a surveyed lamp to the street whose class it gets


def power_by_class(lamps: Lamps) -> NDArray[np.float64]:
    """Power of one lamp per class, by the lumen method. (C,) [W]

    P = E · w · s / (eta · U · M): illuminance, lit width and spacing against luminous efficacy, utilisation and
    maintenance factor.
    """
    light = by_class(lamps.illuminance) * by_class(lamps.lit_width) * by_class(lamps.spacing)
    return np.asarray(light / (lamps.efficacy.value * lamps.utilisation.value * lamps.maintenance.value))


def lampposts_table(
    ways: tuple[NDArray[Any], NDArray[Any], NDArray[np.int64], NDArray[np.bool_]],
    surveyed: tuple[NDArray[Any], NDArray[Any]],
    zones: tuple[NDArray[Any], NDArray[np.int64]],
    lamps: Lamps,
    notes: dict[str, list[str]],
) -> Table:
    """Lampposts inside the zones: surveyed ones, and rows along streets where nobody surveyed.

    A street's lamps depend on nothing but the street: their phase is drawn by its id, their uid is its id and their
    number along it.

    Parameters
    ----------
    ways : Geometries [m], ids, codes of StreetClass and whether a way runs in a tunnel. (W,) each
    surveyed : Points [m] and ids of surveyed lamps. (S,), (S,)
    zones : Outlines and rows of the district's zones. (D,), (D,)
    lamps : Assumptions.
    notes : Sentences are appended.
    """
    line, ids, code, tunnel = ways
    spacing, power = by_class(lamps.spacing), power_by_class(lamps)
    touched = np.zeros(line.size, dtype=bool)
    touched[np.unique(shapely.STRtree(line).query(zones[0], predicate="intersects")[1])] = True
    rows = np.flatnonzero(touched & ~tunnel & ~np.isnan(spacing[code]))
    step, length = spacing[code[rows]], np.asarray(shapely.length(line[rows]), dtype=float)
    phase = PHASE.at(SEED).uniform(uids_of(f"lamps/{ids[i]}" for i in rows))
    count = np.maximum(0, np.ceil(length / step - phase)).astype(np.int64)
    row = np.repeat(np.arange(rows.size), count)
    number = np.arange(row.size) - np.repeat(np.cumsum(count) - count, count)
    at = shapely.line_interpolate_point(line[rows[row]], (phase[row] + number) * step[row])
    zone = locate(at, *zones)
    found, found_zone, found_code = _surveyed(surveyed[0], zones, line[rows], code[rows])
    keep = (zone >= 0) & ~_beside(at, surveyed[0][found], step[row] / 2)
    at, zone, row, number = at[keep], zone[keep], row[keep], number[keep]
    names = [f"lamp/{ids[rows[r]]}/{k}" for r, k in zip(row, number, strict=True)]
    names = [f"lamp/{i}" for i in surveyed[1][found]] + names
    kind = np.concatenate([found_code, code[rows[row]]]).astype(np.int64)
    xy = xy_of(np.concatenate([surveyed[0][found], at]))
    notes["lampposts"] = _say(found.size, at.size, code[rows], length, step, power[kind])
    return Table.from_columns(
        LAMPPOSTS,
        {
            "uid": uids_of(names), "zone": np.concatenate([found_zone, zone]), "x": xy[:, 0], "y": xy[:, 1],
            "x_flag": np.repeat([Flag.MEASURED, Flag.SYNTHETIC], [found.size, at.size]),
            "street_class": kind, "spacing": spacing[kind], "spacing_flag": Flag.IMPUTED,
            "rated_power": power[kind], "rated_power_flag": Flag.IMPUTED,
        },
    )  # fmt: skip


def _surveyed(
    points: NDArray[Any], zones: tuple[NDArray[Any], NDArray[np.int64]], line: NDArray[Any], code: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the surveyed lamps in the zones, their zone, and the class of the street they light."""
    zone = locate(points, *zones)
    rows = np.flatnonzero(zone >= 0)
    kind = np.full(rows.size, StreetClass.PEDESTRIAN, dtype=np.int64)
    if rows.size and line.size:
        p, k = shapely.STRtree(line).query_nearest(points[rows], max_distance=_REACH, all_matches=False)
        kind[p] = code[k]
    return rows, zone[rows], kind


def _beside(points: NDArray[Any], others: NDArray[Any], reach: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a point has one of the others within its reach. (N,)"""
    near = np.zeros(points.size, dtype=bool)
    if others.size:
        i, _ = shapely.STRtree(others).query(points, predicate="dwithin", distance=reach)
        near[i] = True
    return near


def _say(
    surveyed: int,
    laid: int,
    code: NDArray[np.int64],
    length: NDArray[np.float64],
    step: NDArray[np.float64],
    power: NDArray[np.float64],
) -> list[str]:
    by = [
        f"{StreetClass(c).name.lower()} {length[code == c].sum() / 1000:.1f} km every {step[code == c][0]:.1f} m"
        for c in np.unique(code)
    ]
    mean = float(power.mean()) if power.size else 0.0
    return [
        f"{surveyed} lampposts are surveyed, {laid} stand in rows along streets.",
        f"Ways that touch the zones: {'; '.join(by)}.",
        f"Mean power {mean:.0f} W, which in 4,200 h a year makes {4.2 * mean:.0f} kWh per point.",
        "Paths, parks, courtyards and service ways have no lamps here: fewer points per inhabitant than in the city.",
    ]
