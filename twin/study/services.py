"""Does a service pay for its operator? What riders, drivers and guests pay for it, against what it costs to run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from twin.domains.finance.cases import npv
from twin.state.codes import Payer
from twin.study.books import CENTS, Books
from twin.study.business import cash_flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.study.books import Posting

_WORKS = ("investment", "grant", "upkeep", "replacement")


@dataclass(frozen=True)
class Service:
    """A service and what belongs to it.

    Parameters
    ----------
    label, label_it : In words.
    earns, costs : Kinds of flows that it receives, and that it pays beside the works of its measures.
    measures : What builds it; their works are its cost, whoever paid for them.
    owes : Kinds that its users do not pay but it does, among others' payments of the kind.
    """

    label: str
    label_it: str
    earns: tuple[str, ...]
    costs: tuple[str, ...]
    measures: tuple[str, ...]
    owes: tuple[str, ...] = ()


SERVICES: dict[str, Service] = {
    "bike_sharing": Service(
        "Shared bicycles", "Biciclette condivise", ("bike_sharing",), ("bike_operation",), ("shared_ebikes",)
    ),
    "car_sharing": Service(
        "Shared cars", "Auto condivise", ("car_sharing",), (), ("car_sharing",), owes=("road_charge",)
    ),
    "charging": Service(
        "Public charging", "Ricarica pubblica", ("charging",), ("charging_energy",), ("charging_points",)
    ),
    "transit": Service(
        "Public transport", "Mezzi pubblici", ("fares",), (), ("transit_headway", "new_metro", "integrated_fares")
    ),
    "road_charge": Service("Road charge", "Pedaggio d'ingresso", ("road_charge",), (), ("road_charge",)),
    "parking": Service("Parking", "Sosta", ("parking",), (), ("parking_policy", "parking_guidance")),
}


@dataclass(frozen=True)
class Account:
    """A service over the years of some books.

    Parameters
    ----------
    earned : What its users pay. [EUR]
    running : What it pays to run, upkeep of its works among it. [EUR]
    works : What its works and their replacements cost, whoever paid. [EUR]
    value : Net present value of all three. [EUR]
    """

    earned: float
    running: float
    works: float
    value: float


def accounts(books: Books, rate: float) -> dict[str, Account]:
    """The account of each service for which anything is paid.

    Parameters
    ----------
    books : Books of a scenario, or books with the measures less those without.
    rate : Interest rate. [1/a]
    """
    found = {}
    for name, service in SERVICES.items():
        rows = tuple(_of(books, service))
        if rows:
            earned, running, works = (
                sum(each.cents for each in rows if _side(each) == side) / CENTS for side in ("in", "running", "works")
            )
            if not (earned or running or works):
                continue
            own = Books(books.first, books.last, rows)
            found[name] = Account(earned, running, works, npv(rate, cash_flow(own, (Payer.OPERATORS,))))
    return found


def _of(books: Books, service: Service) -> Iterator[Posting]:
    """Payments of a service, as if one operator received and paid them all."""
    for each in books.postings:
        if each.kind in service.earns:
            yield each._replace(payer=Payer.HOUSEHOLDS, payee=Payer.OPERATORS)
        elif each.kind in _WORKS and each.measure in service.measures and each.payee == Payer.OPERATORS:
            # Season tickets that a measure buys are no works but fares.
            yield each._replace(kind=service.earns[0], payer=Payer.HOUSEHOLDS)
        elif each.kind in service.costs or (each.kind in service.owes and each.payer == Payer.OPERATORS):
            yield each._replace(payer=Payer.OPERATORS, payee=Payer.CONTRACTORS)
        elif each.kind in _WORKS and each.measure in service.measures:
            # A grant is an investment here: what is left of it at the end is the service's.
            kind = "investment" if each.kind == "grant" else each.kind
            yield each._replace(kind=kind, payer=Payer.OPERATORS, payee=Payer.CONTRACTORS)


def _side(each: Posting) -> str:
    if each.payee == Payer.OPERATORS:
        return "in"
    return "works" if each.kind in ("investment", "replacement") else "running"
