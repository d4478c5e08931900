"""What is believed of uncertain parameters, and how is one of them varied?"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from twin.core.errors import Fault, InputError
from twin.core.params import Status
from twin.state.codes import Control
from twin.study.small_world import Shift

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from twin.core.params import ParamSet
    from twin.state.table import Table

FILE = Path(__file__).with_name("priors.toml")
Side = Literal["all", "before", "after"]


class Prior(BaseModel):
    """One uncertain parameter.

    Parameters
    ----------
    id : Stable name.
    title, title_it : Words for people.
    acts : "params.ROOM.NAME", ".0", ".1" and so on behind it for one number of a list, "buildings.COLUMN",
        "package.LEVER" or "levers.MEASURE.LEVER".
    also : What the same value acts on besides, in the same way.
    how : What low, mid and high do to it: replace (value, choice), scale (factor) or shift it; each number of a list.
    sides : Which buildings it is about: all, or those before or after the works.
    unit : Unit of low, mid and high.
    low, mid, high : 5th, 50th and 95th percentile.
    distribution : Its shape.
    source, year, status : Where the figures stand.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: str
    title_it: str
    acts: str = Field(pattern=r"^(params\.\w+\.\w+(\.\d)?|buildings\.\w+|package\.\w+|levers\.\w+\.\w+)$")
    also: tuple[str, ...] = ()
    how: Literal["value", "factor", "shift", "choice"]
    sides: Side = "all"
    unit: str
    low: float | str
    mid: float | str
    high: float | str
    distribution: Literal["normal", "log-normal", "triangular", "uniform", "discrete"]
    source: str = Field(min_length=1)
    year: int
    status: Status

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        numbers = [each for each in (self.low, self.mid, self.high) if not isinstance(each, str)]
        if numbers != sorted(numbers):
            msg = "low, mid and high do not rise"
            raise ValueError(msg)
        if (self.how == "choice") != all(isinstance(each, str) for each in (self.low, self.mid, self.high)):
            msg = "words belong to a choice, numbers to anything else"
            raise ValueError(msg)
        return self


class Priors(BaseModel):
    """All priors, in the order of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    priors: tuple[Prior, ...] = Field(min_length=1)


@lru_cache(maxsize=2)
def load_priors(path: Path = FILE) -> tuple[Prior, ...]:
    """Read the priors; InputError with every fault of the file."""
    try:
        return Priors.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).priors
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, [Fault("file", f"is no TOML ({error})", "mend the line")]) from None
    except ValidationError as error:
        faults = [Fault(".".join(map(str, each["loc"])) or "file", each["msg"], "") for each in error.errors()]
        raise InputError(path, faults) from None


class Varied(NamedTuple):
    """What a value of a prior changes: parameters by room, levers of the package, columns once, columns each time."""

    params: Mapping[str, ParamSet]
    package: dict[str, Any]
    shifts: dict[str, list[Shift]]
    once: str = ""  # column that is changed once

    def apply_once(self, prior: Prior, value: float | str, table: Table, rows: NDArray[np.int64]) -> None:
        """Change the static column of the copies `rows`, if it is one."""
        if not self.once:
            return
        column = table[self.once]
        if prior.how == "factor":
            column[rows] = column[rows] * value
        elif prior.how == "shift":
            column[rows] = column[rows] + value
        else:
            column[rows] = Control[value.upper()] if isinstance(value, str) else value


def vary(
    prior: Prior, value: float | str, params: Mapping[str, ParamSet], table: Table, rows: NDArray[np.int64]
) -> Varied | None:
    """What a value of a prior changes; None where this version of the model has nothing that it acts on.

    Parameters
    ----------
    prior, value : The prior and the value to take.
    params : Parameters in force by room.
    table : Buildings, for the roles of their columns.
    rows : Copies that the prior is about. (K,)
    """
    kind, _, name = prior.acts.partition(".")
    if kind == "package":
        chosen = value in ("change", "insulate") if prior.how == "choice" and value in _SWITCH else value
        return Varied(params, {name: chosen}, {})
    if kind == "params":
        room, _, field = name.partition(".")
        at = params.get(room)
        if at is None or field not in type(at).model_fields:
            return None
        new = value if prior.how == "value" else getattr(at, field) * value
        return Varied({**params, room: type(at).model_validate({**at.model_dump(), field: new})}, {}, {})
    if name not in table:
        return None
    if table.declaration(name).role == "static":
        return Varied(params, {}, {}, once=name)
    number = float(value)
    shift = Shift(rows, factor=number) if prior.how == "factor" else Shift(rows, plus=number)
    return Varied(params, {}, {f"buildings.{name}": [shift]})


_SWITCH = ("keep", "change", "insulate")
