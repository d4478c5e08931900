"""Which values may uncertain parameters take together? Latin hypercube draws, each of them a scenario of its own."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.core.errors import Fault, InputError
from twin.core.streams import declare, uids_of
from twin.interventions import catalogue
from twin.interventions.measure import quantity_text
from twin.scenario.parameters import check_overrides, param_sets
from twin.study.decided import idle, told_by
from twin.study.priors import Prior, load_priors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from pydantic.fields import FieldInfo

    from twin.interventions import Entry
    from twin.scenario import Scenario

FILE = Path(__file__).with_name("draws.toml")
OWNERS = FILE.with_name("assembly_priors.toml")
STRATA = declare("study.draws.strata", "which stratum of a parameter's distribution each draw takes")
PLACES = declare("study.draws.places", "where in its stratum a draw lies")
ENOUGH = 64  # draws from which an interval is taken for what it says
_TAIL = 1e-3  # distributions are cut beyond this share on either side
_LOW, _HIGH = 0.05, 0.95  # percentiles that a prior's low and high stand for
_OFTEN = 0.25  # share of the draws that take the low, and the high, of three choices
_Z = NormalDist().inv_cdf(_HIGH)
_HALF_TRIANGLE = 1.0 - math.sqrt((1.0 - _HIGH) / 0.5)  # share of its base where a half triangle leaves 5 of 50 %


class Through(BaseModel):
    """A parameter by which a prior that was written for single buildings acts on all of them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prior: str
    acts: str = Field(pattern=r"^(params|levers)\.\w+\.\w+$")
    also: tuple[str, ...] = ()


class LeftOut(BaseModel):
    """A prior that is not drawn, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prior: str
    reason: str = Field(min_length=1)
    reason_it: str = Field(min_length=1)


class Registry(BaseModel):
    """What is drawn beyond the priors of the protocol's targets, and by which ways those are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    through: tuple[Through, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    other_costs: Prior
    priors: tuple[Prior, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Design:
    """Draws of all parameters that act on some scenarios.

    Parameters
    ----------
    priors : What is drawn. (P,)
    values : Value of each parameter in each draw. (n, P)
    left_out : What is not drawn, with reasons.
    """

    priors: tuple[Prior, ...]
    values: tuple[tuple[float | str, ...], ...]
    left_out: tuple[LeftOut, ...]

    def scenario(self, given: Scenario, draw: int) -> Scenario:
        """The scenario with the values of one draw."""
        return with_values(given, list(zip(self.priors, self.values[draw], strict=True)))


@lru_cache(maxsize=2)
def load_registry(path: Path = FILE) -> Registry:
    """Read the registry; InputError with every fault of the file."""
    try:
        return Registry.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, [Fault("file", f"is no TOML ({error})", "mend the line")]) from None
    except ValidationError as error:
        faults = [Fault(".".join(map(str, each["loc"])) or "file", each["msg"], "") for each in error.errors()]
        raise InputError(path, faults) from None


def uncertain() -> tuple[tuple[Prior, ...], tuple[LeftOut, ...]]:
    """All priors that a scenario can carry, those of the protocol's targets first, and those that are left out."""
    registry = load_registry()
    ways = {each.prior: each for each in registry.through}
    out = {each.prior for each in registry.left_out}
    found: list[Prior] = []
    for prior in load_priors():
        way = ways.get(prior.id)
        if way is not None:
            found.append(prior.model_copy(update={"acts": way.acts, "also": way.also}))
        elif prior.id not in out:
            found.append(prior)
    found += registry.priors
    # Those of the prediction of assemblies, under names of their own; what acts on its package is no parameter.
    found += [
        prior.model_copy(update={"id": f"owners_{prior.id}"})
        for prior in load_priors(OWNERS)
        if prior.acts.startswith("params.")
    ]
    return (*found, *_other_costs(registry.other_costs, found)), registry.left_out


def _other_costs(pattern: Prior, known: Sequence[Prior]) -> list[Prior]:
    """A prior for each measure of the catalogue with costs that no prior of their own acts on."""
    told = {target for prior in known for target in (prior.acts, *prior.also)}
    found = []
    for name in catalogue:
        fields = catalogue[name].levers.model_fields
        costs = [
            f"levers.{name}.{key}" for key, info in fields.items() if key[:5] == "cost_" and info.annotation is float
        ]
        costs = [each for each in costs if each not in told]
        if costs:
            titles = {"title": f"{pattern.title}: {catalogue[name].label}"}
            titles |= {"title_it": f"{pattern.title_it}: {catalogue[name].label_it}"}
            acts = {"acts": costs[0], "also": tuple(costs[1:])}
            found.append(pattern.model_copy(update={"id": f"cost_of_{name}", **titles, **acts}))
    return found


def design(scenarios: Sequence[Scenario], draws: int, seed: int = 0) -> Design:
    """Draw the parameters that act on any of some scenarios, the same values for all of them.

    Parameters
    ----------
    scenarios : What is compared. A parameter that one of them sets itself is not replaced.
    draws : Number of draws, n.
    seed : Seed of the draws.
    """
    known, left_out = uncertain()
    told = [(prior, _set_by_scenario(prior, scenarios)) for prior in known if _acts(prior, scenarios)]
    kept = tuple(prior for prior, reason in told if reason is None)
    shares = hypercube([prior.id for prior in kept], draws, seed)
    values = tuple(
        tuple(quantile(prior, float(share)) for prior, share in zip(kept, row, strict=True)) for row in shares
    )
    return Design(kept, values, (*left_out, *(reason for _, reason in told if reason is not None)))


def hypercube(names: Sequence[str], draws: int, seed: int) -> NDArray[np.float64]:
    """Latin hypercube: each of `draws` equal strata of each dimension is met once.

    Parameters
    ----------
    names : Names of the dimensions; what one gets does not depend on the others. (P,)
    draws : Number of draws, n.
    seed : Seed.

    Returns
    -------
    Shares of probability. (n, P) [1]

    Notes
    -----
    Source: M. D. McKay, R. J. Beckman, W. J. Conover, "A comparison of three methods for selecting values of input
    variables in the analysis of output from a computer code", Technometrics 21 (1979).
    DOI 10.1080/00401706.1979.10489755.
    """
    shares = np.empty((draws, len(names)))
    for column, name in enumerate(names):
        uids = uids_of(f"{name}/{k}" for k in range(draws))
        strata = np.argsort(STRATA.at(seed).uniform(uids, tick=draws), kind="stable")
        shares[:, column] = (strata + PLACES.at(seed).uniform(uids, tick=draws)) / draws
    return shares


def quantile(prior: Prior, share: float) -> float | str:
    """Value below which `share` of a prior's distribution lies: low at 5 %, mid at 50 %, high at 95 %.

    Notes
    -----
    Where low and high lie unequally far from mid, each half has a spread of its own: normal, log-normal and uniform
    halves, and triangles that fall from mid to nothing. Of three choices the outer ones have a quarter each.
    """
    low, mid, high = prior.low, prior.mid, prior.high
    if isinstance(low, str) or isinstance(mid, str) or isinstance(high, str):
        return low if share < _OFTEN else high if share >= 1.0 - _OFTEN else mid
    at = min(max(share, _TAIL), 1.0 - _TAIL)
    if prior.distribution == "discrete":
        return low if at < _OFTEN else high if at >= 1.0 - _OFTEN else mid
    if prior.distribution == "log-normal":
        end = math.log(high if at > 0.5 else low)  # noqa: PLR2004 — the median
        return math.exp(math.log(mid) + (end - math.log(mid)) * abs(NormalDist().inv_cdf(at)) / _Z)
    beyond = min(at, 1.0 - at)
    reach = {
        "normal": abs(NormalDist().inv_cdf(at)) / _Z,
        "uniform": (0.5 - beyond) / (0.5 - _LOW),
        "triangular": (1.0 - math.sqrt(beyond / 0.5)) / _HALF_TRIANGLE,
    }[prior.distribution]
    return mid + ((high if at > 0.5 else low) - mid) * reach  # noqa: PLR2004 — the median


def with_values(given: Scenario, values: Iterable[tuple[Prior, float | str]]) -> Scenario:
    """A scenario with uncertain parameters, and levers of its measures, at other values.

    Raises
    ------
    InputError
        If a value is out of its parameter's or lever's bounds.
    """
    overrides: dict[str, dict[str, Any]] = {room: dict(some) for room, some in given.params.items()}
    measures = list(given.measures)
    sets = param_sets()
    for prior, value in values:
        for target in (prior.acts, *prior.also):
            kind, where, name, *number = target.split(".")
            if kind == "params":
                own = overrides.setdefault(where, {})
                field = sets[where].model_fields[name]
                old = own.get(name, field.default)
                if number:
                    new = [_varied(each, prior, value, _bounds(field)) for each in old]
                    own[name] = [new[k] if k == int(number[0]) else each for k, each in enumerate(old)]
                else:
                    own[name] = _varied(old, prior, value, _bounds(field))
            else:
                measures = [_entry(each, where, name, prior, value) for each in measures]
    checked, faults = check_overrides(overrides, sets)
    if faults:
        raise InputError(FILE, faults)
    return given.model_copy(update={"params": checked, "measures": tuple(measures)})


def _bounds(field: FieldInfo) -> tuple[float, float]:
    """Least and largest value that a parameter may take."""
    least = [each.ge for each in field.metadata if isinstance(each, Ge)]
    most = [each.le for each in field.metadata if isinstance(each, Le)]
    return float(least[0]) if least else -math.inf, float(most[0]) if most else math.inf  # type: ignore[arg-type]


def _varied(old: Any, prior: Prior, value: float | str, bounds: tuple[float, float]) -> Any:
    """What a value makes of a parameter; numbers of a list one by one."""
    if isinstance(old, tuple | list):
        return [_varied(each, prior, value, bounds) for each in old]
    if isinstance(value, str) or isinstance(old, bool | str):
        return value
    found = {"factor": old * value, "shift": old + value}.get(prior.how, value)
    found = min(max(found, bounds[0]), bounds[1])
    return round(found) if isinstance(old, int) else found


def _entry(entry: Entry, measure: str, lever: str, prior: Prior, value: float | str) -> Entry:
    if entry.measure != measure:
        return entry
    levers = entry.levers
    new = _varied(getattr(levers, lever), prior, value, _bounds(type(levers).model_fields[lever]))
    unit = levers.unit_of(lever)
    texts = {**levers.texts(), levers.key_of(lever): quantity_text(new, unit) if isinstance(new, float) else new}
    return entry.model_copy(update={"levers": type(levers).model_validate(texts)})


def _acts(prior: Prior, scenarios: Sequence[Scenario]) -> bool:
    """Whether a prior acts on a measure taken, a decision that people are asked for, or any other parameter."""
    kind, where, *_ = prior.acts.split(".")
    if kind == "params":
        return where not in idle(scenarios)
    return any(entry.measure == where for each in scenarios for entry in each.measures)


def _set_by_scenario(prior: Prior, scenarios: Sequence[Scenario]) -> LeftOut | None:
    """Why a prior is not drawn: a value of its own would undo what a scenario says."""
    if prior.how in ("factor", "shift"):
        return None
    for target in (prior.acts, *prior.also):
        kind, where, name, *_ = target.split(".")
        if any(name in told_by(each, kind, where) for each in scenarios):
            said = f"a scenario sets {target} itself", f"uno scenario stabilisce da sé {target}"
            return LeftOut(prior=prior.id, reason=said[0], reason_it=said[1])
    return None
