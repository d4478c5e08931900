"""What was asked for, and what was done? One account of every entry of a scenario, never silent."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from twin.core.phrases import quantities
from twin.interventions.limits import Mind, minds
from twin.interventions.measure import CIVIL_HOUR, Amount, start_tick
from twin.interventions.plan import in_order
from twin.interventions.registry import catalogue
from twin.interventions.validity import anachronisms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.interventions.measure import Levers
    from twin.interventions.plan import Entry
    from twin.state.edits import Edit
    from twin.state.world import World

_DRAWN = re.compile(r"\d+\.\d{5,}")  # nobody writes that many digits: a value that was drawn
_DIGITS = 3
_ASKING = ("quantity", "sensors", "charge")  # levers whose zero asks for nothing


@dataclass(frozen=True)
class Asked:
    """What one entry asks for and what came of it.

    Parameters
    ----------
    measure : Name of the measure.
    label, label_it : Words for people.
    asked, asked_it : Levers that the entry sets, places and date.
    done : Notes of its edits, in the words of the measure.
    minds : What differs from what was asked for.
    """

    measure: str
    label: str
    label_it: str
    asked: str
    asked_it: str
    done: tuple[str, ...]
    minds: tuple[Mind, ...]

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        """What differs from what was asked for, each with the measure's name, in "en" or "it"."""
        label = self.label_it if language == "it" else self.label
        return tuple(f"{label}: {mind.text(language)}" for mind in self.minds)

    def plain(self) -> dict[str, Any]:
        """As plain data; each mind with its words in "en" and "it"."""
        return asdict(self) | {"minds": [mind._asdict() for mind in self.minds]}


def account(world: World, entries: Sequence[Entry], edits: Sequence[Edit]) -> tuple[Asked, ...]:
    """What every entry asks for and what its edits do, in the order in which they apply.

    Parameters
    ----------
    world : World that the edits are about.
    entries : Measures of a scenario.
    edits : What `plan.edits` made of them.
    """
    found = []
    for number, entry in enumerate(in_order(entries)):
        mine = [edit for edit in edits if edit.entry == number and edit.measure == entry.measure]
        measure = catalogue[entry.measure]
        notes = tuple(dict.fromkeys(edit.note for edit in mine if edit.note))
        told = [*_when(world, entry), *(mind for note in notes for mind in minds(note))]
        silent = not told and not any(edit.rows.size for edit in mine)
        if silent and not asks_nothing(entry) and not getattr(entry, "anyway", False):
            told.append(
                Mind(
                    f"nothing is done: nothing in {entry.where.words()} fits, or less is asked for than half of the "
                    "smallest whole one",
                    f"non si fa nulla: in {entry.where.words('it')} non c'è nulla di adatto, o si chiede meno di metà "
                    "del più piccolo intero",
                )
            )
        if getattr(entry.levers, "named_sites", ()) and not entry.where.everywhere:
            told.append(
                Mind(
                    f"places are named, so {entry.where.words()} is not used",
                    f"i luoghi sono indicati per nome, quindi {entry.where.words('it')} non conta",
                )
            )
        told += anachronisms(entry, world.clock)
        words, words_it = (_asked(entry, language) for language in ("en", "it"))
        minded = tuple(dict.fromkeys(told))
        found.append(Asked(entry.measure, measure.label, measure.label_it, words, words_it, notes, minded))
    return tuple(found)


def asks_nothing(entry: Entry) -> bool:
    """Whether the entry's quantity is zero, so that it is to change nothing."""
    if getattr(entry.levers, "named_sites", ()):
        return False
    given = [getattr(entry.levers, name) for name in _ASKING if name in type(entry.levers).model_fields]
    return any((each.value if isinstance(each, Amount) else each) == 0.0 for each in given)


def _when(world: World, entry: Entry) -> list[Mind]:
    """A day after the simulated ones."""
    clock = world.clock
    tick = start_tick(clock, entry.date)
    # What happens anyway begins when it begins, and nobody asked for it.
    if (tick is not None and tick < clock.end_tick) or getattr(entry, "anyway", False):
        return []
    first, last = (clock.at(at).date() for at in (clock.first_tick, clock.end_tick - 1))
    return [
        Mind(
            f"from {entry.date}, after the simulated days {first} to {last}: nothing of it in this run",
            f"dal {entry.date}, dopo i giorni simulati dal {first} al {last}: non entra in questa simulazione",
        )
    ]


def _asked(entry: Entry, language: str) -> str:
    label = "label_it" if language == "it" else "label"
    levers = []
    for name in type(entry.levers).model_fields:
        if name not in entry.levers.model_fields_set:
            continue
        levers.append(f"{entry.levers.extra_of(name).get(label, name)} {lever_words(entry.levers, name, language)}")
    since = "dal" if language == "it" else "from"
    return "; ".join([*levers, entry.where.words(language), f"{since} {entry.date}"])


def _rounded(match: re.Match[str]) -> str:
    value = float(match[0])
    places = max(0, _DIGITS - 1 - math.floor(math.log10(value))) if value > 0.0 else 0
    return f"{value:.{places}f}"


def lever_words(levers: Levers, name: str, language: str) -> str:
    """Value of a lever as people say it in "en" or "it"."""
    text, options = levers.text_of(name), levers.extra_of(name).get("options", {})
    if levers.unit_of(name) not in {"-", CIVIL_HOUR}:
        return quantities(_DRAWN.sub(_rounded, str(text)), language)
    listed = text if isinstance(text, list) else [text]
    return ", ".join(
        _said(each.get("name", each) if isinstance(each, dict) else each, options, it=language == "it")
        for each in listed
    )


def _said(value: Any, options: Mapping[str, Sequence[str]], *, it: bool) -> str:
    """A lever's value as people say it."""
    if isinstance(value, bool):
        return ("no", "sì" if it else "yes")[value]
    return options[str(value)][it] if str(value) in options else str(value)
