"""What happens over many years? Each year of a horizon run on its own, with indicators by year and their sums."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np
import pyarrow as pa

from twin.core.errors import Fault, InputError
from twin.core.processors import threads_each
from twin.observe import canonical, code_hash, digest, open_results
from twin.observe.parquet import write_table
from twin.observe.results import readable
from twin.scenario.horizon import Horizon, astray, earlier
from twin.study.executors import Serial
from twin.study.making import ALL, Job, Runner, Share, run_job
from twin.study.paired import Difference, paired

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from twin.observe import Better
    from twin.scenario import Scenario
    from twin.state.district import District
    from twin.study.executors import Executor

FILE, TABLE = "years.json", "kpis.parquet"
LAYOUT = 1
_WORDS = ("label", "label_it", "unit", "better", "topic", "source")
# Indicators of these units are amounts of a year and add up over years, unless their name says otherwise.
OverBy = Literal["sum", "mean", "last"]
_AMOUNTS = frozenset({"MWh", "kWh", "t", "kg", "EUR", "trips", "h", "km", "1000 km", "m3", "crashes"})
_NO_AMOUNT = re.compile(
    r"per_|peak|highest|_use$|market_cost$|\.bill_(owners|tenants|public_tenants|fifth)|travel_fifth"
)
# What all measures in force have cost since they began, what follows from it, and what owners decided up to a year.
_SO_FAR = re.compile(r"capex|own_investment|subsidy_share|leverage|deduction_lost|\.jobs$|assemblies|approvals|owners_")


@dataclass(frozen=True)
class YearRow:
    """One indicator over the years.

    Parameters
    ----------
    name, label, label_it, unit, better, topic, source : Its declaration.
    over_by : How the years come to one number: their sum, their mean, or the last of them.
    by_year : Values of all sides and their paired difference, year by year.
    over : The same for that number.
    """

    name: str
    label: str
    label_it: str
    unit: str
    better: str
    topic: str
    over_by: OverBy
    by_year: tuple[Difference, ...]
    over: Difference
    source: str = ""


@dataclass(frozen=True)
class Years:
    """A study of many years.

    Parameters
    ----------
    path : Its folder.
    titles : Title of each scenario by language, one or two scenarios.
    years, seeds : What was run.
    rows : Indicators.
    notes : What is said beside them, in plain sentences of both languages.
    runs : Folder of each run below the study's parent: (scenario, seed, year, folder).
    """

    path: Path
    titles: tuple[dict[str, str], ...]
    years: tuple[int, ...]
    seeds: tuple[int, ...]
    rows: tuple[YearRow, ...]
    notes: tuple[dict[str, str], ...]
    runs: tuple[tuple[int, int, int, str], ...]


def over_by(name: str, unit: str) -> OverBy:
    """How the years of an indicator come to one number: amounts of a year add up, states and shares have a mean.

    Of the cost of measures, what follows from it, and the decisions of owners the last year counts: each tells what all
    measures in force have cost, and all assemblies by then. What one household pays is no amount of the district.
    """
    if _SO_FAR.search(name):
        return "last"
    return "sum" if unit in _AMOUNTS and not _NO_AMOUNT.search(name) else "mean"


def errors(lean: pd.DataFrame, whole: pd.DataFrame) -> dict[str, float]:
    """Relative error of each indicator of a lean year against the whole one, where both are numbers and not zero. [1]

    Parameters
    ----------
    lean, whole : Indicators by name, as `Results.kpis` has them.
    """
    found = {}
    for name, value in whole["value"].items():
        near = float(lean["value"].get(name, np.nan))
        if np.isfinite(near) and np.isfinite(value) and value != 0.0:
            found[str(name)] = near / float(value) - 1.0
    return found


def run_years(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    out: Path | str,
    district: District | Path | None = None,
    *,
    executor: Executor | None = None,
    threads: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
    runner: Runner | None = None,
) -> Years:
    """Run every year of a horizon for one scenario or two, and gather their indicators.

    Parameters
    ----------
    scenarios : One scenario, or two whose difference is told; their horizon is that of the first that names one.
    seeds : Seeds; each makes one run, or one pair, a year.
    out : Folder that receives the runs and the folder of the study. Finished runs are not made again.
    district : District, folder of layers, or None for the embedded district.
    executor, threads, force, progress, runner : As in `compare`.

    Raises
    ------
    InputError
        If a scenario has a measure outside the horizon, another horizon, or runs a part of the year.
    """
    horizon = _horizon(scenarios)
    both = _cells(scenarios, seeds, horizon)
    folders = make_years(
        scenarios, seeds, out, district, executor=executor, threads=threads, force=force, progress=progress,
        runner=runner,
    )  # fmt: skip
    runs = tuple((side, seed, year, folder.name) for (year, seed, side), folder in zip(both, folders, strict=True))
    notes = _notes(scenarios, horizon)
    found = gather(Path(out), scenarios, horizon.years, tuple(seeds), runs, notes)
    _write(found)
    return found


def make_years(
    scenarios: Sequence[Scenario],
    seeds: Sequence[int],
    out: Path | str,
    district: District | Path | None = None,
    *,
    share: Share = ALL,
    executor: Executor | None = None,
    threads: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
    runner: Runner | None = None,
) -> list[Path]:
    """Make the runs of a study of years, or a share of them, and gather nothing; returns their folders in order.

    Parameters
    ----------
    share : Which part of the runs to make; all of them by default.
    scenarios, seeds, out, district, executor, threads, force, progress, runner : As in `run_years`.
    """
    horizon = _horizon(scenarios)
    by = executor or Serial()
    if threads is None and by.workers > 1:
        threads = threads_each(by.workers)
    mine = _cells(scenarios, seeds, horizon)[share.place - 1 :: share.of]
    yearly = {(side, year): scenarios[side].in_year(year) for year, _, side in mine}
    jobs = [Job(yearly[side, year], district, seed, Path(out), threads, force, runner) for year, seed, side in mine]
    folders = [Path()] * len(jobs)
    for done, (place, folder) in enumerate(by.evaluate(run_job, jobs), start=1):
        folders[place] = folder
        if progress is not None:
            progress(done, len(jobs))
    return folders


def _cells(scenarios: Sequence[Scenario], seeds: Sequence[int], horizon: Horizon) -> list[tuple[int, int, int]]:
    """Year, seed and side of every run."""
    return list(product(horizon.years, seeds, range(len(scenarios))))


def gather(
    out: Path,
    scenarios: Sequence[Scenario],
    years: tuple[int, ...],
    seeds: tuple[int, ...],
    runs: tuple[tuple[int, int, int, str], ...],
    notes: Sequence[dict[str, str]] = (),
) -> Years:
    """Indicators of finished runs by year, with differences pair by pair.

    Parameters
    ----------
    out : Folder of the runs.
    scenarios, years, seeds : What was run.
    runs : Side, seed, year and folder of each run.
    notes : Sentences to keep.
    """
    tables = {(side, seed, year): open_results(out / folder).kpis for side, seed, year, folder in runs}
    last = tables[len(scenarios) - 1, seeds[0], years[-1]]
    shared = [name for name in last.index if all(name in table.index for table in tables.values())]
    told = {str(name): {key: str(last[key][name]) for key in _WORDS} for name in shared}
    rows = []
    for name, words in told.items():
        values = np.array(
            [
                [[float(tables[side, seed, year]["value"][name]) for seed in seeds] for year in years]
                for side in range(len(scenarios))
            ]
        )
        rows.append(row_of(name, words, values))
    key = {"runs": [list(run) for run in runs], "code": code_hash()}
    slug = re.sub(r"[^a-z0-9]+", "-", "-".join(each.name for each in scenarios).lower()).strip("-")[:40] or "study"
    path = out / f"years-{slug}-{digest(canonical(key))[:12]}"
    titles = tuple({language: each.title(language) for language in ("en", "it")} for each in scenarios)
    return Years(path, titles, years, seeds, tuple(rows), tuple(notes), runs)


def row_of(name: str, words: dict[str, str], values: Any) -> YearRow:
    """One indicator from its values by side, year and seed. (S, Y, N)"""
    a, b, better = values[0], values[-1], words["better"]
    how = over_by(name, words["unit"])
    by_year = tuple(paired(x, y, cast("Better", better)) for x, y in zip(a, b, strict=True))
    return YearRow(
        name=name,
        **words,
        over_by=how,
        by_year=by_year,
        over=paired(_over(a, how), _over(b, how), cast("Better", better)),
    )


def _over(by_year: Any, how: OverBy) -> Any:
    """Sum, mean or last of the years of each seed. (Y, N) → (N,)"""
    if how == "last":
        return by_year[-1]
    return by_year.sum(axis=0) if how == "sum" else by_year.mean(axis=0)


def open_years(path: Path | str) -> Years:
    """Read a study of years from its folder; InputError if there is none."""
    file = Path(path) / FILE
    if not file.is_file():
        raise InputError(path, [Fault(FILE, "there is none", "give the folder that `twin years` printed")])
    with readable(file):
        found = json.loads(file.read_text(encoding="utf-8"))
    rows = tuple(
        YearRow(
            **{key: value for key, value in row.items() if key not in ("by_year", "over")},
            by_year=tuple(Difference(**each) for each in row["by_year"]),
            over=Difference(**row["over"]),
        )
        for row in found["kpis"]
    )
    runs = tuple((int(a), int(b), int(c), str(d)) for a, b, c, d in found["runs"])
    return Years(
        Path(path), tuple(found["titles"]), tuple(found["years"]), tuple(found["seeds"]), rows,
        tuple(found["notes"]), runs,
    )  # fmt: skip


def _horizon(scenarios: Sequence[Scenario]) -> Horizon:
    """Years of all scenarios, after every fault that keeps them from being run."""
    named = [each.horizon for each in scenarios if each.horizon is not None]
    horizon = named[0] if named else Horizon()
    for each in scenarios:
        faults = astray(each.measures, each.places, horizon)
        if each.horizon not in (None, horizon):
            mend = "give both scenarios the same [horizon]"
            faults.append(Fault("horizon", "differs from that of the other scenario", mend))
        if each.time.first is not None or each.time.last is not None:
            faults.append(Fault("time", "names days of one year", "leave out from and to: whole years are run"))
        if faults:
            raise InputError(each.file or each.name, faults)
    return horizon


def _notes(scenarios: Sequence[Scenario], horizon: Horizon) -> list[dict[str, str]]:
    """What a reader has to know beside the numbers, in both languages."""
    notes = []
    for each in scenarios:
        held = ", ".join(f"{name} ({day})" for name, day in earlier(each.measures, horizon.first))
        en, it = each.title("en"), each.title("it")
        if held:
            notes.append(
                {
                    "en": f"{en}: dated before {horizon.first}, in force from its first day: {held}.",
                    "it": f"{it}: con data anteriore al {horizon.first}, in vigore dal suo primo giorno: {held}.",
                }
            )
        if each.time.weeks is not None:
            weeks = each.time.weeks
            notes.append(
                {
                    "en": f"{en}: {weeks} weeks stand for each year; the highest loads are of these weeks.",
                    "it": f"{it}: {weeks} settimane rappresentano ogni anno; i carichi massimi sono loro.",
                }
            )
    if horizon.weather == "same":
        notes.append({"en": "Every year has the same weather.", "it": "Ogni anno ha lo stesso clima."})
    else:
        notes.append(
            {
                "en": "Weather differs from year to year and warms; it is drawn, not measured (assumed).",
                "it": "Il clima cambia di anno in anno e si riscalda; è estratto, non misurato (ipotesi).",
            }
        )
    if not all(each.forcing.trends for each in scenarios):
        notes.append(
            {
                "en": "Prices and the carbon intensity of electricity stay as they are in one year.",
                "it": "I prezzi e l'intensità di carbonio dell'elettricità restano quelli di un solo anno.",
            }
        )
    return notes


def _write(years: Years) -> None:
    """Write the table of all years and seeds, and the indicators by year, each file whole."""
    years.path.mkdir(parents=True, exist_ok=True)
    columns: dict[str, list[Any]] = {name: [] for name in ("scenario", "seed", "year", "kpi", "value", "unit")}
    for side, seed, year, folder in years.runs:
        for name, row in open_results(years.path.parent / folder).kpis.iterrows():
            values = (years.titles[side]["en"], seed, year, str(name), float(row["value"]), str(row["unit"]))
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
    write_table(years.path / TABLE, pa.table(columns))
    told = {
        "layout": LAYOUT,
        "titles": list(years.titles),
        "years": list(years.years),
        "seeds": list(years.seeds),
        "notes": list(years.notes),
        "kpis": [asdict(row) for row in years.rows],
        "runs": [list(run) for run in years.runs],
        "code": code_hash(),
    }
    part = years.path / f".{FILE}"
    part.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(years.path / FILE)
