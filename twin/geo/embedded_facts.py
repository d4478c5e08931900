"""What is known of the embedded district, and how does its generator draw lots?"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import LineString, Polygon

from twin.core.resources import resource_dir
from twin.core.streams import draw, uid_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from twin.core.streams import StreamName

XY = tuple[float, ...]


def rectangle(shape: Any) -> NDArray[np.float64]:
    """Ring of the smallest rectangle around a shape. (5, 2) [m]"""
    return np.asarray(shape.minimum_rotated_rectangle.exterior.coords)


def facts_files() -> list[Path]:
    """The files of facts that the district is authored from."""
    return sorted((resource_dir("gis") / "embedded").glob("*.toml"))


@dataclass(frozen=True)
class Facts:
    """The authored facts, with coordinates brought to metres.

    Parameters
    ----------
    data : The files as read; no two have a key in common.
    digest : Hash of the files' bytes.
    """

    data: dict[str, Any]
    digest: str

    @classmethod
    def read(cls) -> Facts:
        """Read the files that ship with the package."""
        content = [path.read_bytes() for path in facts_files()]
        data: dict[str, Any] = {}
        for each in content:
            data |= tomllib.loads(each.decode("utf-8"))
        return cls(data, hashlib.sha256(b"\0".join(content)).hexdigest())

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    @property
    def seed(self) -> int:
        """Constant of the generator: the embedded district is one place, the same in every run."""
        return int(self.data["seed"])

    @cached_property
    def outlines(self) -> dict[str, Polygon]:
        """Outline of each zone of the district by its id, less what an earlier one covers. [m]"""
        found: dict[str, Polygon] = {}
        for spec in self.data["zones"]:
            left = self.ring(spec["outline"]).difference(shapely.union_all(list(found.values())))
            found[str(spec["source_id"])] = max(shapely.get_parts(left), key=lambda part: part.area)
        return found

    @cached_property
    def _forward(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", self.data["crs"], always_xy=True)

    def metres(self, points: Iterable[Any]) -> NDArray[np.float64]:
        """Easting and northing of points given as names of nodes or as (longitude, latitude). (N, 2) [m]"""
        nodes = self.data["nodes"]
        lonlat = np.array([nodes[p] if isinstance(p, str) else p for p in points], dtype=float)
        return np.column_stack(self._forward.transform(lonlat[:, 0], lonlat[:, 1]))

    def line(self, points: Iterable[Any]) -> LineString:
        """Line through points, in metres."""
        return LineString(self.metres(points))

    def ring(self, points: Iterable[Any]) -> Polygon:
        """Polygon around which points run, in metres."""
        return Polygon(self.metres(points)).buffer(0)

    def degrees(self, shapes: Iterable[Any]) -> NDArray[Any]:
        """Shapes in metres brought to longitude and latitude, to 10^-8 degree (a millimetre). (N,) object"""
        back = Transformer.from_crs(self.data["crs"], "EPSG:4326", always_xy=True)

        def turn(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.round(np.column_stack(back.transform(xy[:, 0], xy[:, 1])), 8)

        moved: NDArray[Any] = shapely.transform(np.asarray(list(shapes), dtype=object), turn)
        return moved


@dataclass(frozen=True)
class Lots:
    """Lots drawn for named things: the same name draws the same lot, whatever else is made."""

    stream: StreamName
    seed: int

    @cached_property
    def _key(self) -> Any:
        return self.stream.at(self.seed).key

    def uniform(self, name: str, lane: int = 0) -> float:
        """A uniform number in [0, 1) for one thing."""
        return float(draw(self._key, 0, uid_of(name), lane))

    def many(self, names: Iterable[str], lane: int = 0) -> NDArray[np.float64]:
        """Uniform numbers in [0, 1) for many things. (N,)"""
        # one by one: waking the threads of the parallel kernel costs more than a handful of draws
        key = self._key
        return np.array([draw(key, 0, uid_of(name), lane) for name in names], dtype=float)

    def row(self, name: str, n: int) -> NDArray[np.float64]:
        """Uniform numbers for the parts 0..n-1 of one thing. (n,)"""
        return self.many(f"{name}/{i}" for i in range(n))

    def normal_row(self, name: str, n: int) -> NDArray[np.float64]:
        """Standard normal numbers for the parts of one thing, by the method of Box and Muller. (n,)"""
        names = [f"{name}/{i}" for i in range(n)]
        radius = np.sqrt(-2.0 * np.log1p(-self.many(names, 0)))
        return np.asarray(radius * np.cos(2.0 * np.pi * self.many(names, 1)))
