"""What is the twin tested against, and who may look at it? The protocol's targets with their roles, and its guard."""

from __future__ import annotations

import sys
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from twin.core.errors import ExitCode, Fault, InputError, TwinError

if TYPE_CHECKING:
    from collections.abc import Iterator

Role = Literal["input", "fitted", "held-out", "scale check"]
FILE = Path(__file__).with_name("protocol.toml")
FITTED: Role = "fitted"


class HeldOutError(TwinError):
    """Code that fits reached for something that it may not see."""

    exit_code = ExitCode.PLAN


class Target(BaseModel):
    """One figure that the twin is tested against.

    Parameters
    ----------
    id : Stable name, "V9c.car".
    role : What the figure may be used for; only held-out ones count as validation.
    title, title_it : Words for people.
    year : Reference year of the figure.
    unit : Unit of value, bounds and of what is computed.
    value, low, high : The published figure, and the bounds within which it counts as met.
    basis : What exactly is compared.
    source : Where the figure stands.
    data : File below the folder of data that it is read from, "" if it is a figure alone.
    metric : Computation in `twin.study.metrics`, "" if there is none yet.
    pending : Why nothing is computed yet.
    building : Building that it is about, where it is about one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    role: Role
    title: str
    title_it: str
    year: int
    unit: str
    basis: str
    source: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    data: str = ""
    metric: str = ""
    pending: str = ""
    building: str = ""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if bool(self.metric) == bool(self.pending):
            msg = "give either a metric or the reason why it is pending"
            raise ValueError(msg)
        if self.metric and self.role != "scale check" and (self.low is None or self.high is None):
            msg = "a target with a verdict needs low and high"
            raise ValueError(msg)
        return self


class Protocol(BaseModel):
    """All targets, in the order of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1]
    targets: tuple[Target, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [target.id for target in self.targets]
        twice = sorted({each for each in ids if ids.count(each) > 1})
        if twice:
            msg = f"{', '.join(twice)} stand twice"
            raise ValueError(msg)
        return self

    def target(self, name: str) -> Target:
        """Target by id; KeyError if there is none."""
        return next(target for target in self.targets if target.id == name)

    def for_fitting(self, name: str) -> Target:
        """A target that code may be fitted to.

        Raises
        ------
        HeldOutError
            If its role is another one.
        """
        target = self.target(name)
        if target.role != FITTED:
            raise HeldOutError(f"{name} has the role {target.role!r} in the protocol: nothing may be fitted to it")
        return target


@lru_cache(maxsize=4)
def load_protocol(path: Path = FILE) -> Protocol:
    """Read the protocol.

    Raises
    ------
    InputError
        With every fault of the file.
    """
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return Protocol.model_validate(content)
    except tomllib.TOMLDecodeError as error:
        raise InputError(path, [Fault("file", f"is no TOML ({error})", "mend the line")]) from None
    except ValidationError as error:
        faults = [Fault(".".join(map(str, each["loc"])) or "file", each["msg"], "") for each in error.errors()]
        raise InputError(path, faults) from None


# Files that must stay closed while code fits, none otherwise. An audit hook cannot be taken away: one is set for good.
_closed: ContextVar[frozenset[str]] = ContextVar("closed", default=frozenset())
_hooked = False


def _refuse_held_out(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open":
        return
    closed = _closed.get()
    if closed and isinstance(arguments[0], str | PurePath):
        path = PurePath(arguments[0]).as_posix()
        for held_out in closed:
            if path == held_out or path.endswith(f"/{held_out}") or f"/{held_out}/" in path:
                raise HeldOutError(f"{held_out} is held out by the protocol: code that fits may not open it")


@contextmanager
def fitting(protocol: Protocol | None = None) -> Iterator[Protocol]:
    """While code fits: opening the data of any target that is not marked "fitted" is an error.

    Covers what this thread opens through Python (Arrow and GDAL open files without asking it).

    Raises
    ------
    HeldOutError
        From the call that opens such a file.
    """
    global _hooked  # noqa: PLW0603 — an audit hook is set once for the process
    protocol = protocol or load_protocol()
    if not _hooked:
        sys.addaudithook(_refuse_held_out)
        _hooked = True
    token = _closed.set(frozenset(t.data for t in protocol.targets if t.data and t.role != FITTED))
    try:
        yield protocol
    finally:
        _closed.reset(token)
