"""Has every heated building an envelope? What cannot be is an error, what nobody builds is a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.core.errors import Fault, InputError
from twin.core.log import log
from twin.domains.energy.rows import heated_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from twin.state.table import Table
    from twin.state.world import World


class Bounds(NamedTuple):
    """What a column may hold: beyond `possible` is an error, beyond `usual` a warning.

    Of U-values zero itself is an error: a part without heat loss has no temperature of its own. Usual: sheet metal
    without insulation loses 6 to 7 W/m2/K by its surface films alone, vacuum insulation 0.05.
    """

    name: str
    possible: tuple[float, float]
    usual: tuple[float, float]
    mend: str


_U = "give the U-value of the part in W/m2/K"
BOUNDS = (
    Bounds("u_wall", (1e-6, np.inf), (0.05, 6.0), _U),
    Bounds("u_roof", (1e-6, np.inf), (0.05, 7.0), _U),
    Bounds("u_floor", (1e-6, np.inf), (0.03, 6.0), _U),
    Bounds("u_window", (1e-6, np.inf), (0.4, 7.0), _U),
    Bounds("g_window", (0.0, 1.0), (0.05, 0.92), "give the glazing's solar factor between 0 and 1"),
    Bounds("window_share", (0.0, 1.0), (0.0, 0.95), "give the share of the exposed wall that is glazed"),
    Bounds("thermal_bridges", (0.0, np.inf), (0.0, 0.5), "give a surcharge in W/m2/K, 0 for none"),
    Bounds("infiltration", (0.0, np.inf), (0.0, 5.0), "give the air change by leaks per hour, 0 for none"),
    Bounds("ventilation", (0.0, np.inf), (0.0, 10.0), "give the air change by use per hour, 0 for none"),
    Bounds("footprint", (1e-6, np.inf), (5.0, 200_000.0), "give the area of the outline in m2"),
    Bounds("floor_area", (1e-6, np.inf), (5.0, 2_000_000.0), "give the gross floor area of all storeys in m2"),
    Bounds("storeys", (0.0, np.inf), (0.5, 60.0), "give the storeys above ground"),
)
STOREY = (2.0, 12.0)  # m, usual height of a storey; halls are the highest


def check(world: World) -> None:
    """Raise InputError for buildings without a usable envelope, and log a warning for values that nobody builds.

    Each fault names the building, the value and how to mend it; each warning the first building and its value, and how
    many there are like it.

    Raises
    ------
    InputError
        With all faults of all buildings.
    """
    buildings = world.table("buildings")
    rows = heated_rows(buildings["thermal"])
    faults = [*_bare(buildings, rows), *_impossible(buildings, rows)]
    if faults:
        raise InputError(f"envelopes of the buildings of {world.district.name}", faults)
    for warning in _unusual(buildings, rows):
        log.warning("%s", warning)


def name_of(buildings: Table, row: int) -> str:
    """What people find a building by."""
    return f"building {buildings['source_id'][row] or f'in row {row}'}"


def _bare(buildings: Table, rows: NDArray[np.int64]) -> Iterator[Fault]:
    wall = np.nansum(buildings["facade"][rows], axis=1)
    for row in rows[~(wall + np.nan_to_num(buildings["footprint"][rows]) > 0.0)]:
        what = "has no envelope: neither exposed wall nor roof"
        yield Fault(name_of(buildings, int(row)), what, "give its footprint and height, or set it to unheated")
    for row in rows[~(buildings["facade"][rows] >= 0.0).all(axis=1)]:
        worst = float(buildings["facade"][row].min())
        mend = "give the exposed wall by orientation in m2, 0 for none"
        yield Fault(name_of(buildings, int(row)), f"facade is {worst:g} m2 in one direction", mend)


def _impossible(buildings: Table, rows: NDArray[np.int64]) -> Iterator[Fault]:
    for name, (low, high), _, mend in BOUNDS:
        values = buildings[name][rows]
        unit = buildings.declaration(name).unit
        for row in rows[~((values >= low) & (values <= high))]:
            value = float(buildings[name][row])
            what = f"{name} is missing" if np.isnan(value) else f"{name} is {value:g} {unit}"
            yield Fault(name_of(buildings, int(row)), what, mend)


def _unusual(buildings: Table, rows: NDArray[np.int64]) -> Iterator[str]:
    for name, _, (low, high), _ in BOUNDS:
        values, unit = buildings[name][rows], buildings.declaration(name).unit
        yield from _warn(buildings, rows, name, values, (low, high), unit)
    storeys = np.maximum(buildings["storeys"][rows], 1.0)
    yield from _warn(buildings, rows, "height of a storey", buildings["height"][rows] / storeys, STOREY, "m")
    wall = buildings["facade"][rows].sum(axis=1)
    closed = rows[(wall <= 0.0) & (buildings["footprint"][rows] > 0.0)]
    if closed.size:
        yield f"{name_of(buildings, int(closed[0]))} has no exposed wall{_more(closed.size)}"


def _warn(
    buildings: Table,
    rows: NDArray[np.int64],
    name: str,
    values: NDArray[np.float64],
    usual: tuple[float, float],
    unit: str,
) -> Iterator[str]:
    odd = np.flatnonzero((values < usual[0]) | (values > usual[1]))
    if odd.size:
        first = int(odd[0])
        at = name_of(buildings, int(rows[first]))
        span = f"{usual[0]:g} to {usual[1]:g} {unit} is usual"
        yield f"{at}: {name} is {values[first]:g} {unit}, {span}{_more(odd.size)}"


def _more(count: int) -> str:
    return f"; so have {count - 1} more" if count > 1 else ""
