"""Which runs does a comparison need, how many are there already, and how long will the others take?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from twin.core.errors import Fault, InputError
from twin.observe import canonical
from twin.observe.folder import DONE
from twin.study.parts import parts_of
from twin.study.spread import trials

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from twin.state.district import District
    from twin.study.parts import Group, Part
    from twin.study.spread import Form, Trials


@dataclass(frozen=True)
class Asked:
    """What a comparison shall tell beside the difference over seeds.

    Parameters
    ----------
    draws : Latin hypercube draws of uncertain parameters; 0 for none.
    structure : Whether alternatives of structure are switched.
    form : Kind of runs of draws and alternatives.
    each : Whether each added entry, or each added measure, also runs alone.
    """

    draws: int = 0
    structure: bool = False
    form: Form = "lean"
    each: Group | None = None


class Cell(NamedTuple):
    """One run."""

    scenario: Any
    seed: int


@dataclass(frozen=True)
class Plan:
    """Runs of a comparison.

    Parameters
    ----------
    variants : The first scenario, the second one, then the first with each part of what the second adds.
    parts : Those parts.
    seeds : Seeds; each variant runs with each of them.
    trials : Runs for the intervals of parameters and structure, None where they were not asked for.
    """

    variants: tuple[Any, ...]
    parts: tuple[Part, ...]
    seeds: tuple[int, ...]
    trials: Trials | None

    @property
    def rounds(self) -> list[tuple[Cell, ...]]:
        """All runs, those that are compared with each other in one round: seeds, reference, draws, alternatives."""
        over = [tuple(Cell(each, seed) for each in self.variants) for seed in self.seeds]
        if self.trials is None:
            return over
        found = self.trials
        more = (found.reference, *found.drawn, *found.switched)
        return over + [tuple(Cell(each, found.spread.seed) for each in some) for some in more]

    @property
    def cells(self) -> list[Cell]:
        """Runs to be made, each once."""
        found: dict[str, Cell] = {}
        for some in self.rounds:
            for cell in some:
                found.setdefault(key_of(cell), cell)
        return list(found.values())

    def bundles(self, workers: int) -> list[list[Cell]]:
        """Runs to be made, each once; those of a round together where they may share days, one by one elsewhere.

        Parameters
        ----------
        workers : Processes at a time; none of them shall be without work.
        """
        left = {key_of(cell): cell for cell in self.cells}
        found = []
        for some in self.rounds:
            own = [left.pop(key) for key in dict.fromkeys(key_of(cell) for cell in some) if key in left]
            found += [own] if all(_shares(cell) for cell in own) else [[cell] for cell in own]
        whole = [some for some in found if some]
        return whole if len(whole) >= workers else [[cell] for cell in self.cells]

    def share(self, place: int, of: int, workers: int = 1) -> list[list[Cell]]:
        """The bundles of one of several shares: every `of`-th one, so that all shares take about as long.

        Parameters
        ----------
        place : Which share, from 1.
        of : How many shares there are. Cells of a round stay in one share unless there are more shares than rounds.
        workers : Processes at a time, as in `bundles`.
        """
        mine = self.bundles(of)[place - 1 :: of]
        return mine if len(mine) >= workers else [[cell] for some in mine for cell in some]


@dataclass(frozen=True)
class Outlook:
    """What lies ahead.

    Parameters
    ----------
    runs : Runs that are needed.
    there : Those of them that are finished.
    seconds : About how long the others take, one after the other; None where no like run tells.
    """

    runs: int
    there: int
    seconds: float | None


def plan(a: Any, b: Any, seeds: Sequence[int], asked: Asked | None = None) -> Plan:
    """Which runs a comparison of two scenarios needs.

    Raises
    ------
    InputError
        If no seed is given or one is given twice, the two simulate other days, or single measures are asked for and b
        is not a with more of them.
    """
    _check_seeds(seeds)
    _check_days(a, b)
    want = asked or Asked()
    found = parts_of(a, b, want.each) if want.each else []
    variants = (a, b, *(each for _, each in found))
    some = want.draws > 0 or want.structure
    tried = trials(variants, want.draws, structure=want.structure, seed=seeds[0], form=want.form) if some else None
    return Plan(variants, tuple(part for part, _ in found), tuple(seeds), tried)


def outlook(
    planned: Plan, out: Path, district: District, *, gaps: bool = False, cells: Sequence[Cell] | None = None
) -> Outlook:
    """How many of the planned runs are in `out`, and how long the others will take by those that are.

    Parameters
    ----------
    planned : Runs of a comparison.
    out : Folder of runs.
    district : The district.
    gaps : Whether what is imputed is drawn anew with each seed; what is there is then not looked for.
    cells : Those of its runs that are to be made; all of them if None.
    """
    from twin.model.runner import run_key  # noqa: PLC0415 — pulls in every domain and its kernels
    from twin.observe import RunFolder  # noqa: PLC0415

    cells = planned.cells if cells is None else cells
    folders = [RunFolder(out, run_key(cell.scenario, district, cell.seed)) for cell in cells] if not gaps else []
    there = sum(folder.finished for folder in folders)
    pace = _pace(out, district.key)
    missing = [cell for k, cell in enumerate(cells) if gaps or not folders[k].finished]
    took = [pace.get(_kind(cell.scenario.canonical())) for cell in missing]
    known = [each for each in took if each is not None]
    return Outlook(len(cells), there, sum(known) if len(known) == len(took) else None)


def _pace(out: Path, district: str) -> dict[str, float]:
    """Mean seconds of the finished runs in `out` of the district, by kind of run."""
    spent: dict[str, list[float]] = {}
    for path in sorted(out.glob(f"*/{DONE}")):
        try:
            manifest, told = (
                json.loads((path.with_name(name)).read_text(encoding="utf-8"))
                for name in ("manifest.json", "scenario.json")
            )
        except (OSError, ValueError):  # a damaged run tells no time; who reads its results says what is wrong
            continue
        if manifest["district"]["key"] == district:
            spent.setdefault(_kind(told), []).append(sum(manifest["timings_s"].values()))
    return {kind: sum(some) / len(some) for kind, some in spent.items()}


def _kind(told: dict[str, Any]) -> str:
    """What of a scenario decides how long its run takes: which days, and whether each has its own trips."""
    return canonical([told["time"], told["params"].get("mobility", {}).get("every_day", True)])


def _shares(cell: Cell) -> bool:
    """Whether a run keeps its days, so that the next one may take them over."""
    return hasattr(cell.scenario, "params") and not cell.scenario.params.get("mobility", {}).get("every_day", True)


def key_of(cell: Cell) -> str:
    """What makes two runs one."""
    told = cell.scenario.canonical() if hasattr(cell.scenario, "canonical") else id(cell.scenario)
    return canonical([told, cell.seed])


def _check_seeds(seeds: Sequence[int]) -> None:
    twice = sorted({seed for seed in seeds if list(seeds).count(seed) > 1})
    if not seeds:
        raise InputError("seeds", [Fault("seeds", "none given", "give at least one, better five")])
    if twice:
        raise InputError("seeds", [Fault("seeds", f"{twice} given more than once", "give each seed once")])


def _check_days(a: Any, b: Any) -> None:
    """Refuse two scenarios of other days before a year is run for nothing."""
    if not all(hasattr(each, "time") and hasattr(each, "baseline_year") for each in (a, b)):
        return
    (first, last), other = a.time.span(a.baseline_year), b.time.span(b.baseline_year)
    if (first, last) != other:
        what = f"simulates {other[0]} to {other[1]}, {a.name!r} {first} to {last}: not the same luck and weather"
        mend = "give both the same baseline_year, and the same from and to under [time]"
        raise InputError(b.file or b.name, [Fault("time", what, mend)])
