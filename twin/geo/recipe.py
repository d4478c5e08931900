"""How do a publisher's files become the canonical layers of one place, and which figures are assumed there?"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
from pydantic import Field, ValidationError

from twin.core.errors import Fault, InputError
from twin.core.params import Status
from twin.core.resources import resource_dir
from twin.geo.recipe_figures import ByClass, Class, Closed, Figure, assumed
from twin.geo.recipe_transit import Transit
from twin.state.codes import StreetClass

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LayerName = Literal[
    "zones", "footprints", "streets", "land_use", "points", "use_points", "lamps", "turns",
    "cycle_lanes", "restricted_areas", "lines",
]  # fmt: skip
ContextName = Literal["water", "parks", "railways", "metro"]
EpochName = Literal[
    "to_1900", "y1901_1920", "y1921_1945", "y1946_1960", "y1961_1975", "y1976_1990", "y1991_2005", "from_2006"
]
Mode = Literal["car", "bike", "walk"]
OsmKind = Literal[
    "streets", "buildings", "land_use", "points", "use_points", "lamps", "turns", "water", "parks", "railways", "metro",
]  # fmt: skip


class File(Closed):
    """One file of a publisher.

    Parameters
    ----------
    path : Path inside the folder of layers.
    publisher, licence, attribution, year : Where it comes from and what must be shown with it.
    required : Whether a district cannot be made without it.
    url : Address that `twin gis fetch` downloads it from; empty if it can only be got by hand.
    page : Publisher's page about it, where people find it if the address fails or is empty.
    via : How the address is asked: for the file itself, for what OpenStreetMap has in `bbox`, or for the typical
        weather of `place`, which is written as an EPW file.
    sha256 : Checksum that the file must have; any if empty, and then the one it had is written down.
    bytes : Size that the file must have; any if left out. [byte]
    bbox : West, south, east, north of the map that is asked for. [°]
    place : Longitude and latitude that weather is asked for. [°]
    utc_offset : Clock of the weather file against UTC. [h]
    """

    path: str
    publisher: str
    licence: str
    attribution: str
    year: int
    required: bool = True
    url: str = ""
    page: str = ""
    via: Literal["download", "overpass", "pvgis"] = "download"
    sha256: str = Field(default="", pattern="^([0-9a-f]{64})?$")
    bytes: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    place: tuple[float, float] | None = None
    utc_offset: int = 1


class Join(Closed):
    """A table without geometry that brings more fields.

    Parameters
    ----------
    file : Key of the file.
    key : Its field that names the feature.
    on : Field of the layer's file that it is compared with, as text.
    fields : Canonical name to name in the table.
    """

    file: str
    key: str
    on: str
    fields: dict[str, str]


class Classes(Closed):
    """A whitelist that turns publisher's classes into canonical words; what it does not name is left out.

    Parameters
    ----------
    field : Canonical field that is filled.
    by : Publisher's fields that are looked at, most general first.
    map : "class/subclass" or "class" to the canonical word; the more exact entry wins.
    """

    field: str
    by: tuple[str, ...]
    map: dict[str, str]


class Part(Closed):
    """How one file feeds one layer; a layer may have several parts.

    Parameters
    ----------
    file : Key of the file.
    layer : Layer inside the file, where it holds several; the first one if empty.
    osm : What to take from a file of OpenStreetMap, whose tags become canonical fields without more being said.
    fields : Canonical name to publisher's name.
    values : Figures that fill gaps, by source_id: `{ "27" = { residents = 16469 } }`.
    constants : Canonical name to a value for all features.
    where : Publisher's field to the values that are kept.
    known_if : Canonical field to publisher's yes/no field; where that is no, the value counts as missing.
    classes : Whitelist of classes.
    join : More fields from a table.
    prefix : Put before each source_id, so that ids of two files never meet.
    once_per_place : Keep one feature of those at the same spot, with the largest capacity.
    """

    file: str
    layer: str = ""
    osm: OsmKind | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, float]] = Field(default_factory=dict)
    constants: dict[str, str | float | bool] = Field(default_factory=dict)
    where: dict[str, tuple[str | float | bool, ...]] = Field(default_factory=dict)
    known_if: dict[str, str] = Field(default_factory=dict)
    classes: Classes | None = None
    join: Join | None = None
    prefix: str = ""
    once_per_place: bool = False


class ByEpoch(Closed):
    """Share of buildings by construction period; shares are scaled to one."""

    values: dict[EpochName, float]
    unit: str
    source: str
    year: int
    status: Status


class Stock(Closed):
    """What is assumed of buildings that the layers do not tell."""

    epoch_share: ByEpoch
    storey_height: Figure
    storeys_default: Figure
    storeys_range: Figure
    storeys_likeness: Figure
    storeys_survey_reach: Figure
    storeys_tag_bias: Figure
    storeys_single_share: Figure
    use_range: Figure
    storeys_slenderness: Figure
    shed_area: Figure
    garage_area: Figure
    garage_width: Figure
    hall_storeys: Figure
    merge_share: Figure
    party_gap: Figure
    dwelling_share: Figure
    person_area: Figure
    empty_share: Figure
    wall_share: Figure
    flat_area: Figure


def _assumed_by_class(values: dict[Class, float], unit: str, source: str) -> ByClass:
    return ByClass(values=values, unit=unit, source=source, year=2016, status="assumed")


_HCM = "customary in the Highway Capacity Manual and in Italian practice, from memory"


class Rules(Closed):
    """What is assumed of junctions and kerbs where no layer tells them.

    Parameters
    ----------
    signal_cycle, signal_lost, walk_phase : Cycle, time lost at each of the two changes, and time for walkers where no
        street crosses. [s]
    signal_joined : Length of a main street up to which its two ends are one junction. [m]
    signal_weight : Claim on green by class, per lane.
    saturation_flow : Vehicles a lane at green, or where nothing crosses. [1/h]
    priority_flow, yield_flow, equal_flow, service_flow : Vehicles a lane that has priority at a junction without
        signals, gives way to a main street, meets its equals, or is a service way. [1/h]
    yield_wait, equal_wait : Mean time lost where a street gives way to a main one, or meets its equals. [s]
    parking_share : Share of the kerb where cars may stand, by class.
    place_length, clearance : Kerb that a parked car takes, and that is kept free at each junction. [m]
    track_near : Largest distance between a street and the cycle track that belongs to it. [m]
    """

    signal_cycle: Figure = assumed(90.0, "s", f"60 to 120 s are {_HCM}")
    signal_lost: Figure = assumed(4.0, "s", f"start-up and clearance of a phase, {_HCM}")
    walk_phase: Figure = assumed(20.0, "s", "time to walk over 14 to 18 m")
    signal_joined: Figure = assumed(40.0, "m", "width of a street with two carriageways and its middle")
    signal_weight: ByClass = _assumed_by_class(
        {"trunk": 1.0, "primary": 1.0, "secondary": 0.85, "tertiary": 0.7, "minor": 0.4, "service": 0.2},
        "1",
        "green in proportion to the traffic that classes usually carry (Webster's rule)",
    )
    saturation_flow: Figure = assumed(1800.0, "1/h", f"1,700 to 1,900 a lane, {_HCM}")
    priority_flow: Figure = assumed(1500.0, "1/h", f"a lane with priority, disturbed by turns; {_HCM}")
    yield_flow: Figure = assumed(500.0, "1/h", f"gap acceptance with some hundred vehicles in the main street; {_HCM}")
    equal_flow: Figure = assumed(700.0, "1/h", f"crossings of minor streets; {_HCM}")
    service_flow: Figure = assumed(250.0, "1/h", "ways of yards and car parks")
    yield_wait: Figure = assumed(10.0, "s", f"control delay of 10 to 15 s is service level B; {_HCM}")
    equal_wait: Figure = assumed(5.0, "s", f"slowing down, looking and starting again; {_HCM}")
    parking_share: ByClass = _assumed_by_class(
        {"primary": 0.25, "secondary": 0.4, "tertiary": 0.6, "minor": 0.65, "service": 0.0},
        "1",
        "the rest are entrances, stops, crossings, loading bays and trees; no public layer tells places by street",
    )
    place_length: Figure = assumed(5.5, "m", "a car along the kerb, some across it")
    clearance: Figure = assumed(7.0, "m", "5 m by law (traffic code, art. 158) and the crossing", 1992)
    track_near: Figure = assumed(16.0, "m", "half of a wide street")

    @property
    def weights(self) -> NDArray[np.float64]:
        """`signal_weight` by code of StreetClass, 0 where a class has none. (C,)"""
        return _by_code(self.signal_weight)

    @property
    def kerb(self) -> NDArray[np.float64]:
        """`parking_share` by code of StreetClass, 0 where a class has none. (C,)"""
        return _by_code(self.parking_share)


def _by_code(figure: ByClass) -> NDArray[np.float64]:
    values = np.zeros(len(StreetClass))
    for name, value in figure.values.items():
        values[StreetClass[name.upper()]] = value
    return values


class Streets(Closed):
    """Which ways each mode may use, and what is assumed of a street of a class."""

    modes: dict[Mode, tuple[Class, ...]]
    car_service: tuple[str, ...]
    main: tuple[Class, ...]
    lanes_oneway: ByClass
    lanes_twoway: ByClass
    free_speed: ByClass
    lane_capacity: ByClass
    vehicle_length: Figure
    rules: Rules = Rules()


class Lamps(Closed):
    """Where lampposts stand along streets and what they draw at full light."""

    spacing: ByClass
    illuminance: ByClass
    lit_width: ByClass
    efficacy: Figure
    utilisation: Figure
    maintenance: Figure
    power_spread: Figure


class Recipe(Closed):
    """Everything that is particular to one place."""

    name: str
    time_zone: str
    zones: tuple[str, ...]
    buffer: Figure
    files: dict[str, File]
    layers: dict[LayerName, tuple[Part, ...]]
    context: dict[ContextName, tuple[Part, ...]] = Field(default_factory=dict)
    stock: Stock
    streets: Streets
    lamps: Lamps
    transit: Transit = Transit()
    digest: str = Field(default="", exclude=True)


def default_recipe() -> Path:
    """The recipe that ships with the package (Porta Romana/Vettabbia)."""
    return resource_dir("gis") / "porta_romana.toml"


def load_recipe(path: Path) -> Recipe:
    """Read and check a recipe.

    Raises
    ------
    InputError
        With every fault: the path of the key inside the file and, for a wrong key, the nearest valid one.
    """
    data = _read(path, ())
    try:
        recipe = Recipe.model_validate(data)
    except ValidationError as error:
        raise InputError(path, [_fault(entry) for entry in error.errors()]) from None
    faults = list(_references(recipe))
    if faults:
        raise InputError(path, faults)
    return recipe


def _read(path: Path, above: tuple[Path, ...]) -> dict[str, Any]:
    """Content of a recipe with that of the recipe it extends beneath it, and a digest of both.

    A recipe that is extended lies beside the one that names it, or ships with the package. Its figures are taken over
    one by one; files, layers and context only as a whole.
    """
    try:
        content = path.read_bytes()
        data = tomllib.loads(content.decode("utf-8"))
    except FileNotFoundError:
        raise InputError(path, [Fault("file", "does not exist", "give the path of a recipe (.toml)")]) from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(path, [Fault("file", f"is not readable as TOML: {error}")]) from None
    data["digest"] = hashlib.sha256(content).hexdigest()
    name = data.pop("extends", None)
    if name is None:
        return data
    beside, shipped = path.parent / str(name), resource_dir("gis") / str(name)
    base = beside if beside.is_file() and beside != path else shipped
    if not isinstance(name, str) or not base.is_file() or base in above or base == path:
        known = sorted(each.name for each in resource_dir("gis").glob("*.toml"))
        raise InputError(
            path, [Fault("extends", f"{name!r} is no recipe that can be extended", _nearest(str(name), known))]
        )
    under = _read(base, (*above, path))
    data["digest"] = hashlib.sha256(f"{data['digest']}/{under['digest']}".encode()).hexdigest()
    for key in _FIGURES:
        if isinstance(under.get(key), dict) and isinstance(data.get(key), dict):
            data[key] = under[key] | data[key]
    if "files" in data:
        under = {key: value for key, value in under.items() if key not in ("layers", "context")}
    return under | data


_FIGURES = ("stock", "streets", "lamps", "transit")


def _references(recipe: Recipe) -> list[Fault]:
    """Parts that name files which the recipe does not have."""
    faults = []
    for group, layers in (("layers", recipe.layers), ("context", recipe.context)):
        for layer, parts in layers.items():
            for i, part in enumerate(parts):
                named = [(f"{group}.{layer}[{i}].file", part.file)]
                if part.join is not None:
                    named.append((f"{group}.{layer}[{i}].join.file", part.join.file))
                faults += [
                    Fault(place, f"{key!r} is not among [files]", _nearest(key, list(recipe.files)))
                    for place, key in named
                    if key not in recipe.files
                ]
    if recipe.transit.gtfs and recipe.transit.gtfs not in recipe.files:
        near = _nearest(recipe.transit.gtfs, list(recipe.files))
        faults.append(Fault("transit.gtfs", f"{recipe.transit.gtfs!r} is not among [files]", near))
    return faults


def _nearest(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known)[:12])}"


def _fault(entry: Any) -> Fault:
    """A pydantic error as place, what is wrong and how to mend it."""
    loc = [part for part in entry["loc"] if part != "[key]"]
    place = ".".join(str(part) for part in loc)
    if entry["type"] == "extra_forbidden":
        return Fault(place, "is no key of a recipe", _nearest(str(loc[-1]), _keys_at(loc[:-1])))
    if entry["type"] == "missing":
        return Fault(place, "is missing", "add it")
    if entry["type"] == "literal_error":
        known = str(entry["ctx"]["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return Fault(place, f"{entry['input']!r} is not known here", _nearest(str(entry["input"]), known))
    return Fault(place, f"{entry['msg'][:1].lower()}{entry['msg'][1:]}, not {entry['input']!r}")


def _keys_at(loc: list[Any]) -> list[str]:
    """Keys that a recipe may have at a place."""
    at: Any = Recipe
    for part in loc:
        if isinstance(at, type) and issubclass(at, Closed) and part in at.model_fields:
            at = at.model_fields[str(part)].annotation
        inner = [a for a in get_args(at) if isinstance(a, type) and issubclass(a, Closed)]
        nested = [b for a in get_args(at) for b in get_args(a) if isinstance(b, type) and issubclass(b, Closed)]
        at = (inner or nested or [at])[0]
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, Closed) else []
