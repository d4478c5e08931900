"""How long does it take to write the report of a comparison, and how large is the page?"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.district import district, shipped
from benchmarks.timing import Figure, Spread, seconds
from twin.report import write_comparison, write_run
from twin.study import compare

if TYPE_CHECKING:
    from twin.scenario import Scenario
    from twin.state.district import District


def part_of(scenario: Scenario, days: int) -> Scenario:
    """Keep the first days of the scenario's year."""
    begin = dt.date(scenario.baseline_year, 1, 1)
    time = scenario.time.model_copy(update={"first": begin, "last": begin + dt.timedelta(days=days - 1)})
    return scenario.model_copy(update={"time": time})


def run(days: int = 28, repeat: int = 3, place: District | None = None) -> dict[str, Any]:
    """Seconds to write the pages of a comparison and of a run, from folders of some days."""
    place = district() if place is None else place
    baseline, mix = (part_of(shipped(name), days) for name in ("baseline", "first_mix"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        comparison = compare(baseline, mix, [1], out, place)
        one = next(path.parent for path in out.rglob("manifest.json"))
        page = out / "page.html"
        write_comparison(comparison, page)  # fonts and templates are read once
        size = page.stat().st_size
        both = [seconds(lambda: write_comparison(comparison, page)) for _ in range(repeat)]
        alone = [seconds(lambda: write_run(one, page)) for _ in range(repeat)]
    return {
        "district": place.name,
        "days": days,
        "report of a comparison": Figure(Spread.of(both), "s"),
        "report of a run": Figure(Spread.of(alone), "s"),
        "page of a comparison": Figure(Spread.one(size / 1e6), "MB"),
    }
