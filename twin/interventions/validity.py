"""Did what a measure counts on exist on that day? Dates of law and city, and the lines about their anachronisms.

An anachronism is told and runs: "what if" is a fair question to a twin. No date makes a run impossible.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from twin.core.clock import calendar_day
from twin.core.errors import Fault, InputError
from twin.interventions.limits import Mind
from twin.interventions.measure import rounded_text

if TYPE_CHECKING:
    from twin.core.clock import Clock
    from twin.interventions.plan import Entry

FILE = Path(__file__).with_name("validity.toml")
SHARE = "state_share"  # lever that asks the state for a share of the cost
_ROUNDING = 1e-9


class _Dated(BaseModel):
    """Days on which something holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: str = Field(min_length=1)
    measures: tuple[str, ...] = Field(min_length=1)
    first: dt.date = Field(alias="from")
    last: dt.date | None = Field(default=None, alias="to")
    source: str = Field(min_length=1)
    status: Literal["published", "assumed"]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last is not None and self.last < self.first:
            raise ValueError("ends before it begins; exchange from and to")
        return self

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class Opens(_Dated):
    """A measure, or a lever of it, that exists on some days only."""

    lever: str = ""
    of_work: bool = False  # held against the day of the work, which later years do not make unlawful
    name: str = Field(min_length=1)
    name_it: str = Field(min_length=1)


class Share(_Dated):
    """The most that the state pays of a work. [1]"""

    most: float = Field(ge=0.0, le=1.0)


class Validity(BaseModel):
    """All dates of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    opens: tuple[Opens, ...]
    shares: tuple[Share, ...]

    def most(self, measure: str, day: dt.date) -> float | None:
        """Largest share that the state pays of a work on a day; None for measures without such a law. [1]"""
        mine = [each for each in self.shares if measure in each.measures]
        return max((each.most for each in mine if each.holds(day)), default=0.0) if mine else None


@lru_cache(maxsize=4)
def load_validity(path: Path = FILE) -> Validity:
    """Read the dates.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    try:
        return Validity.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, [Fault("file", f"is not TOML: {error}", "mend the line")]) from None
    except ValidationError as error:
        faults = [Fault(".".join(map(str, each["loc"])) or "file", each["msg"], "mend it") for each in error.errors()]
        raise InputError(path, faults) from None


def anachronisms(entry: Entry, clock: Clock, dates: Validity | None = None) -> tuple[Mind, ...]:
    """Lines about what an entry counts on and did not exist on its day.

    Parameters
    ----------
    entry : One measure of a scenario.
    clock : Simulated year: what opens is held against the first day in it on which the measure holds, shares of the
        state against the day of the work.
    dates : The dates; the shipped ones if None.
    """
    found = dates or load_validity()
    day = max(calendar_day(entry.date), dt.date(clock.year, 1, 1))
    minds = []
    for each in found.opens:
        if entry.measure not in each.measures or each.holds(day):
            continue
        if each.lever and not getattr(entry.levers, each.lever, False):
            continue
        if each.of_work and each.holds(entry.date):
            continue
        ended = each.last is not None and day > each.last
        words, words_it = (f"until {each.last}", f"fino al {each.last}") if ended else _since(each.first)
        minds.append(
            Mind(f"anachronism on {day}: {each.name}, {words}", f"anacronismo il {day}: {each.name_it}, {words_it}")
        )
    asked, most = getattr(entry.levers, SHARE, None), found.most(entry.measure, entry.date)
    if asked is not None and most is not None and asked > most + _ROUNDING:
        texts = rounded_text(asked, "1"), rounded_text(most, "1")
        minds.append(
            Mind(
                f"anachronism: {texts[0]} from the state asked for, the law gave at most {texts[1]} on {entry.date}; "
                "counted as asked",
                f"anacronismo: chiesto il {texts[0]} allo Stato, la legge dava al massimo il {texts[1]} il "
                f"{entry.date}; contato come chiesto",
            )
        )
    return tuple(minds)


def _since(day: dt.date) -> tuple[str, str]:
    return f"from {day}", f"dal {day}"
