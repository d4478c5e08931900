"""How are the ledger's figures told? Tags, topics, units, stages and numbers as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.ledger.placed import Placed
    from twin.ledger.registry import Figure, Row, Stage, Tag, Topic

TAGS: dict[Tag, dict[str, str]] = {
    "measured": {"en": "measured", "it": "misurato"},
    "monitored summary": {"en": "monitored summary", "it": "sintesi di monitoraggio"},
    "announced": {"en": "announced", "it": "annunciato"},
    "asset-rated": {"en": "asset-rated", "it": "calcolato per l'edificio"},
    "target": {"en": "target", "it": "obiettivo"},
    "hypothetical": {"en": "hypothetical", "it": "ipotetico"},
    "derived": {"en": "derived", "it": "derivato"},
}
# From what says most about what came of it to what says least; a place is drawn by the first that it has.
STRENGTH: tuple[Tag, ...] = (
    "measured", "monitored summary", "announced", "asset-rated", "derived", "target", "hypothetical",
)  # fmt: skip
STAGE_WORDS: dict[Stage, dict[str, str]] = {
    "planned": {"en": "planned", "it": "previsto"},
    "delivered": {"en": "delivered", "it": "realizzato"},
    "observed": {"en": "observed", "it": "osservato"},
}
TOPICS: dict[Topic, dict[str, str]] = {
    "retrofit": {"en": "Retrofit", "it": "Riqualificazione"},
    "codesign": {"en": "Co-design", "it": "Co-design"},
    "lighting": {"en": "Street lighting", "it": "Illuminazione pubblica"},
    "mobility": {"en": "Mobility", "it": "Mobilità"},
    "platform": {
        "en": "Energy management, people, platform",
        "it": "Gestione dell'energia, persone, piattaforma",
    },
    "money": {"en": "Money and goals", "it": "Fondi e obiettivi"},
    "elsewhere": {"en": "London and Lisbon", "it": "Londra e Lisbona"},
}
CITIES = {
    "Milan": {"en": "Milan", "it": "Milano"},
    "London": {"en": "London", "it": "Londra"},
    "Lisbon": {"en": "Lisbon", "it": "Lisbona"},
    "consortium": {"en": "all cities", "it": "tutte le città"},
}
UNITS_IT = {
    "buildings": "edifici", "families": "famiglie", "condominiums": "condomini", "workshops": "incontri",
    "people": "persone", "lampposts": "lampioni", "bicycles": "biciclette", "stations": "stazioni", "areas": "aree",
    "points": "punti", "sensors": "sensori", "cars": "auto", "vehicles": "veicoli", "systems": "sistemi",
    "apps": "app", "platforms": "piattaforme", "solutions": "soluzioni", "homes": "case", "bays": "stalli",
    "EUR/year": "EUR/anno", "t/year": "t/anno",
}  # fmt: skip
_SAID = {
    "en": {"of": "{inside} of {known}", "in": "yes", "out": "no"},
    "it": {"of": "{inside} di {known}", "in": "sì", "out": "no"},
}
NOTHING = "–"


def name(row: Row, language: str) -> str:
    """Name of a row; with its city, if that is not Milan."""
    label = row.label(language)
    return label if row.where == "here" else f"{label} ({CITIES[row.city][language]})"


def unit(row: Row, language: str) -> str:
    """Unit of a row as people say it."""
    return UNITS_IT.get(row.unit, row.unit) if language == "it" else row.unit


def numbers(figures: Sequence[Figure], language: str) -> str:
    """Figures of one stage; several with their years, for they followed each other."""
    texts = []
    for each in figures:
        text = number(each, language)
        texts.append(f"{text} ({each.year})" if len(figures) > 1 and each.year else text)
    return "; ".join(texts) or NOTHING


def number(figure: Figure, language: str) -> str:
    """One figure with its sign, and both ends of a range."""
    text = f"{figure.sign}{grouped(figure.value, language)}"
    return text if figure.value_to is None else f"{text}–{grouped(figure.value_to, language)}"


def inside(placed: Placed, language: str) -> str:
    """How much of a row stands in the district, or whether it does."""
    said = _SAID[language]
    if not placed.zones:
        return NOTHING
    if placed.inside is None or placed.known is None:
        return said["in" if any(placed.zones) else "out"]
    return said["of"].format(inside=grouped(placed.inside, language), known=grouped(placed.known, language))


def grouped(value: float, language: str) -> str:
    """A number with its thousands parted as the language has it."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"
    return text.translate(str.maketrans(",.", ".,")) if language == "it" else text
