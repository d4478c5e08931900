"""What would the same place be with k times the people? The same map, denser or thinner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.core.streams import uids_of
from twin.state.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.district import District

_COUNTS = ("residents", "households", "single_households")


def enlarged(district: District, k: float) -> District:
    """District on the same map with k times the residents, buildings, lamps and places.

    Residents and households of every zone, those around the district too, are k times as many, and so are the
    buildings, lamps, shops, stops, docks and plugs: rows are repeated on the spot. Streets keep their length and shape
    and get k times the capacity and the storage, so that each citizen meets the same traffic and drives as far as
    before. Below 1, evenly spaced rows are kept instead of repeated, stops and stations are all kept.

    Parameters
    ----------
    district : The district as it is, not changed.
    k : Factor, whole from 1 on.
    """
    tables = {name: table.copy() for name, table in district.tables.items()}
    zones, links = tables["zones"], tables["car_links"]
    for name in _COUNTS:
        zones[name][:] = np.round(k * zones[name])
    links["capacity"][:] *= k
    links["storage"][:] = np.maximum(k * links["storage"], 1.0)
    rows, copy = _repeat(len(tables["buildings"]), k)
    tables["buildings"] = _take(tables["buildings"], rows, copy)
    known = np.full((int(copy.max(initial=0)) + 1, len(district["buildings"])), -1)
    known[copy, rows] = np.arange(rows.size)
    merged = tables["buildings"]["merged_into"]
    merged[:] = np.where(merged >= 0, known[copy, np.maximum(merged, 0)], -1)
    rows, copy = _repeat(len(tables["lampposts"]), k)
    tables["lampposts"] = _take(tables["lampposts"], rows, copy)
    tables["places"] = _places(tables["places"], known, k)
    shapes = {name: shape for name, shape in district.geometry.items() if len(shape) == len(tables.get(name, ()))}
    return replace(district, tables=tables, geometry=shapes, key=f"{district.key}x{k:g}")


def _repeat(n: int, k: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows to take, and which copy of its row each is."""
    if k < 1.0:
        ordinal = np.floor(np.arange(n + 1) * k)
        kept = np.flatnonzero(np.diff(ordinal) > 0)
        return kept, np.zeros(kept.size, dtype=np.int64)
    copies = round(k)
    return np.tile(np.arange(n), copies), np.repeat(np.arange(copies), n)


def _take(table: Table, rows: NDArray[np.int64], copy: NDArray[np.int64]) -> Table:
    """Rows of a table, with fresh uids for the second and later copies."""
    taken = table.take(rows)
    later = np.flatnonzero(copy > 0)
    ids: Any = table["source_id"] if "source_id" in table else table["uid"]
    taken["uid"][later] = uids_of(f"{table.name}/{ids[rows[r]]}#{rows[r]}#{copy[r]}" for r in later)
    return taken


def _places(places: Table, known: NDArray[np.int64], k: float) -> Table:
    """Every copy of a building has its places; those in no building are repeated where they stand."""
    rows, copy = _repeat(len(places), max(k, 1.0))
    building = places["building"][rows]
    moved = np.where(building >= 0, known[copy, np.maximum(building, 0)], -1)
    stay = (building < 0) | (moved >= 0)
    taken = _take(places, rows[stay], copy[stay])
    taken["building"][:] = moved[stay]
    return taken
