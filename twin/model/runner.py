"""How is a year run and kept? One run, one folder, the same bits whatever the threads."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import twin
from twin.core import interrupt
from twin.core.jit import set_threads
from twin.core.log import log
from twin.domains import finance
from twin.interventions import catalogue
from twin.model.build import build_model
from twin.model.plan import table_rows
from twin.observe import RunFacts, RunFolder, RunKey, write_results

if TYPE_CHECKING:
    from collections.abc import Callable

    from twin.model.build import Inputs
    from twin.model.district_model import DistrictModel
    from twin.scenario import Scenario
    from twin.state.district import District

STAGES = ("people and plans", "year", "writing")


def run_key(scenario: Scenario, district: District, seed: int) -> RunKey:
    """Identity of a run: scenario, layers, seed and code."""
    return RunKey(scenario.canonical(), district.key, seed, scenario.name)


def run(
    scenario: Scenario,
    district: District,
    seed: int,
    out: Path | str,
    *,
    threads: int | None = None,
    force: bool = False,
    progress: Callable[[str, float, float], None] | None = None,
) -> Path:
    """Run one scenario for a year and keep it in its folder; a finished folder is not run again.

    Parameters
    ----------
    scenario : Resolved scenario.
    district : District, not changed.
    seed : Seed of every stream.
    out : Folder that receives runs.
    threads : Threads of the parallel kernels; all processors if None. Results do not depend on it.
    force : Run again although the folder is finished.
    progress : Called with (stage, done, total); may raise to stop the run, which then leaves nothing behind.

    Returns
    -------
    Folder of the run.

    Raises
    ------
    InputError, PlanError, ConservationError
        See `build_model` and `Plan`.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    key = run_key(scenario, district, seed)
    folder = RunFolder(out, key)
    if folder.finished and not force:
        return folder.path
    used = set_threads(threads or 10_000)
    with folder.writing(force=force) as part:
        if part is None:
            return folder.path
        start = (twin.__version__, scenario.name, key.hash[:12], seed, district.name, district.key, used)
        log.info("twin %s: scenario %s, run %s, seed %d, district %s (%s), %d threads", *start)
        marks = [time.perf_counter()]
        tell(STAGES[0], 0, 1)
        model, inputs = build_model(scenario, district, seed)
        tell(STAGES[0], 1, 1)
        marks.append(time.perf_counter())
        walk(model, tell)
        marks.append(time.perf_counter())
        seconds = {STAGES[0]: marks[1] - marks[0], STAGES[1]: marks[2] - marks[1]}
        for row in table_rows(model.plan):
            log.info("%s: %d calls, %.2f s", row["process"], row["calls"], row["seconds"])
        interrupt.check()
        tell(STAGES[2], 0, 1)
        assert model.recorder is not None  # noqa: S101 — build_model makes one
        told = replace(facts(scenario, inputs, threads=used, seconds=seconds), tables=finance.tables(model.world))
        write_results(part, model.recorder, key, told)
        tell(STAGES[2], 1, 1)
        marks.append(time.perf_counter())
        seconds[STAGES[2]] = marks[3] - marks[2]
        log.info("time: %s", ", ".join(f"{stage} {spent:.1f} s" for stage, spent in seconds.items()))
    return folder.path


def walk(model: DistrictModel, tell: Callable[[str, float, float], None]) -> None:
    """Step the model to the end of the year or of the scenario's part of it, telling how far it is once a day."""
    clock = model.world.clock
    days = clock.run_days
    total, done = days.size * clock.ticks_per_day, 0
    while model.running:
        if model.tick % clock.ticks_per_day == 0:
            interrupt.check()
            tell(STAGES[1], done, total)
            done += clock.ticks_per_day
        model.step()
    tell(STAGES[1], total, total)


def facts(scenario: Scenario, inputs: Inputs, *, threads: int, seconds: dict[str, float]) -> RunFacts:
    """What the manifest says about a run beyond its tables."""
    words: dict[str, dict[str, Any]] = {}
    funding = inputs.funding
    for entry in scenario.measures:
        measure = catalogue[entry.measure]
        words[entry.measure] = {
            "label": measure.label,
            "label_it": measure.label_it,
            "source": entry.source,
            "mechanism": measure.mechanism,
            "evidence": [asdict(item) for item in measure.evidence],
        }
    return RunFacts(
        title=scenario.title(),
        title_it=scenario.title("it"),
        description=scenario.description,
        description_it=scenario.description_it,
        file=Path(scenario.file).name,
        baseline_year=scenario.baseline_year,
        parameters={name: params.rows(params) for name, params in inputs.params.items()},
        sources=inputs.forcing_sources,
        notes={
            "inputs": list(inputs.notes),
            **({"budget": list(funding.lines), "budget_it": list(funding.lines_it)} if funding.lines else {}),
        },
        budget=_budget(scenario, inputs),
        measures=words,
        asked=[each.plain() for each in inputs.asked],
        threads=threads,
        timings=seconds,
    )


def _budget(scenario: Scenario, inputs: Inputs) -> dict[str, Any]:
    """What payers could spend and did, and votes; nothing where the scenario has no budget."""
    if scenario.budget is None:
        return {}
    funding = inputs.funding
    by_year = {str(year): paid for year, paid in funding.by_year.items()}
    return {
        "sums_eur": scenario.budget.sums,
        "spent_eur": funding.spent,
        "spent_by_year_eur": by_year,
        "votes": list(funding.votes),
        "clipped": list(funding.clipped),
    }


def timed_tick_table(scenario: Scenario, district: District, seed: int, days: int) -> list[dict[str, Any]]:
    """Tick table with the times of the first `days` days, run once before to compile."""
    build_and_step(scenario, district, seed, days)
    return table_rows(build_and_step(scenario, district, seed, days).plan)


def build_and_step(scenario: Scenario, district: District, seed: int, days: int) -> DistrictModel:
    """Build a model and step it for some days, nothing recorded on disk."""
    model, _ = build_model(scenario, district, seed)
    for _ in range(model.world.clock.ticks_per_day * days):
        model.step()
    return model
