"""Which district is asked for? The embedded one or one from a folder of layers, made once and kept."""

from __future__ import annotations

import difflib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from twin.core.errors import Fault, InputError
from twin.core.log import log
from twin.core.resources import resource_dir
from twin.geo.build import build
from twin.geo.cache import cache_folder, district_key, load, save
from twin.geo.read import file_hashes, read_folder, required_files
from twin.geo.recipe import Recipe, default_recipe, load_recipe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.geo.layers import RawLayers
    from twin.state.district import District

RECIPE_FILE = "recipe.toml"
ZONES = "TWIN_ZONES"


def recipe_of(folder: Path | None) -> Recipe:
    """The recipe in the folder of layers where it has one, else the one that ships with the package."""
    own = folder / RECIPE_FILE if folder is not None else None
    return load_recipe(own if own is not None and own.is_file() else default_recipe())


def load_district(folder: Path | str | None, zones: Sequence[str] | None = None, use_cache: bool = True) -> District:  # noqa: FBT001, FBT002 — the wall's signature
    """District of a folder of layers, or the embedded one.

    Parameters
    ----------
    folder : Folder with the publishers' files (and a recipe.toml, if it is another place); None for the embedded
        district, whose layers are authored.
    zones : source_id of the zones that make up the district; if None, those that the environment variable TWIN_ZONES
        names ("27" or "27,35"), else those of the recipe.
    use_cache : Whether a district that was made before from the same bytes may be taken, and a new one is kept.

    Raises
    ------
    InputError
        If the folder, a file or a zone is absent, or a layer breaks its declaration.
    """
    folder = Path(folder) if folder is not None else None
    recipe = recipe_of(folder)
    named = os.environ.get(ZONES, "").replace(",", " ").split() if zones is None else zones
    chosen = tuple(named) or (recipe.zones if folder is not None and zones is None else ())
    if folder is None:
        facts = sorted((resource_dir("gis") / "embedded").glob("*"))
        parts = ["embedded", *(hashlib.sha256(path.read_bytes()).hexdigest() for path in facts if path.is_file())]
    else:
        hashes = file_hashes(required_files(folder, recipe))
        parts = [f"{name}={digest}" for name, digest in sorted(hashes.items())]
    key = district_key([*parts, recipe.digest, *sorted(chosen)])
    place = cache_folder() / key
    kept = load(place) if use_cache else None
    if kept is not None:
        return kept
    raw = _embedded(chosen) if folder is None else read_folder(folder, recipe, chosen)
    district = build(raw, recipe)
    district.key = key
    if use_cache:
        try:
            save(district, place)
        except OSError as error:
            log.warning("the district is not kept in %s: %s", place, error)
    return district


def build_folder(folder: Path | str, zones: Sequence[str] | None = None) -> tuple[District, Path]:
    """Make the district of a folder anew and keep it; returns it and where it is kept.

    Raises
    ------
    InputError
        As `load_district`.
    """
    district = load_district(folder, zones, use_cache=False)
    place = cache_folder() / district.key
    save(district, place)
    return district, place


def _embedded(zones: tuple[str, ...]) -> RawLayers:
    """Layers of the embedded district, all of its zones or some of them."""
    from twin.geo.embedded import raw_layers, zone_ids  # noqa: PLC0415 — the generator is loaded where it is asked for

    known = zone_ids()
    faults = [
        Fault(f"zone {zone!r}", "is not in the embedded district", _hint(zone, known))
        for zone in zones
        if zone not in known
    ]
    if faults:
        raise InputError("zones", faults)
    return raw_layers(zones)


def _hint(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known[:100])}"
