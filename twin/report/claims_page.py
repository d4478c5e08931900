"""How does the check of the project's headlines become one page?"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from twin.observe.privacy import below, marked
from twin.report.numbers import decimals, number
from twin.study.claims import LUCK_AND_PARAMETERS

if TYPE_CHECKING:
    from twin.study.claims import Check, Checked

FILE = "claims.html"
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "The headlines of Sharing Cities, held against the twin",
        "lead": "{n} headlines on {place}, {seeds} seeds. Nothing in the twin was fitted to any of them.",
        "header": "headline|published|unit|kind of figure|the twin, median|interval|verdict",
        "consistent": "consistent", "only if": "only if something else were true",
        "not reproduced": "not reproduced", "cannot be tested": "cannot be tested here",
        "why": "What would have to be true, and what cannot be tested",
        "tally": "{consistent} consistent, {only_if} only if something else were true, {not_reproduced} not "
        "reproduced, "
        "{cannot_be_tested} not to be tested here.",
        "one_seed": "One seed gives no interval; give --seeds 3 or more.",
        "synthetic": "The district is synthetic: agreement with figures of the real one says little.",
        "luck": "Intervals cover luck only: other people drawn.",
        "parameters": "Intervals of the energy headlines cover luck and uncertain parameters, each moved alone.",
        "compared": "What is compared", "source": "Source", "agreeing": "counts as agreeing", "elsewhere": "elsewhere",
        "read": "A headline is consistent if the twin's median lies within what was declared to agree before anything "
        "was computed, or if its interval holds the headline. Otherwise a condition is solved for.",
    },
    "it": {
        "title": "I titoli di Sharing Cities, confrontati con il gemello",
        "lead": "{n} titoli su {place}, {seeds} semi. Nulla nel gemello è stato adattato a uno di essi.",
        "header": "titolo|pubblicato|unità|tipo di cifra|il gemello, mediana|intervallo|esito",
        "consistent": "coerente", "only if": "solo se valesse altro",
        "not reproduced": "non riprodotto", "cannot be tested": "non verificabile qui",
        "why": "Che cosa dovrebbe essere vero, e che cosa non si può verificare",
        "tally": "{consistent} coerenti, {only_if} solo se valesse altro, {not_reproduced} non riprodotti, "
        "{cannot_be_tested} non verificabili qui.",
        "one_seed": "Un solo seme non dà intervallo; usare --seeds 3 o più.",
        "synthetic": "Il quartiere è sintetico: l'accordo con cifre di quello vero dice poco.",
        "luck": "Gli intervalli coprono solo il caso: altre persone estratte.",
        "parameters": "Gli intervalli dei titoli sull'energia coprono il caso e i parametri incerti, ognuno da solo.",
        "compared": "Che cosa si confronta", "source": "Fonte", "agreeing": "vale come concorde",
        "elsewhere": "altrove",
        "read": "Un titolo è coerente se la mediana del gemello sta in ciò che è stato dichiarato concorde prima di "
        "calcolare, o se il suo intervallo contiene il titolo. Altrimenti si risolve per una condizione.",
    },
}  # fmt: skip
_TAGS_IT = {
    "measured": "misurato", "monitored summary": "sintesi di monitoraggio", "announced": "annunciato",
    "asset-rated": "calcolato per l'edificio", "target": "obiettivo", "hypothetical": "ipotetico",
    "derived": "derivato",
}  # fmt: skip
_NONE = "–"


def cells(checked: Checked, language: str) -> tuple[str, ...]:
    """One line of the table: headline, figure, unit, tag, median, interval, verdict."""
    claim, said = checked.claim, WORDS[language]
    figure, row = claim.figure, claim.ledger_row
    tag = _TAGS_IT[figure.tag] if language == "it" else figure.tag
    if row.where == "elsewhere":
        tag = f"{tag}, {said['elsewhere']}"
    own = (claim.counterpart_unit_it if language == "it" else "") or claim.counterpart_unit
    unit = "1" if claim.per else row.unit
    spread = _NONE
    if checked.low is not None and checked.high is not None:
        spread = f"{_text(checked.low, language)} … {_text(checked.high, language)}"
    middle = _text(checked.middle, language)
    return (
        marked(claim.label(language), claim.people),
        f"{figure.sign}{_text(claim.published, language)}",
        unit,
        tag,
        f"{middle} {own}" if own and checked.middle is not None else middle,
        spread,
        said[checked.verdict],
    )


def sentences(checked: Checked, language: str) -> list[str]:
    """What would have to be true, and why it cannot be tested, as sentences."""
    found = [checked.why_it if language == "it" else checked.why]
    if checked.condition is not None:
        found.append(checked.condition.it if language == "it" else checked.condition.en)
    return [f"{each[0].upper()}{each[1:]}." for each in found if each]


def people_below(check: Check, language: str) -> str:
    """Line below the table that explains the mark of what people decide; "" where none is marked."""
    return below((each.claim.people for each in check.checked), language)


def write_claims(check: Check, out: Path | str, language: str = "en") -> Path:
    """Write the page of a check into a folder, as one self-contained HTML file; returns the file."""
    said = WORDS[language]
    environment = Environment(
        loader=PackageLoader("twin.report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = [
        {
            "cells": cells(each, language),
            "sentences": sentences(each, language),
            "basis": _basis(each, language),
            "agreeing": each.claim.bounds,
            "source": each.claim.figure.source,
            "verdict": {"consistent": "better", "not reproduced": "worse"}.get(each.verdict, "none"),
            "beside": [(name, _text(value, language)) for name, value in each.beside.items()],
        }
        for each in check.checked
    ]
    wide = any(each.covers == LUCK_AND_PARAMETERS for each in check.checked)
    text = environment.get_template("claims.html.j2").render(
        said=said,
        language=language,
        check=check,
        rows=rows,
        header=said["header"].split("|"),
        people=people_below(check, language),
        lead=said["lead"].format(n=len(rows), place=check.district, seeds=len(check.seeds)),
        tally=said["tally"].format(**{verdict.replace(" ", "_"): n for verdict, n in check.tally.items()}),
        covers=said["one_seed"] if len(check.seeds) == 1 and not wide else said["parameters" if wide else "luck"],
    )
    path = Path(out) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _basis(checked: Checked, language: str) -> str:
    """What is compared; the protocol's words are English."""
    target = checked.claim.protocol
    if target is not None:
        return target.basis
    return checked.claim.basis_it if language == "it" else checked.claim.basis


def _text(value: float | None, language: str) -> str:
    if value is None or not math.isfinite(value):
        return _NONE
    return number(value, decimals([value]), language)
