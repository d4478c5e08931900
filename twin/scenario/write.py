"""How is a scenario written to a file? As TOML that reads back to the same scenario, bit for bit."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from twin.scenario.parameters import param_sets, unit_of
from twin.scenario.schema import Scenario


def dumps(scenario: Scenario) -> str:
    """The resolved scenario as TOML: no `extends`, every lever with its unit, defaults written out."""
    lines = [f"schema_version = {scenario.schema_version}"]
    words = {name: getattr(scenario, name) for name in ("name", "name_it", "description", "description_it")}
    lines += [f"{name} = {_value(text)}" for name, text in words.items() if text]
    lines.append(f"baseline_year = {scenario.baseline_year}")
    lines += _table("time", scenario.time.model_dump(by_alias=True, exclude_none=True))
    if scenario.horizon is not None:
        lines += _table("horizon", scenario.horizon.model_dump(by_alias=True))
    lines += _table("forcing", scenario.forcing.model_dump(mode="json", exclude_none=True))
    lines += _table("budget", scenario.budget.texts() if scenario.budget is not None else {})
    sets = param_sets()
    for domain, values in sorted(scenario.params.items()):
        units = {name: unit_of(sets[domain], name) if domain in sets else "-" for name in values}
        lines += _table(f"params.{domain}", {name: _with_unit(value, units[name]) for name, value in values.items()})
    for entry in scenario.measures:
        lines += ["", "[[measures]]", f"measure = {_value(entry.measure)}", f"date = {entry.date.isoformat()}"]
        lines += [f"source = {_value(entry.source)}", f"status = {_value(entry.status)}"]
        lines += ["trend = true"] if entry.trend else []
        lines += ["by_vote = true"] if entry.by_vote else []
        lines += [f"where = {_value(entry.where.texts())}", "[measures.levers]"]
        lines += [f"{key} = {_value(value)}" for key, value in entry.levers.texts().items()]
    return "\n".join(lines) + "\n"


def _table(name: str, values: dict[str, Any]) -> list[str]:
    if not values:
        return []
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    lines = ["", f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in plain.items())] if plain else []
    for key, value in values.items():
        if isinstance(value, dict):
            lines += _table(f"{name}.{_key(key)}", value)
    return lines


def _with_unit(value: Any, unit: str) -> Any:
    if isinstance(value, list):
        return [_with_unit(each, unit) for each in value]
    if isinstance(value, dict):
        return {key: _with_unit(each, unit) for key, each in value.items()}
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value!r} {unit}" if number and unit not in {"-", "1", ""} else value


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())} }}"
    # JSON's escapes of text are TOML's too, but for the delete character.
    return (
        repr(value)
        if isinstance(value, int | float)
        else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    )
