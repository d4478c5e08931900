"""What do planners see of behaviour? Who is at home, and how warm it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.domains.behaviour.participation import KPIS as MARKET
from twin.observe.declare import Kpi, Series
from twin.observe.privacy import BADGE
from twin.state.codes import OwnerGroup, Stage, Thermal

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.world import World


def _lived_in(world: World) -> NDArray[np.bool_]:
    buildings = world.table("buildings")
    mask: NDArray[np.bool_] = (buildings["residents"] > 0) & (buildings["thermal"] == Thermal.HEATED)
    return mask


SERIES = (
    Series(
        "behaviour.at_home", "buildings.people_home", "persons", "hour_of_day", 1.0,
        "Residents at home", "Residenti a casa",
    ),
    Series(
        "behaviour.at_places", "buildings.people_work", "persons", "hour_of_day", 1.0,
        "Residents at work, school, shops and leisure in the district",
        "Residenti al lavoro, a scuola, in negozi e svaghi nel quartiere",
    ),
    Series(
        "behaviour.setpoint_wanted", "buildings.setpoint_wanted", "°C", "mean", 1.0,
        "Heating set point wanted in homes, mean over buildings",
        "Temperatura richiesta nelle case, media degli edifici", _lived_in,
    ),
)  # fmt: skip


def _share_at_home(run: Outcome) -> float:
    people = len(run.table("citizens"))
    return 100.0 * float(run.series("behaviour.at_home").mean()) / people if people else 0.0


LEAST_ASKED = 10  # households; what people think is shown of no fewer


def _reached(*stages: Stage) -> Callable[[Outcome], float]:
    def count(run: Outcome) -> float:
        return float(np.count_nonzero(run.table("buildings")["retrofit_stage"][:, list(stages)].any(axis=1)))

    return count


def _in_favour(group: OwnerGroup) -> Callable[[Outcome], float]:
    def share(run: Outcome) -> float:
        asked, yes = run.table("buildings")["owners_asked"][:, group].sum(axis=0)
        return 100.0 * float(yes / asked) if asked >= LEAST_ASKED else float("nan")

    return share


def _share_of(group: OwnerGroup) -> Callable[[Outcome], float]:
    def share(run: Outcome) -> float:
        asked = run.table("buildings")["owners_asked"][:, :, 0].sum(axis=0)
        everybody = asked[OwnerGroup.ALL]
        return 100.0 * float(asked[group] / everybody) if everybody >= LEAST_ASKED else float("nan")

    return share


_VOTES = f"last assembly on a retrofit by the end of the year, where owners decide; {BADGE['en']}"
_PEOPLE = f"{_VOTES}; shown for {LEAST_ASKED} owners and more"

KPIS = (
    Kpi(
        "behaviour.share_at_home", "Time that residents spend at home", "Tempo che i residenti passano a casa", "%",
        "neither", "behaviour.at_home, mean over hours, over residents",
        "presence at half past each hour, from the day's trips", _share_at_home,
    ),
    *MARKET,
    Kpi(
        "behaviour.assemblies_held", "Condominiums whose owners met about a retrofit",
        "Condomini in cui i proprietari si sono riuniti su una riqualificazione", "1", "neither",
        "condominiums with an assembly, in order or not", _VOTES,
        _reached(Stage.FIRST_CALL, Stage.SECOND_CALL, Stage.NO_QUORUM),
    ),
    Kpi(
        "behaviour.assemblies_approved", "Condominiums whose owners approved a retrofit",
        "Condomini in cui i proprietari hanno approvato una riqualificazione", "1", "more",
        "condominiums whose assembly carried the works by heads and thousandths", _VOTES, _reached(Stage.APPROVED),
    ),
    Kpi(
        "behaviour.approvals_stopped", "Approved retrofits that were stopped", "Riqualificazioni approvate e fermate",
        "1", "less", "by a court, a veto, or arrears in the special fund", _VOTES, _reached(Stage.STOPPED),
    ),
    Kpi(
        "behaviour.owners_yes", "Owners in favour of a retrofit", "Proprietari favorevoli a una riqualificazione", "%",
        "more", "owners in favour / owners asked, by heads, present or not", _PEOPLE, _in_favour(OwnerGroup.ALL),
    ),
    Kpi(
        "behaviour.owners_yes_old", "Owners of 75 years and more in favour", "Proprietari di 75 anni e più favorevoli",
        "%", "neither", "the same of those whose oldest is 75 or more", _PEOPLE, _in_favour(OwnerGroup.OLD),
    ),
    Kpi(
        "behaviour.owners_yes_without_tax", "Owners without tax to deduct in favour",
        "Proprietari senza imposte da detrarre favorevoli", "%", "neither",
        "the same of those who can use less than half of the deduction", _PEOPLE, _in_favour(OwnerGroup.NO_TAX),
    ),
    Kpi(
        "behaviour.owners_yes_without_cash", "Owners without the money in favour",
        "Proprietari senza liquidità favorevoli", "%", "neither",
        "the same of those who lack a part of their share", _PEOPLE, _in_favour(OwnerGroup.NO_CASH),
    ),
    Kpi(
        "behaviour.owners_without_tax", "Owners without tax to deduct", "Proprietari senza imposte da detrarre", "%",
        "neither", "owners who can use less than half of the deduction / owners asked", _PEOPLE,
        _share_of(OwnerGroup.NO_TAX),
    ),
)  # fmt: skip
