"""How are intervals of parameters and structure, and effects of single measures, set into tables?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from twin.report.numbers import NOTHING, decimals, fitting, number, percent
from twin.report.words import WORDS, subscripts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.study import Band, Each, EachRow, Effect


def band_text(band: Band | None, factor: float, places: int, language: str, *, sign: bool = True) -> str:
    """Ends of a band in words; a dash where there is none, or one of its runs has no value."""
    words = WORDS[language]
    if band is None:
        return NOTHING
    if band.low is None or band.high is None:
        return str(words["not_available"])
    low, high = (number(factor * value, places, language, sign=sign) for value in (band.low, band.high))
    return low if low == high else str(words["from_to"].format(low=low, high=high))


def moves(band: Band | None) -> bool:
    """Whether any trial of a band makes a difference."""
    return band is not None and any(value not in (0.0, None) for value in band.each)


def turned(band: Band | None) -> bool:
    """Whether a band holds both more and less, so that its trials do not agree on the direction."""
    return band is not None and band.low is not None and band.high is not None and band.low < 0.0 < band.high


def each_tables(each: Each, names: Sequence[str], language: str) -> list[dict[str, Any]]:
    """A table for each indicator: the parts alone, their sum, all together, and what is not to be added up.

    Parameters
    ----------
    each : Parts of a mix and their effects.
    names : Indicators to show, in this order, of those that a part changes.
    language : "en" or "it".
    """
    known = {row.name: row for row in each.rows}
    return [_each_table(each, known[name], language) for name in names if name in known]


def _each_table(each: Each, row: EachRow, language: str) -> dict[str, Any]:
    words = WORDS[language]
    italian = language == "it"
    whole = (*row.parts, row.total, row.mix, row.interaction)
    factor, unit = fitting([effect.luck.difference for effect in whole], row.unit)
    unit = words["points"] if row.unit == "%" else words["units"].get(unit, unit)
    # The mix sets the digits: sum, mix and interaction are read against each other.
    places = decimals([factor * (row.mix.luck.difference or row.total.luck.difference or 0.0)])
    labels = [part.label_it if italian else part.label for part in each.parts]
    labels += [words["each_sum"], words["each_mix"], words["each_interaction"]]
    kinds = [*("part" for _ in each.parts), "sum", "mix", "interaction"]
    told = [
        {"label": label, "kind": kind, **_cells(effect, row, factor, places, language)}
        for label, kind, effect in zip(labels, kinds, whole, strict=True)
    ]
    label = subscripts(row.label_it if italian else row.label)
    return {
        "name": row.name,
        "label": label,
        "unit": unit,
        "rows": told,
        "said": _said(row, factor, places, unit, words, language),
    }


def _cells(effect: Effect, row: EachRow, factor: float, places: int, language: str) -> dict[str, Any]:
    words, luck = WORDS[language], effect.luck
    places = _some(factor * (luck.difference or 0.0), places)
    low, high = (
        number(None if value is None else factor * value, places, language, sign=True)
        for value in (luck.low, luck.high)
    )
    interval = {
        "one seed: no interval": words["one_seed"],
        "same in all seeds": words["same_in_all"],
        "not available": words["not_available"],
        "interval": words["from_to"].format(low=low, high=high),
    }[luck.interval]
    gap = luck.difference
    relative = None if gap is None or not row.base or row.unit in ("%", "degC") else gap / abs(row.base)
    return {
        "difference": number(None if gap is None else factor * gap, places, language, sign=True),
        "relative": percent(relative, language),
        "interval": str(interval),
        "ranged": luck.interval == "interval",
        "parameters": band_text(effect.parameters, factor, places, language),
        "structure": band_text(effect.structure, factor, places, language),
    }


def _some(value: float, places: int) -> int:
    """Decimals with which a small value beside large ones is not told to be nothing, three more at the most."""
    if not value or abs(value) >= 0.5 * 10.0**-places:
        return places
    return min(-math.floor(math.log10(abs(value))), places + 3)


def _said(row: EachRow, factor: float, places: int, unit: str, words: dict[str, Any], language: str) -> str:
    """The interaction in a sentence: less than the sum, more than it, or just the sum."""
    total, gap = row.total.luck.difference, row.interaction.luck.difference
    shown = number(factor * abs(gap), max(places, decimals([factor * gap])), language) if gap else "0"
    if not gap or not total or not shown.strip("0.,"):
        return str(words["each_adds"])
    key = "each_less" if gap * total < 0.0 else "each_more"
    size = f"{shown} {unit}".rstrip()
    told = str(words[key].format(size=size, share=percent(abs(gap / total), language, sign=False)))
    if row.interaction.luck.verdict == "no clear difference":
        told += " " + str(words["each_unclear"])
    return told
