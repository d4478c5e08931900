"""How do many years become one page? Curves of the main indicators by year, the table, and what to mind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from matplotlib.ticker import FuncFormatter, MaxNLocator

import twin
from twin.observe.privacy import badge
from twin.report.figure import PAGE, SIDE, new_figure, styled, svg_uri
from twin.report.numbers import decimals, fitting, gap_decimals, number, tick
from twin.study.years import Years, open_years

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from twin.study.years import YearRow

FILE = "report.html"
MAIN = (
    "emissions.co2",
    "energy.final_total",
    "energy.heat_total",
    "energy.electricity",
    "finance.energy_bills",
    "emissions.nox",
    "mobility.share_car",
    "mobility.share_transit",
    "mobility.vehicle_km",
    "lighting.electricity",
)
_WORDS = {
    "en": {
        "title": "{place} from {first} to {last}",
        "one": "One scenario, every year run on its own.",
        "two": "Two scenarios, every year of both run on its own with the same people and the same luck.",
        "model": "Every number is computed by a model from data and assumptions. No result on this page was measured.",
        "curves": "Main indicators by year", "mind": "To be minded", "table": "Indicators over all years",
        "indicator": "indicator", "unit": "unit", "sum": "sum", "mean": "mean", "last": "last", "over": "years",
        "difference": "difference", "interval": "95 % interval (luck only)", "by_year": "Difference by year",
        "none": "one seed: no interval", "no_gap": "no difference",
        "alt": "{label} by year: {a}", "caption": "Shaded: 95 % interval of the difference, luck only.",
    },
    "it": {
        "title": "{place} dal {first} al {last}",
        "one": "Uno scenario, ogni anno simulato per sé.",
        "two": "Due scenari, ogni anno di entrambi simulato per sé con le stesse persone e la stessa sorte.",
        "model": "Ogni numero è calcolato da un modello a partire da dati e ipotesi. Nessun risultato di questa pagina "
        "è stato misurato.",
        "curves": "Indicatori principali per anno", "mind": "Da tenere presente",
        "table": "Indicatori su tutti gli anni",
        "indicator": "indicatore", "unit": "unità", "sum": "somma", "mean": "media", "last": "ultimo", "over": "anni",
        "difference": "differenza", "interval": "intervallo al 95 % (solo caso)", "by_year": "Differenza per anno",
        "none": "un seme: nessun intervallo", "no_gap": "nessuna differenza",
        "alt": "{label} per anno: {a}", "caption": "Ombreggiato: intervallo al 95 % della differenza, solo caso.",
    },
}  # fmt: skip


def write_years(years: Years | Path | str, place: str, out: Path | None = None, language: str = "en") -> Path:
    """Write the report of a study of years as one self-contained HTML file.

    Parameters
    ----------
    years : Study or its folder.
    place : Name of the district.
    out : File to write; `report.html` in the study's folder if None.
    language : "en" or "it".
    """
    found = years if isinstance(years, Years) else open_years(years)
    words, rows = _WORDS[language], {row.name: row for row in found.rows}
    main = [rows[name] for name in MAIN if name in rows and rows[name].over.a is not None]
    titles = [each[language] for each in found.titles]
    environment = Environment(
        loader=PackageLoader("twin.report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    first, last = found.years[0], found.years[-1]
    text = environment.get_template("years.html.j2").render(
        words=words,
        language=language,
        title=words["title"].format(place=place, first=first, last=last),
        lead=words["two" if len(titles) > 1 else "one"],
        titles=titles,
        seeds=len(found.seeds),
        image=svg_uri(curves(found, main, language)) if main else "",
        alt=words["alt"].format(label=", ".join(_label(row, language) for row in main), a=", ".join(titles)),
        notes=[note[language] for note in found.notes],
        rows=[told(row, language) for row in found.rows],
        years=found.years,
        gaps=[_gaps(row, language) for row in main] if len(titles) > 1 else [],
        twin_version=twin.__version__,
    )
    target = out or found.path / FILE
    part = target.with_name(f".{target.name}")
    part.write_text(text, encoding="utf-8")
    return part.replace(target)


def curves(years: Years, rows: list[YearRow], language: str) -> Figure:
    """Main indicators by year, one small plot each; the two sides differ in colour, dash and mark."""
    across = 2
    down = -(-len(rows) // across)
    with styled():
        figure = new_figure(PAGE, 1.9 * down + 0.5)
        panels = figure.subplots(down, across, sharex=True, squeeze=False).ravel()
        for panel, row in zip(panels, rows, strict=False):
            _curve(panel, years, row, language)
        for panel in panels[len(rows) :]:
            panel.set_visible(False)
        if len(years.titles) > 1:
            handles, labels = panels[0].get_legend_handles_labels()
            figure.legend(handles, labels, loc="outside upper left", ncols=2)
    return figure


def _curve(panel: Axes, years: Years, row: YearRow, language: str) -> None:
    factor, unit = fitting([each.a for each in row.by_year], row.unit)
    x = list(years.years)
    a = [factor * each.a if each.a is not None else float("nan") for each in row.by_year]
    title = [each[language] for each in years.titles]
    panel.plot(x, a, color=SIDE["a"], lw=1.5, marker="o", ms=3, label=title[0])
    if len(title) > 1:
        b = [factor * each.b if each.b is not None else float("nan") for each in row.by_year]
        panel.plot(x, b, color=SIDE["b"], lw=1.5, ls="--", marker="s", ms=3, label=title[1])
        ends = [(each.low, each.high) for each in row.by_year]
        if all(low is not None and high is not None for low, high in ends):
            low, high = ([base + factor * (end[k] or 0.0) for base, end in zip(a, ends, strict=True)] for k in (0, 1))
            panel.fill_between(x, low, high, color=SIDE["b"], alpha=0.2, lw=0)
    panel.set_title(_label(row, language))
    panel.set_ylabel(unit)
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value, language)))
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.set_ylim(bottom=min(0.0, panel.get_ylim()[0]), top=panel.get_ylim()[1] + 0.08 * abs(panel.get_ylim()[1]))


def _label(row: YearRow, language: str) -> str:
    return row.label_it if language == "it" else row.label


def told(row: YearRow, language: str) -> dict[str, Any]:
    """Cells of one indicator over all years: values, difference and interval in a unit that fits."""
    words, over = _WORDS[language], row.over
    factor, unit = fitting([over.a, over.b], row.unit)
    scaled = [None if value is None else factor * value for value in (over.a, over.b, over.difference)]
    places = decimals(scaled[:2], scaled[2])
    digits = gap_decimals(scaled[2], places)
    interval = words["none"]
    if over.low is not None and over.high is not None:
        ends = [number(factor * end, digits, language, sign=True) for end in (over.low, over.high)]
        interval = " … ".join(ends) if over.low != over.high else words["no_gap"] if not over.low else ends[0]
    return {
        "name": row.name, "label": _label(row, language), "unit": unit, "how": words[row.over_by],
        "a": number(scaled[0], places, language), "b": number(scaled[1], places, language),
        "difference": number(scaled[2], digits, language, sign=True), "interval": interval,
        "people": badge(row.source, language),
    }  # fmt: skip


def by_year(row: YearRow, language: str) -> list[dict[str, str]]:
    """Cells of one indicator, year by year."""
    factor, _ = fitting([each.a for each in row.by_year], row.unit)
    cells = []
    for each in row.by_year:
        a, b, gap = (None if value is None else factor * value for value in (each.a, each.b, each.difference))
        places = decimals([a, b], gap)
        cell = {"a": number(a, places, language), "b": number(b, places, language)}
        digits = gap_decimals(gap, places)
        cell["difference"] = number(gap, digits, language, sign=True)
        if each.low is not None and each.high is not None and each.low != each.high:
            low, high = (number(factor * end, digits, language, sign=True) for end in (each.low, each.high))
            cell["interval"] = f"{low} … {high}"
        else:
            cell["interval"] = ""
        cells.append(cell)
    return cells


def word(name: str, language: str) -> str:
    """A word of the page."""
    return _WORDS[language][name]


def unit_by_year(row: YearRow) -> str:
    """Unit in which the years of an indicator are told."""
    return fitting([each.a for each in row.by_year], row.unit)[1]


def _gaps(row: YearRow, language: str) -> dict[str, Any]:
    _, unit = fitting([each.a for each in row.by_year], row.unit)
    return {"label": _label(row, language), "unit": unit, "cells": by_year(row, language)}
