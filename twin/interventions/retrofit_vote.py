"""Which of the condominiums offered a retrofit build it, and when, if their owners decide?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from twin.decisions import Course, Offer, Params, campaign, landlords, on_their_own, owners_of
from twin.domains.energy import Params as EnergyParams
from twin.forcing import Params as ForcingParams
from twin.interventions.measure import start_tick
from twin.interventions.retrofit_works import changes, cost
from twin.state.codes import Fuel, Ownership, Payer, Stage
from twin.state.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.interventions.retrofit_levers import RetrofitLevers
    from twin.state.world import World

_W_DAYS_TO_KWH = 24.0 / 1000.0


class Decided(NamedTuple):
    """What owners made of an offer.

    Parameters
    ----------
    rows : Buildings in the order in which they were offered. (K,)
    built : Month in which works are finished, from the start of the campaign, -1 never. (K,)
    cost, promised : Cost of the works, and what of it may be deducted from tax, if there is any. (K,) [EUR]
    held : Which of them hold assemblies. (K,)
    course : What happened to those. (held)
    """

    rows: NDArray[np.int64]
    built: NDArray[np.int64]
    cost: NDArray[np.float64]
    promised: NDArray[np.float64]
    held: NDArray[np.bool_]
    course: Course


def edits(
    world: World, name: str, levers: RetrofitLevers, rows: NDArray[np.int64], start: date, words: str
) -> list[Edit]:
    """Edits of the buildings whose owners have decided to build, and finished, by the end of the simulated year.

    Parameters
    ----------
    world : World before any edit.
    name : Name of the measure.
    levers : What is offered.
    rows : Buildings to which it is offered, in the order of the campaign. (K,)
    start : Day on which the campaign begins.
    words : What is offered, for the note.
    """
    tick = start_tick(world.clock, start)
    assert tick is not None  # noqa: S101 — the measure itself looks at its date
    decided = _paid_for(decide(world, levers, rows, start), world.refused.get((name, "buildings")))
    end = 12 * (world.clock.year - start.year + 1) - start.month
    note = "; ".join([words, *told(decided, world, end), *history(decided.course, end, start)])
    ready = np.flatnonzero((decided.built >= 0) & (decided.built <= end))
    done = [_stages(name, decided, end, tick)] if decided.held.any() else []
    if decided.held.any():
        done.append(_asked(name, decided, end, tick))
    for month in np.unique(decided.built[ready]):
        finished = shifted(start, int(month))
        chosen = ready[decided.built[ready] == month]
        works = _works(world, name, levers, decided, chosen[np.argsort(decided.rows[chosen])])
        done += [replace(each, tick=start_tick(world.clock, finished) or 0, year=finished.year) for each in works]
    nobody = np.zeros(0, dtype=np.int64)
    return [Edit(name, "buildings", "u_wall", nobody, np.zeros(0), tick, np.zeros(0), note=note), *done]


def _paid_for(decided: Decided, refused: NDArray[np.int64] | None) -> Decided:
    """What is decided, less the works that found no money in the year in which they would have been finished."""
    if refused is None:
        return decided
    no = np.isin(decided.rows, refused)
    course = replace(decided.course, built=np.where(no[decided.held], -1, decided.course.built))
    return decided._replace(built=np.where(no, -1, decided.built), course=course)


def decide(
    world: World, levers: RetrofitLevers, rows: NDArray[np.int64], start: date, params: Params | None = None
) -> Decided:
    """Let the owners of the buildings `rows` decide, year by year; the simulated year plays no part."""
    params = params or world.params.get("decisions") or Params()
    buildings = world.table("buildings")
    ownership = buildings["ownership"][rows]
    offer = offered(world, levers, rows, params)
    years = int(levers.campaign_years)
    contacted = 12 * (np.arange(rows.size) * years // max(rows.size, 1))
    held = ownership == Ownership.CONDOMINIUM
    owners = owners_of(world, rows[held], params)
    mine = offer._replace(cost=offer.cost[held], saving=offer.saving[held])
    since = (start.year, start.month - 1)
    if levers.begins == "own":
        course = on_their_own(owners, years, mine, *since, world.seed, params)
    else:
        course = campaign(owners, contacted[held], mine, *since, world.seed, params)
    built = landlords(
        buildings["uid"][rows], ownership, contacted, offer, years + params.retries, start.year, world.seed, params
    )
    built[held] = course.built
    promised = np.where(ownership == Ownership.PUBLIC, 0.0, levers.state_share * offer.cost)
    return Decided(rows, built, offer.cost, promised, held, course)


def offered(world: World, levers: RetrofitLevers, rows: NDArray[np.int64], params: Params) -> Offer:
    """What the works cost and what a diagnosis says that they save, for each building. (K,)"""
    order = np.argsort(rows)
    new = changes(world, rows[order], levers)
    whole, saved = np.empty(rows.size), np.empty(rows.size)
    whole[order] = cost(world, rows[order], levers)
    saved[order] = saving(world, rows[order], new, params.degree_days)
    return Offer(
        whole, saved, levers.state_share, levers.diagnosis, int(levers.workshops), levers.loan, levers.credit_transfer
    )


def saving(
    world: World,
    rows: NDArray[np.int64],
    new: Mapping[str, tuple[NDArray[np.int64], NDArray[np.float64]]],
    degree_days: float,
) -> NDArray[np.float64]:
    """Yearly saving of heat that a diagnosis reckons with, stationary, in the conventional climate. (K,) [EUR/a]

    Parameters
    ----------
    world : World before any edit.
    rows : Buildings, increasing. (K,)
    new : Columns that the works change, as `changes` tells them.
    degree_days : Degree-days of the conventional climate. () [K.d]

    Notes
    -----
    Heat = H · degree-days · 24 h with H of transmission, thermal bridges and air; gains are the same before and after
    and stand on neither side. Price and efficiency are those of the plant before, and of the one after.
    """
    buildings = world.table("buildings")
    before = {name: buildings[name][rows] for name in _BY_HEAT}
    after = dict(before)
    for name, (chosen, values) in new.items():
        if name in after:
            after[name] = after[name].copy()
            after[name][np.searchsorted(rows, chosen)] = values
    for name in ("u_wall", "u_roof", "u_floor", "u_window", "infiltration"):
        after[name] = np.minimum(after[name], before[name])
    after["heating_efficiency"] = np.maximum(after["heating_efficiency"], before["heating_efficiency"])
    paid = [_bill(world, each, buildings["facade"][rows].sum(axis=1), degree_days) for each in (before, after)]
    return np.maximum(paid[0] - paid[1], 0.0)


_BY_HEAT = (
    "u_wall", "u_window", "u_roof", "u_floor", "thermal_bridges", "infiltration", "ventilation", "window_share",
    "footprint", "floor_area", "heating_fuel", "heating_efficiency",
)  # fmt: skip


def _bill(
    world: World, b: Mapping[str, NDArray[np.float64]], facade: NDArray[np.float64], degree_days: float
) -> NDArray[np.float64]:
    """Price of the heat lost in a conventional year. (K,) [EUR/a]"""
    energy: EnergyParams = world.params.get("energy") or EnergyParams()
    price: ForcingParams = world.params.get("forcing") or ForcingParams()
    glass = facade * b["window_share"]
    air = energy.rho_c_air / 3600.0 * energy.room_height * energy.net_floor_share * b["floor_area"]
    loss = b["u_wall"] * (facade - glass) + b["u_window"] * glass + (b["u_roof"] + b["u_floor"]) * b["footprint"]
    loss = loss + b["thermal_bridges"] * (facade + 2.0 * b["footprint"]) + air * (b["infiltration"] + b["ventilation"])
    by_fuel = np.zeros(len(Fuel))
    by_fuel[[Fuel.GAS, Fuel.GAS_OIL, Fuel.DISTRICT_HEAT, Fuel.ELECTRICITY]] = (
        price.price_gas, price.price_gas_oil, price.price_district_heat, price.price_electricity,
    )  # fmt: skip
    each = by_fuel[b["heating_fuel"].astype(np.int64)] / np.maximum(b["heating_efficiency"], 0.1)
    return np.asarray(loss * degree_days * _W_DAYS_TO_KWH * each)


def told(decided: Decided, world: World, month: int) -> list[str]:
    """The way from contact to works in words, by a month of the campaign."""
    n = {stage: int(count) for stage, count in zip(Stage, decided.course.funnel(month), strict=True)}
    ownership = world.table("buildings")["ownership"][decided.rows]
    ready = (decided.built >= 0) & (decided.built <= month)
    votes = (
        f"last assembly in order at first call {n[Stage.FIRST_CALL]}, at second {n[Stage.SECOND_CALL]}, "
        f"never {n[Stage.NO_QUORUM]}"
    )
    out = [
        f"condominiums: {n[Stage.CONTACTED]} contacted, {n[Stage.INTERESTED]} interested, {n[Stage.AUDITED]} audited",
        votes,
        f"{n[Stage.APPROVED]} approved, {n[Stage.STOPPED]} stopped afterwards, {n[Stage.BUILT]} built",
    ]
    for kind, who in ((Ownership.COMPANY, "companies"), (Ownership.PUBLIC, "public owners")):
        if (ownership == kind).any():
            out.append(f"{who}: {(ownership == kind).sum()} offered, {(ready & (ownership == kind)).sum()} built")
    return out


def history(course: Course, month: int, start: date) -> list[str]:
    """Assemblies of each calendar year in words, by a month of the campaign; a refused work may come back."""
    years = course.years(month, start.month - 1)
    return [
        f"assemblies of {start.year + each}: {held} held, {never} never in order, {won} carried the works"
        for each, (held, never, won) in years.items()
    ]


def shifted(start: date, months: int) -> date:
    """The day some months later, at most the 28th."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, 28))


def _stages(name: str, decided: Decided, month: int, tick: int) -> Edit:
    """Stages that each condominium has reached by a month."""
    rows, course = decided.rows[decided.held], decided.course
    reached = np.zeros((rows.size, len(Stage)), dtype=bool)
    for stage, mask in course.stages(month).items():
        reached[:, stage] = mask
    order = np.argsort(rows)
    return Edit(name, "buildings", "retrofit_stage", rows[order], reached[order], tick, np.zeros(rows.size))


def _asked(name: str, decided: Decided, month: int, tick: int) -> Edit:
    """Owners asked at the last assembly by a month, and those in favour."""
    rows, course = decided.rows[decided.held], decided.course
    asked, order = course.asked(month), np.argsort(rows)
    return Edit(name, "buildings", "owners_asked", rows[order], asked[order], tick, np.zeros(rows.size))


def _works(world: World, name: str, levers: RetrofitLevers, decided: Decided, chosen: NDArray[np.int64]) -> list[Edit]:
    """Edits of the works finished on one day, with what owners and state pay.

    The state's part is what the law promises: finance bounds each year's instalment by the tax there is, once. A
    company that owns a whole block is its landlord.
    """
    rows, buildings = decided.rows[chosen], world.table("buildings")
    own = decided.cost[chosen] - decided.promised[chosen]
    payer = np.array([Payer.HOUSEHOLDS, Payer.OWNERS, Payer.CITY])[buildings["ownership"][rows]]
    same = buildings["u_wall"][rows]
    bills = [
        *((np.where(payer == each, own, 0.0), each, "owners' part of works") for each in np.unique(payer)),
        (decided.promised[chosen], Payer.STATE, "tax deduction on the whole work, booked at once"),
    ]
    paid = [
        Edit(name, "buildings", "u_wall", rows[part > 0.0], same[part > 0.0], 0, part[part > 0.0], Payer(who), note)
        for part, who, note in bills
        if (part > 0.0).any()
    ]
    done = [
        Edit(name, "buildings", column, where, values, cost=np.zeros(len(where)))
        for column, (where, values) in changes(world, rows, levers).items()
        if len(where)
    ]
    return [*paid, *done]
