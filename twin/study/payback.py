"""What does it cost and when does it pay? Simple payback and cost per tonne, from the pairs of a comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from twin.study.comparison import Row
from twin.study.paired import paired

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CAPEX = "finance.capex"
BILLS = "finance.energy_bills"
CO2 = "emissions.co2"


@dataclass(frozen=True)
class _Ratio:
    """Extra investment over what falls by it each year."""

    name: str
    label: str
    label_it: str
    unit: str
    falls: str
    formula: str
    source: str


RATIOS = (
    _Ratio(
        "finance.simple_payback",
        "Simple payback of the extra investment",
        "Tempo di ritorno semplice dell'investimento aggiuntivo",
        "years",
        BILLS,
        "difference of investment / yearly fall of the energy bills; no interest, constant prices",
        "CITYkeys, payback period (years); definition of the simple payback",
    ),
    _Ratio(
        "finance.cost_per_tonne",
        "Investment per tonne of CO₂ avoided a year",
        "Investimento per tonnellata di CO₂ evitata all'anno",
        "EUR/(t/a)",
        CO2,
        "difference of investment / yearly fall of CO2",
        "CITYkeys, CO2 reduction cost efficiency (EUR per t CO2 saved per year)",
    ),
)


def payback_rows(a: Mapping[str, Sequence[float]], b: Mapping[str, Sequence[float]], *, whole_year: bool) -> list[Row]:
    """Ratios per seed with the same interval treatment as every indicator.

    Parameters
    ----------
    a, b : Values per seed by indicator. (S,)
    whole_year : Whether the runs cover a year; a part of one gives no yearly saving.
    """
    return [_row(ratio, a, b, whole_year=whole_year) for ratio in RATIOS if CAPEX in a and ratio.falls in a]


def _row(ratio: _Ratio, a: Mapping[str, Sequence[float]], b: Mapping[str, Sequence[float]], *, whole_year: bool) -> Row:
    extra = [y - x for x, y in zip(a[CAPEX], b[CAPEX], strict=True)]
    fall = [x - y for x, y in zip(a[ratio.falls], b[ratio.falls], strict=True)]
    values, note = [math.nan] * len(extra), ""
    if not whole_year:
        note = "less than a year was simulated"
    elif max(extra) <= 0:
        note = "no extra investment"
    elif min(fall) <= 0:
        note = "no saving in at least one seed: the investment does not pay back"
    else:
        values = [cost / saved for cost, saved in zip(extra, fall, strict=True)]
    # The ratio belongs to the step from a to b: there is no value of a, and no verdict on its own.
    result = replace(paired([0.0] * len(values), values), a=None, relative=None, verdict="not available")
    return Row(
        ratio.name,
        ratio.label,
        ratio.label_it,
        ratio.unit,
        "less",
        "finance",
        ratio.formula,
        ratio.source,
        tuple(None for _ in values),
        tuple(None if math.isnan(value) else value for value in values),
        result,
        note,
    )
