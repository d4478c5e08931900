"""What does the twin compute beside a headline? One small function for each that the protocol does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.ledger import load_ledger
from twin.study.case import Beside, Case, NotComputableError
from twin.study.energy_metrics import numbers, retrofits_of, rows_of
from twin.study.metrics import METRICS
from twin.study.retrofit_arms import AFTER, BEFORE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.study.claims import Claim

RESIDENTS = 15_000.0  # of the goal on bills (sharingcities.eu, home page)


def families_of(claim: Claim) -> float:
    """Number of families that a claim is about."""
    return load_ledger().row(claim.families).value("delivered")


def co2_of_families(case: Case, claim: Claim) -> tuple[float, Beside]:
    """CO2 of heat and hot water that the building's flats save, for the families that are told. [t/year]"""
    found = retrofits_of(case)
    rows = rows_of(found, claim.building)
    was, now = numbers(found.arms[BEFORE], rows), numbers(found.arms[AFTER], rows)
    flats = float(found.arms[BEFORE]["flats"][rows].sum())
    if flats <= 0.0:
        raise NotComputableError(f"{claim.building} has no flats in this district")
    whole = (was["CO2"] - now["CO2"]) / 1000.0
    return whole / flats * families_of(claim), {
        "flats of the footprints": flats,
        "CO2 saved by all of them [t]": whole,
        "final heat with hot water before, a flat [MWh]": was["final heat with hot water"] / flats / 1000.0,
        "final heat with hot water saved [%]": 100.0
        * (1.0 - now["final heat with hot water"] / was["final heat with hot water"]),
    }


def own_rows(case: Case) -> NDArray[np.int64]:
    """Retrofitted buildings of the ledger that stand in the district themselves."""
    found = retrofits_of(case)
    own = [rows for place, rows in found.places.items() if place not in found.stand_ins]
    if not own:
        raise NotComputableError("none of the delivered retrofits lies in the zones of this district")
    return np.concatenate(own)


def bills_of_residents(case: Case, claim: Claim) -> tuple[float, Beside]:  # noqa: ARG001 — one signature
    """Heating bills that the delivered retrofits save in the district, for as many residents as the goal has. [EUR]"""
    found, rows = retrofits_of(case), own_rows(case)
    saved = float((found.arms[BEFORE]["heat_cost"][rows] - found.arms[AFTER]["heat_cost"][rows]).sum())
    people = float(case.base.buildings["residents"][np.flatnonzero(case.base.buildings["home"])].sum())
    flats = float(found.arms[BEFORE]["flats"][rows].sum())
    return RESIDENTS * saved / max(people, 1.0), {
        "saved by the delivered retrofits of the district [EUR/year]": saved,
        "residents of the district": people,
        "saved a retrofitted flat [EUR/year]": saved / max(flats, 1.0),
        "retrofitted flats": flats,
        "residents of a retrofitted flat": float(found.arms[BEFORE]["residents"][rows].sum()) / max(flats, 1.0),
    }


def electric_cars(case: Case, claim: Claim) -> tuple[float, Beside]:  # noqa: ARG001
    """Share of electric cars among the residents' cars. [%]"""
    known = case.base.numbers
    if "electric cars" not in known:
        raise NotComputableError("the district has no cars")
    return known["electric cars"], {"cars of 1,000 residents": known["cars"]}


def trips_per_ebike(case: Case, claim: Claim) -> tuple[float, Beside]:  # noqa: ARG001
    """Trips per e-bike and day at the delivered stations. [1]"""
    no_target: Any = None
    value, beside = METRICS["trips_per_ebike"](case, no_target)
    change, parts = METRICS["co2_of_ebikes"](case, no_target)
    return value, {**beside, "change of CO2 [t/year]": change, **parts}


COUNTERPARTS: dict[str, Callable[[Case, Claim], tuple[float, Beside]]] = {
    "co2_of_families": co2_of_families,
    "bills_of_residents": bills_of_residents,
    "electric_cars": electric_cars,
    "trips_per_ebike": trips_per_ebike,
}
