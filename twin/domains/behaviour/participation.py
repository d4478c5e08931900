"""What do planners see of the social market and the urban platform? Counts, and shares of large groups alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.observe.declare import Kpi
from twin.observe.privacy import BADGE, LEAST

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.observe.declare import Outcome

_ADULT = 16
_FIFTHS = 5
_PER = 100_000.0
_SYNTHETIC = f"{BADGE['en']}; groups of fewer than 10 households are not told"
_MARKET = "social_market"


def _count(run: Outcome) -> float:
    """Participants, nan where they belong to too few households. [persons]"""
    citizens = run.table("citizens")
    part = citizens["takes_part"] > 0.0
    few = 0 < np.unique(citizens["household"][part]).size < LEAST
    return float("nan") if few else float(part.sum())


def _points(run: Outcome) -> float:
    """Points given, nan where the participants belong to too few households. [points]"""
    return _zones("points")(run) if np.isfinite(_count(run)) else float("nan")


def _share(run: Outcome, group: NDArray[np.bool_]) -> float:
    """Participants among the people of a group, nan where it has too few households. [%]"""
    citizens = run.table("citizens")
    if np.unique(citizens["household"][group]).size < LEAST:
        return float("nan")
    return 100.0 * float((citizens["takes_part"][group] > 0.0).mean())


def _of_ages(low: int, high: int) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        age = run.table("citizens")["age"]
        return _share(run, (age >= low) & (age < high))

    return compute


def _of_fifth(fifth: int) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        citizens, households = run.table("citizens"), run.table("households")
        place = np.empty(len(households), dtype=np.int64)
        place[np.lexsort((households["uid"], households["income"]))] = np.arange(place.size)
        mine = (place * _FIFTHS // max(place.size, 1))[citizens["household"]] == fifth
        return _share(run, mine & (citizens["age"] >= _ADULT))

    return compute


def _cost(run: Outcome) -> float:
    paid = sum(each.edit.total_cost for each in run.world.applied if each.edit.measure == _MARKET)
    many = _count(run)
    return paid / many if many > 0.0 else float("nan")


def _zones(column: str, per: float = 0.0) -> Callable[[Outcome], float]:
    def compute(run: Outcome) -> float:
        total = float(run.table("zones")[column].sum())
        if per <= 0.0:
            return total
        people = len(run.table("citizens"))
        return per * total / people if people else float("nan")

    return compute


def _people(name: str, label: str, label_it: str, compute: Callable[[Outcome], float]) -> Kpi:
    return Kpi(
        f"people.market_{name}", label, label_it, "%", "neither",
        "people of 16 years and more of the group who take part at any time of the year, over all of them",
        _SYNTHETIC, compute,
    )  # fmt: skip


KPIS = (
    Kpi(
        "people.market_participants", "Participants in the social market", "Partecipanti al mercato sociale", "persons",
        "neither", "citizens who take part at any time of the year", _SYNTHETIC, _count,
    ),
    _people("young", "Participants under 35", "Partecipanti sotto i 35 anni", _of_ages(_ADULT, 35)),
    _people("middle", "Participants of 35 to 64", "Partecipanti da 35 a 64 anni", _of_ages(35, 65)),
    _people("old", "Participants of 65 and more", "Partecipanti da 65 anni", _of_ages(65, 200)),
    _people("poorest", "Participants, poorest fifth", "Partecipanti, quinto più povero", _of_fifth(0)),
    _people("richest", "Participants, richest fifth", "Partecipanti, quinto più ricco", _of_fifth(_FIFTHS - 1)),
    Kpi(
        "people.market_points", "Points of the social market", "Punti del mercato sociale", "points", "neither",
        "points given in the year, those claimed without a deed with them", _SYNTHETIC, _points,
    ),
    Kpi(
        "people.market_cost", "Cost of the social market by participant", "Costo del mercato sociale per partecipante",
        "EUR", "less", "all that it cost, setting up and the year's running with rewards, over participants",
        "costs of the measure social_market", _cost,
    ),
    Kpi(
        "people.data_sources", "Data sources on the urban platform", "Fonti di dati sulla piattaforma urbana",
        "sources", "more", "sources brought together", "counted", _zones("data_sources"),
    ),
    Kpi(
        "people.open_data", "Open data sources per 100,000 residents", "Fonti di dati aperte per 100.000 residenti",
        "1/100,000", "more", "sources whose data are open, over residents",
        "after the CITYkeys city indicator of open data, quoted from memory", _zones("open_data", _PER),
    ),
)  # fmt: skip
