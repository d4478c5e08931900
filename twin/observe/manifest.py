"""What made this run? Versions, machine, inputs, sources, parameters, measures, data quality and balances."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import binding

import twin
from twin.observe.privacy import LEAST
from twin.state.codes import Payer
from twin.state.table import flag_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.observe.key import RunKey
    from twin.observe.recorder import Recorder
    from twin.state.district import District, Source
    from twin.state.edits import Applied
    from twin.state.table import Table
    from twin.state.world import World

LAYOUT = 1  # of the run folder; raised when a reader needs to know


@dataclass(frozen=True)
class RunFacts:
    """What the model knows about a run beyond its world.

    Parameters
    ----------
    title, title_it : Name of the scenario for people, English and Italian.
    description, description_it : What the scenario is, in plain words.
    file : Name of the scenario's file, without its folder.
    baseline_year : Year that the inputs should describe.
    parameters : Rows of `ParamSet.rows` by room.
    sources : Publishers' data beyond the district's: weather, prices, statistics.
    notes : Plain sentences by topic, such as what was cleaned or left out.
    measures : About each measure of the catalogue: "label", "label_it", "source", "mechanism", "evidence" (rows of
        what, source and status).
    asked : About each measure of the scenario in turn: "label", "label_it", "asked", "asked_it", "done" (notes of its
        edits) and "minds" ("en" and "it" of each line about what differs).
    mismatches : Inputs whose year is not the baseline year, beyond the sources: "name", "year".
    budget : What payers of a limited budget could spend and spent, and votes on it as counts; empty without a budget.
    threads : Threads of the parallel kernels.
    timings : Seconds by stage; never part of results.
    tables : Further tables for the run's folder, by name, as columns.
    """

    title: str = ""
    title_it: str = ""
    description: str = ""
    description_it: str = ""
    file: str = ""
    baseline_year: int = 0
    parameters: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    sources: Sequence[Source] = ()
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    asked: Sequence[Mapping[str, Any]] = ()
    mismatches: Sequence[Mapping[str, Any]] = ()
    budget: Mapping[str, Any] = field(default_factory=dict)
    threads: int = 1
    timings: Mapping[str, float] = field(default_factory=dict)
    tables: Mapping[str, Mapping[str, Sequence[Any]]] = field(default_factory=dict)


def describe(recorder: Recorder, key: RunKey, facts: RunFacts) -> dict[str, Any]:
    """Everything about a run but its numbers, as plain data for `manifest.json`."""
    world = recorder.world
    district = world.district
    sources = [*district.sources, *facts.sources]
    return {
        "layout": LAYOUT,
        "title": facts.title or key.name,
        "title_it": facts.title_it or facts.title or key.name,
        "name": key.name,
        "file": facts.file,
        "description": facts.description,
        "description_it": facts.description_it or facts.description,
        "hash": key.hash,
        "hash_inputs": key.inputs,
        "seed": key.seed,
        "year": world.clock.year,
        "first_day": world.clock.at(world.clock.first_tick).date().isoformat(),
        "hours": recorder.recorded,
        "tick_seconds": world.clock.dt_s,
        "whole_year": recorder.recorded == world.clock.n_hours,
        "days_simulated": int(world.clock.run_days.size),
        "baseline_year": facts.baseline_year or world.clock.year,
        "year_mismatches": _mismatches(sources, facts, world.clock.year),
        "threads": facts.threads,
        "versions": versions(),
        "machine": machine(),
        "district": _district(district, world),
        "sources": [asdict(source) for source in sources],
        "measures": _measures(world, facts),
        "asked": [dict(each) for each in facts.asked],
        **({"budget": dict(facts.budget)} if facts.budget else {}),
        "parameters": [{"room": room, **row} for room, rows in facts.parameters.items() for row in rows],
        "quality": _quality(world.tables),
        "conservation": [asdict(balance) for balance in recorder.balances],
        "notes": {**{k: list(v) for k, v in district.notes.items()}, **{k: list(v) for k, v in facts.notes.items()}},
        "timings_s": {name: round(float(seconds), 3) for name, seconds in facts.timings.items()},
    }


def versions() -> dict[str, str]:
    """Versions that bits depend on."""
    found = {"python": platform.python_version(), "twin": twin.__version__}
    for name in ("numba", "llvmlite", "numpy", "mesa", "pyarrow"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def machine() -> dict[str, Any]:
    """Processor family that bits depend on, and how many processors there were."""
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": str(binding.get_host_cpu_name()),
        "processors": os.cpu_count(),
    }


def _mismatches(sources: Sequence[Source], facts: RunFacts, clock_year: int) -> list[dict[str, Any]]:
    wanted = facts.baseline_year or clock_year
    found = [
        {"name": source.name, "publisher": source.publisher, "year": source.year}
        for source in sources
        if source.year not in (0, wanted)
    ]
    return found + [dict(item) for item in facts.mismatches]


def _district(district: District, world: World) -> dict[str, Any]:
    return {
        "name": district.name,
        "place": list(district.place),
        "crs": district.crs,
        "time_zone": district.time_zone,
        "synthetic": bool(district.synthetic),
        "key": district.key,
        "counts": {name: len(table) for name, table in world.tables.items()},
    }


def _quality(tables: Mapping[str, Table]) -> list[dict[str, Any]]:
    """Counts per flag of every flagged column; columns that nobody filled stay "synthetic" by default."""
    return [
        {"table": name, "column": column.name, "doc": column.doc, **flag_counts(table, column.name)}
        for name, table in tables.items()
        for column in table.schema.columns
        if column.flagged and len(table)
    ]


def _measures(world: World, facts: RunFacts) -> list[dict[str, Any]]:
    """One row per measure, table and date: what, where, how much, cost, payer, date and source."""
    groups: dict[tuple[str, str, int], list[Applied]] = {}
    for applied in world.applied:
        edit = applied.edit
        groups.setdefault((edit.measure, edit.table, max(edit.tick, 0)), []).append(applied)
    return [_measure(world, facts, group, *key) for key, group in groups.items()]


def _measure(
    world: World, facts: RunFacts, group: list[Applied], measure: str, table: str, tick: int
) -> dict[str, Any]:
    words = facts.measures.get(measure, {})
    rows = np.unique(np.concatenate([applied.edit.rows for applied in group]))
    cost: dict[str, float] = {}
    for applied in group:
        payer = Payer(applied.edit.payer).name.lower()
        cost[payer] = cost.get(payer, 0.0) + applied.edit.total_cost
    return {
        "measure": measure,
        "trend": group[0].edit.trend,
        "label": words.get("label", measure),
        "label_it": words.get("label_it", words.get("label", measure)),
        "source": words.get("source", ""),
        "mechanism": words.get("mechanism", ""),
        "evidence": list(words.get("evidence", ())),
        "table": table,
        "rows": _told(rows, private=all(_private(world, applied) for applied in group)),
        "of": len(world.tables[table]),
        "date": world.clock.at(tick).date().isoformat(),
        "cost_eur": sum(cost.values()),
        "cost_by_payer_eur": {payer: eur for payer, eur in cost.items() if eur},
        "notes": list(dict.fromkeys(applied.edit.note for applied in group if applied.edit.note)),
        "changes": [_change(world, applied) for applied in group],
    }


def _private(world: World, applied: Applied) -> bool:
    return world.tables[applied.edit.table].declaration(applied.edit.column).private


def _told(rows: NDArray[np.int64], *, private: bool) -> int | None:
    """How many rows, None of a handful that tells on people."""
    return None if private and 0 < len(rows) < LEAST else len(rows)


def _change(world: World, applied: Applied) -> dict[str, Any]:
    edit = applied.edit
    column = world.tables[edit.table].declaration(edit.column)
    shown = column.codes is None and not column.private
    numeric = shown and np.issubdtype(np.asarray(edit.new).dtype, np.number) and len(edit.rows)
    return {
        "column": edit.column,
        "doc": column.doc,
        "unit": column.unit,
        "rows": _told(edit.rows, private=column.private),
        "old_mean": float(np.mean(applied.old)) if numeric else None,
        "new_mean": float(np.mean(edit.new)) if numeric else None,
    }
