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


def covers(*, gaps: bool, language: str) -> str:
    """What the intervals of a comparison cover, in a few words: luck, or imputed values of the layers too."""
    return str(WORDS[language]["luck_gaps" if gaps else "luck"])
