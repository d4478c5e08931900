"""Does the thermal zone stand up to ASHRAE 140-2020? All single-zone cases beside six programs; rewrites the docs.

Needs the folder that `TWIN_DATA` names, with the standard's weather and the published results in `bestest/`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.bestest import dense
from benchmarks.bestest.cases import CASES, IN_DEPTH
from benchmarks.bestest.drivers import drivers, surfaces
from benchmarks.bestest.reference import METRICS, Reference, read
from benchmarks.bestest.variants import variants
from benchmarks.bestest.zone import Year
from benchmarks.bestest.zone import run as simulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.bestest.cases import Case

PAGE = Path(__file__).resolve().parent.parent / "docs" / "verification.md"
LOADS = ("annual_heating", "annual_sensible_cooling", "peak_heating", "peak_sensible_cooling")
FREE = ("ff_max", "ff_min", "ff_mean")
_SHOWN = (  # figures that the table of variants shows
    ("600", "annual_heating"),
    ("600", "annual_sensible_cooling"),
    ("640", "annual_heating"),
    ("640", "peak_heating"),
    ("660", "annual_heating"),
    ("900", "annual_heating"),
    ("900", "annual_sensible_cooling"),
    ("600FF", "ff_mean"),
)


@dataclass(frozen=True)
class Cell:
    """One figure of one case beside its reference."""

    case: str
    metric: str
    value: float
    reference: Reference

    @property
    def verdict(self) -> str:
        """Where it lies beside the six programs: "inside", "below" or "above"."""
        return self.reference.verdict(self.value)

    @property
    def name(self) -> str:
        """Case and metric, as the docs name a miss."""
        return f"{self.case} {METRICS[self.metric].rpartition(',')[0]}"

    def text(self) -> str:
        """Value, range of the programs and, if outside, where; ‡ for limits that are not met."""
        ref = self.reference
        digits = 1 if self.metric in FREE else 2
        mark = {"inside": "", "below": " ▼", "above": " ▲"}[self.verdict]
        value = f"**{self.value:.{digits}f}**{mark}"
        limits = ""
        if ref.limits is not None and ref.high > 0.0:
            limits = f"; {ref.limits[0]:.2f}–{ref.limits[1]:.2f}" + ("" if ref.consistent else " †")
            limits += "" if ref.accepts(self.value) else " ‡"
        return f"{value} ({ref.low:.{digits}f} to {ref.high:.{digits}f}{limits})"


def cells(years: Mapping[str, Year], references: Mapping[tuple[str, str], Reference]) -> list[Cell]:
    """All figures of cases that have a reference."""
    found = []
    for name, year in years.items():
        results = year.results()
        found += [
            Cell(name, metric, results[metric], references[name, metric])
            for metric in METRICS
            if (name, metric) in references
        ]
    return found


def years_of(cases: Mapping[str, Case], data: Path, ticks_per_hour: int = 1) -> dict[str, Year]:
    """The year of every case."""
    return {name: simulate(case, data, ticks_per_hour) for name, case in cases.items()}


def _rows(found: Iterable[Cell], cases: Mapping[str, Case], metrics: tuple[str, ...]) -> list[str]:
    by = {(cell.case, cell.metric): cell for cell in found}
    lines = ["| case | " + " | ".join(METRICS[metric] for metric in metrics) + " |", "|---" * (len(metrics) + 1) + "|"]
    for name, case in cases.items():
        if (name, metrics[0]) in by:
            texts = [by[name, metric].text() for metric in metrics]
            lines.append(f"| {name} {case.what} | " + " | ".join(texts) + " |")
    return lines


def tables(series: list[Cell], depth: list[Cell]) -> str:
    """Markdown of all cases."""
    inside = sum(cell.verdict == "inside" for cell in series)
    judged = [cell for cell in series if cell.reference.consistent]
    accepted = sum(cell.reference.accepts(cell.value) for cell in judged)
    deep = sum(cell.verdict == "inside" for cell in depth)
    lines = [
        f"Of {len(series)} figures {inside} lie inside the range of the six programs.",
        f"Of {len(judged)} consistent acceptance limits {accepted} are met.",
        "",
        *_rows(series, CASES, LOADS),
        "",
        *_rows(series, CASES, FREE),
        "",
        f"In-depth cases, for diagnosis: {deep} of {len(depth)} figures inside.",
        "",
        *_rows(depth, IN_DEPTH, LOADS),
    ]
    return "\n".join(lines)


def variant_table(base: Mapping[str, Year], data: Path, references: Mapping[tuple[str, str], Reference]) -> str:
    """Markdown of what one changed assumption at a time does."""
    head = [f"{case} {METRICS[metric]}" for case, metric in _SHOWN]
    lines = ["| changed for all cases | " + " | ".join(head) + " | inside |", "|---" * (len(head) + 2) + "|"]
    for what, years in [("nothing", base), *variants(data)]:
        found = {(cell.case, cell.metric): cell for cell in cells(years, references)}
        values = [f"{found[key].value:.2f}" for key in _SHOWN]
        inside = sum(cell.verdict == "inside" for cell in found.values())
        lines.append(f"| {what} | " + " | ".join(values) + f" | {inside} of {len(found)} |")
    return "\n".join(lines)


def convection_table(data: Path) -> str:
    """Markdown of what convection that follows the difference of temperature does, in dense equations, hourly."""
    lines = ["| case | convection inside | heating, MWh | cooling, MWh | peak heating, kW | peak cooling, kW |"]
    lines.append("|---" * 6 + "|")
    for name in ("600", "640", "660", "900"):
        parts, act = surfaces(CASES[name]), drivers(CASES[name], data, 1)
        for what, moving in (("constant", False), ("TARP", True)):
            found = Year(*dense.simulate(parts, act, 3600.0, moving=moving), 0.0).results()
            lines.append(f"| {name} | {what} | " + " | ".join(f"{found[metric]:.2f}" for metric in LOADS) + " |")
    return "\n".join(lines)


def section(text: str, name: str) -> str:
    """What a page holds between a generated section's marks."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    return text.partition(begin)[2].partition(end)[0].strip()


def _put(text: str, name: str, body: str) -> str:
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n\n{body}\n\n{end}{rest.partition(end)[2]}"


def data_folder() -> Path:
    """Folder of the standard's data.

    Raises
    ------
    SystemExit
        If `TWIN_DATA` names none.
    """
    folder = Path(os.environ.get("TWIN_DATA", ""))
    if not (folder / "bestest").is_dir():
        raise SystemExit("TWIN_DATA must name a folder with bestest/: weather 725650TYCST.epw and published results")
    return folder


def run() -> dict[str, Any]:
    """Simulate all cases and variants, and rewrite the tables of docs/verification.md."""
    data = data_folder()
    references = read(data)
    base = years_of(CASES, data)
    series, depth = cells(base, references), cells(years_of(IN_DEPTH, data), references)
    text = PAGE.read_text(encoding="utf-8")
    text = _put(text, "cases", tables(series, depth))
    text = _put(text, "variants", variant_table(base, data, references))
    text = _put(text, "convection", convection_table(data))
    PAGE.write_text(text, encoding="utf-8")
    return {
        "figures inside the six programs": f"{sum(cell.verdict == 'inside' for cell in series)} of {len(series)}",
        "outside": [f"{cell.name} {cell.verdict} ({cell.value:.3f})" for cell in series if cell.verdict != "inside"],
        "outside, in depth": [f"{cell.name} {cell.verdict}" for cell in depth if cell.verdict != "inside"],
        "beyond limits": [cell.name for cell in series if not cell.reference.accepts(cell.value)],
        "worst residual of throughput": f"{max(year.residual for year in base.values()):.1e}",
    }
