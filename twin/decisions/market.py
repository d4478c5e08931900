"""Who takes part in the digital social market in a year, how long, and what follows? Voluntary, and no penalty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from twin.core.streams import declare
from twin.decisions.market_params import MESSAGES, MarketParams

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from twin.state.world import World

Message = Literal["information", "norm", "health", "reward", "norm_reward"]

PHONE = declare("decisions.market_phone", "whether somebody uses a smartphone well enough for the social market")
JOIN = declare("decisions.market_join", "whether and when in a year somebody joins the social market")
STAY = declare("decisions.market_stay", "how long somebody stays in the social market")
DEED = declare("decisions.market_deed", "how strongly somebody in the social market responds, by kind of deed")
STREAMS = (PHONE, JOIN, STAY, DEED)

FIFTHS = 5
_MONTHS = 12.0
_TINY = 2.0**-54
_ELECTRICITY, _HEAT, _PULL = 0, 1, 2


class Scheme(NamedTuple):
    """What is offered.

    Parameters
    ----------
    joining : Chance in a year that somebody of middle age and income with a phone joins. [1]
    desk : Whether one can take part on paper or at a desk.
    half_life : Least and largest time after which half of those who joined have left, drawn for each. [month]
    message : What people are told.
    value : What a point buys. [EUR]
    budget : Most that rewards cost in a year. [EUR]
    gaming : Share of the points claimed for deeds that were not done. [1]
    """

    joining: float
    desk: bool
    half_life: tuple[float, float]
    message: Message
    value: float
    budget: float
    gaming: float


class Outcome(NamedTuple):
    """What follows in the simulated year, by citizen and building; nobody who stays away appears in it.

    Parameters
    ----------
    part : Share of the year that each citizen takes part. (N,) [1]
    pull : Utility of tours on foot and by bicycle, mean of the year. (N,) [1]
    appliances : Share of the homes' electricity that people forgo. (B,) [1]
    setpoint : By how much people want it cooler. (B,) [K]
    points : Points given to each citizen, those claimed without a deed with them. (N,) [1]
    rewards : What they cost in all. () [EUR]
    paid : Share of the points' value that the budget covers. () [1]
    """

    part: NDArray[np.float64]
    pull: NDArray[np.float64]
    appliances: NDArray[np.float64]
    setpoint: NDArray[np.float64]
    points: NDArray[np.float64]
    rewards: float
    paid: float


def fifths(income: NDArray[np.float64], uids: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Fifth of each household by income, 0 the poorest; equal incomes by uid. (H,), (H,) → (H,)"""
    place = np.empty(income.size, dtype=np.int64)
    place[np.lexsort((uids, income))] = np.arange(income.size)
    return place * FIFTHS // max(income.size, 1)


def chances(world: World, scheme: Scheme, params: MarketParams) -> NDArray[np.float64]:
    """Chance of each citizen to join in a whole year: by phone, else on paper or at a desk. (N,) [1]"""
    citizens, households = world.table("citizens"), world.table("households")
    age = np.searchsorted(params.ages, citizens["age"], side="right")
    fifth = fifths(households["income"], households["uid"])[citizens["household"]]
    online = np.asarray(params.online)[age] * np.asarray(params.online_by_income)[fifth]
    phone = PHONE.at(world.seed).uniform(citizens["uid"]) < online
    keen = np.asarray(params.interest)[age] * np.asarray(params.interest_by_income)[fifth]
    way = np.where(phone, 1.0, params.at_the_desk if scheme.desk else 0.0)
    chance = np.minimum(scheme.joining * keen * way, 1.0)
    return np.where(citizens["age"] >= params.least_age, chance, 0.0)


def taking_part(
    world: World, scheme: Scheme, offered: NDArray[np.bool_], start: date, params: MarketParams | None = None
) -> NDArray[np.float64]:
    """Share of the simulated year that each citizen takes part in the market. (N,) [1]

    Parameters
    ----------
    world : World with its people.
    scheme : What is offered.
    offered : To whom. (N,)
    start : Day from which one can join.
    params : Parameters; those in force in the world if None.

    Notes
    -----
    Each year those who have not joined yet do so with their chance, on a day of their own, and stay for a time of
    exponential distribution with a half-life of their own; who has left does not come back.
    """
    given: MarketParams = params or world.params.get("social_market") or MarketParams()
    year = world.clock.year
    uids = world.table("citizens")["uid"]
    part = np.zeros(uids.size)
    if start.year > year:
        return part
    first = (start - start.replace(month=1, day=1)).days / 365.0
    chance = np.where(offered, chances(world, scheme, given), 0.0)
    join, stay = JOIN.at(world.seed), STAY.at(world.seed)
    joined = np.full(uids.size, np.inf)
    for each in range(start.year, year + 1):
        begin = first if each == start.year else 0.0
        new = np.isinf(joined) & (join.uniform(uids, each, 0) < chance * (1.0 - begin))
        joined[new] = each + begin + (1.0 - begin) * join.uniform(uids, each, 1)[new]
    low, high = scheme.half_life
    half = (low + (high - low) * stay.uniform(uids, lane=0)) / _MONTHS
    time = -half * np.log2(np.maximum(1.0 - stay.uniform(uids, lane=1), _TINY))
    in_it = np.isfinite(joined)
    left = np.minimum(joined[in_it] + time[in_it], year + 1.0)
    part[in_it] = np.maximum(left - np.maximum(joined[in_it], float(year)), 0.0)
    return part


def response(world: World, prior: tuple[float, float], kind: int, factor: float) -> NDArray[np.float64]:
    """Effect of each citizen's deeds while in the market: between nothing and the prior's most. (N,) [as the prior]

    The prior's effect is most x u^k of a uniform u, with k such that half of all stay below the median.
    """
    median, most = prior
    if median <= 0.0 or factor <= 0.0:
        return np.zeros(len(world.table("citizens")))
    shape = np.log(median / most) / np.log(0.5)
    u = DEED.at(world.seed).uniform(world.table("citizens")["uid"], lane=kind)
    return np.asarray(np.minimum(factor * most * u**shape, most))


def outcome(world: World, scheme: Scheme, part: NDArray[np.float64], params: MarketParams | None = None) -> Outcome:
    """What taking part changes in the simulated year.

    Parameters
    ----------
    world : World with its people.
    scheme : What is offered.
    part : Share of the year that each citizen takes part. (N,) [1]
    params : Parameters; those in force in the world if None.

    Notes
    -----
    A household saves as its most active member makes it; a building's figures are means over all of its households,
    so that one household of thirty moves them by a thirtieth. Points claimed without a deed cost and do nothing. Where
    rewards are what moves people and the budget does not cover the points, they move in the proportion that it does.
    """
    given: MarketParams = params or world.params.get("social_market") or MarketParams()
    citizens = world.table("citizens")
    points = part * _MONTHS * given.deeds * given.points / max(1.0 - scheme.gaming, 1e-9)
    worth = float(points.sum()) * scheme.value
    paid = min(scheme.budget / worth, 1.0) if worth > 0.0 else 1.0
    factor = given.messages[MESSAGES.index(scheme.message)]
    if scheme.message == "reward":
        factor *= paid
    household, home = citizens["household"], world.table("households")["home"]
    n_buildings = len(world.table("buildings"))
    many = np.bincount(home[home >= 0], minlength=n_buildings)

    def of_buildings(prior: tuple[float, float], kind: int) -> NDArray[np.float64]:
        saved = np.zeros(home.size)
        np.maximum.at(saved, household, part * response(world, prior, kind, factor))
        lives = home >= 0
        return np.bincount(home[lives], weights=saved[lives], minlength=n_buildings) / np.maximum(many, 1)

    return Outcome(
        part=part,
        pull=part * response(world, given.pull, _PULL, factor),
        appliances=of_buildings(given.electricity, _ELECTRICITY),
        setpoint=of_buildings(given.heat, _HEAT) / given.kelvin,
        points=points,
        rewards=min(worth, scheme.budget),
        paid=paid,
    )
