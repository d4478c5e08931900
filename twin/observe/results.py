"""What came out of a run? Reads a run folder, lazily, on any machine."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from twin.core.errors import Fault, InputError
from twin.observe.day import FOLDER, HOURS
from twin.observe.folder import DONE
from twin.observe.manifest import LAYOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

PLAIN = ("flows", "cells")  # tables without places


class Results:
    """Results of one finished run; every file is read when it is first asked for.

    Parameters
    ----------
    path : The run's folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"Results({self.path.name!r})"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Versions, inputs, sources, measures, parameters, quality and balances.

        Raises
        ------
        InputError
            If a version with another layout of the folder wrote it.
        """
        found = self._json("manifest.json")
        layout = found.get("layout", LAYOUT)
        if layout != LAYOUT:
            by = found.get("versions", {}).get("twin", "another version")
            what = f"layout {layout}, written by twin {by}; this version reads layout {LAYOUT}"
            mend = "read it with the version that wrote it, or run the scenario again into another folder"
            raise InputError(self.path, [Fault("manifest.json", what, mend)])
        return found

    @cached_property
    def scenario(self) -> dict[str, Any]:
        """Resolved scenario in its canonical form."""
        return self._json("scenario.json")

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """Indicators by name: label, label_it, unit, better, formula, source, topic and value."""
        frame = self._table("kpis")
        return frame.set_index("name")

    @cached_property
    def series(self) -> pd.DataFrame:
        """Series by the start of the hour in UTC+1, in the units of `series_about`. (T, S)"""
        frame = self._table("series")
        return frame.set_index("time")

    @cached_property
    def series_about(self) -> Mapping[str, Mapping[str, str]]:
        """Unit, label, label_it and per of each series."""
        with readable(self.path / "series.parquet"):
            schema = pq.read_schema(self.path / "series.parquet")
        return {
            field.name: {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
            for field in schema
            if field.name != "time"
        }

    def kpi(self, name: str) -> float:
        """Value of one indicator; KeyError if the run has none of that name."""
        return float(self.kpis["value"][name])

    def has(self, table: str) -> bool:
        """Whether the run kept entities of `table`."""
        return (self.path / f"{table}.parquet").is_file()

    def entities(self, table: str) -> gpd.GeoDataFrame:
        """Entities of `table` with facts, yearly results, flags in words and geometry.

        Raises
        ------
        InputError
            If the run kept no such entities.
        """
        if table not in self._entities:
            if not self.has(table):
                kept = sorted(p.stem for p in self.path.glob("*.parquet") if p.stem not in ("kpis", "series", *PLAIN))
                raise InputError(self.path, [Fault(table, "no such entities in this run", f"one of {', '.join(kept)}")])
            import geopandas as gpd  # noqa: PLC0415 — a second of imports that most readers need not wait for

            with readable(self.path / f"{table}.parquet"):
                self._entities[table] = gpd.read_parquet(self.path / f"{table}.parquet")
        return self._entities[table]

    def table(self, name: str) -> pd.DataFrame:
        """Table without places: "flows" of money, or "cells" of at least ten households.

        Raises
        ------
        InputError
            If the run kept no such table.
        """
        if name not in PLAIN or not self.has(name):
            mend = "run the scenario again with this version" if name in PLAIN else f"one of {', '.join(PLAIN)}"
            raise InputError(self.path, [Fault(name, "no such table in this run", mend)])
        return self._table(name)

    def day(self, table: str) -> Mapping[str, NDArray[np.float32]]:
        """Columns of `table` by civil hour of one ordinary working day; empty if the run kept none. (N, 24) each"""
        path = self.path / FOLDER / f"{table}.parquet"
        if not path.is_file():
            return {}
        with readable(path):
            kept = pq.read_table(path)
        return {
            name: kept[name].combine_chunks().flatten().to_numpy(zero_copy_only=False).reshape(-1, HOURS)
            for name in kept.column_names
        }

    @cached_property
    def day_date(self) -> str:
        """The day that `day` tells about, ISO 8601; "" if the run kept none."""
        path = next((self.path / FOLDER).glob("*.parquet"), None)
        return "" if path is None else (pq.read_schema(path).metadata or {}).get(b"date", b"").decode()

    @cached_property
    def _entities(self) -> dict[str, gpd.GeoDataFrame]:
        return {}

    def _table(self, name: str) -> pd.DataFrame:
        path = self.path / f"{name}.parquet"
        with readable(path):
            frame: pd.DataFrame = pq.read_table(path).to_pandas()
        return frame

    def _json(self, name: str) -> dict[str, Any]:
        with readable(self.path / name):
            found: dict[str, Any] = json.loads((self.path / name).read_text(encoding="utf-8"))
        return found


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Tell of a file of results that is missing or damaged as of any input: file, what, mending.

    Raises
    ------
    InputError
        If what is read in the block is no whole file.
    """
    try:
        yield
    except FileNotFoundError:
        what = "there is none, though the folder is marked as finished"
    except (ValueError, pa.ArrowException):
        what = "cannot be read: damaged, or cut off by a full disk or a broken copy"
    except OSError as error:
        if error.filename is not None:  # not the file's fault: rights, a lost disk
            raise
        what = "cannot be read: damaged, or cut off by a full disk or a broken copy"
    else:
        return
    mend = f"copy {path.parent.name} anew, or take the folder away and give the command that made it again"
    raise InputError(path.parent, [Fault(path.name, what, mend)]) from None


def open_results(path: Path | str) -> Results:
    """Open the folder of a finished run.

    Raises
    ------
    InputError
        If there is no such folder, or its run has not finished.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise InputError(folder, [Fault("folder", "there is none", "give the folder that `twin run` printed")])
    if not (folder / DONE).is_file():
        mend = "run the scenario again; an unfinished run is replaced"
        raise InputError(folder, [Fault(DONE, "the run has not finished or this is no run folder", mend)])
    return Results(folder)
