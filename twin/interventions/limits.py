"""What was asked for and could not be done? The sentences that tell it, found in notes, in English and Italian."""

from __future__ import annotations

import re
from typing import NamedTuple

from twin.core.phrases import quantities


class Mind(NamedTuple):
    """A sentence that a planner has to mind."""

    en: str
    it: str

    def text(self, language: str) -> str:
        """The sentence in "en" or "it"."""
        return self.it if language == "it" else self.en


# Sentences of this room that tell of less than what was asked for, each with its Italian form.
_WHAT = r"(?P<what>[^;]+?)"
_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), italian)
    for pattern, italian in (
        (
            r"(?P<asked>[^;]+?) asked for, clipped to the (?P<exists>[^;]+?) that exist before any measure",
            "richiesta: {asked}; ridotta a ciò che esiste prima di ogni misura: {exists}",
        ),
        (
            r"(?P<asked>[^;]+?) asked for, clipped to the (?P<exists>[^;]+?) that exist",
            "richiesta: {asked}; ridotta a ciò che esiste: {exists}",
        ),
        (
            r"(?P<asked>[^;]+?) asked for, clipped to the (?P<exists>[^;]+?) that nobody serves yet",
            "richiesta: {asked}; ridotta ai luoghi dove manca il servizio: {exists}",
        ),
        (
            r"(?P<asked>[^;]+?) asked for, clipped to what the zones' (?P<stops>\S+) stops a day keep busy",
            "richiesta: {asked}; ridotta a ciò che tengono occupato le {stops} consegne al giorno delle zone",
        ),
        (
            r"(?P<asked>[^;]+?) asked for, clipped to the (?P<km>\S+) km without",
            "richiesta: {asked}; ridotta ai {km} km che ne sono privi",
        ),
        (
            rf"{_WHAT}: outside the district's zones; left out(?: of its totals)?",
            "{what}: fuori dalle zone del quartiere; escluso dai totali",
        ),
        (
            rf"{_WHAT}: outside the district's zones, serves residents near it only",
            "{what}: fuori dalle zone del quartiere, serve solo i residenti vicini",
        ),
        (
            rf"{_WHAT}: none of the \w+ in question lies within (?P<m>[\d.]+) m; left out",
            "{what}: entro {m} m non c'è nulla di adatto; escluso",
        ),
        (
            rf"{_WHAT}: no street with places in question lies within (?P<m>[\d.]+) m; left out",
            "{what}: entro {m} m non c'è una strada con posti adatti; escluso",
        ),
        (
            r"(?P<n>\d+) buildings lie more than (?P<m>[\d.]+) m from the treated water; left out",
            "{n} edifici distano più di {m} m dall'acqua depurata; esclusi",
        ),
        (
            r"(?P<km>[\d.]+) km of streets are no faster already; left out",
            "{km} km di strade non sono già più veloci; esclusi",
        ),
        (
            r"(?P<n>\d+) buildings have their plant from another measure already; left out",
            "{n} edifici hanno già l'impianto da un'altra misura; esclusi",
        ),
        (
            r"more than the (?P<m>\S+) m3/s that the source gives in all: it is shared out in proportion",
            "più dei {m} m3/s che la sorgente dà in tutto: si ripartisce in proporzione",
        ),
        (
            r"asked (?P<asked>[^;]+?) left: clipped to (?P<done>[^;]+)",
            "il bilancio non basta (richiesti {asked} rimasti): ridotta a {done}",
        ),
        (
            r"asked (?P<asked>[^;]+?) left: left out, (?P<why>[^;]+)",
            "il bilancio non basta (richiesti {asked} rimasti): esclusa, {why}",
        ),
        (
            r"asked (?P<asked>[^;]+?) left: (?P<no>\d+) of the (?P<all>\d+) works of (?P<year>\d+) left out",
            "il bilancio non basta (richiesti {asked} rimasti): esclusi {no} dei {all} lavori del {year}",
        ),
        (
            r"asked (?P<asked>[^;]+?) left: ended in (?P<year>\d+)",
            "il bilancio non basta (richiesti {asked} rimasti): terminata nel {year}",
        ),
    )
)
# Words of amounts within these sentences.
ITALIAN = {
    "stations": "stazioni",
    "places": "posti",
    "sensors": "sensori",
    "members": "soci",
    "residents near them": "residenti vicini",
    "sources": "fonti",
    "sites": "luoghi",
    "in their order": "nell'ordine",
    "of households": "delle famiglie",
    "of businesses": "delle imprese",
    "of city": "del Comune",
    "of state": "dello Stato",
    "of suppliers": "dei fornitori",
    "of contractors": "degli appaltatori",
    "of eu": "dell'Unione europea",
    "of owners": "di chi affitta",
    "of tenants": "degli inquilini",
    "of operators": "dei gestori dei servizi",
    "of esco": "delle società di servizi energetici",
    "of banks": "delle banche",
    "of visitors": "di chi viene da fuori",
    "not even a part of it can be paid for": "nemmeno in parte",
    "it cannot be done in part": "non si può fare in parte",
}
_AMOUNT = re.compile(rf"\b({'|'.join(ITALIAN)})\b")
# A sentence of a measure of another package is minded if it holds one of these.
_MARKS = ("clipped to", "left out", "outside the district")


def clipped(asked: str, exists: str) -> str:
    """Sentence about more asked for than exists."""
    return f"{asked} asked for, clipped to the {exists} that exist"


def slow_already(km: float) -> str:
    """Sentence about streets on which a limit of speed changes nothing."""
    return f"{km:.1f} km of streets are no faster already; left out"


def unserved(asked: int, found: int, what: str) -> tuple[str, ...]:
    """Sentence about fewer places found than asked for, none if all were found."""
    if found >= asked:
        return ()
    return (f"{asked} {what} asked for, clipped to the {found} that nobody serves yet",)


def _amounts(text: str) -> str:
    """Amounts in Italian."""
    return quantities(_AMOUNT.sub(lambda match: ITALIAN[match[1]], text), "it")


def minds(note: str) -> tuple[Mind, ...]:
    """Sentences of a note that tell of less than what was asked for, in their order."""
    found: list[tuple[int, Mind]] = []
    rest = note
    for pattern, italian in _SENTENCES:
        for match in pattern.finditer(rest):
            words = {name: text.strip() for name, text in match.groupdict().items()}
            amounts = {name: _amounts(text) for name, text in words.items() if name != "what"}
            found.append((match.start(), Mind(match.group().strip(), italian.format(**words | amounts))))
        # What was read is blanked out, so that places in the note stay where they are.
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    at = 0
    for piece in rest.split(";"):
        sentence = piece.strip()
        if any(mark in sentence for mark in _MARKS):
            found.append((at, Mind(sentence, sentence)))
        at += len(piece) + 1
    return tuple(mind for _, mind in sorted(found))
