"""How are residents made from zone totals? Sizes, members, incomes, homes, work and vehicles, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.rendezvous import child_uids
from twin.core.streams import declare
from twin.population import fleet, means, places
from twin.population.kernels import member_ages
from twin.population.params import Params
from twin.population.sizes import MAX_SIZE, households_by_size
from twin.state.codes import Occupation
from twin.state.people_columns import CITIZENS, HOUSEHOLDS
from twin.state.table import Flag, Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

MEMBERS = declare("population.members", "composition of a household and ages of its members")
OCCUPATION = declare("population.occupation", "what a citizen does on a workday")
BICYCLE = declare("population.bicycle", "whether a citizen has a bicycle")
STREAMS = (MEMBERS, OCCUPATION, BICYCLE, *places.STREAMS, *fleet.STREAMS, *means.STREAMS)

_QUANTILES = np.array([0.0, 0.10, 0.25, 0.50, 0.75, 0.90, 1.0])
_WORK_AGES = np.array([25, 35, 55, 65, 70])
# Ages at which school, secondary school, grown-up life and the pension start, and university ends. [a]
_SCHOOL, _SECONDARY, _GROWN, _GRADUATED, _PENSION, _OLD = 6, 14, 19, 25, 65, 70
ADULT = 18


def synthesise(tables: dict[str, Table], seed: int, params: Params | None = None) -> dict[str, Table]:
    """Make households, citizens and vehicles that match every zone's residents and households.

    Parameters
    ----------
    tables : Tables of the district; residents, workplaces and ownership of its buildings are written.
    seed : Seed of the streams.
    params : Parameters; the defaults if None.

    Returns
    -------
    Tables "households", "citizens" (in the order of their households) and "vehicles".

    Raises
    ------
    InputError
        If a zone's totals cannot belong together, or a zone with households has no building.

    Notes
    -----
    Ages and occupations are synthetic: shaped by assumptions, drawn independently of the building. Incomes follow from
    them and from the zone; public homes, tenure and the size of the flat from incomes. Nationality is not among the
    inputs.
    """
    params = params if params is not None else Params()
    buildings = tables["buildings"]
    households = make_households(tables["zones"], params)
    first = np.concatenate([[0], np.cumsum(households["size"])]).astype(np.int64)
    citizens = make_citizens(households, first, seed, params)
    means.give_owners(buildings, seed, params)
    means.give_incomes(tables["zones"], households, citizens, seed, params)
    places.choose_homes(tables, households, seed, means.public_odds(households, params))
    citizens["home"][:] = households["home"][citizens["household"]]
    buildings["residents"][:] = np.bincount(citizens["home"], minlength=len(buildings))
    buildings["workplaces"][:] = places.workplaces(buildings, params)
    buildings["workplaces_flag"][:] = Flag.IMPUTED
    places.choose_workplaces(tables, citizens, seed, params)
    places.choose_schools(tables, citizens, households, seed, params)
    vehicles = fleet.make_vehicles(households, citizens, first, len(tables["zones"]), seed, params)
    fleet.give_tickets(citizens, seed, params)
    means.give_means(tables, households, citizens, seed, params)
    return {"households": households, "citizens": citizens, "vehicles": vehicles}


def make_households(zones: Table, params: Params) -> Table:
    """Households with uid, zone and size; a household's uid follows from its zone, its size and its ordinal there."""
    counts = households_by_size(zones, params)
    cells = counts.ravel()
    cell = np.repeat(np.arange(cells.size), cells)
    ordinal = np.arange(cell.size) - np.repeat(np.cumsum(cells) - cells, cells)
    zone, size = cell // MAX_SIZE, cell % MAX_SIZE + 1
    share_flag = zones["size_share_flag"]
    flag = share_flag.reshape(len(zones), -1).max(axis=1) if len(zones) else share_flag
    columns = {
        "uid": child_uids(child_uids(zones["uid"][zone], size), ordinal),
        "zone": zone,
        "size": size,
        "size_flag": np.maximum(flag[zone], Flag.DERIVED),
    }
    return Table.from_columns(HOUSEHOLDS, columns)


def make_citizens(households: Table, first: NDArray[np.int64], seed: int, params: Params) -> Table:
    """Members of every household with age, occupation and bicycle, homes apart. (rows in the order of households)"""
    size = households["size"]
    owner = np.repeat(np.arange(size.size), size)
    citizens = Table.from_columns(
        CITIZENS,
        {
            "uid": child_uids(households["uid"][owner], np.arange(owner.size) - first[owner]),
            "household": owner,
            "zone": households["zone"][owner],
            "home": np.full(owner.size, -1),
            "work": np.full(owner.size, -1),
            "work_zone": np.full(owner.size, -1),
        },
    )
    shares = np.array([*params.pair_types[:2], params.lone_parent_share, params.grandparent_share])
    ages = np.array([params.age_single, params.age_couple, params.age_parent], dtype=np.float64)
    member_ages(
        MEMBERS.at(seed).key, households["uid"], size, first, _QUANTILES, ages, np.asarray(params.birth_age), shares,
        citizens["age"],
    )  # fmt: skip
    u = OCCUPATION.at(seed).uniform(citizens["uid"])
    citizens["occupation"][:] = occupations(citizens["age"], u, params)
    rides = BICYCLE.at(seed).uniform(citizens["uid"])
    young, adult, old = params.bicycle_share
    age = citizens["age"]
    citizens["bicycle"][:] = rides < np.select([age < _SCHOOL, age < ADULT, age < _OLD], [0.0, young, adult], old)
    citizens["age_flag"][:] = Flag.SYNTHETIC
    citizens["occupation_flag"][:] = Flag.SYNTHETIC
    return citizens


def occupations(age: NDArray[np.int64], u: NDArray[np.float64], params: Params) -> NDArray[np.int64]:
    """Occupation from age and one uniform number. (N,), (N,) → (N,)"""
    share = np.asarray(params.work_share)[np.searchsorted(_WORK_AGES, age, side="right")]
    study = np.where((age >= _GROWN) & (age < _GRADUATED), params.university_share, 0.0)
    rest = np.where(age >= _PENSION, Occupation.RETIRED, Occupation.HOME)
    grown = np.where(
        u < study, Occupation.UNIVERSITY, np.where(u < study + (1.0 - study) * share, Occupation.WORKER, rest)
    )
    levels = [Occupation.PRESCHOOL, Occupation.PUPIL]
    child = np.select([age < _SCHOOL, age < _SECONDARY], levels, Occupation.STUDENT)
    return np.where(age < _GROWN, child, grown).astype(np.int64)
