"""Of which measures is a mix made? What one scenario adds to another, entry by entry or measure by measure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from twin.core.errors import Fault, InputError
from twin.interventions import catalogue
from twin.interventions.plan import in_order
from twin.scenario.difference import entry_words

if TYPE_CHECKING:
    from twin.interventions import Entry
    from twin.scenario import Scenario

Group = Literal["entry", "measure"]


@dataclass(frozen=True)
class Part:
    """One row of a mix: one entry, or all entries of one measure.

    Parameters
    ----------
    measure : Name in the catalogue.
    label, label_it : Words for people; with the places where several rows are of one measure.
    texts, texts_it : Each entry in words.
    """

    measure: str
    label: str
    label_it: str
    texts: tuple[str, ...]
    texts_it: tuple[str, ...]


def parts_of(a: Scenario, b: Scenario, group: Group) -> list[tuple[Part, Scenario]]:
    """What b adds to a, in the catalogue's order, and a with that alone.

    Raises
    ------
    InputError
        If b is not a with more measures, so that singles and mix would not add up to the same step.
    """
    extra = _added(a, b)
    if group == "measure":
        names = list(dict.fromkeys(entry.measure for entry in extra))
        bundles = [tuple(entry for entry in extra if entry.measure == name) for name in names]
    else:
        bundles = [(entry,) for entry in extra]
    several = {each[0].measure for each in bundles if sum(x[0].measure == each[0].measure for x in bundles) > 1}
    made = []
    for bundle in bundles:
        part = _part(bundle, placed=bundle[0].measure in several)
        update: dict[str, Any] = {
            "measures": (*a.measures, *bundle),
            "name": part.label,
            "name_it": part.label_it,
            "description": "; ".join(part.texts),
            "description_it": "; ".join(part.texts_it),
            "provenance": (),
        }
        made.append((part, a.model_copy(update=update)))
    return made


def _added(a: Scenario, b: Scenario) -> list[Entry]:
    """Entries of b that a lacks, in the order in which their edits apply."""
    left = [entry.canonical() for entry in a.measures]
    extra = []
    for entry in in_order(b.measures):
        told = entry.canonical()
        if told in left:
            left.remove(told)
        else:
            extra.append(entry)
    faults = [Fault("measures", f"{each['measure']} of {a.name!r} is not in {b.name!r}", "") for each in left]
    ours, theirs = a.canonical(), b.canonical()
    differ = [key for key in ours if key != "measures" and ours[key] != theirs[key]]
    mend = "let the second scenario extend the first and add measures only"
    faults += [Fault(key, f"differs between {a.name!r} and {b.name!r}", mend) for key in differ]
    if not extra:
        faults.append(Fault("measures", f"{b.name!r} adds nothing to {a.name!r}", "name a scenario with more measures"))
    if faults:
        raise InputError(b.file or b.name, faults)
    return extra


def _part(bundle: tuple[Entry, ...], *, placed: bool) -> Part:
    measure = catalogue[bundle[0].measure]
    where = [f", {bundle[0].where.words(language)}" if placed else "" for language in ("en", "it")]
    texts, texts_it = (tuple(entry_words(entry, language) for entry in bundle) for language in ("en", "it"))
    return Part(measure.name, measure.label + where[0], measure.label_it + where[1], texts, texts_it)
