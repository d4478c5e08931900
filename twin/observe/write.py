"""What goes into a run folder? Scenario, manifest, indicators, series and the entities for the map."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely

from twin.core.log import log
from twin.observe.day import write_day
from twin.observe.manifest import describe
from twin.observe.parquet import write_context, write_entities, write_kpis, write_series, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.observe.key import RunKey
    from twin.observe.manifest import RunFacts
    from twin.observe.recorder import Recorder
    from twin.state.world import World

MAPPED = ("zones", "buildings", "lampposts", "car_links", "places")


def write_results(folder: Path, recorder: Recorder, key: RunKey, facts: RunFacts) -> dict[str, float]:
    """Fill the folder that `RunFolder.writing` yields; returns the indicators by name."""
    kpis = recorder.finish()
    write_kpis(folder / "kpis.parquet", recorder.kpis, kpis)
    write_series(folder / "series.parquet", recorder)
    world = recorder.world
    for name in MAPPED:
        shapes = _shapes(world, name)
        if shapes is not None:
            path = folder / f"{name}.parquet"
            write_entities(path, world.tables[name], shapes, world.district.crs, _edited(world, name))
    write_day(folder, recorder.film)
    for name, columns in facts.tables.items():
        write_table(folder / f"{name}.parquet", pa.table({key: pa.array(value) for key, value in columns.items()}))
    write_context(folder / "context.parquet", world.district.context, world.district.crs)
    _write_json(folder / "scenario.json", key.scenario)
    _write_json(folder / "manifest.json", describe(recorder, key, facts))
    log.info("%d indicators and %d series of %d hours written", len(kpis), len(recorder.declared), recorder.recorded)
    return kpis


def _shapes(world: World, name: str) -> NDArray[Any] | None:
    """Geometries of a table, points from its coordinates where it has no others; None if it has neither."""
    if name not in world.tables:
        return None
    if name in world.district.geometry:
        return world.district.geometry[name]
    table = world.tables[name]
    return np.asarray(shapely.points(table["x"], table["y"]), dtype=object) if "x" in table and "y" in table else None


def _edited(world: World, table: str) -> dict[int, str]:
    """Measures that changed each row of a table, in the order they were applied; not those of private columns."""
    found: dict[int, dict[str, None]] = {}
    for applied in world.applied:
        if applied.edit.table == table and not world.tables[table].declaration(applied.edit.column).private:
            for row in applied.edit.rows:
                found.setdefault(int(row), {})[applied.edit.measure] = None
    return {row: ", ".join(names) for row, names in found.items()}


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, indent=1, ensure_ascii=False, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    """Plain data of NumPy scalars and arrays, tuples of enumerations and paths."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)
