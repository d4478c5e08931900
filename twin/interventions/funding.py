"""What can be paid for? Sums by payer, given out by year, then in the order of the file or of votes, and told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from twin.core.errors import nearest
from twin.decisions.budget import Project, Tally, vote
from twin.interventions.measure import Amount, Levers, read_quantity, rounded_text
from twin.interventions.plan import Entry, edits
from twin.interventions.registry import catalogue
from twin.state.codes import Payer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.state.edits import Edit
    from twin.state.world import World

# Levers that tell how much of a measure there is; the first that says anything is scaled to what the money buys.
SCALED = ("quantity", "sensors", "sources", "sites", "stations")
_STEPS = 10  # halvings: to a 1,024th of what was asked
_CENT = 0.005


class Budget(BaseModel):
    """What each payer can spend: `[budget]` with `city = "2 MEUR"` and so on, and whether residents vote."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sums: dict[str, float] = Field(
        default_factory=dict, description="Most that each payer spends on all measures up to the simulated year, in EUR"
    )
    vote: bool = Field(default=False, description="Whether residents vote on the entries marked by_vote")

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "sums" in value:
            return value
        payers = [each.name.lower() for each in Payer]
        sums: dict[str, float] = {}
        for name, given in value.items():
            if name == "vote":
                continue
            if name not in payers:
                msg = f"{name!r} pays for nothing here; {nearest(name, payers)}"
                raise ValueError(msg)
            sums[name] = read_quantity(given, "EUR")
            if sums[name] < 0.0:
                msg = f'{name} = {given!r} is less than nothing; write a sum such as "2 MEUR"'
                raise ValueError(msg)
        return {"sums": dict(sorted(sums.items())), **({"vote": value["vote"]} if "vote" in value else {})}

    def texts(self) -> dict[str, Any]:
        """As a scenario file would write it."""
        return {**{name: f"{most!r} EUR" for name, most in self.sums.items()}, **({"vote": True} if self.vote else {})}


@dataclass(frozen=True)
class Funding:
    """What became of the entries.

    Parameters
    ----------
    lines : In words, in the order in which money was given out.
    votes : By year: people entitled, voters, and approvals by measure; counts of fewer than 10 households are left out.
    spent : What each payer of the budget spends. [EUR]
    clipped : Entries that money was short for: measure, day, lever, what was asked and what is done, exactly.
    """

    lines: tuple[str, ...] = ()
    votes: tuple[dict[str, Any], ...] = ()
    spent: dict[str, float] = field(default_factory=dict)
    clipped: tuple[dict[str, Any], ...] = ()


def funded_edits(world: World, entries: Sequence[Entry], budget: Budget | None) -> tuple[list[Edit], Funding]:
    """Edits of what can be paid for, and what became of all that was asked.

    Parameters
    ----------
    world : World before any edit.
    entries : As the scenario has them, in the order of its file.
    budget : What can be spent; all that is asked if None.

    Notes
    -----
    Money goes to earlier years first, so that what was paid for stays so in later years of a path. Within a year the
    entries that nobody votes on come in the order of the file, then those that residents vote on, most approved first.
    Trends are no entries of the project and cost the budget nothing. An entry that does not fit is scaled to what
    does, or left out; either is told in its note.
    """
    if budget is None:
        idle = [f"{each.measure}: marked by_vote, but the scenario has no [budget]" for each in entries if each.by_vote]
        return edits(world, entries), Funding(tuple(idle))
    asked = [list(_of(world, each, each.levers)) for each in entries]
    # What happens anyway takes nothing out of a project's budget.
    free = {i for i, each in enumerate(entries) if each.anyway}
    order, votes = _order(world, entries, asked, vote_on=budget.vote)
    left = dict(budget.sums)
    kept: dict[int, Levers | None] = {}
    lines: dict[int, str] = {}
    for i in order:
        kept[i], told = (entries[i].levers, "") if i in free else _fit(world, entries[i], asked[i], left)
        if told:
            lines[i] = told
    taken = [i for i in range(len(entries)) if kept.get(i) is not None]
    chosen = [entries[i].model_copy(update={"levers": kept[i]}) for i in taken]
    place = sorted(range(len(chosen)), key=lambda k: chosen[k].sort_key())
    # Numbers are those of the scenario's entries in order, whatever is left out.
    number = {i: rank for rank, i in enumerate(sorted(range(len(entries)), key=lambda i: entries[i].sort_key()))}
    done = [replace(edit, entry=number[taken[place[edit.entry]]]) for edit in edits(world, chosen)]
    done = _noted(done, {number[i]: lines[i] for i in taken if i in lines})
    gone = [i for i in order if kept[i] is None]
    done += [replace(_nothing(asked[i][0], lines[i]), entry=number[i]) for i in gone]
    spent = {name: most - left[name] for name, most in budget.sums.items()}
    words = [*(_words_of(each) for each in votes), *(f"{entries[i].measure}: {lines[i]}" for i in order if i in lines)]
    if not budget.vote:
        words += [f"{each.measure}: marked by_vote, but the budget holds no vote; taken in the order of the file"
                  for each in entries if each.by_vote]  # fmt: skip
    words += [f"{name}: {_money(spent[name])} of {_money(most)} spent" for name, most in budget.sums.items()]
    clipped = tuple(_clipped(entries[i], kept[i]) for i in order if i in lines)
    return done, Funding(tuple(words), tuple(votes), spent, clipped)


def _clipped(entry: Entry, done: Levers | None) -> dict[str, Any]:
    """What was asked and what can be paid for, as a scenario file would write it."""
    name = next((each for each in SCALED if _size(entry.levers, each)), "")
    asked = entry.levers.text_of(name) if name else None
    told = {"measure": entry.measure, "date": entry.date.isoformat(), "lever": name, "asked": asked}
    return {**told, "done": done.text_of(name) if done is not None and name else None}


def _of(world: World, entry: Entry, levers: Levers) -> list[Edit]:
    return catalogue[entry.measure].edits(world, levers, entry.where, entry.date)


def costs(some: Sequence[Edit]) -> dict[str, float]:
    """What each payer pays for some edits. [EUR]"""
    paid: dict[str, float] = {}
    for edit in some:
        name = edit.payer.name.lower()
        paid[name] = paid.get(name, 0.0) + edit.total_cost
    return paid


def _order(
    world: World, entries: Sequence[Entry], asked: Sequence[Sequence[Edit]], *, vote_on: bool
) -> tuple[list[int], list[dict[str, Any]]]:
    """Entries that do anything by the simulated year, in the order in which money is given out, and the votes held."""
    now = [i for i, some in enumerate(asked) if some]
    order: list[int] = []
    votes: list[dict[str, Any]] = []
    for year in sorted({entries[i].date.year for i in now}):
        here = [i for i in now if entries[i].date.year == year]
        ballot = [i for i in here if vote_on and entries[i].by_vote]
        order += [i for i in here if i not in ballot]
        if not ballot:
            continue
        projects = [_project(entries[i], asked[i]) for i in ballot]
        tally = vote(world, projects, year)
        ranked = sorted(range(len(ballot)), key=lambda k: (-int(tally.approvals[k]), projects[k].name))
        order += [ballot[k] for k in ranked]
        votes.append(_result(year, tally, [(entries[ballot[k]].measure, int(tally.approvals[k])) for k in ranked]))
    return order, votes


def _project(entry: Entry, some: Sequence[Edit]) -> Project:
    rows: dict[str, list[NDArray[np.int64]]] = {}
    for edit in some:
        rows.setdefault(edit.table, []).append(edit.rows)
    touches = {table: np.unique(np.concatenate(each)) for table, each in rows.items()}
    return Project(json.dumps(entry.canonical(), sort_keys=True), touches)


def _result(year: int, tally: Tally, ranked: list[tuple[str, int]]) -> dict[str, Any]:
    found: dict[str, Any] = {"year": year, "order": [name for name, _ in ranked], "entitled": tally.entitled}
    if tally.told:
        found |= {"voters": tally.voters, "approvals": [many for _, many in ranked]}
    return found


def _words_of(result: dict[str, Any]) -> str:
    if "voters" not in result:
        return f"vote of {result['year']}: fewer than 10 households voted, counts are not told; order {result['order']}"
    each = ", ".join(f"{name} {many}" for name, many in zip(result["order"], result["approvals"], strict=True))
    return f"vote of {result['year']}: {result['voters']} of {result['entitled']} residents; approvals: {each}"


def _over(paid: dict[str, float], left: dict[str, float]) -> list[str]:
    """Payers who would have to pay more than they have left."""
    return [name for name, most in left.items() if paid.get(name, 0.0) > most + _CENT]


def _pay(paid: dict[str, float], left: dict[str, float]) -> None:
    left.update({name: max(most - paid.get(name, 0.0), 0.0) for name, most in left.items()})


def _fit(world: World, entry: Entry, asked: Sequence[Edit], left: dict[str, float]) -> tuple[Levers | None, str]:
    """Levers that can be paid for, None if nothing can, and a line where it is not all; pays out of `left`."""
    paid = costs(asked)
    short = _over(paid, left)
    if not short:
        _pay(paid, left)
        return entry.levers, ""
    said = ", ".join(f"asked {_money(paid[name])} of {name}, {_money(left[name])} left" for name in short)
    name = next((each for each in SCALED if _size(entry.levers, each)), "")
    low, high, best = 0.0, 1.0, None
    for _ in range(_STEPS if name else 0):
        middle = 0.5 * (low + high)
        levers = _scaled(entry.levers, name, middle)
        found = costs(_of(world, entry, levers))
        if _over(found, left) or not any(found.values()):
            # What costs nothing does nothing: too little is no better than too much, but lies at the other end.
            low, high = (low, middle) if _over(found, left) else (middle, high)
            continue
        low, best = middle, (levers, found)
    if best is None:
        why = "not even a part of it can be paid for" if name else "it cannot be done in part"
        return None, f"{said}: left out, {why}"
    levers, found = best
    _pay(found, left)
    after = ", ".join(f"{_money(found.get(each, 0.0))} of {each}" for each in short)
    return levers, f"{said}: clipped to {_text(levers, name)} ({after})"


def _text(levers: Levers, name: str) -> str:
    value = getattr(levers, name)
    if isinstance(value, Amount):
        return rounded_text(value.value, value.unit)
    return f"the first {len(value)} {name}" if isinstance(value, tuple) else str(levers.text_of(name))


def _size(levers: Levers, name: str) -> float:
    """How much a lever asks for: a quantity, or entries of a list; 0 where there is no such lever."""
    value = getattr(levers, name, 0.0)
    if isinstance(value, Amount):
        return value.value
    return float(len(value) if isinstance(value, tuple) else value)


def _scaled(levers: Levers, name: str, factor: float) -> Levers:
    value = getattr(levers, name)
    if isinstance(value, tuple):
        return levers.model_copy(update={name: value[: int(len(value) * factor)]})
    if isinstance(value, Amount):
        return levers.model_copy(update={name: value.model_copy(update={"value": value.value * factor})})
    return levers.model_copy(update={name: float(np.floor(value * factor))})


def _noted(done: Sequence[Edit], lines: dict[int, str]) -> list[Edit]:
    """Edits with the line of their entry in the note of the first of them."""
    out: list[Edit] = []
    for edit in done:
        line = lines.pop(edit.entry, "")
        out.append(replace(edit, note="; ".join(each for each in (edit.note, line) if each)) if line else edit)
    return out


def _nothing(edit: Edit, line: str) -> Edit:
    """An edit of no row that tells why there is none."""
    return replace(edit, rows=edit.rows[:0], new=np.asarray(edit.new)[:0], cost=np.zeros(0), note=line)


def _money(euro: float) -> str:
    million = 1e6
    return f"{euro / million:.3f} MEUR" if euro >= million else f"{euro:,.0f} EUR"
