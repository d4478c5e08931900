"""What does each part of the retrofits do? Copies of the ledger's condominiums before, after, and part by part."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.interventions.condominium_retrofit import NAME, changes, find
from twin.interventions.plan import in_order
from twin.state.codes import Control, Fuel, Generator, Thermal, Use
from twin.state.edits import Edit, apply
from twin.study.small_world import Copies, Shift, Watch, copies, simulate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.core.params import ParamSet
    from twin.interventions.retrofit_levers import RetrofitLevers
    from twin.scenario import Scenario
    from twin.state.world import World
    from twin.study.small_world import Year

STAND_INS = Path(__file__).with_name("stand_ins.toml")
BEFORE, OIL, ENVELOPE, CONTROL, BEHAVIOUR, AFTER = (
    "before",
    "before, gas oil",
    "envelope",
    "control",
    "behaviour",
    "after",
)
# What of the package each arm leaves out; the whole package is the last one.
_WITHOUT_PLANT: dict[str, Any] = {"generator": "keep", "pv_per_flat": 0.0}
_PARTS: dict[str, dict[str, Any]] = {
    ENVELOPE: {"valves": False, "control": "keep", "cost_allocation": False, **_WITHOUT_PLANT},
    CONTROL: {"cost_allocation": False, **_WITHOUT_PLANT},
    BEHAVIOUR: _WITHOUT_PLANT,
    AFTER: {},
}
ARMS = (BEFORE, OIL, *_PARTS)


@dataclass(frozen=True)
class Work:
    """One retrofit of the ledger.

    Parameters
    ----------
    place : Its address.
    levers : What is done.
    rows : Buildings of the district at the address, or the one that stands in. (K,)
    stand_in : Whether another building stands in.
    """

    place: str
    levers: RetrofitLevers
    rows: NDArray[np.int64]
    stand_in: bool


@dataclass(frozen=True)
class Retrofits:
    """Years of all arms of the ledger's retrofits.

    Parameters
    ----------
    arms : Sums over the year and columns at the end, by arm and name. (K,) each
    places : Which of the K buildings belong to each address.
    stand_ins : Addresses for which another building stands in.
    """

    arms: Mapping[str, Mapping[str, NDArray[np.float64]]]
    places: Mapping[str, NDArray[np.int64]]
    stand_ins: tuple[str, ...]


def works(world: World, ledger: Scenario) -> list[Work]:
    """The ledger's retrofits with the buildings they are about, in the order in which they apply."""
    done: list[Work] = []
    taken: set[int] = set()
    for entry in in_order([each for each in ledger.measures if each.measure == NAME]):
        place = ", ".join(each.words for each in entry.where.at)
        rows = find(world, entry.levers, entry.where).rows  # type: ignore[arg-type]
        rows = rows[~np.isin(rows, sorted(taken))]
        own = rows.size > 0
        if not own:
            rows = _stand_in(world, entry.where.at[0].address if entry.where.at else "", taken)
        taken |= set(rows.tolist())
        if rows.size:
            done.append(Work(place, entry.levers, rows, not own))  # type: ignore[arg-type]
    return done


def _stand_in(world: World, address: str, taken: set[int]) -> NDArray[np.int64]:
    """A condominium of the district of that period and about as many flats; none if nothing is told of the address."""
    told = {each["address"]: each for each in tomllib.loads(STAND_INS.read_text(encoding="utf-8"))["buildings"]}
    if address not in told:
        return np.zeros(0, dtype=np.int64)
    buildings = world.table("buildings")
    fit = (buildings["use"] == Use.RESIDENTIAL) & (buildings["thermal"] == Thermal.HEATED) & (buildings["zone"] >= 0)
    fit &= np.isin(buildings["epoch"], told[address]["epochs"]) & (buildings["residents"] > 0)
    rows = np.setdiff1d(np.flatnonzero(fit), sorted(taken))
    apart = np.abs(buildings["flats"][rows] - told[address]["flats"])
    return np.asarray(rows[np.lexsort((buildings["uid"][rows], apart))[:1]], dtype=np.int64)


def levers_of(work: Work, arm: str, package: Mapping[str, Any] | None = None) -> RetrofitLevers | None:
    """Levers of an arm, None before the works; `package` replaces some of them."""
    if arm not in _PARTS:
        return None
    given = {**(package or {}), **_PARTS[arm]}
    return work.levers.model_copy(
        update={key: value for key, value in given.items() if key in type(work.levers).model_fields}
    )


def build(
    watch: Watch, done: Sequence[Work], arms: Sequence[str], params: Any, package: Mapping[str, Any] | None = None
) -> tuple[Copies, NDArray[np.int64]]:
    """Copies of all works' buildings in each arm, with the arm of each copy. (N,)

    Plant and control before the works are not published: an old gas boiler is counted, as gas makes 82 % of Milan's
    heat, but in the arm of gas oil; control is average, the middle of its prior.
    """
    rows = np.concatenate([each.rows for each in done])
    place = np.searchsorted(watch.rows, rows)
    made = copies(watch, np.tile(place, len(arms)))
    arm = np.repeat(np.arange(len(arms)), rows.size)
    table = made.world.table("buildings")
    fuel = np.where(arm == (arms.index(OIL) if OIL in arms else -1), Fuel.GAS_OIL, Fuel.GAS)
    table["heating_fuel"][:] = fuel
    table["generator"][:] = Generator.BOILER
    table["heating_efficiency"][:] = params.boiler_efficiency[0]
    # What the works fit was not there before.
    table["control"][:] = Control.AVERAGE
    for name in ("valves", "cost_allocation"):
        fitted = np.concatenate([np.full(each.rows.size, getattr(each.levers, name)) for each in done])
        table[name][:] &= ~np.tile(fitted, len(arms))
    for k, name in enumerate(arms):
        begin = k * rows.size
        for work in done:
            here = np.arange(begin, begin + work.rows.size)
            begin += work.rows.size
            levers = levers_of(work, name, package)
            if levers is None:
                continue
            for column, (chosen, values) in changes(made.world, here, levers).items():
                if chosen.size:
                    apply(made.world, [Edit(NAME, "buildings", column, chosen, values)])
    return made, arm


def run(
    watch: Watch,
    done: Sequence[Work],
    params: Mapping[str, ParamSet],
    arms: Sequence[str] = ARMS,
    package: Mapping[str, Any] | None = None,
    shifts: Mapping[str, Sequence[Shift]] | None = None,
) -> Retrofits:
    """Years of the works' buildings in all arms, with one year's people and the same luck."""
    made, arm = build(watch, done, arms, params["energy"], package)
    return gather(simulate(made, params, arm, shifts), done, arms, arm)


def gather(year: Year, done: Sequence[Work], arms: Sequence[str], arm: NDArray[np.int64]) -> Retrofits:
    """Sort a year's numbers by arm and address."""
    ends = (
        "space_final_year",
        "floor_area",
        "flats",
        "residents",
        "final_heat_year",
        "t_air_winter_sum",
        "underheated_sum",
        "overheated_sum",
    )
    values: dict[str, NDArray[Any]] = {**year.sums, **{name: year.end[name] for name in ends}}
    by_arm = {
        name: {column: np.asarray(each[arm == k], dtype=np.float64) for column, each in values.items()}
        for k, name in enumerate(arms)
    }
    begin, places = 0, {}
    for work in done:
        places[work.place] = np.arange(begin, begin + work.rows.size)
        begin += work.rows.size
    return Retrofits(by_arm, places, tuple(work.place for work in done if work.stand_in))
