"""How is a sentence that the program wrote in English said in Italian? By templates, with what stood in their gaps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_GAP = re.compile(r"\{(\w+)\}")
_NUMBER = re.compile(r"(?<![\w.,/])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w/])|(?<![\w.,/])\d+\.\d+(?![\w/])")
_MARKS = str.maketrans(",.", ".,")
# Units of quantities that are words: of one and of many, English and Italian.
_UNITS = {
    "flat": (("flat", "flats"), ("alloggio", "alloggi")),
    "car": (("car", "cars"), ("auto", "auto")),
    "lamp": (("lamp", "lamps"), ("lampione", "lampioni")),
    "month": (("month", "months"), ("mese", "mesi")),
    "year": (("year", "years"), ("anno", "anni")),
}
_QUANTITY = re.compile(
    rf"(?<![\w.,])(?P<number>\d[\d.,]*)(?P<over> \w+)?(?P<gap>/| )(?P<unit>{'|'.join(_UNITS)})s?(?!\w)"
)


def italian_numbers(text: str) -> str:
    """Text with the marks of its numbers exchanged: "1,200.5" becomes "1.200,5"; dates and names stay."""
    return _NUMBER.sub(lambda match: match[0].translate(_MARKS), text)


def quantities(text: str, language: str = "en") -> str:
    """Text with its quantities as people say them: "1 flat", "300 lamps", "0,2 kW per alloggio" for "0.2 kW/flat"."""
    it = language == "it"

    def words(match: re.Match[str]) -> str:
        number, over = match["number"], match["over"] or ""
        each = match["gap"] == "/"
        if not each and over:  # a number of something else beside a word that is a unit, too
            return match[0]
        many = not each and number not in {"1", "1.0"}
        return f"{number}{over} {'per ' * each}{_UNITS[match['unit']][it][many]}"

    said = _QUANTITY.sub(words, text)
    return italian_numbers(said) if it else said


class Phrases:
    """Sentences in English with their Italian forms.

    Parameters
    ----------
    pairs : Italian template by English one. `{name}` is a gap for any text without a semicolon; what fills it in
        English fills it in Italian.
    words : Italian word or words for English ones that fill gaps, such as units.
    """

    def __init__(self, pairs: Mapping[str, str], words: Mapping[str, str] | None = None) -> None:
        self.pairs = dict(pairs)
        # What has most words of its own says most: "{n} stations with {bikes} bicycles" before "{n} with {what}".
        known = sorted(pairs.items(), key=lambda pair: -len(_GAP.sub("", pair[0])))
        self._known = [(_pattern(english), italian) for english, italian in known]
        self._words = dict(words or {})
        listed = "|".join(re.escape(each) for each in sorted(self._words, key=len, reverse=True))
        self._word = re.compile(rf"(?<!\w)({listed})(?!\w)") if listed else None

    def italian(self, sentence: str) -> str | None:
        """The sentence in Italian, None if no template fits the whole of it."""
        for pattern, italian in self._known:
            found = pattern.fullmatch(sentence)
            if found:
                return italian.format(**{name: self._filled(text) for name, text in found.groupdict().items()})
        return None

    def say(self, sentence: str, language: str) -> str:
        """The sentence in "en" or "it"; English where no template fits."""
        return (self.italian(sentence) or sentence) if language == "it" else sentence

    def _filled(self, text: str) -> str:
        told = text if self._word is None else self._word.sub(lambda match: self._words[match[1]], text)
        return quantities(told, "it")


def _pattern(template: str) -> re.Pattern[str]:
    """Pattern of a template; a gap takes as little as fits."""
    parts = _GAP.split(template)
    return re.compile("".join(f"(?P<{part}>[^;]+?)" if k % 2 else re.escape(part) for k, part in enumerate(parts)))
