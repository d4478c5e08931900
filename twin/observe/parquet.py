"""How are results put on disk? Parquet files whose bytes depend on the results alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from twin.state.table import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from enum import IntEnum
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.observe.declare import Kpi
    from twin.observe.recorder import Recorder
    from twin.state.table import Table


def write_table(path: Path, table: pa.Table) -> None:
    """Write an Arrow table with fixed settings: no time stamps, no pandas metadata, one row group size."""
    pq.write_table(table, path, compression="zstd", compression_level=3, use_dictionary=False, row_group_size=1 << 20)


def write_kpis(path: Path, kpis: Sequence[Kpi], values: Mapping[str, float]) -> None:
    """One row per indicator: name, topic, words, unit, direction, formula, source and value."""
    texts = ("name", "label", "label_it", "unit", "better", "formula", "source")
    columns: dict[str, Any] = {text: pa.array([getattr(kpi, text) for kpi in kpis], pa.string()) for text in texts}
    columns["topic"] = pa.array([kpi.name.partition(".")[0] for kpi in kpis], pa.string())
    columns["value"] = pa.array([values[kpi.name] for kpi in kpis], pa.float64())
    write_table(path, pa.table(columns))


def write_series(path: Path, recorder: Recorder) -> None:
    """One row per hour: its start in UTC+1, then every series in its unit; words and units stand with the fields."""
    values = recorder.values
    first = recorder.world.clock.hourly.first_tick
    when = recorder.world.clock.hourly.tick_index[first : first + len(values)].astype("datetime64[s]")
    arrays = [pa.array(when)]
    fields = [pa.field("time", arrays[0].type, metadata={"unit": "start of the hour, UTC+1"})]
    for s, item in enumerate(recorder.declared):
        arrays.append(pa.array(np.ascontiguousarray(values[:, s])))
        fields.append(
            pa.field(
                item.name,
                pa.float64(),
                metadata={"unit": item.unit, "label": item.label, "label_it": item.label_it, "per": item.per},
            )
        )
    write_table(path, pa.Table.from_arrays(arrays, schema=pa.schema(fields)))


def write_entities(
    path: Path,
    table: Table,
    geometry: NDArray[Any],
    crs: str,
    measures: Mapping[int, str] | None = None,
) -> None:
    """One row per entity as GeoParquet: facts, yearly results, flags in words, geometry as WKB.

    Facts with further axes and columns of the last tick are left out: they say nothing about the year; so are private
    columns. Results with one
    further axis, such as trips by mode, are lists.

    Parameters
    ----------
    path : File to write.
    table : Entities.
    geometry : Shapely geometries aligned with the rows. (N,)
    crs : CRS of the geometries.
    measures : Measures that changed an entity, by row, in words.
    """
    arrays: list[Any] = []
    fields: list[Any] = []
    for column in table.schema.all_columns():
        if column.private or column.role not in ("static", "state") or (column.shape and column.role == "static"):
            continue
        values = table[column.name]
        if column.shape:
            if len(column.shape) > 1:
                continue
            flat = pa.array(np.ascontiguousarray(values).reshape(-1))
            arrays.append(pa.FixedSizeListArray.from_arrays(flat, column.shape[0]))
        else:
            arrays.append(_array(column, values))
        fields.append(pa.field(column.name, arrays[-1].type, metadata={"unit": column.unit, "doc": column.doc}))
    if measures is not None:
        arrays.append(pa.array([measures.get(row, "") for row in range(len(table))], pa.string()))
        fields.append(pa.field("measures", pa.string(), metadata={"doc": "measures that changed this entity"}))
    _write_geo(path, arrays, fields, geometry, crs)


def write_context(path: Path, context: Mapping[str, Sequence[Any]], crs: str) -> None:
    """Shapes that are only drawn, with their kind, as GeoParquet."""
    kinds = [kind for kind, shapes in context.items() for _ in shapes]
    shapes = np.array([shape for some in context.values() for shape in some], dtype=object)
    _write_geo(path, [pa.array(kinds, pa.string())], [pa.field("kind", pa.string())], shapes, crs)


def _write_geo(path: Path, arrays: list[Any], fields: list[Any], geometry: NDArray[Any], crs: str) -> None:
    wkb = pa.array(list(shapely.to_wkb(geometry)) if len(geometry) else [], pa.binary())
    about = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], "crs": CRS(crs).to_json_dict()}},
    }
    schema = pa.schema([*fields, pa.field("geometry", pa.binary())], metadata={"geo": json.dumps(about)})
    write_table(path, pa.Table.from_arrays([*arrays, wkb], schema=schema))


def _array(column: Column, values: NDArray[Any]) -> Any:
    if column.codes is not None:
        return _words(values, column.codes)
    if values.dtype == object:
        return pa.array([str(value) for value in values], pa.string())
    return pa.array(values)


def _words(values: NDArray[Any], codes: type[IntEnum]) -> Any:
    """Codes as lower-case words; a code that the enumeration lacks is null."""
    words = {int(member): member.name.lower() for member in codes}
    return pa.array([words.get(int(value)) for value in values], pa.string())
