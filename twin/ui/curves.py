"""How does an indicator run over the day and the year? Both scenarios as one small drawing, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

import numpy as np
import pyarrow.parquet as pq

from twin.report.figure import GRID, INK, SIDE, SOFT
from twin.report.numbers import decimals, fitting, gap_decimals, number
from twin.report.numbers import tick as marked
from twin.report.words import WORDS
from twin.study import Difference, paired
from twin.ui.words import unit_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from twin.observe import Results
    from twin.study import Comparison
    from twin.ui.settings import Lang

Over = Literal["over_day", "over_winter", "over_year"]
OVER: tuple[Over, ...] = ("over_day", "over_winter", "over_year")
WINTER = (12, 1, 2)
_W, _H = 720.0, 250.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 12.0, 26.0, 30.0
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
}
_FIRST_DAYS = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DASH = {"a": "", "b": "7 4"}
_GRIDS = 4


@dataclass(frozen=True, eq=False)
class Curve:
    """One series of both scenarios, mean over the seeds, with the paired difference of its mean."""

    a: NDArray[np.float64]
    b: NDArray[np.float64]
    gap: Difference
    unit: str


class Curves:
    """Series of a comparison; each is read when it is first asked for."""

    def __init__(self, comparison: Comparison) -> None:
        places = range(len(comparison.seeds))
        self._pairs = [(comparison.results("a", place), comparison.results("b", place)) for place in places]
        self._read: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
        self._telling: str | None = None

    @property
    def about(self) -> Mapping[str, Mapping[str, str]]:
        """Words and unit of each series."""
        return self._pairs[0][0].series_about if self._pairs else {}

    @property
    def telling(self) -> str:
        """The first series that differs between the scenarios of the first seed, energy before all others.

        Weather is left out. Where none differs, the first of them.
        """
        if self._telling is None:
            names = [name for name in self.about if not name.startswith("weather.")] or list(self.about)
            names.sort(key=lambda name: not name.startswith("energy."))
            a, b = self._pairs[0]
            unlike = (n for n in names if not np.array_equal(_hourly(a, n), _hourly(b, n), equal_nan=True))
            self._telling = next(unlike, names[0])
        return self._telling

    def curve(self, name: str, over: Over) -> Curve:
        """The series over the hours of a mean day, of a mean winter day, or day by day."""
        if name not in self._read:
            sides = [np.array([_hourly(pair[side], name) for pair in self._pairs]) for side in (0, 1)]
            self._read[name] = sides[0], sides[1]
        when = pq.read_table(self._pairs[0][0].path / "series.parquet", columns=["time"])["time"].to_numpy()
        a, b = (_reduced(values, when, over) for values in self._read[name])
        unit = self.about[name]["unit"]
        return Curve(a.mean(axis=0), b.mean(axis=0), paired(a.mean(axis=1).tolist(), b.mean(axis=1).tolist()), unit)


def _hourly(results: Results, name: str) -> NDArray[np.float64]:
    values = pq.read_table(results.path / "series.parquet", columns=[name])[name].to_numpy()
    return np.asarray(values, dtype=np.float64)


def _reduced(values: NDArray[np.float64], when: NDArray[np.datetime64], over: Over) -> NDArray[np.float64]:
    """Mean by hour of the day, or of each day. (S, T) → (S, 24 or D)"""
    days = values.shape[1] // 24
    by_day = values[:, : 24 * days].reshape(len(values), days, 24)
    if over == "over_year":
        return np.asarray(by_day.mean(axis=2))
    if over == "over_winter":
        month = when[: 24 * days : 24].astype("datetime64[M]").astype(np.int64) % 12 + 1
        by_day = by_day[:, np.isin(month, WINTER)] if np.isin(month, WINTER).any() else by_day
    return np.asarray(by_day.mean(axis=1))


def said_gap(curve: Curve, words: Mapping[str, str], lang: Lang) -> str:
    """Means and their difference in words, with the interval that luck leaves."""
    got = curve.gap
    factor, unit = fitting([got.a, got.b], curve.unit)
    a, b, gap, low, high = (
        None if value is None else factor * value for value in (got.a, got.b, got.difference, got.low, got.high)
    )
    places = decimals([a, b], gap)
    fine = gap_decimals(gap, places)
    if got.interval == "interval":
        ends = WORDS[lang]["from_to"].format(
            low=number(low, fine, lang, sign=True), high=number(high, fine, lang, sign=True)
        )
        how = f"{words['interval_map']}: {ends}"
    else:
        how = WORDS[lang]["one_seed"] if got.seeds == 1 else WORDS[lang]["same_in_all"]
    values = {"a": number(a, places, lang), "b": number(b, places, lang), "gap": number(gap, fine, lang, sign=True)}
    return words["curve_gap"].format(unit=unit_words(unit, lang), **values) + f" ({how})"


def svg(curve: Curve, over: Over, titles: tuple[str, str], label: str, lang: Lang) -> str:
    """The curve as an SVG drawing; every text escaped, nothing asked of outside."""
    top = float(np.nanmax([np.nanmax(curve.a), np.nanmax(curve.b)]))
    low = min(0.0, float(np.nanmin([np.nanmin(curve.a), np.nanmin(curve.b)])))
    factor, unit = fitting([top, low], curve.unit)
    ticks = _ticks(factor * low, factor * top)
    ends = ticks[0], ticks[-1]
    parts = [
        f'<svg class="twin-curve" viewBox="0 0 {_W:g} {_H:g}" role="img" aria-label="{escape(label, quote=True)}">',
        *(_grid(value, ends, lang) for value in ticks),
        f'<text x="{_LEFT - 8:g}" y="14" text-anchor="end" fill="{SOFT}">{escape(unit_words(unit, lang))}</text>',
        *_time_axis(len(curve.a), over, lang),
    ]
    for side, values, title, x in (("a", curve.a, titles[0], 0.0), ("b", curve.b, titles[1], 300.0)):
        colour, dash = SIDE[side], _DASH[side]
        points = " ".join(f"{px:.1f},{py:.1f}" for px, py in _points(factor * values, ends))
        style = f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        parts.append(f'<polyline points="{points}" {style}/>')
        at = _LEFT + 8 + x
        parts.append(f'<line x1="{at:g}" x2="{at + 28:g}" y1="10" y2="10" {style}/>')
        parts.append(f'<text x="{at + 34:g}" y="14" fill="{INK}">{side.upper()}: {escape(title)}</text>')
    return "".join([*parts, "</svg>"])


def _ticks(low: float, top: float) -> list[float]:
    raw = max(top - low, 1e-12) / _GRIDS
    size = 10.0 ** np.floor(np.log10(raw))
    step = float(next(s * size for s in (1, 2, 2.5, 5, 10) if s * size >= raw * (1 - 1e-9)))
    first, last = np.floor(low / step + 1e-9), np.ceil(top / step - 1e-9)
    return [float(step * k) for k in np.arange(first, max(last, first + 1) + 1)]


def _y(value: float, ends: tuple[float, float]) -> float:
    return _H - _BOTTOM - (value - ends[0]) / (ends[1] - ends[0]) * (_H - _TOP - _BOTTOM)


def _x(share: float) -> float:
    return _LEFT + share * (_W - _LEFT - _RIGHT)


def _points(values: NDArray[np.float64], ends: tuple[float, float]) -> Sequence[tuple[float, float]]:
    last = max(len(values) - 1, 1)
    return [(_x(k / last), _y(float(value), ends)) for k, value in enumerate(values) if np.isfinite(value)]


def _grid(value: float, ends: tuple[float, float], lang: Lang) -> str:
    y, said = _y(value, ends), marked(round(value, 9), lang)
    return (
        f'<line x1="{_LEFT:g}" x2="{_W - _RIGHT:g}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
        f'<text x="{_LEFT - 8:g}" y="{y + 4:.1f}" text-anchor="end" fill="{SOFT}">{said}</text>'
    )


def _time_axis(count: int, over: Over, lang: Lang) -> list[str]:
    if over == "over_year":
        marks = [(day, _MONTHS[lang][month]) for month, day in enumerate(_FIRST_DAYS) if day < count]
    else:
        marks = [(hour, f"{hour}:00") for hour in range(0, 24, 3)]
    last = max(count - 1, 1)
    y = _H - 10
    return [
        f'<text x="{_x(at / last):.1f}" y="{y:g}" text-anchor="middle" fill="{SOFT}">{said}</text>'
        for at, said in marks
    ]
