"""What did Sharing Cities plan, deliver and observe? The ledger: read, checked, searched."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from twin.core.errors import Fault, InputError, nearest
from twin.core.toml_file import read_toml

FILE = Path(__file__).with_name("registry.toml")

Stage = Literal["planned", "delivered", "observed"]
Tag = Literal[
    "measured", "monitored summary", "announced", "asset-rated", "target", "hypothetical", "derived"
]  # fmt: skip
Topic = Literal["retrofit", "codesign", "lighting", "mobility", "platform", "money", "elsewhere"]
City = Literal["Milan", "London", "Lisbon", "consortium"]
STAGES: tuple[Stage, ...] = ("planned", "delivered", "observed")


class Figure(BaseModel):
    """One published number of a row.

    Parameters
    ----------
    stage : Whether it was planned, delivered or observed.
    value, value_to : The number; the upper end where a range was told. In the row's unit.
    sign : ">" more than, "<" less than, "~" about, "" as told.
    year : Year that it was told for or at; 0 where it is not known.
    tag : What kind of figure it is.
    source : Where it stands.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: Stage
    value: float
    value_to: float | None = None
    sign: Literal["", ">", "<", "~"] = ""
    year: int = Field(default=0, ge=0, le=2100)
    tag: Tag
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _finite(self) -> Self:
        if not math.isfinite(self.value):
            raise ValueError("the value is no number; write one")
        if self.value_to is not None and not self.value < self.value_to < math.inf:
            raise ValueError("value_to is not above value; exchange them")
        return self


class Place(BaseModel):
    """Where some of a row's quantity stands.

    Parameters
    ----------
    name : Address or name.
    at : Longitude and latitude, WGS84. [deg]
    count : How much of the row's figure stands there, in its unit; None where that cannot be shared out by place.
    estimated : Whether no house number was found.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    at: tuple[float, float]
    count: float | None = Field(default=None, gt=0.0)
    estimated: bool = False

    @field_validator("at")
    @classmethod
    def _on_earth(cls, at: tuple[float, float]) -> tuple[float, float]:
        if not (abs(at[0]) <= 180.0 and abs(at[1]) <= 90.0):  # noqa: PLR2004
            raise ValueError(f"{list(at)} is no place on earth; write [longitude, latitude] in degrees")
        return at


class Row(BaseModel):
    """One quantity of the project.

    Parameters
    ----------
    id : Stable name.
    topic : Where it belongs.
    name, name_it : Words for people.
    unit : Unit of its figures.
    where, city : Milan's own ("here"), or of another city or the consortium ("elsewhere").
    measure : Its measure in the catalogue, "" with the reason why there is none.
    figures : What was told, by stage.
    note, note_it : Inconsistencies of the sources, and what is not known.
    places : Where it stands, where that is known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    topic: Topic
    name: str = Field(min_length=1)
    name_it: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    where: Literal["here", "elsewhere"] = "here"
    city: City = "Milan"
    measure: str = ""
    reason: str = ""
    reason_it: str = ""
    figures: tuple[Figure, ...] = Field(min_length=1)
    note: str = ""
    note_it: str = ""
    places: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.where == "here") != (self.city == "Milan"):
            raise ValueError("here is Milan and elsewhere is not; mend where or city")
        if bool(self.measure) == bool(self.reason):
            raise ValueError("a row has a measure or the reason why none; give one of them")
        for english, italian in ((self.reason, self.reason_it), (self.note, self.note_it)):
            if bool(english) != bool(italian):
                raise ValueError("words stand in one language only; give reason_it with reason, note_it with note")
        if len({each.count is None for each in self.places}) > 1:
            raise ValueError("some places have a count and others none; give it to all or to none")
        names = [each.name for each in self.places]
        if len(set(names)) != len(names):
            raise ValueError("a place stands twice; name it once")
        return self

    def label(self, language: str) -> str:
        """Name in "en" or "it"."""
        return self.name_it if language == "it" else self.name

    def told(self, stage: Stage) -> tuple[Figure, ...]:
        """Figures of a stage, in the order of the file."""
        return tuple(each for each in self.figures if each.stage == stage)

    def value(self, stage: Stage) -> float:
        """The last figure of a stage; KeyError if there is none."""
        found = self.told(stage)
        if not found:
            raise KeyError(f"{self.id}: nothing {stage}")
        return found[-1].value


class Ledger(BaseModel):
    """All rows, in the order of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    rows: tuple[Row, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_and_places_agree(self) -> Self:
        ids = [row.id for row in self.rows]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stand twice; give each row an id of its own")
        at: dict[str, tuple[float, float]] = {}
        for row in self.rows:
            for each in row.places:
                if at.setdefault(each.name, each.at) != each.at:
                    raise ValueError(f"{each.name} lies at two places; give it one")
        return self

    def row(self, name: str) -> Row:
        """Row by id; KeyError if there is none."""
        for each in self.rows:
            if each.id == name:
                return each
        raise KeyError(name)

    def select(self, topic: Topic | None = None, where: str | None = None) -> tuple[Row, ...]:
        """Rows of a topic, here or elsewhere; all of what is not given."""
        return tuple(row for row in self.rows if topic in (None, row.topic) and where in (None, row.where))


@lru_cache(maxsize=4)
def load_ledger(path: Path = FILE) -> Ledger:
    """Read the ledger.

    Raises
    ------
    InputError
        With every fault of the file, each with the row that it is in and its mending.
    """
    content = read_toml(path)
    try:
        return Ledger.model_validate(content)
    except ValidationError as error:
        raise InputError(path, [_fault(each, content) for each in error.errors()]) from None


def _fault(error: Any, content: dict[str, Any]) -> Fault:
    """What pydantic found, in the words of the file."""
    where = list(error["loc"])
    if len(where) > 1 and isinstance(where[1], int):
        raw = content["rows"][where[1]]
        where[1] = f"{where[1]} ({raw.get('id', 'without id') if isinstance(raw, dict) else 'no table'})"
    place = ".".join(str(part) for part in where) or "file"
    last = str(error["loc"][-1]) if error["loc"] else ""
    if error["type"] == "missing":
        return Fault(place, "is missing", f"give {last}")
    if error["type"] == "extra_forbidden":
        return Fault(place, f"no key {last!r} is known here", nearest(last, (*Row.model_fields, *Figure.model_fields)))
    if error["type"] == "value_error":
        what, _, mend = str(error["ctx"]["error"]).partition("; ")
        return Fault(place, what, mend)
    return Fault(place, f"{error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}", f"mend {last}")
