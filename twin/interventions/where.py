"""In which places does a measure hold? Zones of the district by id or name, or addresses with their coordinates."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pyproj import Transformer

from twin.core.errors import Fault, InputError, nearest
from twin.core.units import parse_quantity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.table import Table
    from twin.state.world import World

ALL = "all"
WITHIN = 60.0  # m; an address point lies in front of its building, a house number at its door


class Address(BaseModel):
    """A place by its coordinates, with the words that people know it by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    address: str = Field(default="", description="Street and number, or any name of the place")
    at: tuple[float, float] = Field(description="Longitude and latitude in degrees, WGS84")

    @field_validator("at")
    @classmethod
    def _on_earth(cls, at: tuple[float, float]) -> tuple[float, float]:
        lon, lat = at
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180.0 and abs(lat) <= 90.0):  # noqa: PLR2004
            msg = f"[{lon}, {lat}] is no place on earth; write [longitude, latitude] in degrees"
            raise ValueError(msg)
        return at

    @property
    def words(self) -> str:
        """The address, or its coordinates."""
        return self.address or f"{self.at[0]:.4f}, {self.at[1]:.4f}"


class Found(NamedTuple):
    """What of a table lies in the places of a measure, and what is to be said about it."""

    rows: NDArray[np.int64]  # increasing (K,)
    notes: tuple[str, ...]


class Where(BaseModel):
    """Places of one measure: `{ zones = ["27"] }`, `{ zones = "all" }`, or addresses.

    Addresses are `{ at = [[9.21, 45.44]], within = "60 m" }`, `{ address = "Via Verro 78", at = [9.2, 45.44] }`, or a
    list of such places under `at`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zones: tuple[str, ...] = Field(
        default=(ALL,), description='Zones of the district by id or name, or "all"', json_schema_extra={"unit": "-"}
    )
    at: tuple[Address, ...] = Field(default=(), description="Addresses, each with longitude and latitude")
    within: float = Field(
        default=WITHIN, gt=0.0, description="Distance within which a thing belongs to an address",
        json_schema_extra={"unit": "m"},
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _one_form(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        at, name = value.get("at"), value.pop("address", None)
        if name is not None or (isinstance(at, list | tuple) and len(at) == 2 and all(map(_is_number, at))):  # noqa: PLR2004
            at = [{"at": at, **({} if name is None else {"address": name})}]
        if at is not None:
            if not isinstance(at, list | tuple) or not at:
                msg = f"{at!r} is no list of places; write at = [[9.21, 45.44]] with longitude and latitude"
                raise ValueError(msg)
            if "zones" in value:
                msg = "names zones and addresses; give one of them"
                raise ValueError(msg)
            value["at"] = [{"at": each} if isinstance(each, list | tuple) else each for each in at]
        elif "within" in value and value["within"] != WITHIN:
            msg = "within belongs to addresses; give them under at"
            raise ValueError(msg)
        return value

    @field_validator("within", mode="before")
    @classmethod
    def _metres(cls, value: Any) -> Any:
        return parse_quantity(value, "m") if isinstance(value, str) else value

    @field_validator("zones", mode="before")
    @classmethod
    def _as_list(cls, value: Any) -> Any:
        if isinstance(value, str | int):
            value = [value]
        if isinstance(value, list | tuple):
            if not value:
                msg = 'names no zone; write zones = "all" or name at least one'
                raise ValueError(msg)
            # Ids of zones look like numbers: 27 and "27" mean the same zone.
            value = [str(each) if isinstance(each, int) and not isinstance(each, bool) else each for each in value]
            if any(isinstance(each, str) and each.casefold() == ALL for each in value):
                return (ALL,)
            return tuple(sorted(set(value))) if all(isinstance(each, str) for each in value) else value
        return value

    @field_validator("at")
    @classmethod
    def _any_order(cls, value: tuple[Address, ...]) -> tuple[Address, ...]:
        return tuple(sorted(value, key=lambda each: (each.at, each.address)))

    @property
    def everywhere(self) -> bool:
        """Whether the measure holds in every zone of the district."""
        return self.zones == (ALL,) and not self.at

    def faults(self, zones: Table, place: str) -> list[Fault]:
        """Zones that the district lacks, each with the nearest id or name. `place` is the path of `where`."""
        if self.zones == (ALL,):
            return []
        inside = np.flatnonzero(zones["in_district"])
        known = [str(zones[column][row]) for row in inside for column in ("name", "source_id")]
        folded = {name.casefold() for name in known}
        return [
            Fault(f"{place}.zones[{i}]", f"the district has no zone {zone!r}", nearest(zone, known))
            for i, zone in enumerate(self.zones)
            if zone.casefold() not in folded
        ]

    def rows(self, zones: Table) -> NDArray[np.int64]:
        """Rows of the zones that are meant, increasing. (K,)

        Raises
        ------
        InputError
            If the district lacks one of them.
        """
        faults = self.faults(zones, "where")
        if faults:
            raise InputError("places of a measure", faults)
        meant = zones["in_district"].astype(bool).copy()
        if self.zones != (ALL,):
            wanted = {zone.casefold() for zone in self.zones}
            named = [
                str(zones["source_id"][row]).casefold() in wanted or str(zones["name"][row]).casefold() in wanted
                for row in range(len(zones))
            ]
            meant &= np.array(named, dtype=bool)
        return np.flatnonzero(meant).astype(np.int64)

    def find(self, world: World, table: str, wanted: NDArray[np.bool_]) -> Found:
        """Rows of a table that lie in these places.

        Of buildings, each address means the nearest one that is wanted; of everything else, all that lie within reach
        of it. What lies outside the district's zones is left out and told in the notes.

        Parameters
        ----------
        world : World with the table.
        table : Name of a table with columns x, y and zone.
        wanted : Rows that come into question. (N,)
        """
        entities = world.table(table)
        if not self.at:
            rows = np.flatnonzero(wanted & np.isin(entities["zone"], self.rows(world.table("zones"))))
            return Found(rows.astype(np.int64), ())
        candidates = np.flatnonzero(wanted)
        chosen: set[int] = set()
        notes: list[str] = []
        for each in self.at:
            near = self._near(world, table, candidates, each)
            inside = [row for row in near if entities["zone"][row] >= 0]
            if not inside and (near or self._outside(world, each)):
                notes.append(f"{each.words}: outside the district's zones; left out of its totals")
            elif not inside:
                notes.append(f"{each.words}: none of the {table} in question lies within {self.within:g} m; left out")
            chosen.update(inside)
        return Found(np.array(sorted(chosen), dtype=np.int64), tuple(notes))

    def _near(self, world: World, table: str, candidates: NDArray[np.int64], place: Address) -> list[int]:
        x, y = project(world, place.at)
        shapes = world.district.geometry.get(table)
        if shapes is not None:
            away = shapely.distance(shapes[candidates], shapely.Point(x, y))
        else:
            entities = world.table(table)
            away = np.hypot(entities["x"][candidates] - x, entities["y"][candidates] - y)
        if table != "buildings":
            return [int(row) for row in candidates[away <= self.within]]
        if not away.size or away.min() > self.within:
            return []
        uids = world.table(table)["uid"][candidates]
        return [int(candidates[np.lexsort((uids, away))[0]])]

    @staticmethod
    def _outside(world: World, place: Address) -> bool:
        x, y = project(world, place.at)
        return bool(zones_of(world, np.array([x]), np.array([y]))[0] < 0)

    def words(self, language: str = "en") -> str:
        """The places in words."""
        if self.at:
            names = ", ".join(each.words for each in self.at)
            if language == "it":
                return ("indirizzo " if len(self.at) == 1 else "indirizzi ") + names
            return ("address " if len(self.at) == 1 else "addresses ") + names
        if self.everywhere:
            return "tutte le zone" if language == "it" else "all zones"
        if language == "it":
            return ("zona " if len(self.zones) == 1 else "zone ") + ", ".join(self.zones)
        return ("zone " if len(self.zones) == 1 else "zones ") + ", ".join(self.zones)

    def texts(self) -> dict[str, Any]:
        """The places as a scenario file would write them."""
        if not self.at:
            return {"zones": list(self.zones)}
        return {"at": [each.model_dump(exclude_defaults=True) for each in self.at], "within": f"{self.within!r} m"}

    def canonical(self) -> dict[str, Any]:
        """What of the places can change a result, as plain data; names of addresses cannot."""
        if not self.at:
            return {"zones": list(self.zones)}
        return {"at": [list(each.at) for each in self.at], "within": self.within}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@lru_cache(maxsize=8)
def _to_metres(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


def project(world: World, at: tuple[float, float]) -> tuple[float, float]:
    """Easting and northing of a place given by longitude and latitude, in the district's CRS. [m]"""
    x, y = _to_metres(world.district.crs).transform(*at)
    return float(x), float(y)


def zones_of(world: World, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
    """Row of the district's zone that holds each point, -1 outside; of the nearest building without outlines. (K,)"""
    zones, outlines = world.table("zones"), world.district.geometry.get("zones")
    out = np.full(len(x), -1, dtype=np.int64)
    if outlines is not None:
        for row in np.flatnonzero(zones["in_district"])[::-1]:
            out[shapely.intersects_xy(outlines[row], x, y)] = row
        return out
    buildings = world.table("buildings")
    for i, (east, north) in enumerate(zip(x, y, strict=True)):
        if len(buildings):
            out[i] = buildings["zone"][np.argmin(np.hypot(buildings["x"] - east, buildings["y"] - north))]
    return out
