"""How is a validation error told to a planner? Path in the file, plain words, nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ValidationError

from twin.core.errors import Fault, nearest


def faults_of(
    error: ValidationError, model: type[BaseModel], place: str, extra_keys: Iterable[str] = ()
) -> list[Fault]:
    """Every error of a validation as a fault.

    Parameters
    ----------
    error : What pydantic found.
    model : Model that was validated, for the names that it knows.
    place : Path of the validated table in the file, "" for the whole file.
    extra_keys : Keys that are valid beside the model's.
    """
    faults = []
    for each in error.errors():
        loc = tuple(each["loc"])
        path = _path(place, loc)
        kind, context = each["type"], each.get("ctx", {})
        if kind == "extra_forbidden":
            known = _keys(_model_at(model, loc[:-1]))
            if len(loc) == 1:
                known += [*extra_keys]
            faults.append(Fault(path, f"no key {loc[-1]!r} is known here", nearest(loc[-1], known)))
        elif kind == "missing":
            faults.append(Fault(path, "is missing", f"add it: {_description(_model_at(model, loc[:-1]), loc[-1])}"))
        elif kind == "literal_error":
            allowed = [part.strip(" '") for part in str(context.get("expected", "")).replace(" or ", ",").split(",")]
            faults.append(
                Fault(path, f"{each['input']!r} is not one of {', '.join(allowed)}", nearest(each["input"], allowed))
            )
        elif kind == "value_error":
            what, _, mend = str(context.get("error", each["msg"])).partition("; ")
            faults.append(Fault(path, what, mend))
        else:
            faults.append(Fault(path, f"{each['input']!r}: {each['msg'][0].lower()}{each['msg'][1:]}"))
    return faults


def _path(place: str, loc: tuple[int | str, ...]) -> str:
    path = place
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path or "file"


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    at: Any = model
    for part in loc:
        field = at.model_fields.get(str(part)) if at is not None else None
        at = field.annotation if field is not None else None
        if not (isinstance(at, type) and issubclass(at, BaseModel)):
            return None
    return at  # type: ignore[no-any-return]


def _keys(model: type[BaseModel] | None) -> list[str]:
    if model is None:
        return []
    return [info.alias or name for name, info in model.model_fields.items() if not info.exclude]


def _description(model: type[BaseModel] | None, key: object) -> str:
    if model is None:
        return str(key)
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            return f"{key} = … ({info.description})"
    return str(key)
