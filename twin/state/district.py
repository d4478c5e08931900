"""A district: its tables of facts, the shapes of its entities, and where both come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.table import Table


@dataclass(frozen=True)
class Source:
    """A publisher's layer or figure that went into the district.

    Parameters
    ----------
    name : What it is.
    publisher : Who publishes it.
    licence : Licence, SPDX id where there is one.
    attribution : Words to show wherever a map is drawn.
    year : Reference year of the data.
    sha256 : Hash of the file's bytes, "" for figures.
    """

    name: str
    publisher: str
    licence: str
    attribution: str
    year: int
    sha256: str = ""


@dataclass
class District:
    """Facts about a place: tables, geometry and provenance. Domains interpret them, never change them.

    Parameters
    ----------
    name : Name for people.
    place : (longitude, latitude) of the middle in degrees, WGS84.
    crs : Projected CRS of all coordinates, such as "EPSG:32632".
    time_zone : IANA name of the civil time.
    synthetic : Whether the layers are authored rather than surveyed.
    tables : Tables by name (`state.schemas.DISTRICT_SCHEMAS`).
    geometry : Shapely geometries by table name, aligned with the rows. (N,) object
    context : Shapely geometries that are only drawn: "water", "parks", "railways", "metro".
    sources : What it is made from.
    notes : Plain sentences on what was cleaned, listed or left out, by topic.
    key : Hash of the layers, recipe and code that made it.
    imputation : How gaps were filled: figures that another draw needs, and one row per column on method and error.
    """

    name: str
    place: tuple[float, float]
    crs: str
    time_zone: str
    synthetic: bool
    tables: dict[str, Table]
    geometry: dict[str, NDArray[Any]]
    context: dict[str, list[Any]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    notes: dict[str, list[str]] = field(default_factory=dict)
    key: str = ""
    imputation: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]
