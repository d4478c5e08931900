"""Targets on assemblies of owners, from what was predicted of audited condominiums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from twin.study.assembly_arms import AUDITED, PRIORS
from twin.study.case import Beside, Case, Metric, NotComputableError
from twin.study.count_scores import crps, flat, log_score, mid_p, smoothed, width
from twin.study.priors import load_priors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.study.assembly_arms import Assemblies
    from twin.study.protocol import Target

_STRONGEST = 3  # priors that are told


def _found(case: Case) -> Assemblies:
    found = case.base.assemblies
    if found is None or not found.reluctance.size:
        raise NotComputableError("this district has too few condominiums, or none as large as those audited")
    return found


def built_of_audited(case: Case, target: Target) -> tuple[float, Beside]:
    """Mean share of twenty audited condominiums that build. [1]"""
    found = _found(case)
    chance, seen = smoothed(found.built["co-design"], AUDITED), round((target.value or 0.0) * AUDITED)
    low, mid, high = np.percentile(found.built["co-design"], (5, 50, 95))
    beside = {
        "built of 20, 5 % quantile": float(low),
        "built of 20, median": float(mid),
        "built of 20, 95 % quantile": float(high),
        f"mid-p of {seen} of 20, two-sided": mid_p(chance, seen),
        "log score, lower is better [nat]": log_score(chance, seen),
        "the same of a flat prior [nat]": log_score(flat(AUDITED), seen),
        "ranked probability score, lower is better": crps(chance, seen),
        "the same of a flat prior": crps(flat(AUDITED), seen),
        **{f"built of 20, {name}": float(each.mean()) for name, each in found.built.items() if name != "co-design"},
        "families of an audited condominium": found.families,
        "reluctance fitted, median": float(np.median(found.reluctance)),
        "draws left out, whose owners never renovate often enough": float(found.refused),
        **_strongest(found),
    }
    return float(found.built["co-design"].mean()) / AUDITED, beside


def _strongest(found: Assemblies) -> Beside:
    """Rank correlation of the priors that move the prediction most with what is built."""
    kept = found.kept
    count = _ranks(found.built["co-design"])
    by = {name: float(np.corrcoef(_ranks(values[kept]), count)[0, 1]) for name, values in found.drawn.items()}
    titles = {prior.id: prior.title for prior in load_priors(PRIORS)}
    best = sorted((name for name in by if np.isfinite(by[name])), key=lambda name: -abs(by[name]))[:_STRONGEST]
    return {f"rank correlation with: {titles[name]}": by[name] for name in best}


def _ranks(values: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(stats.rankdata(values), dtype=np.float64)


def sharpness(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Width of the central 90 % interval of the prediction. [condominiums of 20]"""
    chance = smoothed(_found(case).built["co-design"], AUDITED)
    return width(chance), {"the same of a flat prior": width(flat(AUDITED))}


def score(case: Case, target: Target) -> tuple[float, Beside]:
    """Gain of the log score over that of a flat prior. [nat]"""
    seen = round((target.value or 0.0) * AUDITED)
    chance = smoothed(_found(case).built["co-design"], AUDITED)
    return log_score(flat(AUDITED), seen) - log_score(chance, seen), {"mid-p, two-sided": mid_p(chance, seen)}


def renovation_rate(case: Case, target: Target) -> tuple[float, Beside]:  # noqa: ARG001
    """Condominiums that are renovated in a year on their own, at the parameters in force. [1/a]"""
    return _found(case).rate, {}


METRICS: dict[str, Metric] = {
    "built_of_audited": built_of_audited,
    "sharpness_of_audited": sharpness,
    "score_of_audited": score,
    "renovation_rate": renovation_rate,
}
