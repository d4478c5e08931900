"""What do the publishers' files say? They are read through a recipe into the canonical layers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from twin.core.errors import Fault, InputError
from twin.geo.formats import read_features, read_table
from twin.geo.gtfs import read_gtfs
from twin.geo.layers import LINE, POINT, SPECS, LayerSpec, RawLayers, empty_layer
from twin.geo.osm import COLUMNS, Box, Extract, is_osm, read_osm
from twin.state.district import Source

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.geo.recipe import Classes, Join, Part, Recipe


def required_files(folder: Path, recipe: Recipe) -> dict[str, Path]:
    """Files that layers are made from and that exist, by key; weather, for example, lies beside them.

    Raises
    ------
    InputError
        If the folder or needed files are absent.
    """
    if not folder.is_dir():
        raise InputError(folder, [Fault("folder", "does not exist", "give the folder that holds the layers")])
    found, faults = {}, []
    named = {p.file for parts in (*recipe.layers.values(), *recipe.context.values()) for p in parts}
    named |= {p.join.file for parts in recipe.layers.values() for p in parts if p.join is not None}
    named |= {recipe.transit.gtfs}
    for key, file in recipe.files.items():
        if key not in named:
            continue
        path = folder / file.path
        if path.is_file() or (key == recipe.transit.gtfs and path.is_dir()):
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
        if path.is_dir():
            inside = "".join(hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(path.glob("*.txt")))
            hashes[key] = hashlib.sha256(inside.encode()).hexdigest()
            continue
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
    reader = _Reader(files, recipe)
    parts = recipe.layers.get("zones", ())
    layers = {"zones": reader.layer(SPECS["zones"], parts)}
    _choose_zones(layers["zones"], zones, ", ".join(str(files[p.file]) for p in parts if p.file in files))
    reader.box = _around(layers["zones"], recipe.buffer.value)
    layers |= {str(name): reader.layer(SPECS[name], parts) for name, parts in recipe.layers.items() if name != "zones"}
    _tell_turns(layers.get("turns"), reader.notes["reading"])
    context = {
        name: gpd.GeoDataFrame(pd.concat([reader.shapes(p) for p in parts if p.file in files]))
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
        timetable=read_gtfs(files[recipe.transit.gtfs]) if recipe.transit.gtfs in files else None,
        notes=reader.notes,
        digest=hashlib.sha256("".join(sorted(hashes.values())).encode()).hexdigest(),
    )


def _around(zones: gpd.GeoDataFrame, margin: float) -> Box | None:
    """Bounds of the district with its margin and some more, for maps that reach much further. [°]"""
    inside = zones[zones["in_district"]]
    bounds = np.asarray(inside.total_bounds, dtype=float)
    if not np.isfinite(bounds).all() or np.abs(bounds[[1, 3]]).max() >= _POLE:
        return None
    north = (margin + _MORE) / _METRES_PER_DEGREE
    east = north / np.cos(np.radians(np.abs(bounds[[1, 3]]).max()))
    west, south, right, top = bounds + np.array([-east, -north, east, north])
    return (float(west), float(south), float(right), float(top))


_METRES_PER_DEGREE = 111_200.0
_MORE = 1000.0  # m
_POLE = 89.0  # degrees


def _tell_turns(turns: gpd.GeoDataFrame | None, notes: list[str]) -> None:
    if turns is not None and not turns.empty:
        notes.append(f"{len(turns)} turn restrictions were read.")


def _choose_zones(frame: gpd.GeoDataFrame, zones: tuple[str, ...], file: str) -> None:
    missing = [name for name in ("source_id", "name") if name not in frame.columns]
    if missing:
        faults = [Fault(f"field {name!r}", "is missing", "map it in the recipe") for name in missing]
        raise InputError(file or "layer 'zones'", faults)
    known = dict(zip(frame["source_id"], frame["name"].fillna(""), strict=True))
    faults = [
        Fault(f"zone {zone!r}", "is not in the layer", _near_zone(zone, known)) for zone in zones if zone not in known
    ]
    if faults:
        raise InputError(file or "layer 'zones'", faults)
    frame["in_district"] = frame["source_id"].isin(zones)


def _near_zone(word: str, known: dict[str, str]) -> str:
    """Zones whose name holds a word, to be written by their id."""
    named = [f"{zone} ({name})" for zone, name in known.items() if word.lower() in name.lower()]
    return f"did you mean {' or '.join(named[:3])}?" if named else f"known: {', '.join(sorted(known)[:100])}"


_SAME_PLACE = 2e-4  # degrees, about 20 m: entries of one building or yard


class _Reader:
    """Reads each file once and remembers what it left out."""

    def __init__(self, files: dict[str, Path], recipe: Recipe) -> None:
        self.files = files
        self.recipe = recipe
        self.box: Box | None = None
        self.notes: dict[str, list[str]] = {"reading": []}
        self._frames: dict[tuple[str, str], gpd.GeoDataFrame] = {}
        self._maps: dict[str, Extract] = {}

    def features(self, part: Part) -> gpd.GeoDataFrame:
        """The features of a part's file, of the part's kind where it is a map."""
        path = self.files[part.file]
        if is_osm(path) != (part.osm is not None):
            what = "is a map, of which the recipe must say what to take" if is_osm(path) else "is no OpenStreetMap file"
            raise InputError(path, [Fault("file", what, 'write osm = "streets", for example, beside maps only')])
        if part.osm is not None:
            return self._map(part.file).frames[part.osm]
        place = (part.file, part.layer)
        if place not in self._frames:
            self._frames[place] = read_features(path, part.layer)
        return self._frames[place]

    def shapes(self, part: Part) -> gpd.GeoDataFrame:
        """The shapes alone, to be drawn."""
        frame = self.features(part)
        if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
            fault = Fault("layer", "has no geometry or no coordinate reference system", "write both into the file")
            raise InputError(self.files[part.file], [fault])
        return frame[["geometry"]]

    def _map(self, key: str) -> Extract:
        """A map, read once for all kinds that the recipe takes from it."""
        if key not in self._maps:
            groups = (*self.recipe.layers.values(), *self.recipe.context.values())
            kinds = {p.osm for parts in groups for p in parts if p.file == key and p.osm is not None}
            self._maps[key] = read_osm(self.files[key], kinds, self.box)
            self.notes["reading"] += self._maps[key].notes
        return self._maps[key]

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
        raw = self.features(part)
        path = self.files[part.file]
        fields = _fields(spec, part)
        faults = [
            Fault(f"field {name!r}", "is missing", f"the recipe takes {to!r} from it; known: {', '.join(raw.columns)}")
            for to, name in [*fields.items(), *((f, f) for f in part.where), *part.known_if.items()]
            if name not in raw.columns
        ]
        faults += [
            Fault(f"field {to!r}", "is not mapped", "known_if only looks at fields that the recipe takes")
            for to in part.known_if
            if to not in fields
        ]
        if part.join is not None and part.join.on not in raw.columns:
            faults.append(Fault(f"field {part.join.on!r}", "is missing", "the recipe joins a table on it"))
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
        out: dict[str, Any] = {to: raw[name] for to, name in fields.items()}
        out |= {to: pd.Series([value] * len(raw), dtype=object) for to, value in part.constants.items()}
        if part.classes is not None and words is not None:
            out[part.classes.field] = pd.Series(np.asarray(words, dtype=object)[keep], dtype=object)
        for to, name in part.known_if.items():
            out[to] = out[to].where(np.array([_truth(value) is True for value in raw[name]], dtype=bool))
        if part.join is not None:
            out |= self._join(raw, part.join)
        frame = gpd.GeoDataFrame(out, geometry=raw.geometry.reset_index(drop=True), crs=raw.crs)
        frame = _normalise(spec, frame, part)
        return self._once(spec, frame, part, path)

    def _join(self, raw: gpd.GeoDataFrame, join: Join) -> dict[str, Any]:
        if join.file not in self.files:  # a table that the district can do without
            self.notes["reading"].append(
                f"{self.recipe.files[join.file].path} is not there: no {', '.join(join.fields)} from it."
            )
            return {to: pd.Series([None] * len(raw), dtype=object) for to in join.fields}
        path = self.files[join.file]
        table = read_table(path)
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
        elif "source_id" in frame.columns and "source_id" not in _fields(spec, part):
            kept = frame.drop_duplicates("source_id")
        else:
            return frame
        if len(kept) < len(frame):
            self.notes["reading"].append(
                f"{path.name}: {len(frame) - len(kept)} features repeat others of layer {spec.name} and were left out"
            )
        return gpd.GeoDataFrame(kept.reset_index(drop=True), geometry="geometry", crs=frame.crs)


def _fields(spec: LayerSpec, part: Part) -> dict[str, str]:
    """Canonical name to the file's name; a map's fields have the canonical names already."""
    if part.osm is None:
        return part.fields
    filled = {*part.constants, *(() if part.classes is None else (part.classes.field,))}
    own = {f.name: f.name for f in spec.fields if f.name in COLUMNS[part.osm] and f.name not in filled}
    return own | part.fields


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


def _normalise(spec: LayerSpec, frame: gpd.GeoDataFrame, part: Part) -> gpd.GeoDataFrame:
    """Give fields their canonical types where that is safe; what is not safe is left for the validation to report."""
    if spec.geometry == LINE and "oneway" in frame.columns:
        frame = _turn(frame)
    _fill(frame, part.values)
    for declared in spec.fields:
        if declared.name not in frame.columns:
            continue
        values = frame[declared.name]
        if declared.kind == "number":
            numbers = pd.to_numeric(values, errors="coerce")
            unreadable = values.notna() & numbers.isna() & (values.astype(str).str.strip() != "")
            frame[declared.name] = values if unreadable.any() else numbers.astype(float)
        elif declared.kind == "flag":
            truth = [_truth(value) for value in values]
            known = [said if said is not None else value for said, value in zip(truth, values, strict=True)]
            frame[declared.name] = pd.Series(known, index=values.index, dtype=object if None in truth else bool)
        else:
            frame[declared.name] = _as_text(values)
    frame = _shapes(spec, frame)
    if any(f.name == "source_id" for f in spec.fields):
        ids = frame["source_id"] if "source_id" in frame.columns else _made_ids(frame)
        frame["source_id"] = [part.prefix + str(v) if v is not None and v == v else None for v in ids]  # noqa: PLR0124 — NaN
    return frame


def _fill(frame: gpd.GeoDataFrame, values: dict[str, dict[str, float]]) -> None:
    """Put the recipe's own figures where the file has none."""
    ids = _as_text(frame["source_id"]) if values and "source_id" in frame.columns else pd.Series(dtype=object)
    for name in sorted({name for figures in values.values() for name in figures}):
        own = ids.map({key: figures[name] for key, figures in values.items() if name in figures})
        known = frame[name] if name in frame.columns else pd.Series([None] * len(frame), dtype=object)
        frame[name] = known.astype(object).where(known.notna(), own)


def _turn(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ways that are open against their direction only ("-1" in OpenStreetMap) are turned round."""
    against = frame["oneway"].astype(str).isin(["-1", "-1.0", "reverse"])
    if not against.any():
        return frame
    shapes = np.asarray(frame.geometry.array).copy()
    shapes[against] = shapely.reverse(shapes[against])
    frame["oneway"] = frame["oneway"].astype(object).where(~against, other=True)
    return frame.set_geometry(gpd.GeoSeries(shapes, crs=frame.crs))


_TRUTH: dict[Any, bool] = {1: True, 0: False} | {
    word: truth
    for truth, words in ((True, "1 1.0 yes true True"), (False, "0 0.0 no false False"))
    for word in words.split()
}


def _truth(value: Any) -> bool | None:
    """What a yes/no value says; nothing said is no, and None is an answer that is neither."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return False
    return _TRUTH.get(value) if isinstance(value, str | int | float | bool | np.generic) else None


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
