"""Which indicators do cities report, and where does each come from? The registry: read, checked, searched."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from twin.core.errors import Fault, InputError, nearest
from twin.core.toml_file import read_toml
from twin.indicators.formula import Formula, parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE = Path(__file__).with_name("registry.toml")
LIKERT = (1, 5)  # five-point scale of CITYkeys

Level = Literal["project", "city"]
Theme = Literal["People", "Planet", "Prosperity", "Governance", "Propagation"]
Vienna = Literal[
    "Smart Economy", "Smart People", "Smart Governance", "Smart Mobility", "Smart Environment", "Smart Living"
]
Covenant = Literal["", "final energy consumption", "CO2 emissions", "local electricity production"]
Direction = Literal["increase", "decrease", "none"]
Baseline = Literal["none", "state", "reduction", "increase", "saved", "row"]
Kind = Literal["computed", "elicited", "not_computed"]
Scale = Literal["", "likert", "number"]

BASELINES: Mapping[Baseline, str] = {
    "none": "no baseline: judged as it is",
    "state": "the value of a run or year itself; with two of them, the change from without to with the measures",
    "reduction": "(without - with) / without x 100",
    "increase": "(with - without) / without x 100",
    "saved": "without - with",
    "row": "what `twin compare` tells about the step from without to with the measures",
}


class Indicator(BaseModel):
    """One indicator that cities report.

    Parameters
    ----------
    id : Stable name, "project.nox".
    name, name_it : Words for people.
    level : Whether a project or a city is told about.
    theme, subtheme : Where CITYkeys has it.
    unit : Unit; "Likert" is the five-point scale.
    formula : Formula in words.
    direction : Which way is wanted.
    baseline : What it is held against; see `BASELINES`.
    kind : "computed" from indicators of the twin; "elicited" from people, never simulated; "not_computed" although a
        twin could.
    value : Arithmetic between indicators of the twin that gives the value of one run.
    row : Indicator of a comparison that is the value itself.
    scale, low, high : What people may enter.
    reason, reason_it : Why nothing is computed.
    covers : What the computed value holds and what it leaves out.
    evidence : Indicators of the twin that help to judge.
    vienna : The Vienna dimension that it belongs to.
    covenant : What it feeds in the Covenant of Mayors' baseline emission inventory, "" if nothing.
    source : Where name, unit and formula come from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^(project|city)\.[a-z0-9_]+$")
    name: str = Field(min_length=1)
    name_it: str = Field(min_length=1)
    level: Level
    theme: Theme
    subtheme: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    formula: str = Field(min_length=1)
    direction: Direction
    baseline: Baseline
    kind: Kind
    value: str = ""
    row: str = ""
    scale: Scale = ""
    low: float | None = None
    high: float | None = None
    reason: str = ""
    reason_it: str = ""
    covers: str = ""
    evidence: tuple[str, ...] = ()
    vienna: Vienna
    covenant: Covenant = ""
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.id.partition(".")[0] != self.level:
            raise ValueError(f"id {self.id!r} does not begin with the level; call it {self.level}.something")
        if self.level == "city" and self.baseline not in ("state", "none"):
            raise ValueError(f"baseline {self.baseline!r} is for projects; a city's is state or none")
        for fault in (self._computed, self._asked):
            said = fault()
            if said:
                raise ValueError(said)
        if self.value:
            parse(self.value)
        return self

    def _computed(self) -> str:
        computed = self.kind == "computed"
        if computed and (bool(self.value) == bool(self.row) or (self.baseline == "row") != bool(self.row)):
            return "a computed one needs arithmetic or a row; give value, or row with the baseline row"
        if not computed and (self.value or self.row or self.baseline == "row"):
            return f"{self.kind} goes with no arithmetic; take value and row away, or call it computed"
        if computed and self.baseline == "none":
            return "a computed one needs a baseline; give state, reduction, increase, saved or row"
        if any((self.kind == "not_computed") != bool(reason) for reason in (self.reason, self.reason_it)):
            return "reasons belong to what is not computed, and to nothing else; give or take away reason and reason_it"
        return ""

    def _asked(self) -> str:
        if (self.kind == "computed") == bool(self.scale):
            return "people enter what is not computed, and nothing else; give or take away scale"
        if (self.scale == "likert") != (self.unit == "Likert"):
            return "the unit Likert and the scale likert go together; give both or neither"
        if self.scale != "number" and not (self.low is self.high is None):
            return "bounds are for numbers; take low and high away"
        if self.low is not None and self.high is not None and self.low >= self.high:
            return "low is not below high; exchange them"
        return ""

    @property
    def arithmetic(self) -> Formula | None:
        """Formula of the value of one run, None where there is none."""
        return parse(self.value) if self.value else None

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least and largest value that people may enter; None where there is no such bound."""
        return LIKERT if self.scale == "likert" else (self.low, self.high)

    @property
    def better(self) -> Literal["less", "more", "neither"]:
        """Which way is better, as the twin's own indicators say it."""
        wanted: Mapping[Direction, Literal["less", "more", "neither"]]
        wanted = {"increase": "more", "decrease": "less", "none": "neither"}
        return wanted[self.direction]

    def label(self, language: str) -> str:
        """Name in "en" or "it"."""
        return self.name_it if language == "it" else self.name

    def why(self, language: str) -> str:
        """Reason why nothing is computed, in "en" or "it"."""
        return self.reason_it if language == "it" else self.reason


class Registry(BaseModel):
    """All indicators, in the order of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    indicators: tuple[Indicator, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        if not self.indicators:
            raise ValueError("there are no indicators; write each under [[indicators]]")
        ids = [each.id for each in self.indicators]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stand twice; give each indicator an id of its own")
        return self

    def indicator(self, name: str) -> Indicator:
        """Indicator by id; KeyError if there is none."""
        for each in self.indicators:
            if each.id == name:
                return each
        raise KeyError(name)

    def select(
        self, theme: Theme | None = None, kind: Kind | None = None, level: Level | None = None
    ) -> tuple[Indicator, ...]:
        """Indicators of a theme, a kind and a level; all of what is not given."""
        return tuple(
            each
            for each in self.indicators
            if theme in (None, each.theme) and kind in (None, each.kind) and level in (None, each.level)
        )


@lru_cache(maxsize=4)
def load_registry(path: Path = FILE) -> Registry:
    """Read the registry.

    Raises
    ------
    InputError
        With every fault of the file, each with the entry that it is in and its mending.
    """
    content = read_toml(path)
    try:
        return Registry.model_validate(content)
    except ValidationError as error:
        raise InputError(path, [_fault(each, content) for each in error.errors()]) from None


def _fault(error: Any, content: Mapping[str, Any]) -> Fault:
    """What pydantic found, in the words of the file."""
    where: Sequence[int | str] = error["loc"]
    place = _entry(where, content)
    last = str(where[-1]) if where else ""
    if error["type"] == "missing":
        return Fault(place, "is missing", f"give {last}")
    if error["type"] == "extra_forbidden":
        known = Indicator.model_fields if len(where) > 1 else Registry.model_fields
        return Fault(place, f"no key {last!r} is known here", nearest(last, known))
    if error["type"] == "literal_error":
        allowed = [part.strip(" '") for part in str(error["ctx"]["expected"]).replace(" or ", ",").split(",")]
        return Fault(
            place, f"{error['input']!r} is not known", nearest(error["input"], [word for word in allowed if word])
        )
    if error["type"] == "value_error":
        what, _, mend = str(error["ctx"]["error"]).partition("; ")
        return Fault(place, what, mend)
    return Fault(place, f"{error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}", f"mend {last}")


def _entry(where: Sequence[int | str], content: Mapping[str, Any]) -> str:
    """Place in the file, the entry called by its id where it has one."""
    if len(where) < 2 or not isinstance(where[1], int):  # noqa: PLR2004 — ("indicators", number, key)
        return ".".join(str(part) for part in where) or "file"
    entry = content["indicators"][where[1]]
    name = entry.get("id", "without id") if isinstance(entry, dict) else "no table"
    return ".".join([f"indicators[{where[1]}] ({name})", *(str(part) for part in where[2:])])
