"""What can the maps show? Each topic with its layer, its columns, its unit and how it is scaled to colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from twin.core.units import KWH_PER_J

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Layer = Literal["buildings", "car_links", "lampposts"]
Per = Literal["floor_area", "flats", "day", ""]
KMH_PER_MS = 3.6


@dataclass(frozen=True)
class Topic:
    """One thing that maps show. Words for it are `topic_<key>` of the page's words.

    Parameters
    ----------
    key : Name.
    layer : Layer that is coloured, and table that it comes from.
    column : Column of the run's entities, or of its day.
    unit : Unit after `factor` and `per`.
    factor : From SI to `unit`.
    per : What the value is divided by: a static column, the days of the run, or nothing.
    hourly : Whether it is told by the hour of an ordinary working day, or for the year.
    squeezed : Whether colours follow the square root: for values that differ by orders of magnitude.
    counted : Uses of buildings that count; "" for all inside the district.
    """

    key: str
    layer: Layer
    column: str
    unit: str
    factor: float = 1.0
    per: Per = ""
    hourly: bool = False
    squeezed: bool = False
    counted: Literal["", "heated", "homes"] = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the run's entities that it needs."""
        more = {"buildings": ("zone", "thermal", "flats", "floor_area")}.get(self.layer, ())
        return (*more, *(() if self.hourly else (self.column,)))

    def values(self, raw: NDArray[Any], static: Mapping[str, NDArray[Any]], days: float) -> NDArray[np.float64]:
        """Values in `unit`, NaN where an entity does not count. (N, H)"""
        scaled: NDArray[np.float64] = self.factor * raw.reshape(len(raw), -1).astype(np.float64)
        if self.per == "day":
            scaled = scaled / days
        elif self.per:
            size = static[self.per].astype(np.float64)
            scaled = np.divide(scaled, size[:, None], out=np.full_like(scaled, np.nan), where=size[:, None] > 0)
        if self.layer == "buildings":
            scaled[static["zone"] < 0] = np.nan
            if self.counted == "heated":
                scaled[static["thermal"] != "heated"] = np.nan
            elif self.counted == "homes":
                scaled[static["flats"] < 1] = np.nan
        return scaled


TOPICS: tuple[Topic, ...] = (
    Topic("heat", "buildings", "final_heat_year", "kWh/m²", KWH_PER_J, "floor_area", counted="heated"),
    Topic("co2", "buildings", "co2_year", "kg/m²", 1.0, "floor_area"),
    Topic("bill", "buildings", "bill_year", "€", 1.0, "flats", counted="homes"),
    Topic("cold", "buildings", "underheated_sum", "degree-hours", counted="homes"),
    Topic("warm", "buildings", "overheated_sum", "degree-hours", counted="homes"),
    Topic("pv", "buildings", "pv_year", "kWh", KWH_PER_J, squeezed=True),
    Topic("flow", "car_links", "flow_year", "vehicles/day", 1.0, "day", squeezed=True),
    Topic("lamps", "lampposts", "energy_year", "kWh", KWH_PER_J),
    Topic("heat_hour", "buildings", "heat_need", "W/m²", 1.0, "floor_area", hourly=True, counted="heated"),
    Topic("power_hour", "buildings", "electricity", "W/m²", 1.0, "floor_area", hourly=True),
    Topic("home_hour", "buildings", "people_home", "people", hourly=True, squeezed=True, counted="homes"),
    Topic("work_hour", "buildings", "people_work", "people", hourly=True, squeezed=True),
    Topic("flow_hour", "car_links", "flow", "vehicles/h", hourly=True, squeezed=True),
    Topic("speed_hour", "car_links", "speed", "km/h", KMH_PER_MS, hourly=True),
    Topic("lamps_hour", "lampposts", "power", "W", hourly=True),
)
BY_KEY = {topic.key: topic for topic in TOPICS}
