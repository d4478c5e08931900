"""In which format is a file of features, and what does it hold? One frame in EPSG:4326, whatever the format."""

from __future__ import annotations

import warnings
import zlib
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pyproj.exceptions
import shapely

from twin.core.errors import Fault, InputError
from twin.geo.layers import CRS

if TYPE_CHECKING:
    from pathlib import Path

PARQUET = (".parquet", ".geoparquet")
VECTOR = (".geojson", ".json", ".gpkg", ".shp", ".zip", ".gz", ".fgb", ".gml", ".kml", ".csv", ".sqlite", ".gdb")
_BESIDE = (".shx", ".dbf")  # a shapefile is three files
# What the readers of files raise on files that are not what their name says.
BROKEN = (
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError, shapely.errors.ShapelyError, pyproj.exceptions.ProjError,
    ValueError, TypeError, KeyError, OSError, EOFError, MemoryError, RuntimeError, AttributeError, IndexError,
    OverflowError, zlib.error,
)  # fmt: skip


def read_features(path: Path, layer: str = "") -> gpd.GeoDataFrame | pd.DataFrame:
    """Read GeoJSON, GeoPackage, Shapefile (also zipped), GeoParquet or another format of vector features.

    Parameters
    ----------
    path : File; its suffix tells the format.
    layer : Layer inside it, where it holds several; the first one if empty.

    Returns
    -------
    In EPSG:4326 where the file names a coordinate reference system. A plain frame if it has no geometry.

    Raises
    ------
    InputError
        If the format is unknown, or the file is not what its suffix says.
    """
    suffix = path.suffix.lower()
    if suffix not in (*PARQUET, *VECTOR):
        known = ", ".join((*VECTOR[:6], *PARQUET, ".osm", ".osm.pbf"))
        raise InputError(path, [Fault("file", f"has the unknown suffix {suffix!r}", f"known: {known}")])
    faults = list(_incomplete(path)) if suffix == ".shp" else []
    if faults:
        raise InputError(path, faults)
    try:
        with warnings.catch_warnings():
            # GDAL tells of measured geometries, mixed types and the like; what matters is validated later.
            warnings.simplefilter("ignore")
            if suffix in PARQUET:
                frame = gpd.read_parquet(path)
            else:
                frame = pyogrio.read_dataframe(path, layer=layer or None, on_invalid="ignore")
            if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None and frame.crs != CRS:
                frame = frame.to_crs(CRS)
    except BROKEN as error:
        raise InputError(path, [_unreadable(path, layer, error)]) from None
    if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    return frame


def read_table(path: Path) -> pd.DataFrame:
    """Read a table without geometry (CSV), all cells as text.

    Raises
    ------
    InputError
        If it is no table.
    """
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=True)
    except BROKEN as error:
        words = " ".join(str(error).split())
        raise InputError(
            path, [Fault("file", f"is not readable as CSV: {words}", "write UTF-8, one row a line")]
        ) from None


def _unreadable(path: Path, layer: str, error: BaseException) -> Fault:
    # GDAL repeats the path, and tells in several sentences; the first one says it.
    words = " ".join(str(error).split()).replace(str(path), "").strip(" '`:;") or type(error).__name__
    mend = f"look whether it has a layer {layer!r}" if layer else "fetch or export it again: it may be cut short"
    return Fault("file", f"is not readable as a layer: {words[:_LONGEST]}", mend)


_LONGEST = 300


def _incomplete(path: Path) -> list[Fault]:
    """Parts of a shapefile that are not there."""
    there = {each.name.lower() for each in path.parent.iterdir()}
    return [
        Fault(path.with_suffix(suffix).name, "is missing", "a shapefile is .shp, .shx, .dbf and .prj together")
        for suffix in _BESIDE
        if path.with_suffix(suffix).name.lower() not in there
    ]
