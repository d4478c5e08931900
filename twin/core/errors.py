"""What went wrong, where, and how is it mended?"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """Exit codes of the command line, documented in the README."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    INPUT = 3
    PLAN = 4
    CONSERVATION = 5
    INTERRUPTED = 130


def nearest(name: object, known: Iterable[object]) -> str:
    """Advice that names the known name closest to `name`, or lists what is known where nothing is close."""
    names = [str(each) for each in known]
    folded = {each.casefold(): each for each in names}
    near = difflib.get_close_matches(str(name).casefold(), list(folded), n=1, cutoff=0.5)
    if near:
        return f"did you mean {folded[near[0]]!r}?"
    return f"known: {', '.join(names)}" if names else ""


class TwinError(Exception):
    """Base of every error that is told to a person in one message, without a traceback."""

    exit_code = ExitCode.UNEXPECTED


@dataclass(frozen=True)
class Fault:
    """One fault of an input: where it is, what is wrong, how to mend it.

    Parameters
    ----------
    place : Path inside the file: key path, feature id, row or line number.
    what : What is wrong, in plain words.
    mend : What to write instead.
    """

    place: str
    what: str
    mend: str = ""

    def __str__(self) -> str:
        tail = f" → {self.mend}" if self.mend else ""
        return f"{self.place}: {self.what}{tail}"


class InputError(TwinError):
    """A scenario, layer, weather file or feed is not usable; all its faults in one message.

    Parameters
    ----------
    source : File (or name of the input) that carries the faults.
    faults : Every fault found. At most `shown` are printed, the rest are counted.
    """

    exit_code = ExitCode.INPUT
    shown = 20

    def __init__(self, source: object, faults: Iterable[Fault]) -> None:
        self.source = str(source)
        self.faults = tuple(faults)
        lines = [f"{self.source}: {len(self.faults)} fault{'s' if len(self.faults) != 1 else ''}"]
        lines += [f"  {fault}" for fault in self.faults[: self.shown]]
        if len(self.faults) > self.shown:
            lines.append(f"  … and {len(self.faults) - self.shown} more of the same kind")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[InputError], tuple[str, tuple[Fault, ...]]]:
        return type(self), (self.source, self.faults)  # crosses process borders whole


class PlanError(TwinError):
    """The tick table cannot be run as declared (unknown column, two writers, read before write)."""

    exit_code = ExitCode.PLAN


class ConservationError(TwinError):
    """Energy, people, vehicles or money appeared or vanished; names entity and tick."""

    exit_code = ExitCode.CONSERVATION
