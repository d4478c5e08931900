"""What did people answer? Values of the indicators that nobody simulates, read from a file and checked by name."""

from __future__ import annotations

import csv
import math
import statistics
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.core.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.indicators.registry import Indicator, Registry

KEYS = ("id", "value", "who", "date")
_DECLARED = "twin indicators --kind elicited lists what people are asked for"


@dataclass(frozen=True)
class Answer:
    """One value that a person entered.

    Parameters
    ----------
    id : Indicator.
    value : Value in the indicator's unit.
    who : Who answers for it: a person, an office, a register.
    date : Day of the answer.
    """

    id: str
    value: float
    who: str
    date: date


@dataclass(frozen=True)
class Judged:
    """All answers to one indicator.

    Parameters
    ----------
    indicator : Indicator.
    value : Median of the answers on the Likert scale, which has an order and no distances; a number is the only one.
    answers : Answers, in the order of the file.
    """

    indicator: Indicator
    value: float
    answers: tuple[Answer, ...]


def read_answers(path: Path | str, registry: Registry) -> tuple[Answer, ...]:
    """Read answers from a TOML file of [[answers]] or from a CSV file with the columns id, value, who, date.

    Raises
    ------
    InputError
        With every fault: ids that are unknown or computed, values off the scale, answers without a person or day.
    """
    path = Path(path)
    rows = _rows(path)
    faults: list[Fault] = []
    found = [answer for place, row in rows if (answer := _answer(place, row, registry, faults)) is not None]
    faults += _twice(found, registry)
    if not rows:
        faults.append(Fault("answers", "there are none", f"give each {', '.join(KEYS)}"))
    if faults:
        raise InputError(path, faults)
    return tuple(found)


def judged(answers: Sequence[Answer], registry: Registry) -> tuple[Judged, ...]:
    """Answers by indicator, in the order of the registry."""
    found = []
    for indicator in registry.indicators:
        own = tuple(answer for answer in answers if answer.id == indicator.id)
        if own:
            found.append(Judged(indicator, float(statistics.median(answer.value for answer in own)), own))
    return tuple(found)


def _rows(path: Path) -> list[tuple[str, Mapping[str, Any]]]:
    """Answers as the file has them, each with its place."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # spreadsheets begin their CSV with a mark
    except OSError as error:
        raise InputError(path, [Fault("file", f"cannot be read: {error.strerror}", "name another file")]) from None
    except UnicodeDecodeError:
        raise InputError(path, [Fault("file", "is not UTF-8", "save it as UTF-8")]) from None
    if path.suffix.lower() == ".csv":
        return _table(path, text)
    if path.suffix.lower() != ".toml":
        raise InputError(path, [Fault("file", f"{path.suffix or 'no ending'!r} is not read", "give .toml or .csv")])
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, [Fault("file", f"is not TOML: {error}", "mend the line")]) from None
    extra = [Fault(key, "no such key is known here", nearest(key, ["answers"])) for key in content if key != "answers"]
    entries = content.get("answers", [])
    if extra or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(path, extra or [Fault("answers", "is no list of tables", "write each under [[answers]]")])
    return [(f"answers[{k}]", entry) for k, entry in enumerate(entries)]


def _table(path: Path, text: str) -> list[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(text.splitlines(), strict=True)
    try:
        header = [str(name).strip() for name in reader.fieldnames or ()]
        if sorted(header) != sorted(KEYS):
            what = f"columns {', '.join(header) or 'none'}"
            raise InputError(path, [Fault("line 1", what, f"name the columns {', '.join(KEYS)}")])
        reader.fieldnames = header
        return [(f"line {reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise InputError(path, [Fault(f"after line {reader.line_num}", str(error), "mend the quotes")]) from None


def _answer(place: str, row: Mapping[Any, Any], registry: Registry, faults: list[Fault]) -> Answer | None:
    """One row as an answer; None, and what is wrong told, where it is none."""
    extra = [key for key in row if key not in KEYS]
    if extra:
        what = "more cells than columns" if None in extra else f"no key {extra[0]!r} is known here"
        faults.append(Fault(place, what, f"give {', '.join(KEYS)}"))
        return None
    name = str(row.get("id") or "").strip()
    try:
        indicator = registry.indicator(name)
    except KeyError:
        known = [each.id for each in registry.indicators if each.scale]
        near = nearest(name, known)
        mend = near if near.startswith("did") else _DECLARED
        faults.append(Fault(place, f"no indicator {name!r} is known", mend))
        return None
    if not indicator.scale:
        faults.append(Fault(f"{place} ({name})", "is computed by the twin and never entered", "take the answer away"))
        return None
    before = len(faults)
    value = _number(row.get("value"))
    said = _off(indicator, value)
    if said:
        faults.append(Fault(f"{place} ({name}).value", f"{row.get('value')!r} {said[0]}", said[1]))
    who = str(row.get("who") or "").strip()
    if not who:
        faults.append(Fault(f"{place} ({name}).who", "is missing", "say who answers for the value"))
    day = _day(row.get("date"))
    if day is None:
        faults.append(Fault(f"{place} ({name}).date", f"{row.get('date')!r} is no day", "write it as 2026-03-31"))
    return None if len(faults) > before or value is None or day is None else Answer(name, value, who, day)


def _number(given: Any) -> float | None:
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        return None
    try:
        value = float(given)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _off(indicator: Indicator, value: float | None) -> tuple[str, str] | None:
    """What is wrong with a value, and how it is mended; None if it is on the scale."""
    low, high = indicator.bounds
    if indicator.scale == "likert":
        if value not in range(int(low or 0), int(high or 0) + 1):
            return "is off the scale", f"give a whole number from {low:g} to {high:g}"
        return None
    if value is None:
        return "is no number", f"give a number [{indicator.unit}], with a point before the decimals"
    if (low is not None and value < low) or (high is not None and value > high):
        least, most = ("" if bound is None else f"{bound:g}" for bound in (low, high))
        span = f"from {least} to {most}" if least and most else f"of at least {least}" if least else f"up to {most}"
        return "is off the scale", f"give a number {span} [{indicator.unit}]"
    return None


def _day(given: Any) -> date | None:
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(str(given).strip())
    except ValueError:
        return None


def _twice(answers: Sequence[Answer], registry: Registry) -> list[Fault]:
    """Persons who answer twice, and numbers that several give: which of them counts is not ours to choose."""
    faults = []
    for k, answer in enumerate(answers):
        earlier = [each for each in answers[:k] if each.id == answer.id]
        if any(each.who == answer.who for each in earlier):
            faults.append(Fault(answer.id, f"{answer.who} answers twice", "keep one of the answers"))
        elif earlier and registry.indicator(answer.id).scale == "number":
            faults.append(Fault(answer.id, f"{earlier[0].who} and {answer.who} give a number", "keep one of them"))
    return faults
