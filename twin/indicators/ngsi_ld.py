"""How does an indicator travel to a city's data platform? As an NGSI-LD entity of the type KeyPerformanceIndicator.

Properties: Smart Data Models, dataModel.KeyPerformanceIndicator, schema 0.2.1. Form: normalised NGSI-LD, ETSI CIM 009.
The core context is named last: of terms that several contexts define the last one holds, and the core's must.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twin.indicators.registry import Indicator

TYPE = "KeyPerformanceIndicator"
CONTEXT = (
    "https://raw.githubusercontent.com/smart-data-models/dataModel.KeyPerformanceIndicator/master/context.jsonld",
    "https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld",
)
CLOCK = timezone(timedelta(hours=1))
# Codes of UN/CEFACT Recommendation 20 (from memory) for the units that have one.
_UNIT_CODES = {"%": "P1", "years": "ANN", "degC": "CEL", "1": "C62", "Likert": "C62"}


@dataclass(frozen=True)
class Reported:
    """A value that is to be reported.

    Parameters
    ----------
    indicator : What it is a value of.
    value : Value in the indicator's unit.
    begin, end : First and last day that it is about.
    about : What the value rests on, in a sentence or two.
    origin : Where the value itself comes from, in a few words.
    beside : Further numbers about the value by name, such as the ends of its interval; what is None is left out.
    """

    indicator: Indicator
    value: float
    begin: date
    end: date
    about: str
    origin: str
    beside: Mapping[str, float | None] = field(default_factory=dict)


def entity(reported: Reported, scope: str, *, area: str = "", organization: str = "") -> dict[str, Any]:
    """One value as an NGSI-LD entity in normalised form.

    Parameters
    ----------
    reported : Value.
    scope : What makes the id unique beside the indicator, such as the name of the run's folder.
    area : District that the value is about; left out if "".
    organization : Organisation that the indicator is about; left out if "", for the twin does not know it.

    Notes
    -----
    `measurementUnit`, `definitionSource` and what stands in `beside` are not among the model's properties; they fall
    into NGSI-LD's default vocabulary, as the standard lets them. `observedAt` is the end of the period, in UTC: a
    platform that keeps a history files each value there. The model's `source` is the data's, not the definition's.
    """
    indicator = reported.indicator
    likert = indicator.scale == "likert"
    value: dict[str, Any] = {**_property(reported.value), "observedAt": _end_of(reported.end)}
    code = _UNIT_CODES.get(indicator.unit)
    if code is not None:
        value["unitCode"] = code
    value |= {name: _property(number) for name, number in reported.beside.items() if number is not None}
    method = "automatic" if indicator.kind == "computed" else "manual"
    found: dict[str, Any] = {
        "id": f"urn:ngsi-ld:{TYPE}:{_plain(scope)}:{_plain(indicator.id)}",
        "type": TYPE,
        "name": _property(indicator.name),
        "alternateName": _property(indicator.name_it),
        "description": _property(reported.about),
        "category": _property(["qualitative" if likert else "quantitative"]),
        "process": _property(f"{indicator.theme}: {indicator.subtheme}"),
        "kpiValue": value,
        "measurementUnit": _property(indicator.unit),
        "calculationFormula": _property(indicator.formula),
        "calculationMethod": _property(method),
        "calculationPeriod": _property({"from": reported.begin.isoformat(), "to": reported.end.isoformat()}),
        "source": _property(reported.origin),
        "definitionSource": _property(indicator.source),
    }
    if area:
        found["area"] = _property(area)
    if organization:
        found["organization"] = _property(organization)
    return {**found, "@context": list(CONTEXT)}


def _property(value: Any) -> dict[str, Any]:
    return {"type": "Property", "value": value}


def _end_of(day: date) -> str:
    """End of a day of the simulation's clock, which is UTC+1 all year, as a DateTime of NGSI-LD."""
    end = datetime.combine(day, time(), CLOCK) + timedelta(days=1)
    return end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(text: str) -> str:
    """Only what a URN may hold without escapes."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-") or "x"
