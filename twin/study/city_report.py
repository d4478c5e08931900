"""What do folders of results tell a city? Values of its indicators, and the file for its data platform."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import twin
from twin.core.errors import Fault, InputError
from twin.indicators import Reported, entity
from twin.observe import open_results
from twin.study.city_indicators import CityValue, of_comparison, of_run
from twin.study.compare import comparison_of
from twin.study.comparison import FILE, open_comparison

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twin.indicators import Judged, Registry
    from twin.observe import Results
    from twin.study.comparison import Comparison

_MOST = 2  # run folders: without and with the measures


@dataclass(frozen=True)
class CityReport:
    """Computed indicators of a run or of a comparison, with what they rest on.

    Parameters
    ----------
    scope : Name of the folder, which tells these values from those of other runs.
    titles, titles_it : Names of the scenarios: of the run, or without and with the measures.
    seeds : Seeds.
    area : Name of the district.
    synthetic : Whether the district is made up.
    begin, end : First and last day simulated.
    values : Computed indicators, in the order of the registry.
    luck_only : What the intervals cover, in words by language; empty where there can be none.
    warnings : What makes the pairs less comparable than they look.
    """

    scope: str
    titles: tuple[str, ...]
    titles_it: tuple[str, ...]
    seeds: tuple[int, ...]
    area: str
    synthetic: bool
    begin: date
    end: date
    values: tuple[CityValue, ...]
    luck_only: dict[str, str]
    warnings: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What the values rest on, in a few words."""
        told = " compared with ".join(f"'{title}'" for title in reversed(self.titles))
        seeds = f"{len(self.seeds)} seed{'s' if len(self.seeds) > 1 else ''}"
        made_up = "; the district is synthetic" if self.synthetic else ""
        return f"Simulated by twin, not measured: {told}, {seeds}{made_up}."


def city_report(folders: Sequence[Path | str], registry: Registry) -> CityReport:
    """Compute the cities' indicators from the folder of a run, of a comparison, or of two runs.

    Parameters
    ----------
    folders : One folder that `twin run` or `twin compare` printed, or two runs of one seed: without and with measures.
    registry : Indicators.

    Raises
    ------
    InputError
        If a folder holds no results, or two runs cannot be paired.
    """
    paths = [Path(folder) for folder in folders]
    compared = [path for path in paths if (path / FILE).is_file()]
    if not 1 <= len(paths) <= _MOST or (compared and len(paths) > 1):
        what = "give the folder of a run, that of a comparison, or those of two runs: without and with the measures"
        raise InputError("results", [Fault("folders", f"{len(paths)} given", what)])
    if compared:
        return _of_comparison(open_comparison(paths[0]), registry)
    if len(paths) > 1:
        return _of_comparison(comparison_of(paths[:1], paths[1:], paths[1].parent), registry)
    run = open_results(paths[0])
    return _told(run, run.path.name, (run,), (int(run.manifest["seed"]),), of_run(run, registry), {})


def _of_comparison(comparison: Comparison, registry: Registry) -> CityReport:
    runs = comparison.results("a"), comparison.results("b")
    values = of_comparison(comparison, registry)
    scope = comparison.path.name
    return _told(runs[0], scope, runs, comparison.seeds, values, comparison.luck_only, comparison.warnings)


def _told(
    run: Results,
    scope: str,
    runs: Sequence[Results],
    seeds: tuple[int, ...],
    values: tuple[CityValue, ...],
    luck_only: dict[str, str],
    warnings: tuple[str, ...] = (),
) -> CityReport:
    begin = date.fromisoformat(str(run.manifest["first_day"]))
    days = max(1, math.ceil(int(run.manifest["hours"]) / 24))
    district = run.manifest["district"]
    return CityReport(
        scope,
        tuple(str(each.manifest["title"]) for each in runs),
        tuple(str(each.manifest["title_it"]) for each in runs),
        seeds,
        str(district["name"]),
        bool(district["synthetic"]),
        begin,
        begin + timedelta(days=days - 1),
        values,
        dict(luck_only),
        warnings,
    )


def write_ngsi_ld(
    path: Path, report: CityReport | None, judged: Sequence[Judged], answers: Path | None, organization: str = ""
) -> int:
    """Write every value there is as NGSI-LD entities, one JSON array; returns how many.

    Parameters
    ----------
    path : File to write.
    report : Computed indicators, if there are any.
    judged : What people entered.
    answers : File that they stand in, whose name goes into their ids.
    organization : Organisation that the indicators are about, "" if not told.

    Raises
    ------
    InputError
        If there is no value.
    """
    entities = []
    if report is not None:
        entities += [
            entity(_computed(value, report), report.scope, area=report.area, organization=organization)
            for value in report.values
            if value.value is not None
        ]
    scope = answers.stem if answers is not None else "answers"
    entities += [entity(_entered(each), scope, organization=organization) for each in judged]
    if not entities:
        raise InputError(path, [Fault("entities", "there is no value to write", "give results, or answers, or both")])
    path.write_text(json.dumps(entities, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    return len(entities)


def _computed(value: CityValue, report: CityReport) -> Reported:
    got, about, beside = value.result, [report.about, f"Holds: {value.indicator.covers}."], {}
    if got is not None:
        # With a value on both sides the interval is that of their difference, otherwise that of the change itself.
        change = {"difference": got.difference} if got.a is not None else {}
        ends = ("differenceLow", "differenceHigh") if got.a is not None else ("intervalLow", "intervalHigh")
        beside = {"without": got.a, **change, ends[0]: got.low, ends[1]: got.high}
        if got.low is not None:
            about.append(report.luck_only["en"])
    beside["seeds"] = float(len(report.seeds))
    told = value.value if value.value is not None else math.nan
    origin = f"twin {twin.__version__}, {report.scope}"
    return Reported(value.indicator, told, report.begin, report.end, " ".join(about), origin, beside)


def _entered(judged: Judged) -> Reported:
    """An answer without the names of those who gave it."""
    values, days = [each.value for each in judged.answers], [each.date for each in judged.answers]
    many = len(values) > 1
    about = f"Median of {len(values)} answers of people." if many else "Entered by people."
    beside = {"answers": float(len(values)), "lowest": min(values), "highest": max(values)} if many else {}
    said = f"{about} Not simulated."
    return Reported(judged.indicator, judged.value, min(days), max(days), said, "answers of people", beside)
