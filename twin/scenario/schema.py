"""What is a scenario? A year and its ticks, its forcing, parameters that differ from defaults, and dated measures."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny, field_validator, model_validator

from twin.core.clock import calendar_day
from twin.core.errors import Fault, InputError
from twin.core.params import ParamSet
from twin.forcing import ForcingSpec
from twin.interventions import Budget, Entry, catalogue
from twin.interventions.plan import FIRST_YEAR, LAST_YEAR, in_order
from twin.scenario.horizon import Horizon
from twin.scenario.parameters import check_overrides

if TYPE_CHECKING:
    from twin.state.district import District

SCHEMA_VERSION = 2
LEAN_WEEKS = 12
OFF = {"trends": False, "weather_years": False}  # parts of the forcing that change nothing unless asked for


@dataclass(frozen=True)
class Provenance:
    """From which file a key of the resolved scenario comes.

    Parameters
    ----------
    key : Path of the key, such as "params.energy.setpoint" or "measures[0]".
    file : Name of the file that sets it.
    over : Name of the file whose value it replaces, "" if it replaces none.
    was : The replaced value as text, "" if it replaces none.
    """

    key: str
    file: str
    over: str = ""
    was: str = ""


class TimeSpec(BaseModel):
    """How time is cut into ticks, and which days of the year are simulated."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    tick: Literal["1 h", "30 min", "15 min"] = Field(default="1 h", description="Length of a tick")
    first: dt.date | None = Field(default=None, alias="from", description="First day, ISO 8601; 1 January if left out")
    last: dt.date | None = Field(default=None, alias="to", description="Last day, ISO 8601; 31 December if left out")

    weeks: int | None = Field(
        default=None, ge=4, le=26, description="Weeks that stand for the whole year; every day is simulated if left out"
    )

    @field_validator("first", "last", mode="before")
    @classmethod
    def _day(cls, value: Any) -> Any:
        return None if value is None else calendar_day(value)

    def span(self, year: int) -> tuple[dt.date, dt.date]:
        """First and last day that are simulated in a year."""
        return self.first or dt.date(year, 1, 1), self.last or dt.date(year, 12, 31)

    @property
    def ticks_per_hour(self) -> int:
        """Ticks in an hour."""
        return {"1 h": 1, "30 min": 2, "15 min": 4}[self.tick]


class Scenario(BaseModel):
    """One scenario, resolved: `extends` followed, quantities read, names checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[2] = Field(default=2, description="Version of this schema")
    name: str = Field(min_length=1, description="Name, short")
    name_it: str = Field(default="", description="Name in Italian")
    description: str = Field(min_length=1, description="What the scenario is, in plain words")
    description_it: str = Field(default="", description="The same in Italian")
    baseline_year: int = Field(
        ge=FIRST_YEAR, le=LAST_YEAR, description="Simulated year; inputs of other years are listed in the manifest"
    )
    time: TimeSpec = Field(default_factory=TimeSpec, description="How the year is cut into ticks")
    forcing: ForcingSpec = Field(
        default_factory=ForcingSpec, description="Weather, carbon intensity and prices of the year"
    )
    horizon: Horizon | None = Field(default=None, description="Years of a scenario of many years; see `twin years`")
    params: Mapping[str, Mapping[str, Any]] = Field(
        default_factory=dict, description="Parameters that differ from their defaults, by domain, in declared units"
    )
    budget: Budget | None = Field(
        default=None, description="Sums by payer and whether residents vote, if money is short"
    )
    measures: tuple[SerializeAsAny[Entry], ...] = Field(default=(), description="Measures, in the order of the files")
    file: str = Field(default="", description="File it was read from", exclude=True)
    provenance: tuple[Provenance, ...] = Field(default=(), description="From which file each key comes", exclude=True)

    @model_validator(mode="after")
    def _span_lies_in_the_year(self) -> Self:
        first, last = self.time.span(self.baseline_year)
        outside = [day.isoformat() for day in (first, last) if day.year != self.baseline_year]
        if outside:
            msg = f"time: {' and '.join(outside)} not in the simulated year {self.baseline_year}"
            raise ValueError(msg)
        if first > last:
            msg = f"time: from {first} to {last} holds no day; write the earlier day after from"
            raise ValueError(msg)
        if self.time.weeks is not None and (self.time.first or self.time.last):
            msg = "time: weeks stand for a whole year; leave out weeks, or from and to"
            raise ValueError(msg)
        return self

    def title(self, language: str = "en") -> str:
        """Name for people in a language ("en" or "it")."""
        return (self.name_it if language == "it" else "") or self.name

    def quick(self) -> Scenario:
        """The same scenario with typical days in place of every day's own trips: a fifth of the time, less exact."""
        mobility = {**self.params.get("mobility", {}), "every_day": False}
        return self.model_copy(update={"params": {**self.params, "mobility": mobility}})

    def lean(self, weeks: int = LEAN_WEEKS) -> Scenario:
        """The same scenario with some weeks in place of the year and fewer loadings of the streets: many years soon."""
        mobility = {"route_iterations_more": 1, **self.params.get("mobility", {})}
        return self.model_copy(
            update={
                "time": self.time.model_copy(update={"weeks": weeks}),
                "params": {**self.params, "mobility": {**mobility, "every_day": False}},
            }
        )

    def in_year(self, year: int) -> Scenario:
        """The scenario in one year of its horizon; measures dated before it hold from its start."""
        own = self.horizon is not None and self.horizon.weather == "years"
        forcing = self.forcing.model_copy(update={"weather_years": True}) if own else self.forcing
        return self.model_copy(update={"baseline_year": year, "horizon": None, "forcing": forcing})

    @property
    def places(self) -> list[str]:
        """Where each measure stands: its path in the file, before it the file's name where that is another one."""
        known = [each for each in self.provenance if each.key.startswith("measures[")]
        if len(known) != len(self.measures):
            return [f"measures[{i}]" for i in range(len(self.measures))]
        here = Path(self.file).name
        return [each.key if each.file == here else f"{each.file}: {each.key}" for each in known]

    def parameters(self, sets: Mapping[str, type[ParamSet]]) -> dict[str, ParamSet]:
        """Parameters in force: every set's defaults with this scenario's overrides.

        Raises
        ------
        InputError
            If a domain or parameter is not among `sets`, or a value is out of bounds.
        """
        values, faults = check_overrides(self.params, sets)
        if faults:
            raise InputError(self.file or self.name, faults)
        return {name: cls(**values.get(name, {})) for name, cls in sets.items()}

    def check_places(self, district: District) -> None:
        """Check that every place of the measures exists in the district, and that each can be done there.

        Raises
        ------
        InputError
            If some do not, with the nearest zone of each, or if a measure cannot be done at a place that it names.
        """
        zones = district["zones"]
        faults: list[Fault] = []
        for entry, place in zip(self.measures, self.places, strict=True):
            faults += entry.where.faults(zones, f"{place}.where")
            check = catalogue[entry.measure].faults
            if check is not None:
                told = check(district, entry.levers, entry.where)
                faults += [Fault(f"{place}.{each.place}", each.what, each.mend) for each in told]
        if faults:
            raise InputError(self.file or self.name, faults)

    def canonical(self) -> dict[str, Any]:
        """What can change a result, as plain data; see `canonical`."""
        return canonical(self)


def canonical(scenario: Scenario) -> dict[str, Any]:
    """Everything that can change a result, as plain data, whatever the order of keys and measures in the file.

    Names, descriptions, sources and the files it came from are left out: two scenarios that mean the same are the same.
    A file of weather or carbon stands with the hash of its bytes, wherever it lies.
    """
    return {
        "schema_version": scenario.schema_version,
        "baseline_year": scenario.baseline_year,
        "time": _without(scenario.time.model_dump(mode="json", by_alias=True), {"weeks": None}),
        "forcing": _without({name: _contents(value) for name, value in scenario.forcing}, OFF),
        "params": {domain: dict(values) for domain, values in sorted(scenario.params.items()) if values},
        "measures": [entry.canonical() for entry in in_order(scenario.measures)],
        **_budget(scenario),
    }


def _without(values: dict[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """Values without those keys that change nothing as they are."""
    return {key: value for key, value in values.items() if key not in usual or value != usual[key]}


def _budget(scenario: Scenario) -> dict[str, Any]:
    """The budget, and the order of the file by which it is given out; nothing where no budget is given."""
    if scenario.budget is None:
        return {}
    ordered = in_order(scenario.measures)
    order = [next(i for i, each in enumerate(ordered) if each is entry) for entry in scenario.measures]
    return {"budget": {**scenario.budget.model_dump(mode="json"), "order": order}}


def _contents(value: Any) -> Any:
    if not isinstance(value, Path):
        return value
    return f"sha256:{hashlib.sha256(value.read_bytes()).hexdigest()}" if value.is_file() else str(value)


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of the canonical form, as hexadecimal text."""
    text = json.dumps(canonical(scenario), sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
