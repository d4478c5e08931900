"""What is the time of travelling worth, if everybody's hour counts the same, or as modes and incomes have it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.core.params import ParamSet, param
from twin.domains.mobility.choice.params import ChoiceParams
from twin.observe.declare import Kpi
from twin.state.codes import Mode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.declare import Outcome
    from twin.state.table import Table

_HOUR = 3600.0
_M_EUR = 1e-6
# Members of `ChoiceParams.time_weights` by mode: shared ones as own ones, by bicycle to the station as the line.
_SPENT_AS = {
    Mode.WALK: 0, Mode.BICYCLE: 1, Mode.TRANSIT: 4, Mode.CAR: 5, Mode.MOTORCYCLE: 6, Mode.PASSENGER: 7,
    Mode.SHARED_BICYCLE: 1, Mode.SHARED_EBIKE: 2, Mode.CAR_SHARING: 5, Mode.BIKE_TRANSIT: 4,
}  # fmt: skip


class EquityParams(ParamSet):
    """Parameters of what time is worth in a judgement of who gains and who loses."""

    equity_value: float = param(
        7.0, unit="EUR/h", year=2016, status="assumed", gt=0, doc="One value of an hour for all people and purposes",
        source="assumed: between the working values for Milan of commuting (8 to 10) and other purposes (5 to 7), "
        "quoted from memory",
    )  # fmt: skip
    income_elasticity: float = param(
        0.5, unit="1", year=2016, status="assumed", ge=0,
        doc="The value of an hour by income grows as this power of the income per head over its mean",
        source="assumed: cross-sections of studies find 0.4 to 0.7, from memory",
    )  # fmt: skip


def by_mode(params: ChoiceParams, equity_value: float) -> NDArray[np.float64]:
    """Value of an hour by each mode: as felt over driving, the mean of all modes at the equity value. (MODES,) [EUR/h]

    What waits and changes add is not in the sums of time, so that public transport counts as riding in it.
    """
    felt = np.array([params.time_weights[_SPENT_AS[mode]] for mode in list(Mode)[:-1]])
    return np.asarray(equity_value * felt)


def by_income(citizens: Table, households: Table, params: EquityParams) -> NDArray[np.float64]:
    """Value of an hour of each citizen by the income per head of the household. (N,) [EUR/h]"""
    per_head = households["income"] / np.maximum(households["size"], 1)
    mine = per_head[citizens["household"]]
    mean = float(mine.mean()) if mine.size else 0.0
    if mean <= 0.0:
        return np.full(mine.size, params.equity_value)
    return np.asarray(params.equity_value * np.maximum(mine / mean, 0.0) ** params.income_elasticity)


def _equity(run: Outcome) -> float:
    hours = float(run.table("zones")["travel_time_year"].sum()) / _HOUR
    return hours * EquityParams().equity_value * _M_EUR


def _modes(run: Outcome) -> float:
    hours = run.table("zones")["travel_time_year"].sum(axis=0) / _HOUR
    params = run.world.params.get("mobility") or ChoiceParams()
    return float((hours * by_mode(params, EquityParams().equity_value)).sum()) * _M_EUR


def _incomes(run: Outcome) -> float:
    citizens = run.table("citizens")
    value = by_income(citizens, run.table("households"), EquityParams())
    return float((value * citizens["travel_year"]).sum()) / _HOUR * _M_EUR


_OURS = "residents' trips; incomes are synthetic"
KPIS: tuple[Kpi, ...] = (
    Kpi("mobility.time_cost_equity", "Time spent travelling, one value for all",
        "Tempo di viaggio, un solo valore per tutti", "MEUR", "less",
        "zones.travel_time_year x one value of an hour (7 EUR/h, assumed)",
        "an hour counts the same for rich and poor, on foot and by car; " + _OURS, _equity),
    Kpi("mobility.time_cost_by_mode", "Time spent travelling, as each mode is felt",
        "Tempo di viaggio, come lo si sente con ogni mezzo", "MEUR", "less",
        "zones.travel_time_year by mode x that value x time as felt over driving", "weights of the mode choice; "
        + _OURS, _modes),
    Kpi("mobility.time_cost_by_income", "Time spent travelling, by each one's income",
        "Tempo di viaggio, secondo il reddito di ciascuno", "MEUR", "less",
        "citizens.travel_year x that value x (income per head over its mean) ^ 0.5",
        "what people would pay for time, which counts the time of the rich more: beside the equity value, never in "
        "its place; " + _OURS, _incomes),
)  # fmt: skip
