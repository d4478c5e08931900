"""Who pays whom, year by year? `twin books`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Json, Lang, Language, Quiet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from twin.observe import Results
    from twin.state.codes import Payer
    from twin.study.books import Books
    from twin.study.business import Case
    from twin.study.services import Account

Runs = Annotated[
    list[Path],
    typer.Argument(
        help="Folder of a run, of runs of several years, or of two runs of one year: without and with the measures.",
        metavar="RUN...",
        show_default=False,
    ),
]
First = Annotated[int | None, typer.Option("--from", help="First year; that of the first run if left out.")]
Last = Annotated[
    int | None,
    typer.Option("--to", help="Last year; if left out, the years of a case for one run, 2035 for several."),
]
Yearly = Annotated[bool, typer.Option("--yearly", help="Tell every year, not their sum.")]

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Received less paid, {first} to {last} [EUR]",
        "more": "What the measures change: received less paid, {first} to {last} [EUR]",
        "kind": "for",
        "year": "year",
        "all": "all accounts",
        "sum": "sum",
        "case": "The measures as a whole",
        "header": "figure|value",
        "npv": "net present value at {rate:.1%} [EUR]",
        "irr": "internal rate of return",
        "simple": "simple payback [years]",
        "discounted": "discounted payback [years]",
        "cost_per_tonne": "net cost over the tonnes of CO₂ avoided [EUR/t]",
        "cost_per_tonne_discounted": "the same, discounted [EUR/t]",
        "leverage": "private euros per public euro",
        "none": "none",
        "several": "several, so none means anything",
        "never": "never within these years",
        "services": "What the measures change for those who run services, {first} to {last} [EUR]",
        "services_header": "service|users pay|running|works|net present value",
        "closed": "The books close: all accounts sum to zero in every year. Prices stay those of the runs.",
    },
    "it": {
        "title": "Ricevuto meno pagato, {first}-{last} [EUR]",
        "more": "Che cosa cambiano le misure: ricevuto meno pagato, {first}-{last} [EUR]",
        "kind": "per",
        "year": "anno",
        "all": "tutti i conti",
        "sum": "somma",
        "case": "Le misure nel loro insieme",
        "header": "voce|valore",
        "npv": "valore attuale netto al {rate:.1%} [EUR]",
        "irr": "tasso interno di rendimento",
        "simple": "tempo di ritorno semplice [anni]",
        "discounted": "tempo di ritorno attualizzato [anni]",
        "cost_per_tonne": "costo netto per tonnellata di CO₂ evitata [EUR/t]",
        "cost_per_tonne_discounted": "lo stesso, attualizzato [EUR/t]",
        "leverage": "euro privati per euro pubblico",
        "none": "nessuno",
        "several": "più di uno, quindi nessuno ha senso",
        "never": "mai in questi anni",
        "services": "Che cosa cambiano le misure per chi gestisce i servizi, {first}-{last} [EUR]",
        "services_header": "servizio|pagano gli utenti|gestione|opere|valore attuale netto",
        "closed": "I conti tornano: la somma di tutti i conti è zero in ogni anno. I prezzi restano quelli delle "
        "simulazioni.",
    },
}


@guarded
def books(
    runs: Runs,
    first: First = None,
    last: Last = None,
    yearly: Yearly = False,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Draw up the books of a run over the years: who receives and pays how much for what, to the cent.

    Two runs of one year, without and with the measures, give what the measures change and whether they pay. Runs of
    several years give one set of books in which each year has its own energy.

    Example: `twin books runs/baseline-s0-… runs/first_mix-s0-… --to 2035`
    """
    from twin.observe import open_results  # noqa: PLC0415 — seconds of imports
    from twin.study.books import make_books, parameter  # noqa: PLC0415
    from twin.study.business import case, cash_flow, leverage  # noqa: PLC0415
    from twin.study.contract import with_contract  # noqa: PLC0415
    from twin.study.services import accounts  # noqa: PLC0415

    console, said = Console(lang, quiet=quiet, as_json=as_json), _WORDS[lang.value]
    opened = [open_results(path) for path in runs]
    dated = [(int(results.manifest["year"]), results) for results in opened]
    pair = len(dated) == 2 and dated[0][0] == dated[1][0]  # noqa: PLR2004 — without and with
    made = make_books(dated[-1:] if pair else dated, first, last)
    document: dict[str, Any] = {"command": "books"}
    found: Case | None = None
    services: dict[str, Account] = {}
    rate = parameter(opened[-1], "discount_rate")
    if pair:
        made = made.less(make_books(dated[:1], made.first, made.last))
        made = with_contract(made, parameter(opened[-1], "esco_share"), int(parameter(opened[-1], "esco_years")))
        flows = cash_flow(made)
        found = case(flows, rate, [_saved(*opened)] * (made.last - made.first + 1))
        services = accounts(made, rate)
        document["case"] = {"discount_rate": rate, **_case_json(found), "leverage": leverage(made)}
        document["services"] = {name: asdict(each) for name, each in services.items()}
    if console.result(document | _books_json(made)):
        return
    title = said["more" if pair else "title"].format(first=made.first, last=made.last)
    _tell(console, said, title, made, yearly=yearly)
    if found is not None:
        _tell_case(console, said, found, rate, leverage(made))
    if services:
        _tell_services(console, said, said["services"].format(first=made.first, last=made.last), services)
    console.say(said["closed"])


def _saved(a: Results, b: Results) -> float:
    """CO2 that the measures avoid in a year. [t]"""
    name = "emissions.co2"
    return a.kpi(name) - b.kpi(name) if name in a.kpis.index and name in b.kpis.index else 0.0


def _there(made: Books) -> list[Payer]:
    """Accounts that money moves on."""
    return sorted({account for each in made.postings for account in (each.payer, each.payee)})


def _tell(console: Console, said: dict[str, str], title: str, made: Books, *, yearly: bool) -> None:
    from twin.domains.finance.flows import KINDS, PAYERS, PEOPLE  # noqa: PLC0415
    from twin.observe.privacy import below, marked  # noqa: PLC0415

    column = 1 if console.lang == Lang.IT else 0
    accounts = _there(made)
    rows: list[tuple[str, Any]]
    if yearly:
        rows = [(str(made.first + k), year) for k, year in enumerate(made.balances())]
    else:
        rows = [(KINDS[kind][column], totals) for kind, totals in made.by_kind().items()]
    rows.append((said["sum"], made.balances().sum(axis=0)))
    header = (
        said["year" if yearly else "kind"],
        *(marked(PAYERS[each][column], each in PEOPLE) for each in accounts),
        said["all"],
    )
    cells = [(name, *(_euros(totals[each]) for each in accounts), _euros(totals.sum())) for name, totals in rows]
    people = below((each in PEOPLE for each in accounts), console.lang.value)
    console.table(title, header, cells, right=range(1, len(header)), below=people)


def _tell_case(console: Console, said: dict[str, str], found: Case, rate: float, lever: float) -> None:
    def number(value: float | None) -> str:
        return said["never"] if value is None else f"{value:.1f}"

    irr = said[found.rate] if isinstance(found.rate, str) else f"{found.rate:.2%}"
    per_tonne = (found.cost_per_tonne, found.cost_per_tonne_discounted)
    cells = [
        (said["npv"].format(rate=rate), f"{found.value:,.0f}"),
        (said["irr"], irr),
        (said["simple"], number(found.simple)),
        (said["discounted"], number(found.discounted)),
        *((said[name], "–" if value is None else f"{value:,.0f}")
          for name, value in zip(("cost_per_tonne", "cost_per_tonne_discounted"), per_tonne, strict=True)),
        (said["leverage"], "–" if lever != lever else f"{lever:.2f}"),  # noqa: PLR0124 — not a number
    ]  # fmt: skip
    console.table(said["case"], said["header"].split("|"), cells, right=(1,))


def _tell_services(console: Console, said: dict[str, str], title: str, services: dict[str, Account]) -> None:
    from twin.study.services import SERVICES  # noqa: PLC0415

    cells = [
        (SERVICES[name].label_it if console.lang == Lang.IT else SERVICES[name].label,
         *(f"{round(eur) + 0:,}" for eur in (each.earned, -each.running, -each.works, each.value)))
        for name, each in services.items()
    ]  # fmt: skip
    console.table(title, said["services_header"].split("|"), cells, right=range(1, 5))


def _euros(cents: int) -> str:
    """Whole cents as euros, exact."""
    whole, part = divmod(abs(int(cents)), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{part:02d}"


def _books_json(made: Books) -> dict[str, Any]:
    """Cents, so that a reader can add them up without rounding."""
    from twin.domains.finance.flows import PEOPLE  # noqa: PLC0415
    from twin.observe.privacy import BADGE  # noqa: PLC0415

    accounts = _there(made)

    def by_account(totals: NDArray[np.int64]) -> dict[str, int]:
        return {each.name.lower(): int(totals[each]) for each in accounts}

    return {
        "first": made.first,
        "last": made.last,
        "unit": "0.01 EUR",
        "badge": {each.name.lower(): BADGE["en"] if each in PEOPLE else "" for each in accounts},
        "kinds": {kind: by_account(totals) for kind, totals in made.by_kind().items()},
        "years": {str(made.first + k): by_account(totals) for k, totals in enumerate(made.balances())},
        "sum": int(made.balances().sum()),
    }


def _case_json(found: Case) -> dict[str, Any]:
    return {
        "flows": list(found.flows),
        "npv": found.value,
        "irr": found.rate,
        "simple_payback": found.simple,
        "discounted_payback": found.discounted,
        "cost_per_tonne": found.cost_per_tonne,
        "cost_per_tonne_discounted": found.cost_per_tonne_discounted,
    }
