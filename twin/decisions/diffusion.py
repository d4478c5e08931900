"""Who takes up photovoltaics, a heat pump or an electric car, and in which year? From a date to the simulated year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from twin.core.streams import declare, uid_of
from twin.decisions import network
from twin.decisions.diffusion_params import PRIORS, DiffusionParams
from twin.decisions.network_kernels import NEVER, spread
from twin.state.codes import Engine, Generator, Ownership, Tenure

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from twin.decisions.network import Network
    from twin.state.world import World

Technology = Literal["rooftop_pv", "heat_pump", "e_cars"]

SPEED = declare("decisions.diffusion_speed", "how fast a technology spreads in this run, within its prior")
KEENNESS = declare("decisions.diffusion_keenness", "how keen somebody is on a technology")
ADOPTION = {
    "rooftop_pv": declare("decisions.diffusion_pv", "whether a building takes up photovoltaics in a year"),
    "heat_pump": declare("decisions.diffusion_pump", "whether a building takes up a heat pump in a year"),
    "e_cars": declare("decisions.diffusion_car", "whether a household takes up an electric car in a year"),
}
STREAMS = (SPEED, KEENNESS, *ADOPTION.values())

_LANE = {"rooftop_pv": 0, "heat_pump": 1, "e_cars": 2}


class Offer(NamedTuple):
    """What a technology costs and brings to those who may take it up, one value each of `rows`.

    Parameters
    ----------
    rows : Who may take it up: rows of buildings, or of households for electric cars. (K,)
    cost : Cost before any help. (K,) [EUR]
    help : Share of the cost that others bear, the promotion's subsidy with it. (K,) [1]
    gain : What it saves or brings a year, as reckoned by who decides. (K,) [EUR/a]
    ease : Factor on the hazard for other obstacles, such as no socket at hand. (K,) [1]
    """

    rows: NDArray[np.int64]
    cost: NDArray[np.float64]
    help: NDArray[np.float64]
    gain: NDArray[np.float64]
    ease: NDArray[np.float64]


def speed(technology: Technology, seed: int, params: DiffusionParams) -> tuple[float, float]:
    """Hazards by own propensity and by contacts of this run: drawn over the prior, the first on a log scale. [1/a]

    Neither is known for Milan, so that each seed takes its own; the two sides of a comparison share theirs.
    """
    prior = PRIORS[technology]
    (low, high), (least, most) = getattr(params, prior.own), getattr(params, prior.social)
    one = np.array([uid_of(technology)])
    u, v = (float(SPEED.at(seed).uniform(one, lane=lane)[0]) for lane in range(2))
    own = low * (high / low) ** u if low > 0.0 else high * u
    return own, least + v * (most - least)


def adopters(
    world: World,
    technology: Technology,
    offer: Offer,
    start: date,
    *,
    campaign: float = 0.0,
    params: DiffusionParams | None = None,
    contacts: Network | None = None,
) -> NDArray[np.int64]:
    """Year in which each of `offer.rows` takes the technology up; `NEVER` if not by the simulated year. (K,)

    Nor do those who have it already: they are seen by their contacts, and take up no second one.

    Parameters
    ----------
    world : World before any edit; who has the technology already is seen by its contacts from the start, if it does
        not lie before the year that they had it.
    technology : Which.
    offer : Who may take it up, at what cost and gain.
    start : From when; the year of the start counts by the days that are left of it.
    campaign : Share of those who decide that a campaign reaches each year. [1]
    params : Parameters; those in force in the world if None.
    contacts : Contacts of all rows of the table; made if None.

    Notes
    -----
    A pure function of the world, seed and year: each year of a path can be run alone and the paths agree. People, their
    means and the prices that they reckon with are the same in all years.
    """
    given: DiffusionParams = params or world.params.get("diffusion") or DiffusionParams()
    table = world.table("households" if technology == "e_cars" else "buildings")
    net = contacts or contacts_of(world, technology)
    last = world.clock.year
    out = np.full(offer.rows.size, NEVER, dtype=np.int64)
    if start.year > last or not offer.rows.size:
        return out
    length = np.ones(last - start.year + 1)
    length[0] = (start.replace(month=12, day=31) - start).days / 365.0
    p, q = speed(technology, world.seed, given)
    pull = _pull(technology, offer, given) * offer.ease * affordable(world, technology, offer, given)
    if technology != "e_cars":
        many = (table["ownership"] == Ownership.CONDOMINIUM) & (table["flats"] > 1.0)
        pull = pull * np.where(many[offer.rows], given.condominium, 1.0)
    uids = table["uid"]
    spread_of = given.propensity_spread
    normal = KEENNESS.at(world.seed).normal(uids[offer.rows], lane=_LANE[technology])
    keen = np.exp(spread_of * normal - 0.5 * spread_of**2)
    own, social = np.zeros(len(table)), np.zeros(len(table))
    own[offer.rows] = p * keen * (1.0 + given.campaign * campaign) * pull
    social[offer.rows] = q * pull
    step_of = np.full(len(table), NEVER, dtype=np.int64)
    owned = has(world, technology)
    step_of[owned] = -1
    pool = owned & (start.year >= given.stock_year)
    pool[offer.rows] = ~owned[offer.rows] | pool[offer.rows]
    key = ADOPTION[technology].at(world.seed).key
    most = given.renewal[PRIORS[technology].place]
    spread(key, start.year, length, uids, net.first, net.contact, pool, own, social, most, step_of)
    taken = step_of[offer.rows]
    new = (taken >= 0) & (taken != NEVER)
    out[new] = start.year + taken[new]
    return out


def contacts_of(world: World, technology: Technology) -> Network:
    """Contacts of the households, or of the buildings where these decide."""
    net = network.of_households(world)
    return net if technology == "e_cars" else network.of_buildings(world, net)


def has(world: World, technology: Technology) -> NDArray[np.bool_]:
    """Who has the technology before any edit, by row of households (electric cars) or of buildings."""
    if technology == "e_cars":
        vehicles = world.table("vehicles")
        keeper = vehicles["household"][vehicles["engine"] == Engine.ELECTRIC]
        return np.bincount(keeper, minlength=len(world.table("households"))) > 0
    buildings = world.table("buildings")
    if technology == "rooftop_pv":
        return np.asarray(buildings["pv_peak"] > 0.0)
    pumps = (Generator.AIR_HEAT_PUMP, Generator.GROUNDWATER_HEAT_PUMP, Generator.CANAL_HEAT_PUMP)
    return np.isin(buildings["generator"], pumps)


def _pull(technology: Technology, offer: Offer, params: DiffusionParams) -> NDArray[np.float64]:
    """Factor on the hazard that follows from the payback, 1 at the usual one. (K,) [1]"""
    left = offer.cost * np.maximum(1.0 - offer.help, 0.0)
    payback = np.full(left.size, np.inf)
    np.divide(left, offer.gain, out=payback, where=offer.gain > 0.0)
    payback[left <= 0.0] = 0.0
    usual = params.usual_payback[PRIORS[technology].place]
    with np.errstate(under="ignore"):
        return np.asarray(np.minimum(np.exp((usual - payback) / params.patience), params.keenest))


def affordable(world: World, technology: Technology, offer: Offer, params: DiffusionParams) -> NDArray[np.bool_]:
    """Whether those who decide can pay their part. (K,)

    A household pays by itself. A condominium can if enough of the owners who live in it can pay an equal part by flat;
    one without owners in it, a landlord's block and a building of other use are taken to find the money.
    """
    households = world.table("households")
    means = params.from_savings * households["savings"] + params.from_income * households["income"]
    left = offer.cost * np.maximum(1.0 - offer.help, 0.0)
    if technology == "e_cars":
        return np.asarray(left <= means[offer.rows])
    buildings = world.table("buildings")
    part = np.full(len(buildings), 0.0)
    part[offer.rows] = left / np.maximum(buildings["flats"][offer.rows], 1.0)
    home = households["home"]
    owner = (households["tenure"] == Tenure.OWNER) & (home >= 0)
    able = owner & (means >= part[home])
    many = np.bincount(home[owner], minlength=len(buildings))[offer.rows]
    can = np.bincount(home[able], minlength=len(buildings))[offer.rows]
    lords = (many == 0) | (buildings["ownership"][offer.rows] != Ownership.CONDOMINIUM)
    return np.asarray(lords | (can >= params.half * many))
