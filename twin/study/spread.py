"""How far does a difference move with uncertain parameters, and with how the model is built?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from twin.study.draws import ENOUGH, design
from twin.study.paired import CONFIDENCE
from twin.study.structure import switches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.scenario import Scenario
    from twin.study.draws import Design
    from twin.study.structure import Alternative

Form = Literal["lean", "quick", "full"]


@dataclass(frozen=True)
class Band:
    """Where a difference lies over several trials.

    Parameters
    ----------
    low, high : Ends; None where one of the trials has no value.
    mid : Median of the draws, or the difference with nothing switched.
    each : Difference of each trial, in the order of the trials.
    """

    low: float | None
    high: float | None
    mid: float | None
    each: tuple[float | None, ...]


@dataclass(frozen=True)
class Spread:
    """What the intervals of parameters and structure rest on.

    Parameters
    ----------
    seed : Seed of the people and the luck in all of these runs.
    form : Kind of runs: "lean" (weeks that stand for the year), "quick" (typical days' trips) or "full".
    draws : Number of draws.
    priors : Ids of the parameters drawn.
    left_out : Priors that were not drawn: id, reason, reason_it.
    alternatives : What was switched: id, title, title_it.
    passed : What was not: id, title, title_it, reason, reason_it.
    """

    seed: int
    form: Form
    draws: int
    priors: tuple[str, ...]
    left_out: tuple[dict[str, str], ...]
    alternatives: tuple[dict[str, str], ...]
    passed: tuple[dict[str, str], ...]

    def sentences(self, language: str = "en") -> list[str]:
        """What the intervals cover, in plain words."""
        words = _WORDS[language]
        told = []
        if self.draws:
            told.append(words["draws"].format(n=self.draws, p=len(self.priors), out=len(self.left_out)))
        if 0 < self.draws < ENOUGH:
            told.append(words["few"].format(enough=ENOUGH))
        if self.alternatives:
            names = "; ".join(each["title_it" if language == "it" else "title"] for each in self.alternatives)
            told.append(words["structure"].format(n=len(self.alternatives), names=names))
        return [*told, words[self.form].format(seed=self.seed)]


@dataclass(frozen=True)
class Trials:
    """Variants of a scenario, each in every draw and every alternative.

    Parameters
    ----------
    reference : The variants with nothing drawn and nothing switched. (V,)
    drawn : The variants in each draw. (n, V)
    switched : The variants in each alternative. (K, V)
    spread : What it rests on.
    """

    reference: tuple[Scenario, ...]
    drawn: tuple[tuple[Scenario, ...], ...]
    switched: tuple[tuple[Scenario, ...], ...]
    spread: Spread


def trials(variants: Sequence[Scenario], draws: int, *, structure: bool, seed: int, form: Form = "lean") -> Trials:
    """Make the scenarios for the intervals of parameters and structure.

    Parameters
    ----------
    variants : Scenarios to be compared with each other. (V,)
    draws : Latin hypercube draws, n; 0 for none.
    structure : Whether alternatives are switched.
    seed : Seed of people and luck in all of them.
    form : Kind of runs; of a part of a year weeks cannot stand for the whole, so that lean ones are quick.
    """
    if form == "lean" and any(each.time.first or each.time.last for each in variants):
        form = "quick"
    formed = tuple(_formed(each, form) for each in variants)
    plan = design(formed, draws)
    taken, passed = switches(formed) if structure else ([], [])
    told = Spread(
        seed,
        form,
        draws,
        tuple(prior.id for prior in plan.priors) if draws else (),
        tuple({"id": x.prior, "reason": x.reason, "reason_it": x.reason_it} for x in plan.left_out) if draws else (),
        tuple(_named(each) for each in taken),
        tuple({**_named(x.alternative), "reason": x.reason, "reason_it": x.reason_it} for x in passed),
    )
    return Trials(formed, _drawn(formed, plan), tuple(tuple(a.scenario(v) for v in formed) for a in taken), told)


def central(values: Sequence[float]) -> Band:
    """Central 95 % of draws: from the 2.5th to the 97.5th percentile, straight between neighbours."""
    each = _finite(values)
    if not values or None in each:
        return Band(None, None, None, each)
    tail = (1.0 - CONFIDENCE) / 2
    low, mid, high = (float(x) for x in np.quantile(np.asarray(values, dtype=float), (tail, 0.5, 1.0 - tail)))
    return Band(low, high, mid, each)


def reach(reference: float, values: Sequence[float]) -> Band:
    """From the least to the largest of the reference and the alternatives."""
    each = _finite(values)
    if not math.isfinite(reference) or None in each:
        return Band(None, None, reference if math.isfinite(reference) else None, each)
    return Band(min(reference, *values), max(reference, *values), reference, each)


def _formed(given: Scenario, form: Form) -> Scenario:
    if form == "lean":
        return given if given.time.weeks is not None else given.lean()
    return given.quick() if form == "quick" else given


def _drawn(formed: Sequence[Scenario], plan: Design) -> tuple[tuple[Scenario, ...], ...]:
    return tuple(tuple(plan.scenario(each, k) for each in formed) for k in range(len(plan.values)))


def _named(alternative: Alternative) -> dict[str, str]:
    return {"id": alternative.id, "title": alternative.title, "title_it": alternative.title_it}


def _finite(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(float(value) if math.isfinite(value) else None for value in values)


_WORDS = {
    "en": {
        "draws": (
            "Parameters: both scenarios were run {n} more times, each time with other plausible values of {p} "
            "uncertain parameters (Latin hypercube draws), the same in both; the interval holds the middle 95 % of the "
            "differences. {out} more are left out, with their reasons in comparison.json. How far many parameters may "
            "lie from their value is itself assumed."
        ),
        "few": "Fewer than {enough} draws: the ends of the interval are rough.",
        "structure": (
            "Structure: {n} other ways to build or feed the model, one at a time and in both scenarios; the range "
            "goes from the least to the largest difference. Switched were: {names}. What no alternative touches, the "
            "range does not cover."
        ),
        "lean": (
            "Draws and alternatives are lean runs, in which a few weeks stand for the year, with the people of seed "
            "{seed}."
        ),
        "quick": ("Draws and alternatives are runs with typical days' trips, with the people of seed {seed}."),
        "full": "Draws and alternatives are full runs with the people of seed {seed}.",
    },
    "it": {
        "draws": (
            "Parametri: i due scenari sono stati simulati altre {n} volte, ogni volta con altri valori plausibili di "
            "{p} parametri incerti (estrazioni a ipercubo latino), gli stessi nei due; l'intervallo contiene il 95 % "
            "centrale delle differenze. Altri {out} sono esclusi, con le ragioni in comparison.json. Di quanto molti "
            "parametri possano scostarsi dal loro valore è a sua volta un'ipotesi."
        ),
        "few": "Meno di {enough} estrazioni: gli estremi dell'intervallo sono approssimativi.",
        "structure": (
            "Struttura: {n} altri modi di costruire o alimentare il modello, uno alla volta e in entrambi gli "
            "scenari; il campo va dalla differenza minore alla maggiore. Sono stati cambiati: {names}. Ciò che nessuna "
            "alternativa tocca non è coperto."
        ),
        "lean": (
            "Estrazioni e alternative sono simulazioni snelle, in cui poche settimane valgono per l'anno, con le "
            "persone del seme {seed}."
        ),
        "quick": (
            "Estrazioni e alternative sono simulazioni con gli spostamenti di giorni tipici, con le persone del seme "
            "{seed}."
        ),
        "full": "Estrazioni e alternative sono simulazioni complete con le persone del seme {seed}.",
    },
}
