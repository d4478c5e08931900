"""What difference do the measures make? Two scenarios on the same people and the same luck, seed by seed."""

from __future__ import annotations

import math
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from twin.core.errors import Fault, InputError
from twin.observe import canonical, digest, open_results
from twin.study.bands import completed, each_of
from twin.study.comparison import LUCK_AND_GAPS, LUCK_ONLY, Comparison, Row, write
from twin.study.each import write_each
from twin.study.making import Runner, district_of, make_runs
from twin.study.notes import CODE, LIBRARIES, YEARS
from twin.study.paired import paired
from twin.study.payback import case_rows, payback_rows
from twin.study.plans import key_of, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from twin.observe import Results
    from twin.population import Params as People
    from twin.scenario import Scenario
    from twin.state.district import District
    from twin.study.executors import Executor
    from twin.study.plans import Asked, Plan

_WORDS = ("label", "label_it", "unit", "better", "topic", "formula", "source")


# What the two runs of a pair must share, and where the manifest has it.
_SHARED = {
    "seed": ("seed",),
    "district": ("district", "key"),
    "hours": ("hours",),
    "first day": ("first_day",),
}


def compare(
    a: Scenario | Path | str,
    b: Scenario | Path | str,
    seeds: Sequence[int],
    out: Path | str,
    district: District | Path | None = None,
    *,
    asked: Asked | None = None,
    **how: Any,
) -> Path:
    """Run two scenarios over the same seeds and compare them pair by pair.

    Parameters
    ----------
    a, b : Scenarios or their files; differences are b - a.
    seeds : Seeds; each makes one pair.
    out : Folder that receives the runs and the comparison.
    district : District, folder of layers, or None for the embedded district.
    asked : What to tell beside that: intervals of parameters and structure, each measure alone.
    how : How the runs are made, see `compare_planned`.

    Returns
    -------
    Folder of the comparison with `comparison.json` and `table.parquet`, and `each.json` where measures ran one by one;
    `twin.report` adds the report.

    Raises
    ------
    InputError
        If a scenario is not usable, no seed is given or one is given twice, or the runs cannot be paired.
    """
    return compare_planned(plan(_load(a), _load(b), seeds, asked), out, district, **how)


def compare_planned(
    planned: Plan,
    out: Path | str,
    district: District | Path | None = None,
    *,
    executor: Executor | None = None,
    threads: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
    runner: Runner | None = None,
    gaps: bool = False,
) -> Path:
    """Make the runs of a plan and compare them.

    Parameters
    ----------
    planned : Runs of a comparison.
    out, district : As in `compare`.
    executor : Who does the runs, entered by the caller; serial if None. Results do not depend on it.
    threads : Threads of each run; if None, the processors shared among the executor's workers.
    force : Run again what is finished.
    progress : Called with (runs done, runs to do); see `watched` for progress inside a run.
    runner : Makes one run; `twin.model.run` if None.
    gaps : Draw what is imputed in the layers anew with each seed, so that the intervals cover it as well as luck.
    """
    made = make_runs(
        planned, out, district, executor=executor, threads=threads, force=force, progress=progress, runner=runner,
        gaps=gaps,
    )  # fmt: skip
    rounds = [[made[key_of(cell)] for cell in some] for some in planned.rounds]
    first, second = planned.variants[:2]
    seeds = len(planned.seeds)
    over = rounds[:seeds]
    found = comparison_of([x[0] for x in over], [x[1] for x in over], Path(out), difference_words(first, second))
    found = completed(found, planned, rounds)
    rows = _winners_and_losers(found, (first, second), district, gaps=gaps)
    found = replace(found, rows=(*found.rows, *rows))
    write(found)
    if planned.parts:
        write_each(each_of(planned, rounds), found.path)
    return found.path


def compare_runs(
    runs_a: Sequence[Path], runs_b: Sequence[Path], out: Path, difference: Sequence[dict[str, Any]] = ()
) -> Comparison:
    """Compare finished runs pair by pair and write the comparison into its own folder under `out`.

    Raises
    ------
    InputError
        If a pair differs in seed, district or hours, so that people and luck are not the same.
    """
    comparison = comparison_of(runs_a, runs_b, out, difference)
    write(comparison)
    return comparison


def comparison_of(
    runs_a: Sequence[Path], runs_b: Sequence[Path], out: Path, difference: Sequence[dict[str, Any]] = ()
) -> Comparison:
    """Compare finished runs pair by pair, as `compare_runs` does, and write nothing.

    Raises
    ------
    InputError
        If a pair differs in seed, district or hours, so that people and luck are not the same.
    """
    pairs = [(open_results(x), open_results(y)) for x, y in zip(runs_a, runs_b, strict=True)]
    _check_pairs(pairs, out)
    hashes = [[side.manifest["hash"] for side in pair] for pair in pairs]
    first, second = pairs[0]
    name = f"compare-{digest(canonical(hashes))[:12]}"
    folder = out / name
    return Comparison(
        folder,
        first.manifest["title"],
        second.manifest["title"],
        first.manifest["title_it"],
        second.manifest["title_it"],
        tuple(int(x.manifest["seed"]) for x, _ in pairs),
        tuple(Path(os.path.relpath(x.path, folder)).as_posix() for x, _ in pairs),
        tuple(Path(os.path.relpath(y.path, folder)).as_posix() for _, y in pairs),
        tuple(_rows(pairs)),
        tuple(difference),
        tuple(_warnings(pairs)),
        dict(LUCK_AND_GAPS if len({x.manifest["district"]["key"] for x, _ in pairs}) > 1 else LUCK_ONLY),
    )


def _rows(pairs: Sequence[tuple[Results, Results]]) -> list[Row]:
    """Indicators that both scenarios have, in declared order, then the ratios of money to effect."""
    first, second = pairs[0]
    names = [name for name in first.kpis.index if name in second.kpis.index]
    a = {name: [x.kpi(name) for x, _ in pairs] for name in names}
    b = {name: [y.kpi(name) for _, y in pairs] for name in names}
    rows = []
    for name in names:
        about = first.kpis.loc[name]
        words: dict[str, Any] = {key: str(about[key]) for key in _WORDS}
        result = paired(a[name], b[name], about["better"])
        rows.append(Row(name, per_seed_a=_finite(a[name]), per_seed_b=_finite(b[name]), result=result, **words))
    whole = all(side.manifest["whole_year"] for pair in pairs for side in pair)
    return rows + payback_rows(a, b, whole_year=whole) + case_rows(pairs, whole_year=whole)


def _winners_and_losers(
    comparison: Comparison, scenarios: tuple[Any, Any], given: District | Path | None, *, gaps: bool
) -> list[Row]:
    """Rows on who wins and who loses; none for parts of a year, or where the two sides have other people."""
    from twin import geo  # noqa: PLC0415 — only where runs are made
    from twin.model.build import parameters  # noqa: PLC0415
    from twin.study.distribution import distribution_rows, told_apart  # noqa: PLC0415

    if not all(hasattr(each, "parameters") for each in scenarios):
        return []
    people, others = (cast("People", parameters(each)["population"]) for each in scenarios)
    pairs = [tuple(comparison.results(side, k) for side in "ab") for k in range(len(comparison.seeds))]
    if people != others or not all(told_apart(side) for pair in pairs for side in pair):
        return []

    def district(seed: int) -> District:
        return geo.redraw(district_of(given), seed) if gaps else district_of(given)

    return distribution_rows([(a, b) for a, b in pairs], district, people)


def _finite(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(value if math.isfinite(value) else None for value in values)


def _check_pairs(pairs: Sequence[tuple[Results, Results]], out: Path) -> None:
    faults = []
    for x, y in pairs:
        where = f"{x.path.name} and {y.path.name}"
        for what, inside in _SHARED.items():
            one, other = (_inside(side.manifest, inside) for side in (x, y))
            if one != other:
                mend = "compare runs with the same seeds on the same district"
                faults.append(Fault(where, f"{what} {one} against {other}: not the same people and luck", mend))
    if faults:
        raise InputError(out, faults)


def _warnings(pairs: Sequence[tuple[Results, Results]]) -> list[str]:
    """What makes the pairs less comparable than they look."""
    manifests = [side.manifest for pair in pairs for side in pair]
    told = []
    if len({m["hash_inputs"]["code"] for m in manifests}) > 1:
        told.append(CODE)
    if len({canonical(m["versions"]) for m in manifests}) > 1:
        told.append(LIBRARIES)
    if len({m["baseline_year"] for m in manifests}) > 1:
        told.append(YEARS)
    return told


def _inside(value: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        value = value[key]
    return value


def _load(given: Any) -> Any:
    if not isinstance(given, Path | str):
        return given
    from twin import scenario  # noqa: PLC0415 — only where a file is named

    return scenario.load(Path(given))


def difference_words(a: Any, b: Any) -> list[dict[str, Any]]:
    """How the scenarios differ, as the scenario room tells it in both languages."""
    if not hasattr(a, "canonical"):
        return []
    from twin import scenario  # noqa: PLC0415

    english, italian = (scenario.describe_difference(a, b, language) for language in ("en", "it"))
    return [{**asdict(x), "sentence_it": y.sentence} for x, y in zip(english, italian, strict=True)]
