"""Which controls does a measure need? One per lever, from what the lever declares: unit, bounds, words, default."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from twin.interventions import Amount
from twin.interventions.measure import CIVIL_HOUR, quantity_text, read_quantity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo

    from twin.interventions import Levers, Measure
    from twin.ui.settings import Lang

Kind = Literal["number", "amount", "hour", "choice", "many", "switch", "words", "fixed"]
ALL = "all"
_STEPS = 100  # a slider's steps from end to end, about
_FAR = 3.0  # where a lever has no upper bound, the slider ends at this many times its start
_PURE = ("1", "-", "count")  # numbers that scenario files write without a unit
_COUNTED = 10.0  # a lever that starts whole and reaches this far moves by whole numbers
_TYPED = 1e9  # upper end of a number that is typed


@dataclass(frozen=True)
class Control:
    """One lever as the page offers it.

    Parameters
    ----------
    key : Name in scenario files.
    kind : Which control.
    label : Words for people, by language.
    units : Units that a value may have, as scenario files write them; ("%",) for shares.
    low, high, step : Ends and step of numbers, in the unit shown (shares in percent).
    most : Largest number that may be typed.
    options : Words of the values to choose from, by value and language.
    start : Value as a scenario file writes it, where the scenario sets none.
    main : Whether it is shown at once rather than among the details.
    doc : What it is, one line, in English.
    """

    key: str
    kind: Kind
    label: Mapping[str, str]
    units: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0
    step: float = 1.0
    most: float = _TYPED
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    start: Any = None
    main: bool = True
    doc: str = ""

    def number(self, value: Any) -> tuple[float, str]:
        """Number and unit that a slider shows for a value as a scenario file writes it; the low end for no number."""
        for unit in self.units:
            try:
                got = read_quantity(value, "1" if unit in ("%", "") else unit)
            except ValueError:
                continue
            return (round(100 * got, 10) if unit == "%" else got), unit
        return self.low, self.units[0]

    def text(self, number: float, unit: str) -> Any:
        """A number and its unit as a scenario file writes them."""
        if unit == "%":
            return quantity_text(number / 100, "1")
        if unit == "":
            return int(number) if float(number).is_integer() else float(number)
        return quantity_text(number, unit)

    def ends(self, unit: str, value: float) -> tuple[float, float, float]:
        """Ends and step of the slider in a unit; an end gives way to a value beyond it."""
        if unit == self.units[0]:
            return min(self.low, value), max(self.high, value), self.step
        high = _round_up(max(_FAR * value, 100.0))
        return 0.0, high, _round_up(high / _STEPS)


def controls(measure: Measure) -> tuple[Control, ...]:
    """Controls of a measure's levers, in declared order."""
    given = measure.levers.model_fields.items()
    return tuple(_placed(_control(measure.levers, name, info), measure.levers.extra_of(name)) for name, info in given)


def _placed(control: Control, extra: Mapping[str, Any]) -> Control:
    """The control at once or among the details, as its lever says."""
    folded = extra.get("folded")
    return control if folded is None else replace(control, main=not folded)


def _control(levers: type[Levers], name: str, info: FieldInfo) -> Control:  # noqa: PLR0911 — one case per kind
    extra, unit, kind = levers.extra_of(name), levers.unit_of(name), info.annotation
    needed = info.is_required()
    default = None if needed or info.default is PydanticUndefined else info.default
    label = {"en": _first_upper(str(extra.get("label", name))), "it": _first_upper(str(extra.get("label_it", name)))}
    said: dict[str, Any] = {"key": levers.key_of(name), "label": label, "doc": info.description or ""}
    words = extra.get("options") or {}
    options = {value: {"en": both[0], "it": both[1]} for value, both in words.items()}
    if unit == CIVIL_HOUR:
        hour = 0 if default is None else int(default)
        return Control(kind="hour", start=f"{hour:02d}:00", **said)
    if get_origin(kind) is Literal:
        plain = {str(each): {"en": _plain(each), "it": _plain(each)} for each in get_args(kind)}
        chosen = str(get_args(kind)[0]) if default is None else default
        return Control(kind="choice", options={**plain, **options}, start=chosen, **said)
    if get_origin(kind) is tuple:
        listed = [
            each.model_dump(mode="json", exclude_none=True) if isinstance(each, BaseModel) else each
            for each in default or ()
        ]
        # Without words for what may be chosen, such as places with coordinates, the list stays as the scenario has it.
        return Control(kind="many" if options else "fixed", options=options, start=listed, main=False, **said)
    if kind is bool:
        return Control(kind="switch", start=bool(default), **said)
    if kind is Amount:
        units = tuple("%" if each == "1" else each for each in unit.split("|"))
        start = str(default) if default is not None else _some(units[0], 100.0)
        low, high, step = _slider(extra, units[0]) or (0.0, 100.0, 1.0)
        return Control(kind="amount", units=units, low=low, high=high, step=step, start=start, **said)
    if kind in (int, float):
        return _number(
            info, unit, default, slider=extra.get("slider"), said={**said, "main": needed or name == "quantity"}
        )
    return Control(kind="words", start="" if default is None else str(default), main=needed, **said)


def _number(info: FieldInfo, unit: str, default: Any, *, slider: Any, said: dict[str, Any]) -> Control:
    names = ("ge", "gt", "le", "lt")
    bounds = {name: float(getattr(each, name)) for each in info.metadata for name in names if hasattr(each, name)}
    least, most = bounds.get("ge", bounds.get("gt", 0.0)), bounds.get("le", bounds.get("lt"))
    whole = info.annotation is int
    # A pure number that may not pass 1 is a share; other pure numbers count something.
    shown = ("%" if unit == "1" and most == 1.0 and not whole else "") if unit in _PURE else unit
    factor = 100.0 if shown == "%" else 1.0
    low, high, step = _slider({"slider": slider}, shown) or _guessed(factor * least, most, default, factor, whole=whole)
    if default is None:
        default = 0.5 * (low + high) / factor if most is not None else least
    start: Any = quantity_text(float(default), unit)
    if shown == "":
        start = int(default) if float(default).is_integer() else float(default)
    top = factor * most if most is not None else _TYPED
    return Control(kind="number", units=(shown,), low=low, high=high, step=step, most=top, start=start, **said)


def _slider(extra: Mapping[str, Any], shown: str) -> tuple[float, float, float] | None:
    """Ends and step that the lever declares, in the unit shown."""
    declared = extra.get("slider")
    if not declared:
        return None
    factor = 100.0 if shown == "%" else 1.0
    low, high, step = (round(factor * float(each), 9) for each in declared)
    return low, high, step


def _guessed(low: float, most: float | None, default: Any, factor: float, *, whole: bool) -> tuple[float, float, float]:
    """Ends and step of a slider that the lever does not declare."""
    start = 0.0 if default is None else factor * float(default)
    high = factor * most if most is not None else _round_up(_FAR * start) if start > 0 else 100.0
    step = _round_up((high - low) / _STEPS)
    return low, high, max(1.0, step) if whole or (start.is_integer() and high >= _COUNTED) else step


def _some(unit: str, otherwise: float) -> str:
    return "10 %" if unit == "%" else quantity_text(otherwise, unit)


def _round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    if value <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(value))
    return next(float(step * size) for step in (1, 2, 5, 10) if step * size >= value * (1 - 1e-9))


def _plain(value: object) -> str:
    return str(value).replace("_", " ")


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def shown(control: Control, value: Any, lang: Lang) -> str:
    """A value in words, for the summary line of a measure."""
    if control.kind == "choice":
        return control.options.get(str(value), {}).get(lang, str(value))
    if control.kind == "many":
        return ", ".join(control.options.get(str(each), {}).get(lang, str(each)) for each in value)
    return str(value)
