"""Which indicators tell who pays, who is fuel poor, and what investment brings? Declared beside the bills."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.finance.bills import household_bills
from twin.domains.finance.deductions import deductions
from twin.domains.finance.fairness import (
    FIFTHS,
    fuel_poor,
    income_fifth,
    net_income,
    own_investment,
    params_of,
)
from twin.domains.finance.flows import run_flows
from twin.observe.declare import Kpi
from twin.observe.privacy import BADGE, LEAST, cell_means, mean_of
from twin.state.codes import Payer, Tenure

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.typing import NDArray

    from twin.domains.finance.flows import Flow
    from twin.observe.declare import Outcome

_CELLS = f"{BADGE['en']}: synthetic households, only where ten or more"
_YEAR = "a run of a whole year only, for bills are held against yearly incomes"
_TENURES = {
    Tenure.OWNER: ("owners", "households that own their flat", "famiglie proprietarie"),
    Tenure.TENANT: ("tenants", "private tenants", "famiglie in affitto privato"),
    Tenure.PUBLIC_TENANT: ("public_tenants", "tenants of public homes", "famiglie in alloggi pubblici"),
}


def _whole_year(outcome: Outcome) -> bool:
    return len(outcome.series("finance.bill_households")) == outcome.world.clock.n_hours


def _beside(values: NDArray[Any], outcome: Outcome, tenure: Tenure) -> float:
    """Mean of a tenure that is told beside the other two and all; not a number where it may not be shown."""
    return float(cell_means(values, outcome.table("households")["tenure"], len(Tenure))[tenure])


def _of_tenure(tenure: Tenure, values: Callable[[Outcome], NDArray[np.float64]]) -> Callable[[Outcome], float]:
    return lambda outcome: _beside(values(outcome), outcome, tenure)


def _of_fifth(fifth: int, values: Callable[[Outcome], NDArray[np.float64]]) -> Callable[[Outcome], float]:
    return lambda outcome: mean_of(values(outcome), income_fifth(outcome.world) == fifth)


def _bills(outcome: Outcome) -> NDArray[np.float64]:
    return household_bills(outcome.world)


def _burden(fifth: int) -> Callable[[Outcome], float]:
    def compute(outcome: Outcome) -> float:
        """Bills over incomes of the fifth, sums of both: single incomes of zero have no burden."""
        rows = income_fifth(outcome.world) == fifth
        income = mean_of(net_income(outcome.world), rows)
        paid = mean_of(household_bills(outcome.world), rows)
        return 100.0 * paid / income if _whole_year(outcome) and income > 0.0 else float("nan")

    return compute


def _poor(which: int, tenure: Tenure | None = None) -> Callable[[Outcome], float]:
    def compute(outcome: Outcome) -> float:
        if not _whole_year(outcome):
            return float("nan")
        poor = fuel_poor(outcome.world)[which]
        if tenure is None:
            return 100.0 * mean_of(poor, np.ones(len(poor), dtype=bool))
        return 100.0 * _beside(poor, outcome, tenure)

    return compute


def _flows(outcome: Outcome) -> list[Flow]:
    """Flows without those of trends: what happens anyway is no investment in measures."""
    return [flow for flow in run_flows(outcome.world) if not flow.trend]


def _capex_by(*payers: Payer) -> Callable[[Outcome], float]:
    """What these payers spend on what measures build, before anything comes back. [EUR]"""
    return lambda outcome: float(
        sum(f.eur for f in _flows(outcome) if f.kind in ("investment", "grant") and f.payer in payers)
    )


def _built(outcome: Outcome, *kinds: str) -> list[Flow]:
    """Payments for works, and back: season tickets that a measure buys are fares of who runs the lines."""
    return [flow for flow in _flows(outcome) if flow.kind in kinds and flow.payee != Payer.OPERATORS]


def _subsidies(outcome: Outcome) -> float:
    """Grants, and deductions that are used. [EUR]"""
    return float(sum(flow.eur for flow in _built(outcome, "grant", "deduction")))


def _invested(outcome: Outcome) -> float:
    return float(sum(flow.eur for flow in _built(outcome, "investment", "grant")))


def _subsidy_share(outcome: Outcome) -> float:
    whole = _invested(outcome)
    return 100.0 * _subsidies(outcome) / whole if whole > 0.0 else float("nan")


def _leverage(outcome: Outcome) -> float:
    own = sum(flow.eur for flow in _built(outcome, "investment") if flow.payer == Payer.CITY)
    public = _subsidies(outcome) + float(own)
    return (_invested(outcome) - public) / public if public > 0.0 else float("nan")


def _lost(outcome: Outcome) -> float:
    found = deductions(outcome.world)
    if 0 < np.count_nonzero(found.promised) < LEAST:  # too few purses to tell how full they are
        return float("nan")
    return 100.0 * (1.0 - found.total_used / found.total) if found.total > 0.0 else float("nan")


def _jobs(outcome: Outcome) -> float:
    return params_of(outcome.world).jobs_per_million * _invested(outcome) / 1e6


def _own(outcome: Outcome) -> NDArray[np.float64]:
    return own_investment(outcome.world)


def _kpi(
    name: str, label: str, label_it: str, unit: str, better: str, formula: str, source: str,
    compute: Callable[[Outcome], float],
) -> Kpi:  # fmt: skip
    return Kpi(f"finance.{name}", label, label_it, unit, better, formula, source, compute)  # type: ignore[arg-type]


_BY_TENURE = tuple(
    kpi
    for tenure, (name, who, who_it) in _TENURES.items()
    for kpi in (
        _kpi(
            f"bill_{name}", f"Energy bill: {who}", f"Bolletta energetica: {who_it}", "EUR", "less",
            f"mean energy bill of {who}; a building's bill goes by floor, persons and use", _CELLS,
            _of_tenure(tenure, _bills),
        ),
        _kpi(
            f"fuel_poverty_{name}", f"Fuel poverty: {who}", f"Povertà energetica: {who_it}", "%", "less",
            f"{who} with an energy bill above a tenth of income after tax", f"Boardman (1991), from memory; {_CELLS}",
            _poor(0, tenure),
        ),
    )
)  # fmt: skip

_BY_FIFTH = tuple(
    kpi
    for k in range(FIFTHS)
    for kpi in (
        _kpi(
            f"bill_fifth_{k + 1}", f"Energy bill: income fifth {k + 1}",
            f"Bolletta energetica: quinto di reddito {k + 1}",
            "EUR", "less", "mean energy bill of the fifth of households by income after tax, 1 the poorest", _CELLS,
            _of_fifth(k, _bills),
        ),
        _kpi(
            f"burden_fifth_{k + 1}", f"Energy bill over income: income fifth {k + 1}",
            f"Bolletta sul reddito: quinto di reddito {k + 1}", "%", "less",
            "energy bills of the fifth / incomes after tax", f"{_CELLS}; {_YEAR}", _burden(k),
        ),
        _kpi(
            f"own_investment_fifth_{k + 1}", f"Own investment: income fifth {k + 1}",
            f"Investimento proprio: quinto di reddito {k + 1}", "EUR", "neither",
            "mean cost of works on homes that households of the fifth pay, before deductions", _CELLS,
            _of_fifth(k, _own),
        ),
    )
)  # fmt: skip

KPIS: tuple[Kpi, ...] = (
    *_BY_TENURE,
    *_BY_FIFTH,
    _kpi(
        "fuel_poverty", "Fuel poverty", "Povertà energetica", "%", "less",
        "households with an energy bill above a tenth of income after tax / households",
        f"Boardman, Fuel poverty (1991), from memory; {_CELLS}; {_YEAR}", _poor(0),
    ),
    _kpi(
        "fuel_poverty_lihc", "Fuel poverty: low income, high costs", "Povertà energetica: reddito basso, costi alti",
        "%", "less",
        "households with a bill above the median and, after it, an income below 60 % of the median / households",
        f"Hills, Getting the measure of fuel poverty (2012), from memory; {_CELLS}; {_YEAR}", _poor(1),
    ),
    _kpi(
        "fuel_poverty_italian", "Fuel poverty, as Italy counts it", "Povertà energetica, indicatore italiano", "%",
        "less",
        "households whose bill takes more than twice the mean share of income after tax, and that are left with less "
        "than the relative poverty line / households",
        "indicator of the national energy and climate plan (OIPE), from memory; income stands in for spending; "
        f"Lombardy 5.3 %, Italy 8.5 % in 2021 (OIPE 2023, via ansa.it), not used for fitting; {_CELLS}; {_YEAR}",
        _poor(2),
    ),
    _kpi(
        "subsidy_share", "Share of the investment that is subsidised", "Quota dell'investimento coperta da contributi",
        "%", "neither", "(grants + deductions that owners can use) / investment",
        "CITYkeys, total cost vs. subsidies; instalments of later years are not discounted", _subsidy_share,
    ),
    _kpi(
        "leverage", "Private euros per public euro", "Euro privati per euro pubblico", "1", "more",
        "(investment - public money) / public money: grants, used deductions and the city's own works",
        "definition of leverage; nominal amounts", _leverage,
    ),
    _kpi(
        "deduction_lost", "Deductions that owners have no tax for", "Detrazioni perse per incapienza", "%", "less",
        "1 - deductions used / deductions promised, over all years",
        f"each household's instalment is bounded by its yearly tax; {_CELLS}", _lost,
    ),
    _kpi(
        "capex_city", "Investment of the city", "Investimento del comune", "EUR", "less",
        "what the city pays for measures, its grants among it", "costs stand with the measures", _capex_by(Payer.CITY),
    ),
    _kpi(
        "jobs", "Work that the investment gives", "Lavoro creato dall'investimento", "1", "more",
        "years of work of one person: investment x years of work per million euros",
        "CITYkeys, local job creation; the factor is assumed, from memory, and wide; work may be done elsewhere",
        _jobs,
    ),
)  # fmt: skip
