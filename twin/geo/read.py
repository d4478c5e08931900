"""What do the publishers' files say? They are read through a recipe into the canonical layers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from twin.core.errors import Fault, InputError
from twin.geo.layers import CRS, LINE, POINT, SPECS, LayerSpec, RawLayers, empty_layer
from twin.state.district import Source

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.geo.recipe import Classes, Part, Recipe


def required_files(folder: Path, recipe: Recipe) -> dict[str, Path]:
    """Files of the recipe that exist, by key.

    Raises
    ------
    InputError
        If the folder or needed files are absent.
    """
    if not folder.is_dir():
        raise InputError(folder, [Fault("folder", "does not exist", "give the folder that holds the layers")])
    found, faults = {}, []
    for key, file in recipe.files.items():
        path = folder / file.path
        if path.is_file():
            found[key] = path
        elif file.required:
            faults.append(Fault(file.path, "is missing", f"get it from {file.publisher} or change files.{key}.path"))
    if faults:
        raise InputError(folder, faults)
    return found


def file_hashes(files: dict[str, Path]) -> dict[str, str]:
    """SHA-256 of each file's bytes."""
    hashes = {}
    for key, path in files.items():
        with path.open("rb") as stream:
            hashes[key] = hashlib.file_digest(stream, "sha256").hexdigest()
    return hashes


def read_folder(folder: Path, recipe: Recipe, zones: tuple[str, ...]) -> RawLayers:
    """Read all layers of a place.

    Parameters
    ----------
    folder : Folder with the publishers' files.
    recipe : How they become layers.
    zones : source_id of the zones that make up the district.
    """
    files = required_files(folder, recipe)
    hashes = file_hashes(files)
    reader = _Reader(files)
    layers = {str(name): reader.layer(SPECS[name], parts) for name, parts in recipe.layers.items()}
    _choose_zones(layers["zones"], zones, str(files[recipe.layers["zones"][0].file]))
    context = {
        name: gpd.GeoDataFrame(pd.concat([reader.file(p.file)[["geometry"]] for p in parts if p.file in files]))
        for name, parts in recipe.context.items()
        if any(p.file in files for p in parts)
    }
    sources = tuple(
        Source(recipe.files[k].path, f.publisher, f.licence, f.attribution, f.year, hashes[k])
        for k in files
        for f in (recipe.files[k],)
    )
    used = {
        name: ", ".join(str(files[p.file]) for p in parts if p.file in files) for name, parts in recipe.layers.items()
    }
    return RawLayers(
        name=recipe.name,
        **{name: layers.get(name, empty_layer(name)) for name in SPECS},
        context={str(name): frame for name, frame in context.items()},
        sources=sources,
        files={str(name): text for name, text in used.items()},
        notes=reader.notes,
        digest=hashlib.sha256("".join(sorted(hashes.values())).encode()).hexdigest(),
    )


def _choose_zones(frame: gpd.GeoDataFrame, zones: tuple[str, ...], file: str) -> None:
    known = dict(zip(frame["source_id"], frame["name"].fillna(""), strict=True))
    faults = [
        Fault(f"zone {zone!r}", "is not in the layer", _near_zone(zone, known)) for zone in zones if zone not in known
    ]
    if faults:
        raise InputError(file, faults)
    frame["in_district"] = frame["source_id"].isin(zones)


def _near_zone(word: str, known: dict[str, str]) -> str:
    """Zones whose name holds a word, to be written by their id."""
    named = [f"{zone} ({name})" for zone, name in known.items() if word.lower() in name.lower()]
    return f"did you mean {' or '.join(named[:3])}?" if named else f"known: {', '.join(sorted(known)[:100])}"


_SAME_PLACE = 2e-4  # degrees, about 20 m: entries of one building or yard


class _Reader:
    """Reads each file once and remembers what it left out."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.files = files
        self.notes: dict[str, list[str]] = {"reading": []}
        self._frames: dict[str, gpd.GeoDataFrame] = {}

    def file(self, key: str) -> gpd.GeoDataFrame:
        """The content of a file with a geometry."""
        if key not in self._frames:
            path = self.files[key]
            try:
                frame = gpd.read_parquet(path) if path.suffix == ".parquet" else pyogrio.read_dataframe(path)
            except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError, OSError) as error:
                raise InputError(path, [Fault("file", f"is not readable as a layer: {error}")]) from None
            known = isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None
            self._frames[key] = frame.to_crs(CRS) if known and frame.crs != CRS else frame
        return self._frames[key]

    def layer(self, spec: LayerSpec, parts: tuple[Part, ...]) -> gpd.GeoDataFrame:
        """A canonical layer from all its parts."""
        frames = [self._part(spec, part) for part in parts if part.file in self.files]
        if not frames:
            return empty_layer(spec.name)
        if len(frames) == 1:
            return frames[0]
        # Columns that a part lacks are added as text or missing numbers by concat itself.
        return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=frames[0].crs)

    def _part(self, spec: LayerSpec, part: Part) -> gpd.GeoDataFrame:
        raw = self.file(part.file)
        path = self.files[part.file]
        faults = [
            Fault(f"field {name!r}", "is missing", f"the recipe takes {to!r} from it; known: {', '.join(raw.columns)}")
            for to, name in [*part.fields.items(), *((f, f) for f in part.where), *part.known_if.items()]
            if name not in raw.columns
        ]
        if not isinstance(raw, gpd.GeoDataFrame):
            faults.append(Fault("layer", "has no geometry", spec.doc))
        elif raw.crs is None:
            faults.append(Fault("layer", "has no coordinate reference system", "write it into the file"))
        if part.classes is not None:
            faults += [
                Fault(f"field {f!r}", "is missing", "the recipe's classes look at it")
                for f in part.classes.by
                if f not in raw.columns
            ]
        if faults:
            raise InputError(path, faults)
        keep = np.ones(len(raw), dtype=bool)
        for name, allowed in part.where.items():
            keep &= np.asarray(raw[name].isin(list(allowed)))
        words = None
        if part.classes is not None:
            words = _classify(raw, part.classes)
            left = keep & np.array([w is None for w in words])
            if left.any():
                self.notes["reading"].append(
                    f"{path.name}: {int(left.sum())} of {int(keep.sum())} features are of no class that "
                    f"{spec.name}.{part.classes.field} takes and were left out"
                )
            keep &= ~left
        raw = raw[keep].reset_index(drop=True)
        out: dict[str, Any] = {to: raw[name] for to, name in part.fields.items()}
        out |= {to: pd.Series([value] * len(raw), dtype=object) for to, value in part.constants.items()}
        if part.classes is not None and words is not None:
            out[part.classes.field] = pd.Series(np.asarray(words, dtype=object)[keep], dtype=object)
        for to, name in part.known_if.items():
            out[to] = out[to].where(np.asarray(raw[name].fillna(value=False), dtype=bool))
        if part.join is not None:
            out |= self._join(raw, part)
        frame = gpd.GeoDataFrame(out, geometry=raw.geometry.reset_index(drop=True), crs=raw.crs)
        frame = _normalise(spec, frame, part.prefix)
        return self._once(spec, frame, part, path)

    def _join(self, raw: gpd.GeoDataFrame, part: Part) -> dict[str, Any]:
        join = part.join
        assert join is not None  # noqa: S101 — the caller looked
        path = self.files[join.file]
        table = pd.read_csv(path, dtype=str, keep_default_na=True)
        faults = [
            Fault(f"column {name!r}", "is missing", f"the recipe takes {to!r} from it")
            for to, name in [("key", join.key), *join.fields.items()]
            if name not in table.columns
        ]
        if not faults:
            faults = [
                Fault(f"{join.key} {key}", "stands twice", "keep one row")
                for key in table[join.key][table[join.key].duplicated()]
            ]
        if faults:
            raise InputError(path, faults)
        rows = table.set_index(join.key).reindex(_as_text(raw[join.on]))
        return {to: rows[name].reset_index(drop=True) for to, name in join.fields.items()}

    def _once(self, spec: LayerSpec, frame: gpd.GeoDataFrame, part: Part, path: Path) -> gpd.GeoDataFrame:
        """Drop features that repeat: the same spot where asked for, else the same made-up id."""
        if part.once_per_place:
            spot = shapely.to_wkb(shapely.set_precision(np.asarray(frame.geometry.array), _SAME_PLACE))
            order = frame.assign(spot=spot)
            if "capacity" in frame.columns:
                order = order.sort_values("capacity", ascending=False, kind="stable")
            kept = frame.loc[np.sort(order.drop_duplicates("spot").index.to_numpy())]
        elif "source_id" in frame.columns and "source_id" not in part.fields:
            kept = frame.drop_duplicates("source_id")
        else:
            return frame
        if len(kept) < len(frame):
            self.notes["reading"].append(
                f"{path.name}: {len(frame) - len(kept)} features repeat others of layer {spec.name} and were left out"
            )
        return gpd.GeoDataFrame(kept.reset_index(drop=True), geometry="geometry", crs=frame.crs)


def _classify(raw: gpd.GeoDataFrame, classes: Classes) -> list[str | None]:
    """Canonical word of each feature by the most exact entry of the map; None where there is none."""
    columns = [raw[name].astype(object).where(raw[name].notna(), "").astype(str) for name in classes.by]
    chosen: dict[tuple[str, ...], str | None] = {}
    words = []
    for key in zip(*columns, strict=True):
        if key not in chosen:
            chosen[key] = _word(key, classes.map)
        words.append(chosen[key])
    return words


def _word(key: tuple[str, ...], table: dict[str, str]) -> str | None:
    for depth in range(len(key), 0, -1):
        entry = "/".join(key[:depth])
        if entry in table:
            return table[entry]
    return None


def _as_text(values: pd.Series[Any]) -> pd.Series[Any]:
    """Ids as text, whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(values):
        whole = values.dropna() % 1 == 0
        if bool(whole.all()):
            values = values.astype("Int64")
    return values.astype(object).map(lambda v: str(v).strip(), na_action="ignore")


def _normalise(spec: LayerSpec, frame: gpd.GeoDataFrame, prefix: str) -> gpd.GeoDataFrame:
    """Give fields their canonical types where that is safe; what is not safe is left for the validation to report."""
    if spec.geometry == LINE and "oneway" in frame.columns:
        frame = _turn(frame)
    for declared in spec.fields:
        if declared.name not in frame.columns:
            continue
        values = frame[declared.name]
        if declared.kind == "number":
            numbers = pd.to_numeric(values, errors="coerce")
            unreadable = values.notna() & numbers.isna() & (values.astype(str).str.strip() != "")
            frame[declared.name] = values if unreadable.any() else numbers.astype(float)
        elif declared.kind == "flag":
            frame[declared.name] = values.map(_TRUTH).astype(object).where(values.notna(), other=False)
            if frame[declared.name].isna().any():
                frame[declared.name] = frame[declared.name].where(frame[declared.name].notna(), values)
            else:
                frame[declared.name] = frame[declared.name].astype(bool)
        else:
            frame[declared.name] = _as_text(values)
    frame = _shapes(spec, frame)
    if any(f.name == "source_id" for f in spec.fields):
        ids = frame["source_id"] if "source_id" in frame.columns else _made_ids(frame)
        frame["source_id"] = [prefix + str(v) if v is not None and v == v else None for v in ids]  # noqa: PLR0124 — NaN
    return frame


def _turn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ways that are open against their direction only ("-1" in OpenStreetMap) are turned round."""
    against = frame["oneway"].astype(str).isin(["-1", "-1.0", "reverse"])
    if not against.any():
        return frame
    shapes = np.asarray(frame.geometry.array).copy()
    shapes[against] = shapely.reverse(shapes[against])
    frame["oneway"] = frame["oneway"].astype(object).where(~against, other=True)
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))


_TRUTH = {1: True, 0: False} | {
    word: truth
    for truth, words in ((True, "1 1.0 yes true True"), (False, "0 0.0 no false False"))
    for word in words.split()
}


def _shapes(spec: LayerSpec, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Areas become points where points are wanted, multi-lines are taken apart, simple faults of outlines repaired."""
    shapes = np.asarray(frame.geometry.array)
    if spec.geometry == POINT:
        wide = ~shapely.is_missing(shapes) & (shapely.get_dimensions(shapes) == 2)  # noqa: PLR2004 — areas
        shapes = shapes.copy()
        shapes[wide] = shapely.point_on_surface(shapes[wide])
        return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))
    if spec.geometry == LINE and (frame.geometry.geom_type == "MultiLineString").any():
        frame = frame.explode(index_parts=False).reset_index(drop=True)
        if "source_id" in frame.columns:
            part = frame.groupby("source_id", sort=False).cumcount()
            ids = frame["source_id"].astype(str)
            frame["source_id"] = ids.where(part == 0, ids + "/" + part.astype(str))
    return frame


def _made_ids(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Ids from place and content, so that they stay when other features come or go."""
    names = frame["name"].astype(str) if "name" in frame.columns else pd.Series([""] * len(frame))
    kinds = frame["kind"].astype(str) if "kind" in frame.columns else pd.Series([""] * len(frame))
    wkb = shapely.to_wkb(np.asarray(frame.geometry.array))
    return np.array(
        [
            hashlib.blake2b(bytes(b or b"") + f"/{k}/{n}".encode(), digest_size=7).hexdigest()
            for b, k, n in zip(wkb, kinds, names, strict=True)
        ],
        dtype=object,
    )
