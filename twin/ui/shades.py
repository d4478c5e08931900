"""Which colour has each entity? Values of both scenarios over all seeds, their paired difference, all hours.

Colours are made when a topic is chosen, for every hour at once: moving the hour then only picks one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
import numpy as np
import pyarrow.parquet as pq
from matplotlib.colors import LinearSegmentedColormap
from scipy.special import stdtrit

from twin.report.figure import SEQUENTIAL
from twin.study.paired import CONFIDENCE
from twin.ui.topics import TOPICS, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from twin.observe import Results
    from twin.study import Comparison

Side = Literal["a", "b", "gap"]
NONE = (214, 218, 223, 255)  # of what does not count
STILL = (241, 236, 224, 255)  # of what does not change
LESS, EVEN, MORE = "#0b5394", "#f7f3ea", "#a34700"  # apart for every kind of colour vision
UNCLEAR = 90  # opacity of a difference that luck may explain
_TOP = 98.0  # percentile at which colours end, so that a few odd entities do not take all of them
_LEVELS = 256
_STOPS = 5
_TINY = 1e-9
_MOST_STOREYS = 12.0


@dataclass(frozen=True, eq=False)
class Field:
    """Values of one topic, and what they are painted with.

    Parameters
    ----------
    topic : What they tell.
    a, b : Means over the seeds. (N, H)
    gap : Mean of the paired differences b - a. (N, H)
    half : Half the 95 % interval of the gap by luck; NaN with one seed. (N, H)
    seeds : Number of pairs.
    low, high : Ends of the scale of a and b.
    reach : The scale of the gap goes from -reach to reach.
    """

    topic: Topic
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    gap: NDArray[np.float64]
    half: NDArray[np.float64]
    seeds: int
    low: float
    high: float
    reach: float

    @property
    def hours(self) -> int:
        """Hours that it tells apart: 24, or 1 for the year."""
        return int(self.a.shape[1])

    def of(self, side: Side) -> NDArray[np.float64]:
        """Values of one side. (N, H)"""
        return {"a": self.a, "b": self.b, "gap": self.gap}[side]

    def place(self, values: NDArray[np.float64], side: Side) -> NDArray[np.float64]:
        """Where values lie on the side's scale, 0 to 1, NaN for none."""
        if side == "gap":
            return np.clip(0.5 + 0.5 * values / self.reach, 0.0, 1.0)
        share = np.clip((values - self.low) / (self.high - self.low), 0.0, 1.0)
        return np.sqrt(share) if self.topic.squeezed else share

    def stops(self, side: Side) -> tuple[list[float], NDArray[np.uint8]]:
        """Numbers along the side's scale and their colours, for a legend."""
        share = np.linspace(0.0, 1.0, _STOPS)
        colours = _scale(side == "gap")[np.round(share * (_LEVELS - 1)).astype(int)]
        if side == "gap":
            return [float(x) for x in self.reach * (2 * share - 1)], colours
        along = share**2 if self.topic.squeezed else share
        return [float(x) for x in self.low + along * (self.high - self.low)], colours


class Shades:
    """Fields and colours of a comparison; a topic is read when it is first asked for."""

    def __init__(self, comparison: Comparison) -> None:
        self._pairs = [
            (comparison.results("a", place), comparison.results("b", place)) for place in range(len(comparison.seeds))
        ]
        self.date = self._pairs[0][0].day_date if self._pairs else ""
        self._fields: dict[str, Field | None] = {}
        self._colours: dict[tuple[str, Side], NDArray[np.uint8]] = {}

    def offered(self) -> tuple[Topic, ...]:
        """Topics that these runs can tell about."""
        return tuple(topic for topic in TOPICS if self._pairs and _has(self._pairs[0][0], topic))

    def field(self, topic: Topic) -> Field | None:
        """Values of a topic; None if the runs say nothing about it."""
        if topic.key not in self._fields:
            self._fields[topic.key] = _field(topic, self._pairs) if self._pairs else None
        return self._fields[topic.key]

    def colours(self, topic: Topic, side: Side) -> NDArray[np.uint8]:
        """Colours of every hour. (H, N, 4)"""
        key = (topic.key, side)
        if key not in self._colours:
            field = self.field(topic)
            self._colours[key] = np.zeros((1, 0, 4), np.uint8) if field is None else _paint(field, side)
        return self._colours[key]

    def widths(self, topic: Topic, side: Side, hour: int) -> NDArray[np.float32]:
        """Widths of lines, diameters of points. (N,) [px]"""
        field = self.field(topic)
        if field is None:
            return np.zeros(0, np.float32)
        at = np.nan_to_num(field.place(field.of(side)[:, hour % field.hours], side))
        size = 2 * np.abs(at - 0.5) if side == "gap" else at
        # Streets without traffic stay as thin as the ground below them; lamps keep one size, so that they can be found.
        return (1.0 + 5.0 * size if topic.layer == "car_links" else np.full(len(at), 4.0)).astype(np.float32)


def _has(results: Results, topic: Topic) -> bool:
    if not results.has(topic.layer):
        return False
    path = results.path / f"{topic.layer}.parquet"
    names = set(pq.read_schema(path).names)
    if topic.hourly:
        return topic.column in results.day(topic.layer) and set(topic.columns) <= names
    return set(topic.columns) <= names


def _raw(results: Results, topic: Topic) -> NDArray[np.float64]:
    """Values of one run. (N, H)"""
    table = pq.read_table(results.path / f"{topic.layer}.parquet", columns=list(topic.columns))
    static: dict[str, Any] = {name: table[name].to_numpy() for name in table.column_names}
    raw = results.day(topic.layer)[topic.column] if topic.hourly else static[topic.column]
    return topic.values(raw, static, max(results.manifest["hours"] / 24.0, 1.0))


def _field(topic: Topic, pairs: Sequence[tuple[Results, Results]]) -> Field | None:
    if not _has(pairs[0][0], topic):
        return None
    sides = np.array([[_raw(a, topic), _raw(b, topic)] for a, b in pairs])  # (S, 2, N, H)
    a, b = sides[:, 0].mean(axis=0), sides[:, 1].mean(axis=0)
    gaps, n = sides[:, 1] - sides[:, 0], len(pairs)
    half = np.full_like(a, np.nan)
    if n > 1:
        half = float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2)) * gaps.std(axis=0, ddof=1) / n**0.5
    gap = gaps.mean(axis=0)
    both = np.concatenate((a.ravel(), b.ravel()))
    high = _top(both[both > 0])
    moved = np.abs(gap[np.isfinite(gap) & (np.abs(gap) > _TINY * high)])
    return Field(topic, a, b, gap, half, n, 0.0, high, _top(moved))


def _top(values: NDArray[np.float64]) -> float:
    """A round number near the upper end of the values."""
    values = values[np.isfinite(values)]
    if not len(values):
        return 1.0
    top = float(np.percentile(values, _TOP))
    size = 10.0 ** np.floor(np.log10(top)) if top > 0 else 1.0
    return float(next((s * size for s in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if s * size >= top), 10 * size))


@lru_cache(maxsize=2)
def _scale(diverging: bool) -> NDArray[np.uint8]:  # noqa: FBT001 — the two scales there are
    colours = LinearSegmentedColormap.from_list("gap", [LESS, "#7fa8d1", EVEN, "#e0a878", MORE])
    chosen = colours if diverging else mpl.colormaps[SEQUENTIAL]
    return np.asarray(np.round(255 * chosen(np.linspace(0, 1, _LEVELS))), dtype=np.uint8)


def _paint(field: Field, side: Side) -> NDArray[np.uint8]:
    values = field.of(side).T
    at = np.nan_to_num(field.place(values, side))
    painted = _scale(side == "gap")[np.round(at * (_LEVELS - 1)).astype(np.intp)]
    if side == "gap":
        painted[np.abs(values) <= _TINY * field.high] = STILL
        with np.errstate(invalid="ignore"):
            unclear = np.abs(values) <= field.half.T  # never with one seed: NaN compares false
        painted[unclear & (np.abs(values) > _TINY * field.high), 3] = UNCLEAR
    painted[~np.isfinite(values)] = NONE
    return painted


def storeys(given: NDArray[np.float64]) -> tuple[NDArray[np.uint8], list[float], NDArray[np.uint8]]:
    """Colours of buildings by storeys, for a district before any run, with the stops of the legend. (N, 4)"""
    at = np.clip(np.nan_to_num(given) / _MOST_STOREYS, 0.0, 1.0)
    scale = _scale(False)  # noqa: FBT003 — not diverging
    painted = scale[np.round(at * (_LEVELS - 1)).astype(np.intp)]
    painted[~np.isfinite(given)] = NONE
    share = np.linspace(0.0, 1.0, _STOPS)
    return painted, list(share * _MOST_STOREYS), scale[np.round(share * (_LEVELS - 1)).astype(int)]
