"""How does a run or a comparison become one page that a councillor can read, print and pass on?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

import twin
from twin.core.errors import Fault, InputError
from twin.observe import open_results
from twin.report import account, figures, tables
from twin.report.maps import attributions
from twin.report.numbers import percent
from twin.report.spread import each_tables
from twin.report.topics import EACH_SHOWN, HEADLINES
from twin.report.words import LANGUAGES, WORDS, covers
from twin.study import open_comparison, open_each
from twin.study.notes import note_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.observe import Results
    from twin.study import Comparison

FILE = "report.html"


def write_run(run: Path | str, out: Path | str | None = None, language: str = "en") -> Path:
    """Write the report of one run as one self-contained HTML file.

    Parameters
    ----------
    run : Folder of a finished run.
    out : File to write; `report.html` in the run's folder if None.
    language : "en" or "it".

    Returns
    -------
    The file.

    Raises
    ------
    InputError
        If the run has not finished or the language is unknown.
    """
    _check(language)
    results = open_results(run)
    manifest, words = results.manifest, WORDS[language]
    title = _title(results, language)
    kpis: dict[Any, Any] = results.kpis.to_dict("index")
    rows = {str(name): tables.run_row(str(name), kpi, language) for name, kpi in kpis.items()}
    topics = [(str(results.kpis["topic"][name]), row) for name, row in rows.items()]
    place = manifest["district"]["name"]
    page = {
        "kind": "run",
        "title": words["run_title"].format(a=title, place=place),
        "lead": words["lead_run"].format(year=manifest["year"], place=place, seed=manifest["seed"]),
        "descriptions": [(title, _description(results, language))],
        "titles": {"a": title, "b": title},
        "cards": tables.headlines(rows),
        "topics": tables.by_topic(topics, language),
        "formulas": list(rows.values()),
        "maps": figures.run_maps(results, language),
        "reach": figures.reach_maps(results, title, language),
        "charts": figures.charts({"a": (results, title)}, language),
        "measured_runs": [_measured(title, results, language)],
        "warnings": [],
        "read": [words["read_model"]],
        "cite_title": title,
    }
    return _write(page, [results], None, Path(out) if out else results.path / FILE, language)


def write_comparison(comparison: Comparison | Path | str, out: Path | str | None = None, language: str = "en") -> Path:
    """Write the report of a comparison as one self-contained HTML file.

    Parameters
    ----------
    comparison : Comparison or its folder.
    out : File to write; `report.html` in the comparison's folder if None.
    language : "en" or "it".

    Returns
    -------
    The file.

    Raises
    ------
    InputError
        If there is no comparison, one of its runs is missing, or the language is unknown.
    """
    _check(language)
    found = open_comparison(comparison) if isinstance(comparison, Path | str) else comparison
    a, b = found.results("a"), found.results("b")
    words, manifest = WORDS[language], b.manifest
    titles = {"a": _title(a, language), "b": _title(b, language)}
    each = open_each(found.path)
    rows = {row.name: tables.comparison_row(row, language) for row in found.rows}
    topics = [(row.topic, rows[row.name]) for row in found.rows]
    n = len(found.seeds)
    times = words["once"] if n == 1 else words["times"].format(n=n)
    saving = figures.saving_map(a, b, titles["b"], language)
    note = words["map_note_b"].format(**titles)
    page = {
        "kind": "comparison",
        "title": words["comparison_title"].format(**titles),
        "lead": words["lead_comparison"].format(
            place=manifest["district"]["name"], year=manifest["year"], n=times, **titles
        ),
        "descriptions": [(titles[side], _description(results, language)) for side, results in (("a", a), ("b", b))],
        "titles": titles,
        "differences": [item["sentence_it" if language == "it" else "sentence"] for item in found.difference],
        "cards": tables.headlines(rows),
        "tally": tables.tally(list(rows.values()), language, seeds=n),
        "topics": tables.by_topic([pair for pair in topics if pair[1]["changed"]], language),
        "same": tables.by_topic([pair for pair in topics if not pair[1]["changed"]], language),
        "formulas": [row for _, row in topics],
        "read": [
            words["read_model"],
            words["read_difference"].format(**titles),
            *([] if n == 1 else [found.luck_only[language]]),
            *([] if found.spread is None else found.spread.sentences(language)),
            *([words["read_unsure"]] if any(row["verdict"] == "unsure" for row in rows.values()) else []),
        ],
        "spread": {
            "parameters": found.spread is not None and found.spread.draws > 0,
            "structure": found.spread is not None and bool(found.spread.alternatives),
        },
        "each": [
            table | {"people": rows[table["name"]]["people"], "first": table["name"] in HEADLINES}
            for table in (each_tables(each, _in_order(topics), language) if each is not None else [])
        ],
        "each_shown": EACH_SHOWN,
        "each_budget": bool(b.manifest.get("budget")),
        "overview": figures.overview(found, language),
        "one_seed": n == 1,
        "seeds": words["one"] if n == 1 else words["many"].format(n=n),
        "maps": [
            *([saving] if saving else []),
            *figures.change_maps(a, b, titles, language),
            *figures.run_maps(b, language, note, outline=not saving),
        ],
        "reach": figures.reach_change(a, b, titles, language),
        "charts": figures.charts({"a": (a, titles["a"]), "b": (b, titles["b"])}, language),
        "measured_runs": [_measured(titles[side], results, language) for side, results in (("a", a), ("b", b))],
        "warnings": [note_in(each, language) for each in found.warnings],
        "seed_note": words["seeds_map"].format(seed=found.seeds[0]) if n > 1 else "",
        "cite_title": f"{titles['b']} / {titles['a']}",
    }
    runs = [found.results(side, k) for k in range(n) for side in ("a", "b")]
    return _write(page, runs, found, Path(out) if out else found.path / FILE, language)


def _in_order(topics: Sequence[tuple[str, dict[str, Any]]]) -> list[str]:
    """Names of indicators: those that open the report, then the others as the tables have them."""
    names = [row["name"] for group in tables.by_topic(topics, "en") for row in group["rows"]]
    return [*(name for name in HEADLINES if name in names), *(name for name in names if name not in HEADLINES)]


def _write(
    page: dict[str, Any], runs: Sequence[Results], comparison: Comparison | None, out: Path, language: str
) -> Path:
    """Add what every report rests on, render, and put the file in its place whole."""
    shown = runs[1] if comparison is not None else runs[0]
    manifest = shown.manifest
    environment = Environment(
        loader=PackageLoader("twin.report"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    parameters = tables.parameters(shown, language)
    each = [row for room in parameters for row in room["rows"]]
    text = environment.get_template("page.html.j2").render(
        page=page,
        words=WORDS[language]
        | {
            "luck": covers(
                gaps=comparison is not None and comparison.covers_gaps,
                language=language,
                beside=comparison is not None and comparison.spread is not None,
            )
        },
        language=language,
        manifest=manifest,
        parameters=parameters,
        assumed=sum(row["status"] == "assumed" for row in each),
        parameter_count=len(each),
        quality=tables.quality(shown, language),
        other_years=tables.other_years(shown, language),
        flags=tables.FLAGS,
        balances=tables.balances(shown, language),
        identities=tables.identities(runs, language),
        command=tables.command(runs, comparison),
        attributions=attributions(shown),
        days=manifest["hours"] // 24,
        percent=percent,
        twin_version=twin.__version__,
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}")
    part.write_text(text, encoding="utf-8")
    return part.replace(out)


def _check(language: str) -> None:
    if language not in LANGUAGES:
        raise InputError("report", [Fault("lang", f"{language!r} is not known", f"one of {', '.join(LANGUAGES)}")])


def _measured(title: str, results: Results, language: str) -> tuple[str, Any, Any, Any]:
    """Title of a run, what its measures did, what they were asked for, and what became of the money."""
    return (
        title,
        account.measures(results, language),
        account.asked(results, language),
        account.money(results, language),
    )


def _title(results: Results, language: str) -> str:
    return str(results.manifest["title_it" if language == "it" else "title"])


def _description(results: Results, language: str) -> str:
    return str(results.manifest["description_it" if language == "it" else "description"])
