"""Where do people live, work and study? Each chooses among candidates by weighted rendezvous hashing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from twin.core.errors import Fault, InputError
from twin.core.rendezvous import choose_by_distance, choose_in_group, mixed
from twin.core.streams import declare
from twin.state.codes import Occupation, Ownership, PlaceKind, Thermal, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.core.streams import StreamName
    from twin.population.params import Params
    from twin.state.table import Table

HOME = declare("population.home", "building that a household lives in")
WORK_ZONE = declare("population.work_zone", "zone that a worker or university student goes to")
WORKPLACE = declare("population.workplace", "building that a worker or university student goes to")
SCHOOL = declare("population.school", "kindergarten or school that a child goes to")
BEYOND = declare("population.beyond", "whether a worker works beyond the municipality")
_TINY = 2.0**-54  # stands for a draw of exactly zero
STREAMS: tuple[StreamName, ...] = (HOME, WORK_ZONE, WORKPLACE, SCHOOL, BEYOND)


@dataclass(frozen=True)
class Candidates:
    """Rows of a table that entities choose among, sorted by group, with their weights.

    Parameters
    ----------
    rows : Rows. (C,)
    first : First candidate of each group. (G + 1,)
    uids : `mixed` uids. (C,)
    weight : Weights. (C,)
    """

    rows: NDArray[np.int64]
    first: NDArray[np.int64]
    uids: NDArray[np.uint64]
    weight: NDArray[np.float64]

    @classmethod
    def by_group(
        cls,
        rows: NDArray[np.int64],
        group: NDArray[np.int64],
        n: int,
        uids: NDArray[np.uint64],
        weight: NDArray[np.float64],
    ) -> Candidates:
        """Sort candidates by group; `group`, `uids` and `weight` are given per row of the table."""
        rows = rows[np.argsort(group[rows], kind="stable")]
        first = np.searchsorted(group[rows], np.arange(n + 1)).astype(np.int64)
        return cls(rows, first, mixed(uids[rows]), np.ascontiguousarray(weight[rows], dtype=np.float64))

    def choose(
        self, stream: StreamName, seed: int, uids: NDArray[np.uint64], group: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Row that each entity takes in its group, -1 if the group is empty. (N,)"""
        out = np.empty(uids.shape[0], dtype=np.int64)
        choose_in_group(stream.at(seed).key, uids, group, self.first, self.uids, self.weight, out)
        return np.where(out >= 0, self.rows[np.maximum(out, 0)] if self.rows.size else -1, -1)


def choose_homes(tables: dict[str, Table], households: Table, seed: int, public_odds: NDArray[np.float64]) -> None:
    """Fill households.home: a residential building of the household's zone, by floor area.

    Parameters
    ----------
    tables : Tables of the district; buildings.ownership is read.
    households : Table, written.
    seed : Seed of the stream.
    public_odds : How many times as much floor a public building counts to each household. (H,) [1]

    Raises
    ------
    InputError
        If a zone with households has no building to live in.
    """
    zones, buildings = tables["zones"], tables["buildings"]
    standing = (buildings["zone"] >= 0) & (buildings["thermal"] != Thermal.MERGED) & (buildings["floor_area"] > 0)
    homely = standing & (buildings["use"] == Use.RESIDENTIAL) & (buildings["thermal"] == Thermal.HEATED)
    faults = []
    for z in np.unique(households["zone"]):
        here = buildings["zone"] == z
        if not (homely & here).any():
            # A zone of offices or sheds only: people live in what stands there rather than nowhere.
            homely |= standing & here & (buildings["use"] != Use.ANCILLARY)
        if not (homely & here).any():
            place = f"zone {zones['source_id'][z]} ({zones['name'][z]})"
            what = f"{int((households['zone'] == z).sum())} households and no building to live in"
            faults.append(Fault(place, what, "add buildings, or set the zone's totals to 0"))
    if faults:
        raise InputError("buildings", faults)
    # The best public and the best other building; the nearer of the two in the race that all of them run.
    public = buildings["ownership"] == Ownership.PUBLIC
    found, late = [], []
    for some, odds in ((homely & public, public_odds), (homely & ~public, 1.0)):
        candidates = Candidates.by_group(
            np.flatnonzero(some), buildings["zone"], len(zones), buildings["uid"], buildings["floor_area"]
        )
        home = candidates.choose(HOME, seed, households["uid"], households["zone"])
        pair = households["uid"] ^ mixed(buildings["uid"])[home]
        weight = np.where(home >= 0, buildings["floor_area"][home], 1.0) * odds
        found.append(home)
        late.append(np.where(home >= 0, -np.log(np.maximum(HOME.at(seed).uniform(pair), _TINY)) / weight, np.inf))
    households["home"][:] = np.where(late[0] < late[1], *found)


def workplaces(buildings: Table, params: Params) -> NDArray[np.float64]:
    """Jobs at full use of each building: floor area over floor area per job of its use. (B,) [1]"""
    per_job = np.append(np.asarray(params.floor_area_per_job), np.inf)
    jobs = buildings["floor_area"] / per_job[buildings["use"]]
    jobs[(buildings["thermal"] != Thermal.HEATED) | (buildings["zone"] < 0)] = 0.0
    return np.asarray(np.round(jobs, 1))


def from_middle(zones: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Residents of each zone, and its distance from the middle of all residents. (Z,) [1], (Z,) [m]"""
    residents = np.nan_to_num(np.maximum(zones["residents"], 0.0))
    total = max(float(residents.sum()), 1.0)
    x, y = (float((residents * zones[axis]).sum()) / total for axis in ("x", "y"))
    return residents, np.hypot(zones["x"] - x, zones["y"] - y)


def zone_pull(zones: Table, params: Params) -> NDArray[np.float64]:
    """Jobs by which a zone draws workers: per resident, more towards the middle of all residents. (Z,) [1]

    It follows from residents alone, so that a building more or less moves nobody from one zone to another.
    """
    residents, away = from_middle(zones)
    centre = 1.0 + params.centre_pull * np.exp(-away / params.centre_radius)
    return np.asarray(params.jobs_per_resident * residents * centre)


def zone_sites(zones: Table) -> NDArray[np.float64]:
    """Centroid of each zone and its mean inner distance (0.38 of a square's side). (Z, 3) [m]"""
    return np.column_stack([zones["x"], zones["y"], 0.38 * np.sqrt(np.maximum(zones["area"], 0.0))])


def homes_xy(tables: dict[str, Table], citizens: Table) -> NDArray[np.float64]:
    """Coordinates of each citizen's home. (N, 2) [m]"""
    home, buildings = citizens["home"], tables["buildings"]
    return np.column_stack([buildings["x"][home], buildings["y"][home]])


def choose_workplaces(tables: dict[str, Table], citizens: Table, seed: int, params: Params) -> None:
    """Fill work_zone and work of workers and university students; buildings outside the district are not known.

    Workers who work beyond the municipality have neither.
    """
    zones, buildings = tables["zones"], tables["buildings"]
    sites, pull, names = zone_sites(zones), zone_pull(zones, params), mixed(zones["uid"])
    jobs = Candidates.by_group(
        np.flatnonzero(buildings["workplaces"] > 0),
        buildings["zone"], len(zones), buildings["uid"], buildings["workplaces"],
    )  # fmt: skip
    desks = Candidates.by_group(
        np.flatnonzero((buildings["workplaces"] > 0) & (buildings["use"] == Use.EDUCATION)),
        buildings["zone"], len(zones), buildings["uid"], buildings["workplaces"],
    )  # fmt: skip
    for occupation, decay, where in (
        (Occupation.WORKER, params.work_decay, jobs),
        (Occupation.UNIVERSITY, params.university_decay, desks),
    ):
        rows = np.flatnonzero(citizens["occupation"] == occupation)
        if occupation == Occupation.WORKER:
            rows = rows[BEYOND.at(seed).uniform(citizens["uid"][rows]) >= params.beyond_share]
        empty = zones["in_district"] & (where.first[1:] == where.first[:-1])
        zone = np.empty(rows.size, dtype=np.int64)
        uids = citizens["uid"][rows]
        choose_by_distance(
            WORK_ZONE.at(seed).key, 0, uids, homes_xy(tables, citizens)[rows], names, sites,
            np.where(empty, 0.0, pull), decay, zone,
        )  # fmt: skip
        inside = (zone >= 0) & zones["in_district"][zone]
        citizens["work_zone"][rows] = zone
        citizens["work"][rows] = where.choose(WORKPLACE, seed, uids, np.where(inside, zone, -1))


def choose_schools(tables: dict[str, Table], citizens: Table, households: Table, seed: int, params: Params) -> None:
    """Fill work_zone and work of children from 3 years on: a near school of their kind, or of any kind.

    Children of a household and kind go to the same school.
    """
    places, buildings = tables["places"], tables["buildings"]
    levels = (
        (Occupation.PRESCHOOL, PlaceKind.KINDERGARTEN),
        (Occupation.PUPIL, PlaceKind.SCHOOL),
        (Occupation.STUDENT, PlaceKind.SECONDARY_SCHOOL),
    )
    known = places["zone"] >= 0
    any_school = known & np.isin(places["kind"], [kind for _, kind in levels])
    for (occupation, kind), decay in zip(levels, params.school_decay, strict=True):
        rows = np.flatnonzero((citizens["occupation"] == occupation) & (citizens["age"] >= 3))  # noqa: PLR2004
        some = known & (places["kind"] == kind)
        at = np.flatnonzero(some if some.any() else any_school)
        if at.size:
            table, building, zone = places, places["building"][at], places["zone"][at]
        else:
            at = np.flatnonzero((buildings["use"] == Use.EDUCATION) & (buildings["zone"] >= 0))
            table, building, zone = buildings, at, buildings["zone"][at]
        if not at.size or not rows.size:
            continue
        inside = tables["zones"]["in_district"][zone] & (building >= 0)
        sites = np.column_stack([table["x"][at], table["y"][at], np.full(at.size, 100.0)])
        taken = np.empty(rows.size, dtype=np.int64)
        choose_by_distance(
            SCHOOL.at(seed).key, 0, households["uid"][citizens["household"][rows]], homes_xy(tables, citizens)[rows],
            mixed(table["uid"][at]), sites, np.ones(at.size), decay, taken,
        )  # fmt: skip
        found = taken >= 0
        rows, taken = rows[found], taken[found]
        citizens["work_zone"][rows] = zone[taken]
        citizens["work"][rows] = np.where(inside[taken], building[taken], -1)


def close_places(places: Table, year: int, params: Params) -> int:
    """Close docks and chargers that opened after the year, or that the baseline is to be without; returns how many."""
    served = np.isin(places["kind"], (PlaceKind.BIKE_DOCK, PlaceKind.CHARGER))
    gone = served & ((places["since"] > year) | np.isin(places["source_id"].astype(str), params.places_left_out))
    places["capacity"][gone] = 0.0
    return int(gone.sum())
