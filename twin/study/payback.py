"""What does it cost, when does it pay, and for whom? Ratios and business cases from the pairs of a comparison."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from twin.domains.finance.cases import npv
from twin.domains.finance.flows import PAYERS
from twin.state.codes import Payer
from twin.study.books import make_books, parameter
from twin.study.business import EVERYBODY, Case, case, cash_flow
from twin.study.comparison import Row
from twin.study.contract import with_contract
from twin.study.notes import NEVER, NO_CO2, NO_INVESTMENT, NO_RATE, NO_SAVING, PART, RATES
from twin.study.paired import paired
from twin.study.services import SERVICES, accounts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.observe import Better, Results

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
        note = PART
    elif max(extra) <= 0:
        note = NO_INVESTMENT
    elif min(fall) <= 0:
        note = NO_SAVING
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


@dataclass(frozen=True)
class _Figure:
    """A figure of a business case."""

    name: str
    label: str
    label_it: str
    unit: str
    better: Better
    formula: str
    source: str


_HOW = "books with the measures less books without, over the years of a case"
FIGURES = (
    _Figure(
        "npv", "Net present value", "Valore attuale netto", "EUR", "more",
        f"{_HOW}: discounted savings and income less works, upkeep and replacement, of all who pay together",
        "CITYkeys, net present value (EUR)",
    ),
    _Figure(
        "irr", "Internal rate of return", "Tasso interno di rendimento", "%", "more",
        "interest at which the net present value is zero, where there is just one",
        "CITYkeys, internal rate of return (%)",
    ),
    _Figure(
        "discounted_payback", "Discounted payback", "Tempo di ritorno attualizzato", "years", "less",
        "years until discounted savings cover the works", "definition of the discounted payback",
    ),
    _Figure(
        "cost_per_tonne_life", "Net cost per tonne of CO₂ over the life",
        "Costo netto per tonnellata di CO₂ sulla vita",
        "EUR/t", "less", "works less savings, neither discounted / tonnes avoided over the years; below zero it pays",
        "definition of abatement cost",
    ),
    _Figure(
        "cost_per_tonne_discounted", "Discounted net cost per tonne of CO₂",
        "Costo netto attualizzato per tonnellata di CO₂", "EUR/t", "less",
        "- net present value / discounted tonnes avoided; below zero it pays", "definition of abatement cost",
    ),
)  # fmt: skip
_OF = {
    "npv": "value",
    "discounted_payback": "discounted",
    "cost_per_tonne_life": "cost_per_tonne",
    "cost_per_tonne_discounted": "cost_per_tonne_discounted",
}


def case_rows(pairs: Sequence[tuple[Results, Results]], *, whole_year: bool) -> list[Row]:
    """Figures of the business case of the whole mix per seed, and the net present value for each kind of payer.

    Parameters
    ----------
    pairs : Runs without and with the measures, one pair a seed. (S,)
    whole_year : Whether the runs cover a year.
    """
    if not all(side.has("flows") for pair in pairs for side in pair):
        return []
    if not whole_year:
        return [_figure_row(each, [math.nan] * len(pairs), PART) for each in FIGURES]
    cases: list[Case] = []
    values: dict[Payer, list[float]] = {payer: [] for payer in EVERYBODY}
    services: dict[str, list[float]] = {name: [] for name in SERVICES}
    for a, b in pairs:
        books, rate = make_books([(_year(b), b)]), parameter(b, "discount_rate")
        more = books.less(make_books([(_year(a), a)], books.first, books.last))
        more = with_contract(more, parameter(b, "esco_share"), int(parameter(b, "esco_years")))
        saved = a.kpi(CO2) - b.kpi(CO2) if CO2 in a.kpis.index and CO2 in b.kpis.index else 0.0
        cases.append(case(cash_flow(more), rate, [saved] * (books.last - books.first + 1)))
        for payer, found in values.items():
            found.append(npv(rate, cash_flow(more, (payer,))))
        told = accounts(more, rate)
        for name, found in services.items():
            found.append(told[name].value if name in told else 0.0)
    whole = [_figure_row(figure, *_told(figure.name, cases)) for figure in FIGURES]
    whole += [_figure_row(_for(payer), found) for payer, found in values.items() if any(found)]
    return whole + [_figure_row(_of_service(name), found) for name, found in services.items() if any(found)]


def _year(results: Results) -> int:
    return int(results.manifest["year"])


def _for(payer: Payer) -> _Figure:
    """The net present value for one kind of payer."""
    who, who_it = PAYERS[payer]
    return _Figure(
        f"npv_{payer.name.lower()}", f"Net present value: {who}", f"Valore attuale netto: {who_it}", "EUR",
        "more",
        f"{_HOW}: what they receive less what they pay, discounted", "CITYkeys, net present value, by payer",
    )  # fmt: skip


def _of_service(name: str) -> _Figure:
    """The net present value of a service for whoever runs it."""
    service = SERVICES[name]
    return _Figure(
        f"npv_service_{name}", f"Net present value of a service: {service.label.lower()}",
        f"Valore attuale netto di un servizio: {service.label_it.lower()}", "EUR", "more",
        f"{_HOW}: what its users pay less what it costs to build and to run, whoever paid, discounted",
        "CITYkeys, net present value, by service; those who only visit the district ride no shared bicycles here",
    )  # fmt: skip


def _told(name: str, cases: Sequence[Case]) -> tuple[list[float], str]:
    """A figure of each case, not a number where there is none, and why."""
    if name == "irr":
        rates = [each.rate for each in cases]
        words = {rate for rate in rates if isinstance(rate, str)}
        note = (RATES if "several" in words else NO_RATE) if words else ""
        return [math.nan if isinstance(rate, str) else 100.0 * rate for rate in rates], note
    found = [getattr(each, _OF[name]) for each in cases]
    note = "" if None not in found else NEVER if name == "discounted_payback" else NO_CO2
    return [math.nan if value is None else value for value in found], note


def _figure_row(figure: _Figure, values: Sequence[float], note: str = "") -> Row:
    # A case belongs to the step from a to b: there is no value of a. Only a value of money can be better than none.
    better = figure.better if figure.unit == "EUR" else "neither"
    result = replace(paired([0.0] * len(values), values, better), a=None, relative=None)
    if figure.unit != "EUR":
        result = replace(result, verdict="not available")
    return Row(
        f"finance.{figure.name}",
        figure.label,
        figure.label_it,
        figure.unit,
        figure.better,
        "finance",
        figure.formula,
        figure.source,
        tuple(None for _ in values),
        tuple(None if math.isnan(value) else value for value in values),
        result,
        note,
    )
