"""Who pays whom in which year? Double-entry books over the years, in whole cents, from the runs of years."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from twin.core.errors import ExitCode, Fault, InputError, TwinError
from twin.domains.finance.flows import KINDS, MEASURES, OPERATION, SERVICE
from twin.domains.finance.params import Params
from twin.state.codes import Payer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from twin.observe import Results

HORIZON = 2035  # last year of books over several runs
CENTS = 100


class BooksError(TwinError):
    """Accounts do not sum to zero."""

    exit_code = ExitCode.CONSERVATION


class Posting(NamedTuple):
    """One payment, once in the account of its payer and once in its payee's.

    Parameters
    ----------
    year : Year.
    payer, payee : Accounts.
    kind, measure : What for.
    cents : Amount; below zero in the difference of two books. [0.01 EUR]
    life : Years that what is paid for lasts, 0 where nothing is built. [a]
    """

    year: int
    payer: Payer
    payee: Payer
    kind: str
    measure: str
    cents: int
    life: float = 0.0


@dataclass(frozen=True)
class Books:
    """Books from one year to another; made by `make_books`, and checked whenever they are made.

    Parameters
    ----------
    first, last : First and last year.
    postings : All payments in order.
    """

    first: int
    last: int
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        totals = self.balances()
        wrong = {self.first + k: int(cents) for k, cents in enumerate(totals.sum(axis=1)) if cents}
        if wrong:
            raise BooksError(f"the accounts of these years do not sum to zero [0.01 EUR]: {wrong}")

    def balances(self, kinds: Iterable[str] = tuple(KINDS)) -> NDArray[np.int64]:
        """Received less paid by year and account. (Y, payers) [0.01 EUR]"""
        wanted = set(kinds)
        totals = np.zeros((self.last - self.first + 1, len(Payer)), dtype=np.int64)
        for each in self.postings:
            if each.kind in wanted:
                totals[each.year - self.first, each.payer] -= each.cents
                totals[each.year - self.first, each.payee] += each.cents
        return totals

    def by_kind(self) -> dict[str, NDArray[np.int64]]:
        """Received less paid over all years by kind and account. (payers,) each [0.01 EUR]"""
        there = dict.fromkeys(each.kind for each in self.postings)
        return {kind: self.balances((kind,)).sum(axis=0) for kind in KINDS if kind in there}

    def less(self, other: Books) -> Books:
        """What these books have more than others of the same years.

        Raises
        ------
        ValueError
            If they cover other years.
        """
        if (self.first, self.last) != (other.first, other.last):
            raise ValueError(f"books of {self.first}-{self.last} and of {other.first}-{other.last}")
        taken = tuple(each._replace(cents=-each.cents) for each in other.postings)
        return Books(self.first, self.last, self.postings + taken)


def make_books(runs: Sequence[tuple[int, Results]], first: int | None = None, last: int | None = None) -> Books:
    """Draw up the books of a scenario from its runs.

    Parameters
    ----------
    runs : Years and their runs, each of a whole year.
    first : First year; that of the first run if None.
    last : Last year; if None, for one run as many years as its parameter `case_years` says, for several `HORIZON`.

    Notes
    -----
    A year's energy and income are those of the run of that year, or of the last run before it (before the first run,
    the first); so is what is paid for services, which may cost another sum in each year and may end. Works are those of
    the last run, in the years in which they are paid; what was built before the books begin is booked in their first
    year, and all that follows from it moves along, so that a mix is judged with all its cost. Prices stay those of the
    runs.

    Raises
    ------
    InputError
        If there are no runs, two of one year, one of part of a year, one without flows, or no years between the ends.
    """
    ordered = sorted(runs, key=lambda each: each[0])
    _refuse(ordered, first, last)
    years = [year for year, _ in ordered]
    begin = years[0] if first is None else first
    if last is None:
        last = begin + case_years(ordered[0][1]) - 1 if len(ordered) == 1 else max(HORIZON, years[-1])
    frames: list[list[Any]] = [results.table("flows").to_dict("records") for _, results in ordered]
    found: dict[int, list[dict[str, Any]]] = {year: [] for year in range(begin, last + 1)}
    for year, rows in found.items():
        at = max(int(np.searchsorted(years, year, side="right")) - 1, 0)
        rows += [row for row in frames[at] if row["kind"] in OPERATION]
    for k, rows in enumerate(frames):
        for row in rows:
            service = row["life"] == SERVICE
            if row["kind"] in MEASURES and (service or k == len(frames) - 1):
                # The run before knows a service that had begun by then; a younger one is told by the next run alone.
                since = years[k] if service and k and int(row["works"]) <= years[k - 1] else begin
                until = years[k + 1] - 1 if service and k + 1 < len(years) else last
                for year in _paid_in(row, begin, last):
                    if since <= year <= until:
                        found[year].append(row)
    postings = [posting for year, rows in found.items() for posting in _posted(year, rows)]
    return Books(begin, last, tuple(postings))


def in_cents(eur: ArrayLike) -> NDArray[np.int64]:
    """Amounts in whole cents whose sum is the rounded sum: the largest remainders are rounded up. (N,) [0.01 EUR]

    Source: Hare's method of largest remainders; equal remainders in the order given.
    """
    exact = np.asarray(eur, dtype=np.float64) * CENTS
    down = np.floor(exact).astype(np.int64)
    missing = round(math.fsum(exact)) - int(down.sum())
    up = np.argsort(down - exact, kind="stable")[:missing]
    down[up] += 1
    return down


def parameter(results: Results, name: str) -> float:
    """A parameter of finance in force in a run; its default where the run has none."""
    for row in results.manifest.get("parameters", ()):
        if (row["room"], row["name"]) == ("finance", name):
            return float(row["value"])
    return float(getattr(Params(), name))


def case_years(results: Results) -> int:
    """Years over which a run's business case is drawn up."""
    return int(parameter(results, "case_years"))


def _paid_in(row: Mapping[str, Any], begin: int, last: int) -> range:
    """Years of the books in which a flow of a measure is paid; what was built before them moves to their first."""
    start = int(row["year"]) + max(begin - int(row["works"]), 0)
    return range(max(start, begin), (last if row["yearly"] else min(start, last)) + 1)


def _posted(year: int, rows: Sequence[Mapping[str, Any]]) -> list[Posting]:
    cents = in_cents([row["eur"] for row in rows])
    return [
        Posting(year, Payer[row["from"].upper()], Payer[row["to"].upper()], row["kind"], row["measure"], int(amount),
                float(row["life"]))
        for row, amount in zip(rows, cents, strict=True)
    ]  # fmt: skip


def _refuse(runs: Sequence[tuple[int, Results]], first: int | None, last: int | None) -> None:
    years = [year for year, _ in runs]
    faults = [
        Fault(results.path.name, "covers less than a year", "run a whole year, without from and to under [time]")
        for _, results in runs
        if not results.manifest["whole_year"]
    ]
    if not runs:
        faults.append(Fault("runs", "none given", "give at least one"))
    faults += [
        Fault(str(year), f"{years.count(year)} runs of this year", "give one run a year")
        for year in sorted({year for year in years if years.count(year) > 1})
    ]
    if runs and last is not None and last < (years[0] if first is None else first):
        faults.append(Fault("years", f"the books would end in {last}, before they begin", "give a later last year"))
    if faults:
        raise InputError("books", faults)
