"""Every parameter carries unit, source, year and status; a domain's parameters are one closed, frozen model."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["published", "derived", "fitted", "assumed"]


def param(default: Any, *, unit: str, doc: str, source: str, year: int, status: Status, **limits: float) -> Any:
    """Declare one parameter of a `ParamSet`.

    Parameters
    ----------
    default : Value, or a tuple of values where the parameter is a list by class or hour.
    unit : Unit, "1" for pure numbers.
    doc : What it is, one line.
    source : Where the value stands; for assumptions, why it is plausible.
    year : Reference year of the value.
    status : published, derived (arithmetic on published figures), fitted or assumed.
    limits : Bounds as pydantic knows them (ge, le, gt, lt).
    """
    extra = {"unit": unit, "source": source, "year": year, "status": status}
    return Field(default, description=doc, json_schema_extra=extra, **limits)  # type: ignore[call-overload]


class ParamSet(BaseModel):
    """Parameters of one room: closed (unknown names are errors) and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def rows(cls, instance: ParamSet | None = None) -> list[dict[str, Any]]:
        """One row per parameter: name, value, unit, source, year, status, doc, and whether it is the default."""
        at = instance if instance is not None else cls()
        table = []
        for name, info in cls.model_fields.items():
            extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
            value = getattr(at, name)
            table.append(
                {
                    "name": name,
                    "value": value,
                    "doc": info.description,
                    "default": value == info.default,
                    **extra,
                }
            )
        return table
