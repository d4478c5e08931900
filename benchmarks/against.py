"""Is this version faster than another one? Both run in turn on this machine, the same benchmarks over either code."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import plain, ratio_interval

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = Path(__file__).resolve().parent.parent


def compare(other: str, names: list[str], days: int, rounds: int) -> dict[str, Any]:
    """Run benchmarks over this code and another's alternately, and print the ratios this / other with 95 % intervals.

    Parameters
    ----------
    other : Revision of the repository, or folder of a checkout.
    names, days, rounds : Benchmarks, days for those that take days, and times that each side runs.

    Notes
    -----
    The other side runs with the benchmarks of this one, so that the same is measured. A round before is not counted:
    kernels are compiled in it. Ratios are of pairs, each run after the other; their logarithms give a t interval.
    """
    with tempfile.TemporaryDirectory() as folder, checkout(other, Path(folder)) as theirs:
        sides = {"this": TOP, "other": theirs}
        runs: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
        for k in range(rounds + 1):
            for side in sorted(sides, reverse=k % 2 == 0):  # each goes first in every other round
                top = sides[side]
                told = once(top, names, days, Path(folder) / "told.json")
                if k > 0:
                    runs[side].append(told)
                print(f"{'warm-up' if k == 0 else f'round {k}'}: {side}", file=sys.stderr, flush=True)
    ratios: dict[str, Any] = {}
    print(f"this / {other}, {rounds} pairs, 95 % intervals; below 1 this one is faster or smaller")
    for name in names:
        for key in figures(runs, name):
            one, two = ([told[name][key]["median"] for told in runs[side]] for side in ("this", "other"))
            if min(*one, *two) <= 0.0:
                continue
            found = ratio_interval(one, two)
            ratios[f"{name}: {key}"] = [found.median, found.low, found.high]
            told = f"{plain(found.median)} ({plain(found.low)} to {plain(found.high)})"
            sizes = " / ".join(plain(sorted(values)[len(values) // 2]) for values in (one, two))
            print(f"  {name}: {key}: {told}   [{sizes} {runs['this'][0][name][key]['unit']}]")
    return {"runs": runs, "ratios": ratios}


def figures(runs: dict[str, list[dict[str, Any]]], name: str) -> list[str]:
    """Figures of a benchmark that both sides have."""
    first = [told.get(name, {}) for told in (runs["this"][0], runs["other"][0])]
    return [key for key, value in first[0].items() if isinstance(value, dict) and isinstance(first[1].get(key), dict)]


def once(top: Path, names: list[str], days: int, file: Path) -> dict[str, Any]:
    """Run benchmarks over the code in a folder, in a fresh process."""
    command = [sys.executable, "-m", "benchmarks", *names, "--days", str(days), "--json", str(file)]
    environment = {**os.environ, "PYTHONPATH": str(top)}
    done = subprocess.run(command, cwd=top, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"benchmarks over {top.name} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(file.read_text(encoding="utf-8")))


@contextlib.contextmanager
def checkout(other: str, folder: Path) -> Iterator[Path]:
    """Other code with the benchmarks of this one: a work tree of a revision, or a copy of a folder."""
    place = folder / "other"
    if Path(other).is_dir():
        shutil.copytree(other, place, ignore=shutil.ignore_patterns(".git", ".venv*", "results", "site"))
        _with_our_benchmarks(place)
        yield place
        return
    _git("worktree", "prune")  # of one that was stopped
    _git("worktree", "add", "--detach", str(place), other)
    try:
        _with_our_benchmarks(place)
        yield place
    finally:
        _git("worktree", "remove", "--force", str(place))


def _with_our_benchmarks(place: Path) -> None:
    shutil.rmtree(place / "benchmarks", ignore_errors=True)
    shutil.copytree(TOP / "benchmarks", place / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))


def _git(*words: str) -> None:
    done = subprocess.run(["git", *words], cwd=TOP, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"git {' '.join(words)}: {done.stderr.strip()}")
