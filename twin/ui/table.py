"""How are indicators told? As cards in short, as one HTML table by topic, and as CSV to take away."""

from __future__ import annotations

import csv
import io
from html import escape
from typing import TYPE_CHECKING, Any

from twin.observe.privacy import badge
from twin.report import account, tables
from twin.report.numbers import NOTHING
from twin.report.words import WORDS

if TYPE_CHECKING:
    from twin.observe import Results
    from twin.study import Comparison
    from twin.ui.settings import Lang

_NUMBERS = ("a", "b", "difference", "interval")


def titles(comparison: Comparison, lang: Lang) -> tuple[str, str]:
    """Names of the two scenarios."""
    if lang == "it":
        return comparison.title_a_it, comparison.title_b_it
    return comparison.title_a, comparison.title_b


def table(comparison: Comparison, lang: Lang) -> str:
    """HTML of the table of indicators; every text escaped."""
    said = WORDS[lang]
    a, b = titles(comparison, lang)
    names = (said["indicator"], said["unit"], f"A: {a}", f"B: {b}", said["difference"], said["interval"], said["says"])
    rows = [(row.topic, tables.comparison_row(row, lang)) for row in comparison.rows]
    changed, same = ([pair for pair in rows if pair[1]["changed"] is wanted] for wanted in (True, False))
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    body = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="{len(names)}">{escape(group["title"])}</th></tr>'
        + "".join(_line(row) for row in group["rows"])
        + "</tbody>"
        for group in tables.by_topic(changed, lang)
    )
    shown = f'<table class="twin-table"><thead><tr>{head}</tr></thead>{body}</table>' if changed else ""
    if not changed:
        shown = f"<p>{escape(said['nothing_changes'])}</p>"
    note = f"<p>{escape(said['one_seed_note'])}</p>" if len(comparison.seeds) == 1 else ""
    english = f'<p class="twin-hint">{escape(said["english_only"])}</p>' if said["english_only"] else ""
    return note + shown + _unchanged(same, lang) + english


def _unchanged(rows: list[tuple[str, dict[str, Any]]], lang: Lang) -> str:
    """Indicators that are the same in both scenarios, folded away."""
    if not rows:
        return ""
    said = WORDS[lang]
    title = said["unchanged_one"] if len(rows) == 1 else said["unchanged"].format(n=len(rows))
    head = "".join(f'<th scope="col">{escape(said[key])}</th>' for key in ("indicator", "unit", "value"))
    body = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="3">{escape(group["title"])}</th></tr>'
        + "".join(
            f'<tr><th scope="row">{escape(row["label"])}{_people(row)}</th>'
            f"<td>{escape(row['unit'])}</td><td>{escape(row['b'])}</td></tr>"
            for row in group["rows"]
        )
        + "</tbody>"
        for group in tables.by_topic(rows, lang)
    )
    table = f'<table class="twin-table twin-same"><thead><tr>{head}</tr></thead>{body}</table>'
    return f"<details><summary>{escape(title)}</summary>{table}</details>"


def cards(comparison: Comparison, lang: Lang) -> str:
    """HTML of the indicators that open the report, one card each; every text escaped."""
    rows = {row.name: tables.comparison_row(row, lang) for row in comparison.rows}
    return f'<ul class="twin-cards">{"".join(_card(row, lang) for row in tables.headlines(rows))}</ul>'


def _card(row: dict[str, Any], lang: Lang) -> str:
    said, unit, gap = WORDS[lang], row["unit"], ""
    if not row["changed"]:
        big, small = said["unchanged_card"], f"{row['b']} {unit}"
    elif row["derived"]:
        big, small = f"{row['b']} {unit}", ""
    else:
        big = told = f"{row['difference']} {row['gap_unit']}".rstrip()
        if row["relative"] != NOTHING:
            big, gap = row["relative"], f"{said['difference']} {told}"
        small = f"{row['a']} → {row['b']} {unit}"
    # The interval is that of the difference in its unit, never that of a percentage above it.
    ends = f"{row['interval']} {row['gap_unit'] or unit}".rstrip() if row["ranged"] else row["interval"]
    interval = f"{said['interval']}: {ends} ({said['luck']})" if row["has_interval"] else ends
    if row["interval"] == said["one_seed"]:
        interval = said["one_seed_card"]
    if not row["changed"]:
        interval = ""
    lines = (
        ("twin-what", row["label"]),
        ("twin-people", row["people"]),
        ("twin-big", big),
        ("twin-small", small),
        ("twin-small", gap),
        ("twin-small", interval),
    )
    told = "".join(f'<span class="{kind}">{escape(text)}</span>' for kind, text in lines if text)
    return f'<li class="twin-{row["verdict"].split()[0]}">{told}<span class="twin-says">{_says(row)}</span></li>'


def _says(row: dict[str, Any]) -> str:
    if row["verdict"].startswith("one seed") or not row["changed"]:
        return NOTHING
    mark = {"better": "▲ ", "worse": "▼ "}.get(row["verdict"], "")
    return escape(mark + row["verdict_words"])


def _people(row: dict[str, Any]) -> str:
    """Words beside indicators of people: they are nobody's neighbours."""
    return f'<span class="twin-people">{escape(row["people"])}</span>' if row["people"] else ""


def _line(row: dict[str, Any]) -> str:
    numbers = "".join(f"<td>{escape(row[key])}</td>" for key in _NUMBERS)
    return (
        f'<tr class="twin-{row["verdict"].split()[0]}"><th scope="row" title="{escape(row["formula"])}">'
        f"{escape(row['label'])}{_people(row)}</th><td>{escape(row['unit'])}</td>{numbers}<td>{_says(row)}</td></tr>"
    )


def minds(comparison: Comparison, lang: Lang) -> str:
    """HTML of what was asked for and not done so, and of what became of the money; "" where there is neither.

    As in the report, counts and sums are those of the first seed. What holds for both scenarios is told once.
    """
    runs = [comparison.results(side) for side in "ab"]
    a, b = ({line["text"]: line for line in _lines(run, lang)} for run in runs)
    names = [f"{side}: {title}" for side, title in zip("AB", titles(comparison, lang), strict=True)]
    groups = (
        ("A, B", [line for text, line in a.items() if text in b]),
        (names[0], [line for text, line in a.items() if text not in b]),
        (names[1], [line for text, line in b.items() if text not in a]),
    )
    return "".join(
        f"<h3>{escape(name)}</h3><ul>"
        + "".join(f"<li>{escape(line['text'])}{_people(line)}</li>" for line in lines)
        + "</ul>"
        for name, lines in groups
        if lines
    )


def _lines(run: Results, lang: Lang) -> list[dict[str, str]]:
    return [{"text": mind, "people": ""} for mind in account.minds(run, lang)] + account.money(run, lang)


def as_csv(comparison: Comparison) -> str:
    """Indicators as CSV: full precision, declared units, both languages' labels."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        ("name", "label", "label_it", "unit", "a", "b", "difference", "low", "high", "interval", "verdict", "badge")
    )
    for row in comparison.rows:
        got = row.result
        numbers = (got.a, got.b, got.difference, got.low, got.high)
        writer.writerow(
            (row.name, row.label, row.label_it, row.unit, *numbers, got.interval, got.verdict, badge(row.source, "en"))
        )
    return out.getvalue()
