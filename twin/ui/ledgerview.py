"""What did Sharing Cities plan and do here? The ledger's places as signs on the maps, and its figures beside them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import solara
from solara.alias import rv

from twin.ledger import words as told
from twin.ledger.registry import STAGES
from twin.report.words import WORDS
from twin.ui import controls as ui
from twin.ui.controls import text
from twin.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from twin.ledger import Placed, Spot
    from twin.ledger.registry import Figure, Row, Tag
    from twin.ui.settings import Lang
    from twin.ui.work import Place

# SVG path in 22 x 22 and colour of a tag, of the palette of Okabe and Ito (from memory); no two have the same shape.
SIGNS: dict[Tag, tuple[str, str]] = {
    "measured": ("M11 4a7 7 0 1 1 0 14a7 7 0 1 1 0-14z", "#009e73"),  # disc
    "monitored summary": ("M11 2.5l8 8.5l-8 8.5l-8-8.5z", "#56b4e9"),  # diamond
    "announced": ("M5 5h12v12h-12z", "#e69f00"),  # square
    "asset-rated": ("M11 3l8.5 15h-17z", "#cc79a7"),  # triangle
    "derived": ("M3 7.5h16v7h-16z", "#5b6770"),  # bar
    "target": ("M11 19l8.5-15h-17z", "#f0e442"),  # triangle upside down
    "hypothetical": ("M4 7l3-3l4 4l4-4l3 3l-4 4l4 4l-3 3l-4-4l-4 4l-3-3l4-4z", "#d55e00"),  # cross
}
_APART = 13  # px between signs of one place


def marked(spots: tuple[Spot, ...]) -> tuple[tuple[int, Tag], ...]:
    """Signs of the places: the place, and the tag of those of its figures that the sign stands for."""
    return tuple((k, tag) for k, spot in enumerate(spots) for tag in spot.tags)


def signs(place: Place, lang: Lang) -> list[dict[str, Any]]:
    """For each tag of each place where its sign stands, from the map's origin [m], what it looks like, its tooltip."""
    made = []
    for k, tag in marked(place.spots):
        spot, (x, y) = place.spots[k], place.spots_at[k].tolist()
        path, colour = SIGNS[tag]
        beside = _APART * (spot.tags.index(tag) - (len(spot.tags) - 1) / 2)
        look = {"path": path, "colour": colour, "hollow": not spot.zone, "beside": beside}
        made.append({"x": x, "y": y, "name": spot.name, "text": "\n".join(_tip(spot, tag, lang)), **look})
    return made


def _tip(spot: Spot, tag: Tag, lang: Lang) -> list[str]:
    """Heading, a line for each figure of the tag, and whether it lies in the district."""
    lines = [f"{spot.name}: {told.TAGS[tag][lang]}"]
    for row, _ in spot.rows:
        for stage in STAGES:
            texts = [told.number(each, lang) for each in row.told(stage) if each.tag == tag]
            if texts:
                much = f"{told.STAGE_WORDS[stage][lang]} {'; '.join(texts)} {told.unit(row, lang)}"
                lines.append(f"{row.label(lang)}\t{much}")
    return [*lines, _where(spot, lang)]


def _where(spot: Spot, lang: Lang) -> str:
    said = words(lang)
    where = said["ledger_inside"].format(zone=spot.zone) if spot.zone else said["ledger_outside"]
    return f"{where} {said['ledger_estimated']}" if spot.estimated else str(where)


@solara.component
def Switch(place: Place, shown: bool, show: Callable[[bool], None], lang: Lang) -> None:  # noqa: FBT001, N802
    """Whether the maps show the ledger; nothing where no place of it lies in the district."""
    if place.spots:
        ui.toggle(words(lang)["ledger"], show, value=shown)


@solara.component
def Ledger(place: Place, picked: int, lang: Lang) -> None:  # noqa: N802 — components are named like classes
    """Legend, figures of the chosen place, and all figures of Milan folded away."""
    said = words(lang)
    with rv.Html(tag="section", class_="twin-ledger", attributes={"aria-label": said["ledger"]}):
        solara.HTML("div", unsafe_innerHTML=legend(place.spots, lang))
        if picked >= 0:
            spot = place.spots[marked(place.spots)[picked][0]]
            solara.HTML("div", unsafe_innerHTML=of_spot(spot, lang), attributes={"role": "status"})
        else:
            text("p", said["ledger_hint"], "twin-hint")
        with rv.Html(tag="details"):
            text("summary", said["ledger_all"])
            solara.HTML("div", unsafe_innerHTML=whole(place.ledger, lang), classes=["twin-wide"])


def legend(spots: tuple[Spot, ...], lang: Lang) -> str:
    """HTML of what the signs mean: those tags that are there, and what is drawn hollow."""
    said = words(lang)
    used = {tag for spot in spots for tag in spot.tags}
    entries = [(SIGNS[tag], False, told.TAGS[tag][lang]) for tag in SIGNS if tag in used]
    if any(not spot.zone for spot in spots):
        entries.append(((SIGNS["measured"][0], "#1b2733"), True, said["ledger_outside_short"]))
    listed = "".join(f"<li>{_svg(*sign, hollow=hollow)}{escape(label)}</li>" for sign, hollow, label in entries)
    return f'<p class="twin-hint">{escape(said["ledger_lead"])}</p><ul class="twin-signs">{listed}</ul>'


def _svg(path: str, colour: str, *, hollow: bool) -> str:
    kind = ' class="twin-hollow"' if hollow else ""
    return f'<svg viewBox="0 0 22 22" aria-hidden="true"{kind} style="--c:{colour}"><path d="{path}"/></svg>'


def of_spot(spot: Spot, lang: Lang) -> str:
    """HTML of what the ledger tells of one place."""
    said = words(lang)
    head = f"<h3>{escape(spot.name)}</h3><p>{escape(_where(spot, lang))}</p>"
    counts = {row.id: at.count for row, at in spot.rows if at.count is not None and len(row.places) > 1}
    here = {name: f"{said['ledger_here']}: {told.grouped(count, lang)}" for name, count in counts.items()}
    return f'<div class="twin-chosen twin-wide">{head}{_table([row for row, _ in spot.rows], lang, here)}</div>'


def whole(placed: tuple[Placed, ...], lang: Lang) -> str:
    """HTML of all figures of Milan, with or without a place."""
    rows = [each for each in placed if each.row.where == "here"]
    here = {each.row.id: f"{words(lang)['ledger_share']}: {told.inside(each, lang)}" for each in rows if each.zones}
    return _table([each.row for each in rows], lang, here)


def _table(rows: list[Row], lang: Lang, here: Mapping[str, str]) -> str:
    said = words(lang)
    heads = [said["ledger_quantity"], *(told.STAGE_WORDS[stage][lang] for stage in STAGES), said["source"]]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(_line(row, here.get(row.id, ""), lang) for row in rows)
    table = f'<table class="twin-table twin-facts"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    english = WORDS[lang]["english_only"]
    return f'{table}<p class="twin-hint">{escape(english)}</p>' if english else table


def _line(row: Row, here: str, lang: Lang) -> str:
    note = row.note_it if lang == "it" else row.note
    small = "".join(f"<small>{escape(each)}</small>" for each in (here, note) if each)
    cells = "".join(f"<td>{_figures(row.told(stage), lang)}</td>" for stage in STAGES)
    sources = "".join(f"<small>{escape(each)}</small>" for each in dict.fromkeys(x.source for x in row.figures))
    name = f"{escape(row.label(lang))} [{escape(told.unit(row, lang))}]{small}"
    return f'<tr><th scope="row">{name}</th>{cells}<td>{sources}</td></tr>'


def _figures(figures: tuple[Figure, ...], lang: Lang) -> str:
    """Figures of a stage, each with its tag and, where it is known, its year."""
    lines = []
    for each in figures:
        tag = told.TAGS[each.tag][lang] + (f", {each.year}" if each.year else "")
        sign = _svg(*SIGNS[each.tag], hollow=False)
        lines.append(f"<b>{escape(told.number(each, lang))}</b><small>{sign}{escape(tag)}</small>")
    return "".join(lines) or told.NOTHING
