"""Where does a measure put what it brings along? At named coordinates, or where most people are not served yet."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from scipy.spatial import cKDTree

from twin.interventions.limits import unserved
from twin.interventions.measure import Levers
from twin.interventions.where import Address, project, zones_of
from twin.state.additions import Addition, rows_of
from twin.state.edits import Edit
from twin.state.table import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Self

    from numpy.typing import NDArray

    from twin.interventions.where import Where
    from twin.state.codes import Payer, PlaceKind
    from twin.state.world import World


class Site(BaseModel):
    """A place that a measure names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="Name of the place")
    at: tuple[float, float] = Field(description="Longitude and latitude in degrees, WGS84")

    @field_validator("at")
    @classmethod
    def _on_earth(cls, at: tuple[float, float]) -> tuple[float, float]:
        return Address(at=at).at


class Spots(NamedTuple):
    """Where things are put."""

    names: tuple[str, ...]  # for people, unique (K,)
    keys: tuple[str, ...]  # stable ids (K,)
    x: NDArray[np.float64]  # easting (K,) [m]
    y: NDArray[np.float64]  # northing (K,) [m]
    zone: NDArray[np.int64]  # row of the zone, -1 outside (K,)

    def some(self, which: NDArray[np.bool_]) -> Spots:
        """Those of them that are meant."""
        rows = np.flatnonzero(which)
        names, keys = (tuple(each[row] for row in rows) for each in (self.names, self.keys))
        return Spots(names, keys, self.x[rows], self.y[rows], self.zone[rows])

    @property
    def outside(self) -> tuple[str, ...]:
        """Sentences about those that lie outside the district's zones."""
        return tuple(
            f"{name}: outside the district's zones, serves residents near it only"
            for name, zone in zip(self.names, self.zone, strict=True)
            if zone < 0
        )


def distinct(sites: tuple[Any, ...]) -> tuple[Any, ...]:
    """The sites in the order of their names; ValueError if a name repeats."""
    names = [site.name for site in sites]
    for name in names:
        if names.count(name) > 1:
            msg = f"{name!r} is named twice; name every place once"
            raise ValueError(msg)
    return tuple(sorted(sites, key=lambda site: site.name))


class PlacingLevers(Levers):
    """Levers of things that are put at places by name, or at so many places as `quantity` tells."""

    by_name: ClassVar[tuple[str, str]] = ("sites", "places")  # the lever that names places, and the word for them

    if TYPE_CHECKING:
        quantity: float

    @field_validator("sites", "stations", check_fields=False)
    @classmethod
    def _once(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        return distinct(value)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        lever, word = self.by_name
        if self.named_sites and self.quantity:
            msg = f"both {lever} and quantity are given; name the {word} or tell how many"
            raise ValueError(msg)
        return self

    @property
    def named_sites(self) -> tuple[Any, ...]:
        """Places by name."""
        sites: tuple[Any, ...] = getattr(self, self.by_name[0])
        return sites

    def missing(self, found: Spots, what: str) -> tuple[str, ...]:
        """Sentence about fewer places found than `quantity` asks for; `what` is the word for them."""
        return () if self.named_sites else unserved(round(self.quantity), len(found.names), what)

    def at_each(self, spots: Spots, lever: str, own: str) -> NDArray[np.float64]:
        """What a lever tells of each place, or the place's `own` figure where it has one. (K,)"""
        told = {site.name: getattr(site, own) for site in self.named_sites if getattr(site, own) is not None}
        return np.array([told.get(name, getattr(self, lever)) for name in spots.names], dtype=np.float64)


def sources_of(measure: str, spots: Spots, beside: str = "") -> tuple[str, ...]:
    """Ids of what a measure puts at places; `beside` tells several things at one place apart. (K,)"""
    return tuple(f"measure/{measure}/{key}{beside}" for key in spots.keys)


def closed(
    measure: str, spots: Spots, sources: tuple[str, ...], kind: PlaceKind, start: date, more: Mapping[str, Any],
    note: str,
) -> Addition:  # fmt: skip
    """Places that stand closed until an edit of their capacity opens them.

    Parameters
    ----------
    measure, start, note : Name of the measure, day from which they are open, words for people.
    spots, sources : Where they stand, and their ids.
    kind, more : Kind of place, and further columns.
    """
    columns = {
        "source_id": list(sources), "name": list(spots.names), "kind": kind, "zone": spots.zone, "x": spots.x,
        "y": spots.y, "x_flag": Flag.DERIVED, "capacity_flag": Flag.DERIVED, "since": start.year, **more,
    }  # fmt: skip
    return Addition(measure, "places", sources, columns, note)


def opened(
    world: World, measure: str, sources: Iterable[str], capacity: NDArray[np.float64], tick: int,
    cost: NDArray[np.float64], payer: Payer, note: str,
) -> Edit:  # fmt: skip
    """Edit that opens places which `closed` has made.

    Parameters
    ----------
    world : World with them.
    measure, tick, payer, note : As in `Edit`.
    sources, capacity, cost : Their ids, capacities and costs. (K,), (K,) [1], (K,) [EUR]
    """
    rows = rows_of(world.table("places"), sources)
    order = np.argsort(rows)
    return Edit(measure, "places", "capacity", rows[order], capacity[order], tick, cost[order], payer, note)


def named(world: World, sites: Sequence[Site]) -> Spots:
    """Sites by their coordinates, on the ground."""
    xy = np.array([project(world, site.at) for site in sites]).reshape(-1, 2)
    names = tuple(site.name for site in sites)
    return Spots(names, names, xy[:, 0], xy[:, 1], zones_of(world, xy[:, 0], xy[:, 1]))


def where_missed(
    world: World,
    where: Where,
    candidates: tuple[PlaceKind, ...],
    kind: PlaceKind,
    weight: NDArray[np.float64],
    reach: float,
    count: int,
) -> Spots:
    """One after the other at the candidate within whose reach most is not served yet; fewer if nothing is left.

    Parameters
    ----------
    world : World with its people.
    where : Places whose candidates come into question.
    candidates : Kinds of places where it may stand.
    kind : Kind of place that serves.
    weight : What each building has to be served. (B,)
    reach : Distance within which a building is served. () [m]
    count : How many are wanted.
    """
    places, buildings = world.table("places"), world.table("buildings")
    rows = where.find(world, "places", np.isin(places["kind"], candidates)).rows
    rows = rows[np.argsort(places["uid"][rows])]
    homes = np.flatnonzero(weight > 0.0)
    taken: list[int] = []
    if rows.size and homes.size:
        tree = cKDTree(np.column_stack([buildings["x"][homes], buildings["y"][homes]]))
        left = weight[homes].copy()
        stands = np.flatnonzero((places["kind"] == kind) & (places["capacity"] > 0.0))
        for served in tree.query_ball_point(np.column_stack([places["x"][stands], places["y"][stands]]), reach):
            left[served] = 0.0
        near = tree.query_ball_point(np.column_stack([places["x"][rows], places["y"][rows]]), reach)
        while len(taken) < count:
            gain = np.array([math.fsum(left[some]) for some in near])
            best = int(np.argmax(gain))
            if gain[best] <= 0.0:
                break
            taken.append(int(rows[best]))
            left[near[best]] = 0.0
    at = np.array(taken, dtype=np.int64)
    keys = tuple(f"at {places['source_id'][row]}" for row in at)
    names = tuple(f"{places['name'][row]} ({places['source_id'][row]})" for row in at)
    return Spots(names, keys, places["x"][at], places["y"][at], places["zone"][at])
