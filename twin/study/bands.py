"""Where do the differences lie over draws and alternatives? From the runs of a plan to the bands of a comparison."""

from __future__ import annotations

import math
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.observe import canonical, digest, open_results
from twin.study.each import Each, Values, each_row
from twin.study.payback import payback_rows
from twin.study.spread import central, reach

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from twin.study.comparison import Comparison
    from twin.study.plans import Plan


def completed(comparison: Comparison, planned: Plan, rounds: Sequence[Sequence[Path]]) -> Comparison:
    """The comparison with the bands of its draws and alternatives, and a folder named by all of its runs.

    Parameters
    ----------
    comparison : Over seeds alone.
    planned : Its plan.
    rounds : Folders of the runs, as in `Plan.rounds`.
    """
    if planned.trials is None and not planned.parts:
        return comparison
    hashes = [[open_results(folder).manifest["hash"] for folder in some] for some in rounds]
    told = comparison.path.parent / f"compare-{digest(canonical(hashes))[:12]}"
    moved: dict[str, Any] = {"path": told, "runs_a": _from(comparison.runs_a, comparison.path, told)}
    moved |= {"runs_b": _from(comparison.runs_b, comparison.path, told)}
    if planned.trials is None:
        return replace(comparison, **moved)
    steps = [_differences(some[0], some[1]) for some in rounds[len(planned.seeds) :]]
    reference, drawn, switched = _split(planned, steps)
    rows = []
    for row in comparison.rows:
        middle = reference[0].get(row.name, math.nan)
        over, other = ([each.get(row.name, math.nan) for each in some] for some in (drawn, switched))
        rows.append(
            replace(
                row,
                parameters=central(over) if over else None,
                structure=reach(middle, other) if other else None,
            )
        )
    return replace(comparison, rows=tuple(rows), spread=planned.trials.spread, **moved)


def each_of(planned: Plan, rounds: Sequence[Sequence[Path]]) -> Each:
    """Effects of each part, of their sum and of the mix, of all indicators that they change."""
    results = open_results(rounds[0][0])
    values = [[_kpis(folder) for folder in some] for some in rounds]
    luck, later = values[: len(planned.seeds)], values[len(planned.seeds) :]
    reference, drawn, switched = _split(planned, later) if later else ([[{}] * len(planned.variants)], [], [])
    rows = []
    for name, about in results.kpis.iterrows():
        told = {key: str(about[key]) for key in ("label", "label_it", "unit")} | {"name": str(name)}
        table = [_table(some, str(name), len(planned.variants)) for some in (luck, reference, drawn, switched)]
        if planned.trials is None:
            table[1] = table[0][:1]
        row = each_row(told, Values(table[0], table[1][0], table[2], table[3]), about["better"])
        rows += [row] if row is not None else []
    return Each(planned.parts, tuple(rows))


def _split(planned: Plan, rounds: Sequence[Any]) -> tuple[list[Any], list[Any], list[Any]]:
    """Rounds after those of the seeds: the reference, the draws, the alternatives."""
    draws = len(planned.trials.drawn) if planned.trials is not None else 0
    return list(rounds[:1]), list(rounds[1 : 1 + draws]), list(rounds[1 + draws :])


def _differences(a: Path, b: Path) -> dict[str, float]:
    """Difference of each indicator of two runs, ratios of money to effect among them."""
    one, two = _kpis(a), _kpis(b)
    steps = {name: two[name] - one[name] for name in one if name in two}
    whole = all(open_results(each).manifest["whole_year"] for each in (a, b))
    single = [{name: [value] for name, value in each.items()} for each in (one, two)]
    ratios = payback_rows(single[0], single[1], whole_year=whole)
    return steps | {row.name: math.nan if row.result.b is None else row.result.b for row in ratios}


def _kpis(folder: Path) -> dict[str, float]:
    return {str(name): float(value) for name, value in open_results(folder).kpis["value"].items()}


def _table(rounds: Sequence[Sequence[Mapping[str, float]]], name: str, variants: int) -> np.ndarray[Any, Any]:
    """Values of an indicator by round and variant. (R, V)"""
    found = [[each.get(name, math.nan) for each in some] for some in rounds]
    return np.array(found, dtype=float).reshape(len(rounds), variants)


def _from(runs: Sequence[str], old: Path, new: Path) -> tuple[str, ...]:
    """Paths of runs relative to another folder."""
    from pathlib import Path  # noqa: PLC0415 — for its posix form alone

    return tuple(Path(os.path.relpath(os.path.normpath(old / run), new)).as_posix() for run in runs)
