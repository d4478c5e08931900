"""What if the model were built or fed in another way? Alternatives that are switched on one at a time."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from twin.core.errors import Fault, InputError
from twin.forcing import ForcingSpec
from twin.scenario.parameters import check_overrides, param_sets
from twin.study.decided import idle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.interventions import Entry
    from twin.scenario import Scenario

FILE = Path(__file__).with_name("structure.toml")


class Alternative(BaseModel):
    """One other way.

    Parameters
    ----------
    id : Stable name.
    title, title_it : Words for people.
    why : What speaks for it, and what it replaces.
    params, forcing, levers : Overrides; see the head of the file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    title_it: str
    why: str = Field(min_length=1)
    params: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    forcing: Mapping[str, str] = Field(default_factory=dict)
    levers: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)

    def missing(self) -> str:
        """File that it needs and that is not there, "" if none is missing."""
        wanted = [value for _, value in ForcingSpec.model_validate(dict(self.forcing)) if isinstance(value, Path)]
        return next((value.name for value in wanted if not value.is_file()), "")

    def scenario(self, given: Scenario) -> Scenario:
        """The scenario in this other way.

        Raises
        ------
        InputError
            If a parameter is unknown or out of bounds.
        """
        merged = {room: {**given.params.get(room, {}), **self.params.get(room, {})} for room in given.params}
        merged |= {room: dict(values) for room, values in self.params.items() if room not in merged}
        checked, faults = check_overrides(merged, param_sets())
        if faults:
            raise InputError(FILE, faults)
        forcing = ForcingSpec.model_validate({**dict(given.forcing), **self.forcing})
        measures = tuple(self._entry(entry) for entry in given.measures)
        return given.model_copy(update={"params": checked, "forcing": forcing, "measures": measures})

    def _entry(self, entry: Entry) -> Entry:
        if entry.measure not in self.levers:
            return entry
        texts = {**entry.levers.texts(), **self.levers[entry.measure]}
        return entry.model_copy(update={"levers": type(entry.levers).model_validate(texts)})


class Alternatives(BaseModel):
    """All alternatives, in the order of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    alternatives: tuple[Alternative, ...] = Field(min_length=1)


class Passed(NamedTuple):
    """An alternative that is not switched on, and why."""

    alternative: Alternative
    reason: str
    reason_it: str


@lru_cache(maxsize=2)
def load_alternatives(path: Path = FILE) -> tuple[Alternative, ...]:
    """Read the alternatives; InputError with every fault of the file."""
    try:
        return Alternatives.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).alternatives
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, [Fault("file", f"is no TOML ({error})", "mend the line")]) from None
    except ValidationError as error:
        faults = [Fault(".".join(map(str, each["loc"])) or "file", each["msg"], "") for each in error.errors()]
        raise InputError(path, faults) from None


def switches(scenarios: Sequence[Scenario]) -> tuple[list[Alternative], list[Passed]]:
    """Alternatives that change any of some scenarios, and those that are passed over."""
    taken: list[Alternative] = []
    passed: list[Passed] = []
    for each in load_alternatives():
        missing = each.missing()
        if missing:
            passed.append(Passed(each, f"the file {missing} is not at hand", f"il file {missing} non è disponibile"))
        elif each.params and not each.levers and set(each.params) <= idle(scenarios):
            passed.append(Passed(each, "nobody is asked to decide on it", "nessuno è chiamato a decidere su questo"))
        elif all(_meant(each.scenario(given)) == _meant(given) for given in scenarios):
            passed.append(Passed(each, "it is what the scenarios do already", "è ciò che gli scenari fanno già"))
        else:
            taken.append(each)
    return taken, passed


def _meant(given: Scenario) -> tuple[Any, ...]:
    """What of a scenario an alternative can change, defaults filled in; parameters that nothing rests on left out."""
    unused = idle([given])
    params = {room: some for room, some in given.parameters(param_sets()).items() if room not in unused}
    return params, given.forcing, [entry.canonical() for entry in given.measures]
