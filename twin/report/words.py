"""What does the report say in English and in Italian? Reads the words that stand beside the template."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "it")


def _read(language: str) -> dict[str, Any]:
    path = Path(__file__).with_name("templates") / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


WORDS: dict[str, dict[str, Any]] = {language: _read(language) for language in LANGUAGES}


def covers(*, gaps: bool, language: str, beside: bool = False) -> str:
    """What the intervals of a comparison cover, in a few words: luck, or imputed values of the layers too.

    Parameters
    ----------
    gaps : Whether imputed values were drawn anew with each seed.
    language : "en" or "it".
    beside : Whether intervals of parameters or structure stand beside; luck is not told to be alone then.
    """
    return str(WORDS[language]["luck_gaps" if gaps else "luck_beside" if beside else "luck"])


def subscripts(text: str) -> str:
    """Text with the subscripts of chemical formulas."""
    return text.replace("CO2", "CO₂").replace("NOx", "NOₓ").replace("PM10", "PM₁₀")
