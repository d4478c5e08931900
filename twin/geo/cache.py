"""Was this district made before? Districts are kept in the user's cache folder under a hash of all that made them."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from twin.core import config, paths
from twin.core.lock import HeldError, locked
from twin.core.log import log
from twin.state.district import District, Source
from twin.state.schemas import DISTRICT_SCHEMAS
from twin.state.table import Schema, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMAT = "3"
_WAIT_S = 60.0
_FINISHED = "district.json"
_NEW = ".new-"
_KEPT_ROLES = ("static",)
_ALSO = ("core/streams.py", "state/schemas.py", "state/building_columns.py", "state/codes.py", "state/table.py")


def cache_folder() -> Path:
    """Folder of kept districts, in the user's cache folder."""
    return paths.districts_dir()


def district_key(parts: Iterable[str]) -> str:
    """Hash of everything that decides what a district is: the given parts and the code that makes it."""
    here = Path(__file__).resolve().parent
    code = sorted(here.glob("*.py")) + [here.parent / name for name in _ALSO]
    digest = hashlib.sha256(_FORMAT.encode())
    for path in code:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    for part in parts:
        digest.update(b"/" + part.encode())
    return digest.hexdigest()[:24]


def save(district: District, folder: Path) -> None:
    """Write a district into a folder: a GeoParquet or Parquet file per table and one JSON file, written last.

    The folder appears at once and whole, so that two processes may save the same district. They take turns, so that
    what is half written when a writer's turn comes was left by one that is dead, and is taken away.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with locked(folder.parent / ".lock", _WAIT_S):
            for left in folder.parent.glob(f"{_NEW}*"):
                shutil.rmtree(left, ignore_errors=True)
            _save(district, folder)
            prune(folder.parent)
    except HeldError:
        log.warning("the district is not kept: other processes have been writing to %s for long", folder.parent)


def _save(district: District, folder: Path) -> None:
    scratch = Path(tempfile.mkdtemp(prefix=_NEW, dir=folder.parent))
    try:
        for name, table in district.tables.items():
            pq.write_table(_to_arrow(district, name, table), scratch / f"{name}.parquet", compression="zstd")
        for name, shapes in district.context.items():
            wkb = shapely.to_wkb(np.array(shapes, dtype=object)) if shapes else np.empty(0, dtype=object)
            columns = pa.table({"geometry": pa.array(list(wkb), pa.binary())})
            pq.write_table(_geo(columns, district.crs), scratch / f"context-{name}.parquet", compression="zstd")
        facts = {
            field.name: getattr(district, field.name)
            for field in dataclasses.fields(district)
            if field.name not in ("tables", "geometry", "context", "sources")
        }
        facts["sources"] = [dataclasses.asdict(source) for source in district.sources]
        facts["tables"] = list(district.tables)
        facts["context"] = list(district.context)
        (scratch / _FINISHED).write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        scratch.rename(folder)
    except OSError as error:
        shutil.rmtree(scratch, ignore_errors=True)
        if not (folder / _FINISHED).is_file():
            raise
        log.debug("another process saved %s: %s", folder, error)


def prune(root: Path, most: int | None = None, most_bytes: int | None = None) -> list[Path]:
    """Remove all but the districts used last from a cache folder; returns what was removed.

    Parameters
    ----------
    root : Cache folder.
    most : How many may stay; the setting `cache_districts` if None.
    most_bytes : How much room they may take; the setting `cache_gb` if None. The one used last stays whatever it takes.
    """
    settings = config.current()
    most = settings.cache_districts if most is None else most
    most_bytes = int(settings.cache_gb * 1e9) if most_bytes is None else most_bytes
    kept = sorted(root.glob(f"*/{_FINISHED}"), key=lambda marker: marker.stat().st_mtime, reverse=True)
    gone, total = [], 0
    for place, marker in enumerate(kept):
        total += sum(file.stat().st_size for file in marker.parent.iterdir())
        if place >= most or (place and total > most_bytes):
            shutil.rmtree(marker.parent, ignore_errors=True)
            gone.append(marker.parent)
    return gone


def load(folder: Path) -> District | None:
    """Read a district back; None if the folder is not there, not whole, or goes away while it is read."""
    if not (folder / _FINISHED).is_file():
        return None
    try:
        district = _read(folder)
        _touch(folder / _FINISHED)
    except (OSError, ValueError, KeyError, TypeError) as error:  # Arrow's faults are ValueErrors or OSErrors
        log.warning("the district kept in %s cannot be read and is made anew: %s", folder, error)
        return None
    return district


def _touch(marker: Path) -> None:
    """Note that a district was used, so that it outlives those that are not."""
    with contextlib.suppress(OSError):  # a cache that somebody else filled may be read only
        os.utime(marker, (time.time(), time.time()))


def _read(folder: Path) -> District:
    facts = json.loads((folder / _FINISHED).read_text(encoding="utf-8"))
    schemas = {schema.name: schema for schema in DISTRICT_SCHEMAS}
    tables, geometry = {}, {}
    for name in facts.pop("tables"):
        columns = pq.read_table(folder / f"{name}.parquet")
        tables[name] = _from_arrow(schemas[name], columns)
        if "geometry" in columns.column_names:
            geometry[name] = shapely.from_wkb(columns["geometry"].to_numpy())
    context = {
        name: list(shapely.from_wkb(pq.read_table(folder / f"context-{name}.parquet")["geometry"].to_numpy()))
        for name in facts.pop("context")
    }
    sources = tuple(Source(**source) for source in facts.pop("sources"))
    facts["place"] = tuple(facts["place"])
    return District(tables=tables, geometry=geometry, context=context, sources=sources, **facts)


def _to_arrow(district: District, name: str, table: Table) -> pa.Table:
    """Static columns of a table; what domains fill later stays at its default and is not written."""
    columns: dict[str, Any] = {}
    for column in table.schema.all_columns():
        if column.role not in _KEPT_ROLES:
            continue
        values = table[column.name]
        if column.shape:
            flat = pa.array(values.reshape(-1))
            columns[column.name] = pa.FixedSizeListArray.from_arrays(flat, int(np.prod(column.shape)))
        else:
            text = column.dtype == "str"
            columns[column.name] = pa.array(values.astype(str), pa.string()) if text else pa.array(values)
    if name not in district.geometry:
        return pa.table(columns)
    columns["geometry"] = pa.array(list(shapely.to_wkb(district.geometry[name])), pa.binary())
    return _geo(pa.table(columns), district.crs)


def _geo(columns: pa.Table, crs: str) -> pa.Table:
    """Mark a table's WKB column as GeoParquet 1.0 does, so that other tools draw it."""
    from pyproj import CRS  # noqa: PLC0415 — only where something is written

    column = {"encoding": "WKB", "geometry_types": [], "crs": CRS.from_user_input(crs).to_json_dict()}
    meta = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    return columns.replace_schema_metadata({b"geo": json.dumps(meta).encode()})


def _from_arrow(schema: Schema, columns: pa.Table) -> Table:
    table = Table.allocate(schema, columns.num_rows)
    for column in schema.all_columns():
        if column.role not in _KEPT_ROLES:
            continue
        stored = columns[column.name].combine_chunks()
        target = table.data[column.name]
        if column.shape:
            target[...] = stored.flatten().to_numpy(zero_copy_only=False).reshape(target.shape)
        else:
            target[...] = stored.to_numpy(zero_copy_only=False)
    return table
