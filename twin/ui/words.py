"""Which words does the page use? Those of its controls; indicators and readings take the words of the report."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twin.report.numbers import number, shown_unit

if TYPE_CHECKING:
    from twin.ui.settings import Lang

_MINUTE, _HOUR = 60.0, 3600.0


def _read(lang: Lang) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{lang}.toml").read_text(encoding="utf-8"))


WORDS: dict[Lang, dict[str, Any]] = {"en": _read("en"), "it": _read("it")}


def words(lang: Lang) -> dict[str, Any]:
    """Words of the page in one language, by key."""
    return WORDS[lang]


def unit_words(unit: str, lang: Lang) -> str:
    """A unit as people say it."""
    return str(WORDS[lang]["units"].get(unit, shown_unit(unit)))


def time_words(seconds: float, lang: Lang) -> str:
    """A duration, no finer than anybody can know it beforehand."""
    said = WORDS[lang]
    if seconds < _MINUTE:
        return f"{max(5, 5 * round(seconds / 5))} {said['second']}"
    if seconds < 2 * _HOUR:
        return f"{round(seconds / _MINUTE)} {said['minute']}"
    return f"{number(seconds / _HOUR, 1, lang)} {said['hour_unit']}"
