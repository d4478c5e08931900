"""How do two scenarios differ? In words and units, for planners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from twin.domains.finance.flows import PAYERS
from twin.interventions import catalogue
from twin.interventions.asked import lever_words
from twin.interventions.plan import Entry, in_order
from twin.scenario.parameters import param_sets, unit_of
from twin.scenario.schema import Scenario
from twin.state.codes import Payer

Kind = Literal["year", "time", "forcing", "budget", "parameter", "measure", "trend"]

_WORDS = {
    "en": {
        "year": "simulated year",
        "none": "none",
        "default": "default",
        "added": "{label}: taken in {b} only ({text})",
        "removed": "{label}: taken in {a} only ({text})",
        "changed": "{label}: {what} {old} in {a}, {new} in {b}",
        "places": "places",
        "date": "date",
        "from": "from",
        "budget": "budget",
        "vote": "residents vote",
        "by_vote": "residents vote on it",
        "yes": "yes",
        "no": "no",
    },
    "it": {
        "year": "anno simulato",
        "none": "nessuno",
        "default": "predefinito",
        "added": "{label}: solo in {b} ({text})",
        "removed": "{label}: solo in {a} ({text})",
        "changed": "{label}: {what} {old} in {a}, {new} in {b}",
        "places": "luoghi",
        "date": "data",
        "from": "dal",
        "budget": "bilancio",
        "vote": "votano i residenti",
        "by_vote": "votata dai residenti",
        "yes": "sì",
        "no": "no",
    },
}


@dataclass(frozen=True)
class Difference:
    """One difference between two scenarios.

    Parameters
    ----------
    kind : "year", "time", "forcing", "budget", "parameter", "measure", or "trend" for what happens without the project.
    what : Key path or measure and lever.
    a, b : Values in the two scenarios with units, "" where there is none.
    sentence : The difference in words.
    """

    kind: Kind
    what: str
    a: str
    b: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def describe_difference(a: Scenario, b: Scenario, language: str = "en") -> list[Difference]:
    """Differences that can change a result; an empty list if the two mean the same.

    Parameters
    ----------
    a, b : Scenarios.
    language : "en" or "it".
    """
    return [*_heads(a, b, language), *_parameters(a, b, language), *_measures(a, b, language)]


def _say(kind: Kind, what: str, values: Sequence[str], names: tuple[str, str], language: str) -> Difference:
    """One changed value in words, what it belongs to before the colon."""
    old, new = values
    label, _, rest = what.partition(": ")
    words = _WORDS[language]["changed"].format(label=label, what=rest, old=old, new=new, a=names[0], b=names[1])
    return Difference(kind, what, old, new, words.replace(":  ", ": "))


def _heads(a: Scenario, b: Scenario, language: str) -> Iterator[Difference]:
    names = (a.title(language), b.title(language))
    if a.baseline_year != b.baseline_year:
        yield _say("year", _WORDS[language]["year"], (str(a.baseline_year), str(b.baseline_year)), names, language)
    kinds: tuple[Literal["time", "forcing"], ...] = ("time", "forcing")
    for kind in kinds:
        old, new = (_flat(getattr(each, kind).model_dump(mode="json", by_alias=True), kind) for each in (a, b))
        for key in sorted(old.keys() | new.keys()):
            if old.get(key) != new.get(key):
                values = [_text(each.get(key), _WORDS[language]["none"]) for each in (old, new)]
                yield _say(kind, key, values, names, language)
    yield from _budgets(a, b, names, language)


def _budgets(a: Scenario, b: Scenario, names: tuple[str, str], language: str) -> Iterator[Difference]:
    words, it = _WORDS[language], language == "it"
    old, new = ({} if each.budget is None else each.budget.sums for each in (a, b))
    for payer in Payer:
        key = payer.name.lower()
        if old.get(key) != new.get(key):
            values = [words["none"] if key not in each else _euro(each[key], it=it) for each in (old, new)]
            yield _say("budget", f"{words['budget']}: {PAYERS[payer][it]}", values, names, language)
    votes = [each.budget is not None and each.budget.vote for each in (a, b)]
    if votes[0] != votes[1]:
        values = [words["yes" if vote else "no"] for vote in votes]
        yield _say("budget", f"{words['budget']}: {words['vote']}", values, names, language)


def _euro(value: float, *, it: bool) -> str:
    text = f"{value:,.0f} EUR"
    return text.replace(",", ".") if it else text


def _flat(value: Any, path: str) -> dict[str, Any]:
    """Nested tables as one table of paths."""
    if not isinstance(value, dict):
        return {path: value}
    found: dict[str, Any] = {}
    for key, each in value.items():
        found |= _flat(each, f"{path}.{key}")
    return found


def _text(value: Any, nothing: str) -> str:
    return nothing if value is None else str(value)


def _parameters(a: Scenario, b: Scenario, language: str) -> Iterator[Difference]:
    sets, names = param_sets(), (a.title(language), b.title(language))
    for domain in sorted(a.params.keys() | b.params.keys()):
        old, new = a.params.get(domain, {}), b.params.get(domain, {})
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) == new.get(name):
                continue
            cls = sets.get(domain)
            unit = unit_of(cls, name) if cls is not None else "-"
            info = cls.model_fields.get(name) if cls is not None else None
            tail = "" if unit in {"-", "1", ""} else f" {unit}"
            default = f" ({_WORDS[language]['default']})"
            texts = [
                f"{values[name]}{tail}" if name in values else f"{info.default if info else '?'}{tail}{default}"
                for values in (old, new)
            ]
            what = f"{domain}: {info.description}" if info is not None and info.description else f"{domain}: {name}"
            yield _say("parameter", what, texts, names, language)


def _measures(a: Scenario, b: Scenario, language: str) -> Iterator[Difference]:
    for name in catalogue:
        ours, theirs = ([e for e in in_order(each.measures) if e.measure == name] for each in (a, b))
        same = [entry.canonical() for entry in ours if entry.canonical() in [e.canonical() for e in theirs]]
        ours = [entry for entry in ours if entry.canonical() not in same]
        theirs = [entry for entry in theirs if entry.canonical() not in same]
        # What is left is compared one by one; the rest was taken by one of the two only.
        shared = min(len(ours), len(theirs))
        for old, new in zip(ours[:shared], theirs[:shared], strict=True):
            yield from _levers(old, new, (a.title(language), b.title(language)), language)
        for kind, rest in (("removed", ours[shared:]), ("added", theirs[shared:])):
            for entry in rest:
                text = entry_words(entry, language)
                sides = ("", text) if kind == "added" else (text, "")
                sentence = _WORDS[language][kind].format(
                    label=_label(name, language), text=text, a=a.title(language), b=b.title(language)
                )
                yield Difference(_kind(name), name, *sides, sentence)


def _kind(measure: str) -> Kind:
    return "trend" if catalogue[measure].trend else "measure"


def _label(measure: str, language: str) -> str:
    return catalogue[measure].label_it if language == "it" else catalogue[measure].label


def _levers(old: Entry, new: Entry, names: tuple[str, str], language: str) -> Iterator[Difference]:
    words, label, kind = _WORDS[language], _label(old.measure, language), _kind(old.measure)
    for name in type(old.levers).model_fields:
        if getattr(old.levers, name) != getattr(new.levers, name):
            what = old.levers.extra_of(name).get("label_it" if language == "it" else "label", name)
            values = [lever_words(entry.levers, name, language) for entry in (old, new)]
            yield _say(kind, f"{label}: {what}", values, names, language)
    if old.where != new.where:
        values = [entry.where.words(language) for entry in (old, new)]
        yield _say(kind, f"{label}: {words['places']}", values, names, language)
    if old.date != new.date:
        values = [entry.date.isoformat() for entry in (old, new)]
        yield _say(kind, f"{label}: {words['date']}", values, names, language)
    if old.by_vote != new.by_vote:
        values = [words["yes" if entry.by_vote else "no"] for entry in (old, new)]
        yield _say(kind, f"{label}: {words['by_vote']}", values, names, language)


def entry_words(entry: Entry, language: str = "en") -> str:
    """One measure of a scenario in words: levers that are not at their default, with units, places, date."""
    label = "label_it" if language == "it" else "label"
    levers = [
        f"{entry.levers.extra_of(name).get(label, name)} {lever_words(entry.levers, name, language)}"
        for name, info in type(entry.levers).model_fields.items()
        if getattr(entry.levers, name) != info.default
    ]
    when = f"{_WORDS[language]['from']} {entry.date.isoformat()}"
    return ", ".join([*levers, entry.where.words(language), when])
