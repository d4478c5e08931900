"""Where does it change, and when? Two linked maps of one topic, an hour of the day, and numbers where one points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import solara
from solara.alias import rv

from twin.report.numbers import decimals, number, percent
from twin.state.table import Flag
from twin.ui import controls as ui
from twin.ui import ledgerview
from twin.ui.controls import text
from twin.ui.mapwidget import DistrictMap
from twin.ui.shades import STILL, storeys
from twin.ui.topics import BY_KEY, Topic
from twin.ui.words import unit_words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from twin.ui.settings import Lang
    from twin.ui.shades import Field, Side
    from twin.ui.work import Outcome, Place

_GROUND = ("parks", "water", "water_lines", "streets", "buildings", "railways", "metro", "zones")
_NAMES = {"buildings": "building", "car_links": "street", "lampposts": "lamp"}
_FIRST_HOUR = 8
_FEW = 0.005  # a badge tells shares of half a percent and more


@solara.component
def Before(place: Place, lang: Lang) -> None:  # noqa: N802 — components are named like classes
    """The district before any run."""
    said = words(lang)
    shown, show = solara.use_state(False)  # noqa: FBT003 — a value, not a switch
    sign, choose = solara.use_state(-1)
    look = _look(place, "buildings", lang) | _signs(place, lang, choose, shown=shown, sign=sign)
    one = DistrictMap.element(
        shown=_layers(place, "buildings"), describe=lambda _l, row: _facts(place, row, lang), **look
    )

    def paint() -> None:
        widget = solara.get_widget(one)
        colours, stops, scale = storeys(place.storeys)
        widget.set_colors("buildings", colours)
        widget.set_legend(said["storeys"], "", stops, scale, badge=_badge(place, "buildings", lang))

    solara.use_effect(paint, [place, lang])
    with rv.Html(tag="section", class_="twin-card", attributes={"aria-label": said["maps"]}):
        text("h2", said["map_before"])
        text("p", said["map_before_hint"], "twin-hint")
        ledgerview.Switch(place, shown, show, lang).key("switch")
        rv.Html(tag="div", children=[one]).key("map")
        if shown:
            ledgerview.Ledger(place, sign, lang).key("ledger")


@solara.component
def Maps(place: Place, outcome: Outcome, lang: Lang) -> None:  # noqa: N802
    """Two scenarios side by side, or a scenario and the difference; both maps move together."""
    said, shades = words(lang), outcome.shades
    offered = shades.offered()
    chosen, choose = solara.use_state("")
    hour, set_hour = solara.use_state(_FIRST_HOUR)
    right, set_right = solara.use_state("b")
    picked, pick = solara.use_state(("", -1))
    shown, show = solara.use_state(False)  # noqa: FBT003 — a value, not a switch
    sign, choose_sign = solara.use_state(-1)
    if not offered:
        text("p", said["nothing"], "twin-card twin-hint")
        return
    topic = BY_KEY[chosen] if any(each.key == chosen for each in offered) else offered[0]
    sides: tuple[Side, Side] = ("a", "gap" if right == "gap" else "b")
    with rv.Html(tag="section", class_="twin-card", attributes={"aria-label": said["maps"]}):
        with rv.Html(tag="div", class_="twin-head"):
            text("h2", said["maps"])
            text("span", said["luck"], "twin-badge")
        with rv.Html(tag="div", class_="twin-row"):
            ui.choice(said["show_on_map"], _offered(offered, lang), topic.key, choose)
            ui.choice(said["right_map"], {"b": said["right_b"], "gap": said["right_gap"]}, right, set_right)
        if topic.hourly:
            with rv.Html(tag="div", class_="twin-row"):
                ui.hours(said["hour"], hour, said["play"], said["pause"], set_hour)
                text(
                    "span", said["hour_on"].format(hour=hour, date=_day(shades.date, lang)), "twin-hint", role="status"
                )
        ledgerview.Switch(place, shown, show, lang).key("switch")
        more = _signs(place, lang, choose_sign, shown=shown, sign=sign)
        Pair(place, outcome, topic, hour if topic.hourly else 0, sides, pick, more, lang).key("pair")
        if shown:
            ledgerview.Ledger(place, sign, lang).key("ledger")
        text("p", said["point_hint"], "twin-hint")
        field = shades.field(topic)
        if field is not None and picked[0] == topic.layer and 0 <= picked[1] < len(field.a):
            Chosen(place, field, picked[1], hour if topic.hourly else 0, lang)
        text("p", outcome.comparison.luck_only[lang], "twin-hint")


@solara.component
def Pair(  # noqa: N802
    place: Place,
    outcome: Outcome,
    topic: Topic,
    hour: int,
    sides: tuple[Side, Side],
    pick: Callable[[Any], None],
    more: dict[str, Any],
    lang: Lang,
) -> None:
    """The two maps. A change of topic or hour sends colours and widths, nothing else."""
    shades, titles = outcome.shades, outcome.titles(lang)
    said = words(lang)
    field = shades.field(topic)
    look = _look(place, topic.layer, lang) | more
    group = solara.use_memo(lambda: f"maps-{solara.get_kernel_id()}-{outcome.number}", [outcome.number])

    def describe(layer: str, row: int) -> str:
        return "" if field is None or layer != topic.layer else _tooltip(place, field, row, hour, lang)

    elements = []
    with rv.Html(tag="div", class_="twin-pair"):
        for at, side in enumerate(sides):
            name = {"a": said["left_title"].format(name=titles[0]), "b": said["right_title"].format(name=titles[1])}
            with rv.Html(tag="figure", attributes={"data-side": side}):
                text("figcaption", name.get(side, said["gap_title"]))
                elements.append(
                    DistrictMap.element(
                        shown=_layers(place, topic.layer), group=group, describe=describe, on_selected=pick, **look
                    ).key(f"map-{at}")
                )

    def paint() -> None:
        for element, side in zip(elements, sides, strict=True):
            _paint(solara.get_widget(element), place, outcome, topic, hour, side, lang)

    solara.use_effect(paint, [outcome, topic.key, hour, sides, lang])


def _paint(
    widget: DistrictMap, place: Place, outcome: Outcome, topic: Topic, hour: int, side: Side, lang: Lang
) -> None:
    """Colours, widths and legend of one map."""
    shades, said = outcome.shades, words(lang)
    field = shades.field(topic)
    if field is None:
        return
    for layer in ("buildings", "lampposts", "car_links"):
        if layer != topic.layer:
            widget.clear_colors(layer)
    colours = shades.colours(topic, side)
    widget.set_colors(topic.layer, colours[hour % len(colours)])
    if topic.layer != "buildings":
        widget.set_widths(topic.layer, shades.widths(topic, side, hour))
    stops, scale = field.stops(side)
    entries = []
    if side == "gap":
        entries.append((said["still"], "#{:02x}{:02x}{:02x}".format(*STILL[:3]), "area"))
        if field.seeds > 1:
            entries.append((said["unclear"], "#d8c9b8", "area"))
    title = said[f"topic_{topic.key}"]
    widget.set_legend(
        title, _unit(topic, outcome, lang), stops, scale, badge=_badge(place, topic.layer, lang), entries=entries
    )


@solara.component
def Chosen(place: Place, field: Field, row: int, hour: int, lang: Lang) -> None:  # noqa: N802
    """Numbers of what was clicked, with the interval of their difference."""
    said = words(lang)
    lines = _tooltip(place, field, row, hour, lang).split("\n")
    with rv.Html(tag="div", class_="twin-chosen", attributes={"role": "status"}):
        text("h3", f"{said['clicked']}: {lines[0]}")
        with rv.Html(tag="dl"):
            for line in lines[1:]:
                what, _, much = line.partition("\t")
                text("dt", what)
                text("dd", much)


def _look(place: Place, layer: str, lang: Lang) -> dict[str, Any]:
    """What a map is told once."""
    return {
        "layers": place.packed,
        "badge": _badge(place, layer, lang),
        "attribution": " · ".join(place.attributions[:2]),
        "words": words(lang)["map"],
        "lang": lang,
        "height": "clamp(20rem, 62vh, 38rem)",
    }


def _signs(place: Place, lang: Lang, choose: Callable[[int], None], *, shown: bool, sign: int) -> dict[str, Any]:
    """The ledger's signs on a map, none if it is not shown."""
    return {"signs": ledgerview.signs(place, lang) if shown else [], "sign": sign, "on_sign": choose}


def _layers(place: Place, layer: str) -> list[str]:
    return [name for name in (*_GROUND, layer) if name in place.packed.layers]


def _badge(place: Place, layer: str, lang: Lang) -> str:
    """Words that stand on every map: how much of what it shows nobody has surveyed."""
    said = words(lang)
    if place.synthetic:
        return str(said["badge_synthetic"])
    share = place.imputed.get(layer, 0.0)
    return str(said["badge_imputed"].format(share=percent(share, lang, sign=False))) if share >= _FEW else ""


def _offered(offered: tuple[Topic, ...], lang: Lang) -> Mapping[str, str]:
    said = words(lang)
    return {
        topic.key: f"{said['by_hour' if topic.hourly else 'for_year'].split(',')[0]} · {said[f'topic_{topic.key}']}"
        for topic in offered
    }


def _unit(topic: Topic, outcome: Outcome, lang: Lang) -> str:
    unit = unit_words(topic.unit, lang)
    manifest = outcome.comparison.results("b").manifest
    if topic.hourly or topic.per == "day" or manifest["whole_year"]:
        return unit
    return f"{unit} {words(lang)['part_year'].format(days=manifest['hours'] // 24)}"


def _day(date: str, lang: Lang) -> str:
    return ".".join(reversed(date.split("-"))) if lang == "it" else date


def _tooltip(place: Place, field: Field, row: int, hour: int, lang: Lang) -> str:
    """Name of an entity, its values, the difference with its interval, and what of it nobody has surveyed."""
    said, topic = words(lang), field.topic
    at = min(hour, field.hours - 1)
    a, b, gap, half = (float(x[row, at]) for x in (field.a, field.b, field.gap, field.half))
    lines = [_heading(place, topic.layer, row, lang)]
    if not np.isfinite(a):
        return "\n".join([*lines, said["no_value"], *_flags(place, topic.layer, row, lang)])
    places, unit = decimals([a, b], gap), unit_words(topic.unit, lang)
    fine = min(places + 1, 4)
    lines += [f"{side}\t{number(value, places, lang)} {unit}" for side, value in (("A", a), ("B", b))]
    lines.append(f"B − A\t{number(gap, fine, lang, sign=True)} {unit}")
    if field.seeds == 1:
        lines.append(said["one_seed"])
    else:
        ends = f"{number(gap - half, fine, lang, sign=True)} … {number(gap + half, fine, lang, sign=True)}"
        lines.append(f"{said['interval_map']}\t{ends}")
    return "\n".join([*lines, *_flags(place, topic.layer, row, lang)])


def _heading(place: Place, layer: str, row: int, lang: Lang) -> str:
    table = place.district[layer]
    named = str(table["name"][row]) if "name" in table else ""
    return named or f"{words(lang)[_NAMES[layer]]} {row + 1}"


def _facts(place: Place, row: int, lang: Lang) -> str:
    """What is known of a building before any run."""
    said, b = words(lang), place.district["buildings"]
    lines = [_heading(place, "buildings", row, lang), f"{said['storeys_short']}\t{number(b['storeys'][row], 0, lang)}"]
    lines.append(f"{said['floor_area']}\t{number(b['floor_area'][row], 0, lang)} m²")
    return "\n".join([*lines, *_flags(place, "buildings", row, lang)])


def _flags(place: Place, layer: str, row: int, lang: Lang) -> list[str]:
    """A line on what was imputed or made up, where something was."""
    said, table = words(lang), place.district[layer]
    for flag, key in ((Flag.SYNTHETIC, "flag_synthetic"), (Flag.IMPUTED, "flag_imputed")):
        names = [
            column.name
            for column in table.schema.columns
            if column.flagged and column.role == "static" and np.any(table[f"{column.name}_flag"][row] == flag)
        ]
        if names:
            return [f"{said['flagged']}\t{said[key]} ({len(names)})"]
    return []
