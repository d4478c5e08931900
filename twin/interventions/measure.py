"""What is a measure? Levers with units, a mechanism in words, evidence, and the edits that follow from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from twin.core.phrases import quantities
from twin.core.units import parse_quantity
from twin.interventions.where import Where

if TYPE_CHECKING:
    from twin.core.clock import Clock
    from twin.core.errors import Fault
    from twin.state.additions import Addition
    from twin.state.district import District
    from twin.state.edits import Edit
    from twin.state.world import World

CIVIL_HOUR = "h of day"
COUNT = "count"  # a plain number, never a share
Topic = Literal["heat", "electricity", "data", "mobility", "people", "other"]
_PERCENT_DIGITS = 12
_SHOWN_DIGITS = 3  # of a number in a sentence


class Amount(BaseModel):
    """How much of a measure: a share of what is eligible, a floor area, or a number of flats, cars or lamps.

    Parameters
    ----------
    value : The number, in `unit`.
    unit : "1" (a share, 0.1 for 10 %), "m2", "flat", "car" or "lamp".
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float = Field(ge=0.0)
    unit: Literal["1", "m2", "flat", "car", "lamp"]

    def __str__(self) -> str:
        return quantity_text(self.value, self.unit)


def quantity_text(value: float, unit: str) -> str:
    """Write a quantity so that reading it again gives the same bits: "10 %", "28000 m2", "24 flat"."""
    if unit == "1":
        percent = f"{value * 100:.{_PERCENT_DIGITS}g} %"
        return percent if read_quantity(percent, "1") == value else repr(float(value))
    number = int(value) if float(value).is_integer() else float(value)
    return f"{number!r} {unit}"


def rounded_text(value: float, unit: str) -> str:
    """Write a quantity for people, with three significant digits and no whole one lost: "3.61 %", "28450 flats"."""
    shown, name = (100.0 * value, "%") if unit == "1" else (float(value), unit)
    places = 0 if shown.is_integer() else max(0, _SHOWN_DIGITS - 1 - math.floor(math.log10(abs(shown))))
    text = f"{shown:.{places}f}"
    return quantities(f"{text.rstrip('0').rstrip('.') if places else text} {name}")


def read_quantity(value: Any, unit: str) -> float:
    """Read one quantity, from text with a unit or, for pure numbers, from a number.

    Raises
    ------
    ValueError
        If there is no unit where one is needed, if it measures something else, or if the number is not finite.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        msg = f'{value!r} is no quantity; write text with a unit such as "… {_shown(unit)}"'
        raise ValueError(msg)  # noqa: TRY004 — pydantic collects ValueError
    if isinstance(value, str):
        number = _read_text(value, unit)
    elif unit == "1":
        number = float(value)
    else:
        msg = f'{value!r} has no unit; write it as text, "{value} {_shown(unit)}"'
        raise ValueError(msg)
    if not math.isfinite(number):
        msg = f"{value!r} is not a finite number"
        raise ValueError(msg)
    return number


def _read_text(text: str, unit: str) -> float:
    head, percent, tail = text.partition("%")
    if unit == "1" and percent and not tail.strip():
        try:
            # Not times 0.01: "70 %" and 0.7 are to be the same number to the last bit.
            return float(head) / 100.0
        except ValueError:
            pass
    return parse_quantity(text.replace("€", "EUR"), unit)


def _as_data(item: Any) -> Any:
    """An item of a list of levers as a file would write it, days as text."""
    return item.model_dump(mode="json", exclude_none=True) if isinstance(item, BaseModel) else item


def _shown(unit: str) -> str:
    return "%" if unit == "1" else unit


def _read_amount(value: Any, units: list[str]) -> Amount:
    if isinstance(value, Amount):
        return value
    for unit in units:
        try:
            number = read_quantity(value, unit)
        except ValueError:
            continue
        if 0.0 <= number <= (1.0 if unit == "1" else math.inf):
            return Amount.model_validate({"value": number, "unit": unit})
    shown = " or ".join(f'"… {_shown(unit)}"' for unit in units)
    msg = f"{value!r} is no quantity of zero or more (at most 100 %) with a fitting unit; write {shown}"
    raise ValueError(msg)


def _read_count(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        msg = f"{value!r} is no number; write a plain one such as 4"
        raise ValueError(msg)
    return float(value)


def _read_hour(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            value = time.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, time) or (value.minute, value.second, value.microsecond) != (0, 0, 0):
        msg = 'a full hour of the day is needed, such as "23:00"'
        raise ValueError(msg)
    return value.hour


def lever(
    default: Any,
    *,
    unit: str,
    label: str,
    label_it: str,
    doc: str,
    source: str = "",
    options: Mapping[str, tuple[str, str]] | None = None,
    slider: tuple[float, float, float] | None = None,
    folded: bool | None = None,
    **limits: Any,
) -> Any:
    """Declare one lever of a measure.

    Parameters
    ----------
    default : Value in `unit`; `...` if a scenario must set it.
    unit : "1" (shares), "EUR", ...; alternatives as "1|m2|flat" for an `Amount`; "h of day"; "-" for words.
    label, label_it : Words for people, English and Italian.
    doc : What it is, one line.
    source : What the default rests on, "" where there is none.
    options : For levers of words: the words that can be chosen, each as people say it in English and Italian.
    slider : For levers of numbers: least and largest value that a slider offers and its step, in `unit` (of an amount,
        in the first of its units); what a file may say is bounded by `limits` alone.
    folded : Whether the page keeps it among the further settings; if None, numbers that have a default and lists are.
    limits : Bounds and aliases as pydantic knows them (ge, le, alias).
    """
    extra: dict[str, Any] = {"unit": unit, "label": label, "label_it": label_it, "source": source}
    if options is not None:
        extra["options"] = {name: list(words) for name, words in options.items()}
    if slider is not None:
        extra["slider"] = list(slider)
    if folded is not None:
        extra["folded"] = folded
    return Field(default, description=doc, json_schema_extra=extra, **limits)


class Levers(BaseModel):
    """Levers of one measure: closed, frozen, read from quantities with units."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, validate_default=False)

    @field_validator("*", mode="before")
    @classmethod
    def _with_unit(cls, value: Any, info: ValidationInfo) -> Any:
        unit = cls.unit_of(str(info.field_name))
        if unit == "-":
            return value
        if unit == CIVIL_HOUR:
            return _read_hour(value)
        if unit == COUNT:
            return _read_count(value)
        if cls.model_fields[str(info.field_name)].annotation is Amount:
            return _read_amount(value, unit.split("|"))
        return read_quantity(value, unit)

    @classmethod
    def extra_of(cls, name: str) -> dict[str, Any]:
        """What `lever` declared beside default and doc."""
        extra = cls.model_fields[name].json_schema_extra
        return dict(extra) if isinstance(extra, dict) else {}

    @classmethod
    def unit_of(cls, name: str) -> str:
        """Declared unit of a lever."""
        return str(cls.extra_of(name).get("unit", "-"))

    @classmethod
    def key_of(cls, name: str) -> str:
        """Name of a lever in scenario files."""
        return cls.model_fields[name].alias or name

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """Names of all levers in scenario files."""
        return tuple(cls.key_of(name) for name in cls.model_fields)

    def text_of(self, name: str) -> Any:
        """Value of a lever as a scenario file would write it; reading it again gives the same bits."""
        value, unit = getattr(self, name), self.unit_of(name)
        if isinstance(value, Amount):
            return str(value)
        if unit == CIVIL_HOUR:
            return f"{int(value):02d}:00"
        if unit == COUNT:
            return int(value) if float(value).is_integer() else float(value)
        if isinstance(value, tuple):
            return [_as_data(each) for each in value]
        return value if unit == "-" else quantity_text(value, unit)

    def texts(self) -> dict[str, Any]:
        """All levers as a scenario file would write them, defaults included."""
        return {self.key_of(name): self.text_of(name) for name in type(self).model_fields}


@dataclass(frozen=True)
class Evidence:
    """A published figure about a measure, or the lack of one.

    Parameters
    ----------
    what : What was found, with numbers and units.
    source : Where it stands.
    status : published, derived (arithmetic on published figures) or assumed.
    """

    what: str
    source: str
    status: Literal["published", "derived", "assumed"]


@dataclass(frozen=True)
class Measure:
    """One row of the catalogue.

    Parameters
    ----------
    name : Name in scenario files, stable.
    label, label_it : Words for people, English and Italian.
    order : Place in the catalogue; edits of all measures apply in this order, ties by name.
    levers : Model of the levers.
    touches : Columns that its edits may set, "table.column".
    mechanism : How it acts, in words, and what it leaves out.
    evidence : What is known about it.
    edits : From the world before any edit, levers, places and date to the edits. Must not change the world.
    additions : From the world with its people, levers, places and date to entities that the measure brings along, None
        for measures that only change what is there. Added entities stand idle until an edit of `edits` opens them.
    trend : Whether it is no measure of the project but what happens anyway, and belongs on both sides of a comparison.
    faults : From the district, levers and places to what cannot be done there, each fault's place below the entry's;
        None where everything can.
    topic : Heading under which planners find it.
    """

    name: str
    label: str
    label_it: str
    order: int
    levers: type[Levers]
    touches: tuple[str, ...]
    mechanism: str
    evidence: tuple[Evidence, ...]
    edits: Callable[[World, Any, Where, date], list[Edit]]
    additions: Callable[[World, Any, Where, date], list[Addition]] | None = None
    trend: bool = False
    faults: Callable[[District, Any, Where], list[Fault]] | None = None
    topic: Topic = "other"


def start_tick(clock: Clock, start: date) -> int | None:
    """Tick from which a measure of that date holds: 0 if it is older than the year, None if it is younger.

    What is paid does not depend on it: a measure that holds from the start of the simulated year books its whole cost
    at tick 0, because a mix of measures is to be judged with what it cost, whenever that was paid.
    """
    if isinstance(start, datetime):
        start = start.date()
    if start.year > clock.year:
        return None
    return 0 if start.year < clock.year else clock.tick_of(start)
