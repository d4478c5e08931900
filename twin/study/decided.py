"""Which decisions of people does a scenario rest on, and which figures does it set itself?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.decisions.rooms import ROOMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.interventions import Entry
    from twin.scenario import Scenario


def rests_on(scenario: Scenario) -> frozenset[str]:
    """Rooms of decisions that any entry of a scenario rests on."""
    votes = scenario.budget is not None and scenario.budget.vote
    return frozenset().union(*(_of(entry, votes=votes) for entry in scenario.measures))


def idle(scenarios: Sequence[Scenario]) -> frozenset[str]:
    """Rooms of decisions that none of some scenarios rests on; their parameters play no part."""
    return frozenset(ROOMS).difference(*(rests_on(each) for each in scenarios))


def _of(entry: Entry, *, votes: bool) -> frozenset[str]:
    levers, found = entry.levers, set()
    if getattr(levers, "decided_by", "planner") != "planner":
        found |= {"decisions"}
    if getattr(levers, "adoption", "planner") != "planner":
        found |= {"diffusion", "contacts"}
    if entry.measure == "social_market":
        found |= {"social_market"}
    if votes and entry.by_vote:
        found |= {"vote", "social_market"}  # who uses a phone well is told there
    return frozenset(found)


def told_by(scenario: Scenario, kind: str, where: str) -> frozenset[str]:
    """Parameters of a room ("params"), or levers of a measure ("levers"), that a scenario sets itself."""
    if kind == "params":
        return frozenset(scenario.params.get(where, {}))
    told = (each.levers.model_fields_set for each in scenario.measures if each.measure == where)
    return frozenset().union(*told)
