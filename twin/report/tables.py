"""What stands in the tables? Indicators, measures, parameters, quality and sources as rows of ready-made text."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from twin.observe.privacy import badge
from twin.report.numbers import NOTHING, decimals, fitting, gap_decimals, number, percent, plain, shown_unit
from twin.report.spread import band_text, moves, turned
from twin.report.topics import HEADLINES, HEADLINES_SHOWN, PLACE, TOPICS, group_of
from twin.report.words import WORDS, subscripts
from twin.study.notes import note_in
from twin.study.payback import CAPEX

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from twin.observe import Results
    from twin.study import Comparison, Row

_HASHED = ("scenario", "district", "code")
FLAGS = ("measured", "derived", "imputed", "synthetic")
_PEOPLE = ("citizens", "households", "vehicles")
_CENTS = 2  # decimals of sums in euros
_ROUNDING = 1e-12  # relative: a smaller difference is how sums are rounded


def label_of(thing: Mapping[str, Any], language: str) -> str:
    """Words for people of whatever carries `label` and `label_it`."""
    return subscripts(str(thing["label_it"] if language == "it" else thing["label"]))


def comparison_row(row: Row, language: str) -> dict[str, Any]:
    """One indicator of a comparison, ready to print: values, difference, interval or why there is none, reading."""
    words, got = WORDS[language], row.result
    numbers = (got.a, got.b, got.difference, got.low, got.high)
    factor, unit = fitting(numbers, row.unit)
    unit = words["units"].get(unit, unit)
    scaled = [None if value is None else factor * value for value in numbers]
    a, b, gap, low, high = scaled
    most = _CENTS if unit == "€" else None
    places = decimals([a, b], gap, most=most)
    derived = got.a is None and got.difference is not None  # a ratio of two differences is no difference itself
    fine = places if derived else gap_decimals(gap, places, most=most)
    interval = {
        "one seed: no interval": words["one_seed"],
        "same in all seeds": words["same_in_all"],
        "not available": words["not_available"],
        "interval": words["from_to"].format(
            low=number(low, fine, language, sign=not derived), high=number(high, fine, language, sign=not derived)
        ),
    }[got.interval]
    # An investment is neither good nor bad news: it is what the rest costs.
    price = row.name == CAPEX and got.verdict in ("better", "worse", "one seed: no verdict")
    verdict = "not available" if row.note else "price" if price else got.verdict
    # Seeds leave no doubt, but other plausible parameters or another way to build the model do.
    turns = verdict in ("better", "worse") and (turned(row.parameters) or turned(row.structure))
    # A share of a share and a percentage of degrees Celsius mislead: such differences are said in their own unit.
    relative = None if row.unit in ("%", "degC") else got.relative
    told = [number(value, places, language) for value in (a, b)]
    if got.interval == "not available" and not row.note and not derived:
        # Such as the yield of photovoltaics where there are none.
        told = [words["not_applicable"] if text == NOTHING else text for text in told]
    return {
        "name": row.name,
        "label": label_of({"label": row.label, "label_it": row.label_it}, language),
        "unit": unit,
        "a": told[0],
        "b": told[1],
        "difference": NOTHING if derived else number(gap, fine, language, sign=True),
        "gap_unit": "" if derived or gap is None else words["points"] if row.unit == "%" else unit,
        "relative": percent(relative, language),
        "interval": interval,
        "parameters": band_text(row.parameters, factor, fine, language, sign=not derived),
        "structure": band_text(row.structure, factor, fine, language, sign=not derived),
        "ranged": got.interval == "interval",
        "has_interval": got.interval in ("interval", "same in all seeds"),
        "verdict": "unsure" if turns else verdict,
        "verdict_words": words["verdict"][f"{verdict} unsure" if turns else verdict],
        "formula": subscripts(row.formula),
        "source": subscripts(row.source),
        "people": badge(row.source, language),
        "note": note_in(row.note, language),
        "derived": derived,
        "changed": row.note != "" or not _same(row) or moves(row.parameters) or moves(row.structure),
    }


def _same(row: Row) -> bool:
    """Whether an indicator is one number in both scenarios, in every seed."""
    pairs = zip(row.per_seed_a, row.per_seed_b, strict=True)
    return all(
        a is b if a is None or b is None else abs(b - a) <= _ROUNDING * max(abs(a), abs(b), _ROUNDING) for a, b in pairs
    )


def run_row(name: str, kpi: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One indicator of a run, ready to print."""
    value = float(kpi["value"])
    factor, unit = fitting([value], str(kpi["unit"]))
    unit, nothing = WORDS[language]["units"].get(unit, unit), WORDS[language]["not_applicable"]
    return {
        "name": name,
        "label": label_of(kpi, language),
        "unit": unit,
        "b": number(factor * value, decimals([factor * value]), language) if isfinite(value) else nothing,
        "formula": subscripts(str(kpi["formula"])),
        "source": subscripts(str(kpi["source"])),
        "people": badge(str(kpi["source"]), language),
        "note": "",
    }


def by_topic(rows: Sequence[tuple[str, dict[str, Any]]], language: str) -> list[dict[str, Any]]:
    """Rows grouped under their topics, in the topics' order; those of energy and money under finer ones."""
    rows = sorted(rows, key=lambda pair: PLACE.get(pair[1]["name"], len(PLACE)))
    found = [(group_of(row["name"], topic), row) for topic, row in rows]
    known = [*TOPICS, *sorted({topic for topic, _ in found} - set(TOPICS))]
    groups = [(topic, [row for at, row in found if at == topic]) for topic in known]
    return [
        {"id": topic, "title": WORDS[language]["topics"].get(topic, topic), "rows": some}
        for topic, some in groups
        if some
    ]


def headlines(rows: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of the indicators that open the report, those that change before those that do not."""
    nothing = {NOTHING, *(words["not_applicable"] for words in WORDS.values())}
    known = [rows[name] for name in HEADLINES if name in rows and rows[name]["b"] not in nothing]
    return sorted(known, key=lambda row: not row.get("changed", True))[:HEADLINES_SHOWN]


def tally(rows: Sequence[Mapping[str, Any]], language: str, seeds: int) -> str:
    """How many indicators are better, worse, neither or the same, in a sentence; no verdict is told of one seed."""
    words = WORDS[language]
    told = ("better", "worse", "unsure")
    counts = {name: sum(row["changed"] and row["verdict"] == name for row in rows) for name in told}
    counts |= {"n": len(rows), "same": sum(not row["changed"] for row in rows)}
    counts["changed"] = counts["n"] - counts["same"]
    counts["other"] = counts["changed"] - sum(counts[name] for name in told)
    unsure = counts.pop("unsure")
    named = words["tally_unsure"].format(n=unsure) if unsure else ""
    return str(words["tally_one" if seeds == 1 else "tally"].format(unsure=named, **counts))


def parameters(results: Results, language: str) -> list[dict[str, Any]]:
    """Parameters by room, each with value, unit, source, year and status."""
    words = WORDS[language]
    rooms: dict[str, list[dict[str, Any]]] = {}
    for row in results.manifest["parameters"]:
        rooms.setdefault(row["room"], []).append(
            {
                "name": row["name"],
                "doc": row["doc"],
                "value": plain(row["value"], language),
                "unit": words["units"].get(shown_unit(row["unit"]), shown_unit(row["unit"])),
                "source": row["source"],
                "year": row["year"],
                "status": row["status"],
                "status_words": words["statuses"].get(row["status"], row["status"]),
                "changed": not row["default"],
            }
        )
    return [{"room": words["topics"].get(room, room), "rows": rows} for room, rows in rooms.items()]


def quality(results: Results, language: str) -> dict[str, Any]:
    """Counts per flag and column, with the share of each flag over all values."""
    words = WORDS[language]
    total = dict.fromkeys(FLAGS, 0)
    rows = []
    for item in results.manifest["quality"]:
        for flag in FLAGS:
            total[flag] += item[flag]
        rows.append(
            {
                "table": words["tables"].get(item["table"], item["table"]),
                "column": item["column"],
                "doc": item["doc"],
                "counts": [number(item[flag], 0, language) for flag in FLAGS],
            }
        )
    whole = sum(total.values()) or 1
    shares = [{"flag": flag, "words": words["flags"][flag], "share": total[flag] / whole} for flag in FLAGS]
    said = ", ".join(f"{percent(item['share'], language, sign=False)} {item['words']}" for item in shares)
    people = sum(item[flag] for item in results.manifest["quality"] for flag in FLAGS if item["table"] in _PEOPLE)
    told = {item["flag"]: percent(item["share"], language, sign=False) for item in shares}
    told |= {"n": number(whole, 0, language), "people": percent(people / whole, language, sign=False)}
    return {
        "rows": rows,
        "shares": shares,
        "lead": words["quality_lead"].format(shares=said),
        "counted": words["quality_counted"].format(**told),
    }


def other_years(results: Results, language: str) -> str:
    """One sentence on the inputs that describe another year than the run; "" if there are none."""
    others = results.manifest["year_mismatches"]
    if not others:
        return ""
    years = [item["year"] for item in others]
    # Layers are files; weather, prices and the grid go by a name, and they move the results of every hour.
    named = [f"{item['name']} ({item['year']})" for item in others if "/" not in item["name"]]
    return str(
        WORDS[language]["years_short"].format(
            n=len(others),
            of=len(results.manifest["sources"]),
            year=results.manifest["baseline_year"],
            first=min(years),
            last=max(years),
            named="; ".join(named[:4]) or NOTHING,
        )
    )


def balances(results: Results, language: str) -> list[dict[str, str]]:
    """Worst imbalance of each conserved quantity beside what is allowed."""
    words, of = WORDS[language]["quantities"], WORDS[language]["tables"]
    return [
        {
            "quantity": f"{words.get(item['quantity'], item['quantity'])} ({of.get(item['table'], item['table'])})",
            "worst": f"{item['relative']:.1e}".replace("-", "−"),
            "allowed": f"{item['tolerance']:.0e}".replace("-", "−"),
        }
        for item in results.manifest["conservation"]
    ]


def identities(runs: Sequence[Results], language: str) -> list[dict[str, Any]]:
    """What a reader needs to get the same numbers, one row per run."""
    key = "title_it" if language == "it" else "title"
    return [
        {
            "title": run.manifest[key],
            "seed": run.manifest["seed"],
            "hash": run.manifest["hash"][:16],
            "inputs": " / ".join(str(run.manifest["hash_inputs"][part])[:12] for part in _HASHED),
        }
        for run in runs
    ]


def command(runs: Sequence[Results], comparison: Comparison | None) -> str:
    """Command line that makes these runs again; shipped scenarios go by their name, others by their file."""
    names = [_quoted(run.manifest["file"].removesuffix(".toml") or run.manifest["name"]) for run in runs[:2]]
    layers = "" if runs[0].manifest["district"]["synthetic"] else " --gis LAYERS"
    if comparison is None:
        return f"twin run {names[0]} --seed {runs[0].manifest['seed']}{layers}"
    n, spread = len(comparison.seeds), comparison.spread
    more = "" if spread is None or not spread.draws else f" --draws {spread.draws}"
    more += " --structure" if spread is not None and spread.alternatives else ""
    more += f" --form {spread.form}" if spread is not None and spread.form != "lean" else ""
    if comparison.seeds == tuple(range(n)):
        return f"twin compare {names[0]} {names[1]} --seeds {n}{more}{layers}"
    # Other seeds than 0, 1, 2, ... are run one by one.
    return "\n".join(f"twin run {name} --seed {seed}{layers}" for seed in comparison.seeds for name in names)


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else f'"{name}"'
