"""How is a number said to people? Units that fit its size, as many digits as it deserves, in the reader's language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTHING = "–"
_MOST_DIGITS = 4  # significant digits of a value, however small the difference beside it
_WANTED_DIGITS = 3
_MOST_DECIMALS = 4
# Larger units with the smallest number (in the declared unit) that they are used for.
_LARGER = {
    "kWh": ((1e7, 1e6, "GWh"), (1e4, 1e3, "MWh")),
    "MWh": ((1e4, 1e3, "GWh"),),
    "kW": ((1e4, 1e3, "MW"),),
    "W": ((1e6, 1e6, "MW"), (1e4, 1e3, "kW")),
    "J": ((3.6e6, 3.6e6, "kWh"),),
    "J/K": ((3.6e6, 3.6e6, "kWh/K"),),
    "EUR": ((1e6, 1e6, "M€"), (1e4, 1e3, "k€")),
    "kg": ((1e4, 1e3, "t"),),
    "t": ((1e4, 1e3, "kt"),),
    "trips": ((1e6, 1e6, "million trips"),),
    "km": ((1e6, 1e6, "million km"),),
    "m3": ((1e6, 1e6, "million m³"),),
    "h": ((1e6, 1e6, "million h"),),
}
_SHOWN = {"EUR": "€", "degC": "°C", "1": "", "-": "", "%": "%", "a": "years"}


def shown_unit(unit: str) -> str:
    """Unit as people write it: €, °C, m²; nothing for pure numbers."""
    if unit in _SHOWN:
        return _SHOWN[unit]
    return unit.replace("EUR", "€").replace("m2", "m²").replace("m3", "m³").replace("degC", "°C").replace("CO2", "CO₂")


def fitting(values: Iterable[float | None], unit: str) -> tuple[float, str]:
    """Factor and unit in which the largest of the values reads well."""
    largest = max((abs(v) for v in values if v is not None and math.isfinite(v)), default=0.0)
    for least, size, name in _LARGER.get(unit, ()):
        if largest >= least:
            return 1.0 / size, name
    return 1.0, shown_unit(unit)


def decimals(values: Iterable[float | None], gap: float | None = None, *, most: int | None = None) -> int:
    """Decimals that show three digits of the gap (of the values if there is none), within four of the values.

    `most` bounds them where a unit has a smallest part, as the cent.
    """
    largest = max((abs(v) for v in values if v is not None and math.isfinite(v)), default=0.0)
    size = abs(gap) if gap else largest
    if not size or not largest:
        return 0
    wanted = _WANTED_DIGITS - 1 - math.floor(math.log10(size))
    allowed = _MOST_DIGITS - 1 - math.floor(math.log10(largest))
    return max(0, min(wanted, allowed, _MOST_DECIMALS if most is None else most))


def gap_decimals(gap: float | None, places: int, *, most: int | None = None) -> int:
    """Decimals of a difference beside values with `places` decimals: three digits, at most one decimal more."""
    return min(decimals([gap], most=most), places + 1)


def number(value: float | None, places: int, language: str = "en", *, sign: bool = False) -> str:
    """A number with thousands marks of the language and a true minus sign.

    Parameters
    ----------
    value : Number; None or not finite gives a dash.
    places : Decimals.
    language : "en" or "it".
    sign : Whether a plus sign is shown.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    if value == 0:
        return "0"
    text = f"{value:+,.{places}f}" if sign else f"{value:,.{places}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("+-")  # a rounded zero has no sign
    if language == "it":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "−")


def tick(value: float, language: str = "en") -> str:
    """A number beside an axis: thousands and decimal marks of the language."""
    text = f"{value:,.6g}"
    if language == "it":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "−")


def percent(value: float | None, language: str = "en", *, sign: bool = True) -> str:
    """A share as a percentage with two or three digits."""
    if value is None or not math.isfinite(value):
        return NOTHING
    places = 0 if abs(value) >= 1 or value == 0 else 1 if abs(value) >= 0.01 else 2  # noqa: PLR2004 — 100 % and 1 %
    return f"{number(100 * value, places, language, sign=sign)}\u00a0%"


def plain(value: object, language: str = "en") -> str:
    """A parameter's value: numbers with up to six digits, lists shortened."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return NOTHING if value is None else str(value)
    if isinstance(value, list | tuple):
        some = [plain(item, language) for item in value[:8]]
        tail = f" … ({len(value)})" if len(value) > len(some) else ""
        return "; ".join(some) + tail
    if isinstance(value, dict):
        return "; ".join(f"{key}: {plain(item, language)}" for key, item in list(value.items())[:8])
    if isinstance(value, int | float):
        text = f"{value:.6g}".replace("-", "−")
        return text.replace(".", ",") if language == "it" else text
    return str(value)
