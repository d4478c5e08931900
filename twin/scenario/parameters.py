"""Are the parameters that a scenario overrides known, in a fitting unit and within their bounds?"""

from __future__ import annotations

import importlib
import math
import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pint
from pydantic import ValidationError

import twin.domains
from twin.core.errors import Fault, nearest
from twin.core.params import ParamSet
from twin.core.units import registry
from twin.decisions.rooms import ROOMS as DECISIONS
from twin.interventions.measure import read_quantity

# Rooms below and above the domains that carry parameters too; those of people's decisions name theirs themselves.
_ROOMS = ("twin.population", "twin.forcing", "twin.interventions.terms")


@lru_cache(maxsize=1)
def param_sets() -> dict[str, type[ParamSet]]:
    """Parameter sets that a scenario can override, by name of the domain or room."""
    names = [f"twin.domains.{found.name}" for found in pkgutil.iter_modules(twin.domains.__path__)]
    sets: dict[str, type[ParamSet]] = dict(DECISIONS)
    for name in sorted((*names, *_ROOMS)):
        params = getattr(importlib.import_module(name), "Params", None)
        if isinstance(params, type) and issubclass(params, ParamSet):
            sets[name.rpartition(".")[2]] = params
    return dict(sorted(sets.items()))


def check_overrides(
    overrides: Mapping[str, Any], sets: Mapping[str, type[ParamSet]], *, place: str = "params", bare: bool = True
) -> tuple[dict[str, dict[str, Any]], list[Fault]]:
    """Values in the declared units, by domain and parameter, and every fault.

    Parameters
    ----------
    overrides : Values as a scenario file gives them (text with unit), or in declared units already.
    sets : Parameter sets by domain.
    place : Path of `overrides` in the file.
    bare : Whether numbers without unit are taken to be in the declared unit; not so in files.
    """
    values: dict[str, dict[str, Any]] = {}
    faults: list[Fault] = []
    for domain, given in overrides.items():
        at = f"{place}.{domain}"
        if domain not in sets:
            faults.append(Fault(at, f"no domain {domain!r} has parameters", nearest(domain, sets)))
        elif not isinstance(given, Mapping):
            faults.append(Fault(at, f"{given!r} is no table of parameters", f"write [{at}] and one parameter a line"))
        else:
            values[domain], found = _check_domain(given, sets[domain], at, bare=bare)
            faults += found
    return values, faults


def _check_domain(
    given: Mapping[str, Any], cls: type[ParamSet], at: str, *, bare: bool
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in given.items():
        if name not in cls.model_fields:
            faults.append(Fault(f"{at}.{name}", f"no parameter {name!r}", nearest(name, cls.model_fields)))
            continue
        try:
            values[name] = _in_unit(value, unit_of(cls, name), bare=bare)
        except ValueError as error:
            faults.append(Fault(f"{at}.{name}", str(error)))
    try:
        checked = cls(**values)
    except ValidationError as error:
        for each in error.errors():
            path = ".".join(str(part) for part in each["loc"])
            faults.append(Fault(f"{at}.{path}" if path else at, f"{each['msg']} (in {unit_of(cls, path)})"))
    else:
        # As validated, so that 20 and 20.0 are one value in the canonical form.
        values = {name: _plain(getattr(checked, name)) for name in values}
    return values, faults


def unit_of(cls: type[ParamSet], name: str) -> str:
    """Declared unit of a parameter, "-" where there is none."""
    info = cls.model_fields.get(name.partition(".")[0])
    extra = info.json_schema_extra if info is not None else None
    return str(extra.get("unit", "-")) if isinstance(extra, dict) else "-"


def _in_unit(value: Any, unit: str, *, bare: bool) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_in_unit(each, unit, bare=bare) for each in value)
    if isinstance(value, Mapping):
        return {key: _in_unit(each, unit, bare=bare) for key, each in value.items()}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if unit not in {"-", "1", ""} and number and not bare:
        msg = f'{value!r} has no unit; write it as text, "{value} {unit}"'
        raise ValueError(msg)
    if isinstance(value, str) and not _measurable(unit):
        head, _, tail = value.partition(" ")
        # A unit that nobody can convert, such as "EUR/point": accepted as it is declared, letter by letter.
        return float(head) if tail.strip() == unit and _is_number(head) else value
    if isinstance(value, str):
        return read_quantity(value, unit)
    if isinstance(value, float) and not math.isfinite(value):
        msg = f"{value!r} is not a finite number"
        raise ValueError(msg)
    return value


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


@lru_cache(maxsize=256)
def _measurable(unit: str) -> bool:
    """Whether the units registry knows the unit."""
    if unit in {"-", ""}:
        return False
    try:
        registry().Unit(unit.replace("m2", "m**2").replace("m3", "m**3"))
    except (pint.UndefinedUnitError, pint.DefinitionSyntaxError, ValueError, AttributeError, TypeError):
        return False
    return True


def _plain(value: Any) -> Any:
    """Value as plain data that JSON and TOML know."""
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return value
