"""How many of 20 audited condominiums would build? A distribution over what is believed of owners, and over luck (V5).

Nothing here knows how many did: the reluctance of each draw is fitted to the yearly rate of renovation without
co-design, and that is all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from twin.core.streams import declare, uid_of
from twin.decisions import Offer, Params, Spontaneous, blank, owners_of, votes
from twin.decisions.opinion import house
from twin.interventions import catalogue
from twin.interventions.retrofit_vote import offered
from twin.state.codes import Ownership, Thermal, Use
from twin.study.priors import load_priors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.decisions import Owners
    from twin.state.world import World
    from twin.study.priors import Prior

PRIORS = Path(__file__).with_name("assembly_priors.toml")
AUDITED, FAMILIES = 20, 924.0  # condominiums and families in the co-design, sharingcities.eu (given)
START = (2016, 10)  # contacts from November 2016; months of the year gone
DEDUCTION, BEFORE = 0.70, 0.65  # with a quarter of the envelope treated, and without that condition (edilportale.com)
DRAWS, STAND_FOR = 256, 400  # draws of the priors; condominiums that stand for all in the fit of the rate
LEAST_FLATS = 4.0
_HALVINGS = 60
_Z95 = float(stats.norm.ppf(0.95))

DRAW = declare("study.assembly_draw", "values of uncertain parameters of owners, by draw")
SAMPLE = declare("study.assembly_sample", "which condominiums stand for all, and which are audited")

# What each ablation takes away.
ARMS: Mapping[str, Mapping[str, Any]] = {
    "co-design": {},
    "no diagnosis": {"diagnosis": False},
    "no deduction": {"deduction": 0.0},
    "no workshops": {"meetings": 0},
    "no loan": {"loan": False},
}


@dataclass(frozen=True)
class Assemblies:
    """What was predicted.

    Parameters
    ----------
    built : Condominiums of 20 that build, by arm. (draws) each
    reluctance : Fitted to the rate of each draw. (draws) [1]
    refused : Draws whose owners never reach the rate that was drawn for them; left out.
    families : Mean families of an audited condominium.
    drawn : Values of the priors, of all draws. (all draws) each
    kept : Draws that are not left out. (draws)
    rate : Yearly rate of renovation without co-design at the parameters in force. () [1/a]
    """

    built: Mapping[str, NDArray[np.int64]]
    reluctance: NDArray[np.float64]
    refused: int
    families: float
    drawn: Mapping[str, NDArray[np.float64]]
    kept: NDArray[np.int64]
    rate: float


def condominiums(world: World) -> NDArray[np.int64]:
    """Condominiums of the district's zones that hold an assembly. (B,)"""
    b = world.table("buildings")
    home = (b["use"] == Use.RESIDENTIAL) & (b["thermal"] == Thermal.HEATED) & (b["zone"] >= 0) & (b["floor_area"] > 0)
    return np.flatnonzero(home & (b["ownership"] == Ownership.CONDOMINIUM) & (b["flats"] >= LEAST_FLATS))


def run(world: World, draws: int = DRAWS) -> Assemblies | None:
    """Predict how many of the audited condominiums build; None where the district has too few or too small ones."""
    rows = condominiums(world)
    owners = owners_of(world, rows, Params())
    flats = np.bincount(owners.place, weights=owners.flats, minlength=rows.size).astype(np.float64)
    if rows.size < 2 * AUDITED or flats.max() <= FAMILIES / AUDITED:
        return None
    base = proposal(world, rows)
    sample = _sample(owners, world.seed)
    few = owners.of(sample)
    drawn = latin(load_priors(PRIORS), draws, world.seed)
    built: dict[str, list[int]] = {name: [] for name in ARMS}
    fitted, families, kept = [], [], []
    for k in range(draws):
        values = {name: float(each[k]) for name, each in drawn.items()}
        params, package = drawn_params(values, load_priors(PRIORS))
        seed = int(uid_of(f"{world.seed}/{k}"))
        offer = base._replace(
            cost=base.cost * package["cost"], saving=base.saving * package["saving"], meetings=int(package["meetings"])
        )
        alone = _alone(offer, sample)
        found = Spontaneous(few, alone, START[0], seed, params).reluctance_for(package["renovation_rate"])
        if found is None:
            continue
        params = params.model_copy(update={"reluctance": found})
        fitted.append(found)
        kept.append(k)
        chosen = audited(owners, flats, seed, params)
        families.append(float(flats[chosen].mean()))
        mine = offer._replace(cost=offer.cost[chosen], saving=offer.saving[chosen])
        for name, change in ARMS.items():
            built[name].append(_builds(owners.of(chosen), mine._replace(**change), seed, params))
    counts = {name: np.array(each, dtype=np.int64) for name, each in built.items()}
    rate = spontaneous(world, Params()).rate(Params().reluctance)
    left_out, mean = draws - len(fitted), float(np.mean(families)) if families else 0.0
    return Assemblies(counts, np.array(fitted), left_out, mean, drawn, np.array(kept, dtype=np.int64), rate)


def spontaneous(world: World, params: Params) -> Spontaneous:
    """Votes of condominiums of the district on their own, without diagnosis, meetings and loan."""
    rows = condominiums(world)
    owners = owners_of(world, rows, params)
    sample = _sample(owners, world.seed)
    return Spontaneous(owners.of(sample), _alone(proposal(world, rows), sample), START[0], world.seed, params)


def proposal(world: World, rows: NDArray[np.int64]) -> Offer:
    """The works of the Milan co-design for each of the buildings `rows`, with all that came with them."""
    levers: Any = catalogue["condominium_retrofit"].levers.model_validate({
        "quantity": "100 %", "floor": False, "windows": False, "valves": True, "control": "good",
        "decided_by": "assembly", "diagnosis": True, "workshops": 1, "loan": True, "state_share": DEDUCTION,
    })  # fmt: skip
    return offered(world, levers, rows, Params())


def _sample(owners: Owners, seed: int) -> NDArray[np.int64]:
    """Condominiums that stand for all in the fit of the rate, drawn by lot; increasing."""
    return np.sort(np.argsort(SAMPLE.at(seed).uniform(owners.uids), kind="stable")[:STAND_FOR])


def _alone(offer: Offer, sample: NDArray[np.int64]) -> Offer:
    """What condominiums had without co-design: the lower deduction, and neither diagnosis, meetings nor loan."""
    return offer._replace(
        cost=offer.cost[sample], saving=offer.saving[sample], deduction=BEFORE, diagnosis=False, meetings=0, loan=False
    )


def _builds(owners: Owners, offer: Offer, seed: int, params: Params) -> int:
    """How many of the audited condominiums build."""
    course = blank(owners.rows.size, params)
    ready = np.full(owners.rows.size, params.preparation[0])
    votes(course, owners, np.arange(owners.rows.size), ready, offer, START, seed, params)
    return int(np.count_nonzero(course.built >= 0))


def audited(owners: Owners, flats: NDArray[np.float64], seed: int, params: Params) -> NDArray[np.int64]:
    """Twenty condominiums as large as those audited in the mean, the better disposed more often; increasing.

    Large ones are preferred by exp(t · flats), with t such that the mean is 924 families in 20; drawn without putting
    back, each with the least of exponential waiting times.
    """
    ready = np.exp(params.champion * house(owners.uids, seed))
    apart = flats - FAMILIES / AUDITED
    low, high = -1.0, 1.0
    for _ in range(_HALVINGS):
        tilt = 0.5 * (low + high)
        low, high = (tilt, high) if float((ready * np.exp(tilt * apart) * apart).sum()) < 0.0 else (low, tilt)
    weight = ready * np.exp(low * apart)
    wait = -np.log1p(-SAMPLE.at(seed).uniform(owners.uids)) / np.maximum(weight, np.finfo(float).tiny)
    return np.sort(np.lexsort((owners.uids, wait))[:AUDITED])


def latin(priors: Sequence[Prior], draws: int, seed: int) -> dict[str, NDArray[np.float64]]:
    """Latin hypercube of the priors: each value's quantiles spread evenly, in an order of its own. (draws) each"""
    out = {}
    ordinal = np.arange(draws, dtype=np.uint64)
    for prior in priors:
        stream, lane = DRAW.at(seed), int(uid_of(prior.id) % np.uint64(1 << 30))
        rank = np.argsort(np.argsort(stream.uniform(ordinal, 0, lane), kind="stable"), kind="stable")
        out[prior.id] = quantile(prior, (rank + stream.uniform(ordinal, 1, lane)) / draws)
    return out


def quantile(prior: Prior, u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of a prior at the quantiles `u`; low, mid and high are those at 5, 50 and 95 %. (N,) → (N,)

    Where they lie unevenly, either half has a spread of its own.
    """
    low, mid, high = float(prior.low), float(prior.mid), float(prior.high)
    z = stats.norm.ppf(u) / _Z95
    if prior.distribution == "log-normal":
        return np.asarray(mid * np.where(z < 0.0, mid / low, high / mid) ** z)
    if prior.distribution == "normal":
        return np.asarray(mid + z * np.where(z < 0.0, mid - low, high - mid))
    if prior.distribution == "discrete":
        return np.floor(low + u * (high - low + 1.0)).clip(low, high)
    return np.asarray(low + (u - 0.05) / 0.9 * (high - low))


def drawn_params(values: Mapping[str, float], priors: Sequence[Prior]) -> tuple[Params, dict[str, float]]:
    """Parameters of owners and the package's factors of one draw; shares stay between 0 and 1.

    Parameters
    ----------
    values : Value of each prior, by its id.
    priors : The priors.
    """
    changed: dict[str, Any] = {}
    package: dict[str, float] = {}
    at = Params()
    for prior in priors:
        kind, _, name = prior.acts.partition(".")
        if kind == "package":
            package[name] = values[prior.id]
            continue
        field, _, index = name.partition(".")[2].partition(".")
        before = changed.get(field, getattr(at, field))
        value = values[prior.id]
        if prior.unit == "1" and field in _SHARES:
            value = min(max(value, 0.0), 1.0)
        if index:
            changed[field] = tuple(value if k == int(index) else old for k, old in enumerate(before))
        else:
            changed[field] = round(value) if isinstance(before, int) else value
    return Params.model_validate({**at.model_dump(), **changed}), package


_SHARES = (
    "landlord_share", "old_saved", "trust", "meeting_trust", "meeting_reach", "exchange", "attendance",
    "attendance_gain", "arrears_borne",
)  # fmt: skip
