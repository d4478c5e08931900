"""What has the planner set? A mix of measures that starts from a scenario, can be undone, and becomes a scenario."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from twin.core.errors import Fault, InputError
from twin.interventions import catalogue
from twin.interventions.plan import in_order
from twin.ui.levers import ALL, Control, controls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.scenario import Scenario

SOURCE = "chosen on the page"
MOST_BYTES = 200_000  # of a scenario that is loaded on the page
_LAST = 10**6  # place of measures that the base does not have
_PLACE = re.compile(r"^measures\[(?P<number>\d+)\](?:\.(?P<rest>.*))?$")


@dataclass(frozen=True)
class Part:
    """One measure of the mix: whether it is on, its levers as a scenario file writes them, where, and from when.

    `place` is its place in the base's file, by which a budget is given out.
    """

    measure: str
    on: bool
    levers: Mapping[str, Any]
    where: Mapping[str, Any] = field(default_factory=lambda: {"zones": [ALL]})
    date: dt.date = dt.date(2019, 1, 1)
    source: str = SOURCE
    status: str = "assumed"
    trend: bool = False
    by_vote: bool = False
    place: int = _LAST

    @property
    def anyway(self) -> bool:
        """Whether it happens without the project, by its own word or by the measure's."""
        return self.trend or catalogue[self.measure].trend


@dataclass(frozen=True)
class Mix:
    """Measures as they are set on the page, on top of a scenario that gives year, forcing and parameters.

    Parameters
    ----------
    base : Scenario that it started from.
    parts : Measures, on or off: those of the scenario, then those of the catalogue that it does not have.
    name : Name that the planner gave; "" for one made from the base's.
    """

    base: Scenario
    parts: tuple[Part, ...]
    name: str = ""

    def with_part(self, place: int, **changes: Any) -> Mix:
        """The same with one measure changed; what is changed is no longer what the scenario's source says."""
        part = self.parts[place]
        if changes.keys() - {"on"}:
            changes = {"source": SOURCE, "status": "assumed", **changes}
        parts = (*self.parts[:place], replace(part, **changes), *self.parts[place + 1 :])
        return replace(self, parts=parts)

    def with_lever(self, place: int, key: str, value: Any) -> Mix:
        """The same with one lever moved."""
        return self.with_part(place, levers={**self.parts[place].levers, key: value})


def begin(base: Scenario, examples: Sequence[Scenario] = ()) -> Mix:
    """The mix that is a copy of a scenario.

    Parameters
    ----------
    base : Scenario to start from.
    examples : Scenarios from which a measure that the base lacks takes its levers when it is switched on.
    """
    parts = [replace(_part(entry, on=True), place=place) for place, entry in enumerate(base.measures)]
    known = {part.measure for part in parts}
    shown = {entry.measure: entry for each in reversed(examples) for entry in each.measures}
    for name, measure in catalogue.items():
        if name in known:
            continue
        if name in shown:
            # Who switches a measure on wants it of the project, whatever it is in the scenario that shows it.
            entry = replace(_part(shown[name], on=False), source=SOURCE, status="assumed", trend=False, by_vote=False)
        else:
            entry = Part(name, on=False, levers=starts(controls(measure)))
        parts.append(replace(entry, date=dt.date(base.baseline_year, 1, 1)))
    order = list(catalogue)
    return Mix(base, tuple(sorted(parts, key=lambda part: order.index(part.measure))))


def _part(entry: Any, *, on: bool) -> Part:
    return Part(entry.measure, on, entry.levers.texts(), entry.where.texts(), entry.date, entry.source, entry.status,
                entry.trend, entry.by_vote)  # fmt: skip


def _written(mix: Mix) -> list[int]:
    """Places in the mix of the measures that are on, in the order of the file: the base's, then the catalogue's."""
    on = [at for at, part in enumerate(mix.parts) if part.on]
    return sorted(on, key=lambda at: mix.parts[at].place)


def starts(given: Sequence[Control]) -> dict[str, Any]:
    """Levers at their start; of two hours the first is late and the second early, so that they differ."""
    found = {control.key: control.start for control in given}
    for control in given:
        # A measure that is switched on is to do something.
        if control.main and control.kind == "number" and control.number(control.start)[0] == 0.0:
            some = control.step * max(1, round(0.25 * control.high / control.step))
            found[control.key] = control.text(some, control.units[0])
    hours = [control.key for control in given if control.kind == "hour"]
    if len(hours) == 2 and found[hours[0]] == found[hours[1]]:  # noqa: PLR2004 — from and to
        found[hours[0]], found[hours[1]] = "23:00", "05:00"
    return found


def unlike(a: Scenario, b: Scenario) -> bool:
    """Whether the two differ in their year or in what happens anyway, so that not all between them is the project's."""
    anyway = [[entry.canonical() for entry in in_order(each.measures) if entry.anyway] for each in (a, b)]
    return a.baseline_year != b.baseline_year or anyway[0] != anyway[1]


def changed(mix: Mix) -> bool:
    """Whether the mix is anything else than a copy of its base."""
    return replace(begin(mix.base), name=mix.name) != mix and _on(mix) != _on(begin(mix.base))


def _on(mix: Mix) -> list[Part]:
    return [replace(part, source="", status="") for part in mix.parts if part.on]


def scenario_of(mix: Mix) -> Scenario:
    """The mix as a scenario, checked like a file.

    Raises
    ------
    InputError
        With every fault; `beside` finds the lever of each.
    """
    if not changed(mix):
        return mix.base
    return _read(text_of(mix))


def text_of(mix: Mix) -> str:
    """The mix as a scenario file."""
    from twin import scenario  # noqa: PLC0415 — reads every domain's parameters

    base = mix.base
    if not changed(mix):
        return scenario.dumps(base)
    named = {
        "name": mix.name or f"{base.name}, changed",
        "name_it": mix.name or f"{base.title('it')}, con modifiche",
        "description": f"Set on the page, starting from {base.name!r}. {base.description.strip()}",
        "description_it": f"Composto sulla pagina a partire da «{base.title('it')}». "
        f"{(base.description_it or base.description).strip()}",
    }
    lines = [scenario.dumps(base.model_copy(update={**named, "measures": ()})).rstrip("\n")]
    for part in (mix.parts[at] for at in _written(mix)):
        lines += ["", "[[measures]]", f"measure = {_toml(part.measure)}", f"date = {part.date.isoformat()}"]
        lines += [f"source = {_toml(part.source)}", f"status = {_toml(part.status)}"]
        lines += ["trend = true"] if part.trend else []
        lines += ["by_vote = true"] if part.by_vote else []
        lines += [f"where = {_toml(part.where)}", "[measures.levers]"]
        lines += [f"{key} = {_toml(value)}" for key, value in part.levers.items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(each)}' for key, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(each) for each in value)}]"
    # JSON's texts, lists, numbers and truth values are TOML's too, but for the delete character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _read(text: str, name: str = "mix.toml") -> Scenario:
    from twin import scenario  # noqa: PLC0415

    return scenario.loads(text, name)


def loaded(text: str, name: str) -> Scenario:
    """A scenario from a file that somebody loads on the page.

    Raises
    ------
    InputError
        If it is not usable, too large, or names files of the server: a page's visitor may not read those.
    """
    if len(text.encode()) > MOST_BYTES:
        raise InputError(name, [Fault("file", "is larger than any scenario", "choose a scenario file (TOML)")])
    faults = [Fault(key, "names a file or folder of the server", mend) for key, mend in _foreign(text)]
    if faults:
        raise InputError(name, faults)
    found = _read(text, name)
    return found.model_copy(update={"file": name})


def _foreign(text: str) -> list[tuple[str, str]]:
    """Keys whose values are files of the server, with what to write instead."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return []  # told with its line when the text is read
    base = str(data.get("extends", ""))
    found = [("extends", 'extend a shipped scenario such as "baseline.toml"')] if re.search(r"[/\\]|^\.", base) else []
    forcing = data.get("forcing", {})
    values = forcing.items() if isinstance(forcing, dict) else ()
    mend = "put such scenarios into the folder that --scenarios names"
    return found + [(f"forcing.{key}", mend) for key, value in values if re.search(r"[/\\]|\.\w+$", str(value))]


def beside(mix: Mix, error: InputError) -> tuple[dict[tuple[int, str], list[Fault]], list[Fault]]:
    """Faults by place in the mix and lever ("" for the measure as a whole), and those that belong to none."""
    on = _written(mix)
    found: dict[tuple[int, str], list[Fault]] = {}
    others: list[Fault] = []
    for fault in error.faults:
        at = _PLACE.match(fault.place)
        if at is None or int(at["number"]) >= len(on):
            others.append(fault)
            continue
        place, rest = on[int(at["number"])], (at["rest"] or "").removeprefix("levers").removeprefix(".")
        key = re.split(r"[.\[]", rest)[0]
        found.setdefault((place, key if key in mix.parts[place].levers or key == "where" else ""), []).append(fault)
    return found, others


@dataclass(frozen=True)
class History:
    """A mix with what came before it and what was undone."""

    now: Mix
    past: tuple[Mix, ...] = field(default=(), repr=False)
    future: tuple[Mix, ...] = field(default=(), repr=False)

    def to(self, mix: Mix) -> History:
        """The history after a change; nothing where nothing changed."""
        return self if mix == self.now else History(mix, (*self.past, self.now))

    def undone(self) -> History:
        """One step back."""
        return History(self.past[-1], self.past[:-1], (self.now, *self.future)) if self.past else self

    def redone(self) -> History:
        """One step forth."""
        return History(self.future[0], (*self.past, self.now), self.future[1:]) if self.future else self
