"""What was planned, delivered and observed? `twin ledger`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import Gis, Json, Lang, Language, Quiet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.ledger import Figure, Placed, Row


class Topic(StrEnum):
    """Topics of the ledger."""

    RETROFIT = "retrofit"
    CODESIGN = "codesign"
    LIGHTING = "lighting"
    MOBILITY = "mobility"
    PLATFORM = "platform"
    MONEY = "money"
    ELSEWHERE = "elsewhere"


OneTopic = Annotated[Topic | None, typer.Option("--topic", help="Only this topic.", case_sensitive=False)]
GeoJson = Annotated[
    Path | None, typer.Option("--geojson", help="Write every place as a point, with its rows.", metavar="FILE")
]
Notes = Annotated[bool, typer.Option("--notes", help="Tell inconsistencies of the sources and what is not known.")]

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "header": "quantity|unit|planned|delivered|observed|tag|in the district|measure|source",
        "retrofit": "Retrofit", "codesign": "Co-design", "lighting": "Street lighting", "mobility": "Mobility",
        "platform": "Energy management, people, platform", "money": "Money and goals", "elsewhere": "London and Lisbon",
        "of": "{inside} of {known}", "in": "yes", "out": "no", "consortium": "all cities",
        "outside": "Outside the zones of {district}, shown and left out of its totals: {names}.",
        "written": "{n} places written to {path}.",
        "synthetic": "The district is synthetic; its zones are authored after the real ones.",
        "notes": "Notes",
    },
    "it": {
        "header": "quantità|unità|previsto|realizzato|osservato|tipo|nel quartiere|misura|fonte",
        "retrofit": "Riqualificazione", "codesign": "Co-design", "lighting": "Illuminazione pubblica",
        "mobility": "Mobilità", "platform": "Gestione dell'energia, persone, piattaforma",
        "money": "Fondi e obiettivi", "elsewhere": "Londra e Lisbona",
        "of": "{inside} di {known}", "in": "sì", "out": "no",
        "consortium": "tutte le città",
        "outside": "Fuori dalle zone di {district}, mostrati ed esclusi dai suoi totali: {names}.",
        "written": "{n} luoghi scritti in {path}.",
        "synthetic": "Il quartiere è sintetico; le sue zone imitano quelle vere.", "notes": "Note",
    },
}  # fmt: skip
_TAGS_IT = {
    "measured": "misurato", "monitored summary": "sintesi di monitoraggio", "announced": "annunciato",
    "asset-rated": "calcolato per l'edificio", "target": "obiettivo", "hypothetical": "ipotetico",
    "derived": "derivato",
}  # fmt: skip


_UNITS_IT = {
    "buildings": "edifici", "families": "famiglie", "condominiums": "condomini", "workshops": "incontri",
    "people": "persone", "lampposts": "lampioni", "bicycles": "biciclette", "stations": "stazioni", "areas": "aree",
    "points": "punti", "sensors": "sensori", "cars": "auto", "vehicles": "veicoli", "systems": "sistemi",
    "apps": "app", "platforms": "piattaforme", "solutions": "soluzioni", "homes": "case", "bays": "stalli",
    "EUR/year": "EUR/anno", "t/year": "t/anno",
}  # fmt: skip


@guarded
def ledger(
    topic: OneTopic = None,
    gis: Gis = None,
    geojson: GeoJson = None,
    notes: Notes = False,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """List what Sharing Cities planned, delivered and observed, each figure with its tag and source.

    Places are held against the outlines of the district's zones: what stands elsewhere is shown, and left out of the
    district's totals.

    Example: `twin ledger --topic mobility --geojson places.geojson`
    """
    from twin import geo  # noqa: PLC0415 — seconds of imports
    from twin import ledger as room  # noqa: PLC0415

    console, said = Console(lang, quiet=quiet, as_json=as_json), _WORDS[lang.value]
    district = geo.load_district(gis)
    everything = room.place(room.load_ledger(), district)
    placed = tuple(each for each in everything if topic is None or each.row.topic == topic.value)
    document: dict[str, Any] = {
        "command": "ledger",
        "district": district.name,
        "synthetic": district.synthetic,
        "rows": [
            each.row.model_dump() | {"zones": list(each.zones), "in_district": each.inside} for each in placed
        ],
    }  # fmt: skip
    if geojson is not None:
        points = room.geojson(placed)
        geojson.write_text(json.dumps(points, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        document["written"] = {"file": str(geojson), "places": len(points["features"])}
        console.say(said["written"].format(n=len(points["features"]), path=geojson))
    if console.result(document):
        return
    for name in dict.fromkeys(each.row.topic for each in placed):
        rows = [_cells(each, said, lang) for each in placed if each.row.topic == name]
        console.table(f"\n{said[name]}", said["header"].split("|"), rows, right=(2, 3, 4, 6))
    if notes:
        told = [(each.row.label(lang.value), _note(each.row, lang)) for each in placed if each.row.note]
        console.table(f"\n{said['notes']}", ("", ""), told)
    outside = dict.fromkeys(
        at.name for each in placed for at, zone in zip(each.row.places, each.zones, strict=True) if not zone
    )
    if outside:
        console.say(said["outside"].format(district=district.name, names=", ".join(outside)))
    if district.synthetic:
        console.say(said["synthetic"])


def _note(row: Row, lang: Lang) -> str:
    return row.note_it if lang == Lang.IT else row.note


def _cells(placed: Placed, said: dict[str, str], lang: Lang) -> tuple[str, ...]:
    """One line of the table."""
    from twin.ledger.registry import STAGES  # noqa: PLC0415

    row = placed.row
    name = row.label(lang.value)
    if row.where == "elsewhere":
        name = f"{name} ({said.get(row.city, row.city)})"
    tags = dict.fromkeys(_TAGS_IT[each.tag] if lang == Lang.IT else each.tag for each in row.figures)
    reason = row.reason_it if lang == Lang.IT else row.reason
    sources = dict.fromkeys(each.source for each in row.figures)
    numbers = (_number(row.told(stage), lang) for stage in STAGES)
    unit = _UNITS_IT.get(row.unit, row.unit) if lang == Lang.IT else row.unit
    last = (row.measure or f"– ({reason})", "; ".join(sources))
    return (name, unit, *numbers, ", ".join(tags), _inside(placed, said, lang), *last)


def _inside(placed: Placed, said: dict[str, str], lang: Lang) -> str:
    """How much of it stands in the district, or whether it does."""
    if not placed.zones:
        return "–"
    if placed.inside is None or placed.known is None:
        return said["in" if any(placed.zones) else "out"]
    return said["of"].format(inside=_grouped(placed.inside, lang), known=_grouped(placed.known, lang))


def _number(figures: Sequence[Figure], lang: Lang) -> str:
    """Figures of one stage; several with their years, for they followed each other."""
    texts = []
    for each in figures:
        text = f"{each.sign}{_grouped(each.value, lang)}"
        if each.value_to is not None:
            text += f"–{_grouped(each.value_to, lang)}"
        texts.append(f"{text} ({each.year})" if len(figures) > 1 and each.year else text)
    return "; ".join(texts) or "–"


def _grouped(value: float, lang: Lang) -> str:
    """A number with its thousands parted as the language has it."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"
    return text.translate(str.maketrans(",.", ".,")) if lang == Lang.IT else text
