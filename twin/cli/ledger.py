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
    from twin.ledger import Placed, Row


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
        "outside": "Outside the zones of {district}, shown and left out of its totals: {names}.",
        "written": "{n} places written to {path}.",
        "synthetic": "The district is synthetic; its zones are authored after the real ones.",
        "notes": "Notes",
    },
    "it": {
        "header": "quantità|unità|previsto|realizzato|osservato|tipo|nel quartiere|misura|fonte",
        "outside": "Fuori dalle zone di {district}, mostrati ed esclusi dai suoi totali: {names}.",
        "written": "{n} luoghi scritti in {path}.",
        "synthetic": "Il quartiere è sintetico; le sue zone imitano quelle vere.", "notes": "Note",
    },
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
    from twin.ledger.words import TOPICS  # noqa: PLC0415

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
        rows = [_cells(each, lang.value) for each in placed if each.row.topic == name]
        console.table(f"\n{TOPICS[name][lang.value]}", said["header"].split("|"), rows, right=(2, 3, 4, 6))
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


def _cells(placed: Placed, language: str) -> tuple[str, ...]:
    """One line of the table."""
    from twin.ledger import words  # noqa: PLC0415
    from twin.ledger.registry import STAGES  # noqa: PLC0415

    row = placed.row
    tags = dict.fromkeys(words.TAGS[each.tag][language] for each in row.figures)
    reason = row.reason_it if language == "it" else row.reason
    sources = dict.fromkeys(each.source for each in row.figures)
    numbers = (words.numbers(row.told(stage), language) for stage in STAGES)
    last = (row.measure or f"– ({reason})", "; ".join(sources))
    first = (words.name(row, language), words.unit(row, language))
    return (*first, *numbers, ", ".join(tags), words.inside(placed, language), *last)
