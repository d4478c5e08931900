"""What does the page ask the model for? A district to show, scenarios to choose, a comparison to run."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from twin.core.errors import Fault, InputError, TwinError
from twin.core.log import log
from twin.core.resources import resource_dir
from twin.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from twin.state.district import District
    from twin.study import Comparison
    from twin.ui.settings import Lang, Settings


T = TypeVar("T")


class CancelledError(Exception):
    """Somebody pressed "cancel"."""


@dataclass(frozen=True)
class Failed:
    """What a piece of work ended with instead of a result."""

    error: Exception


def attempt(work: Callable[[], T]) -> T | Failed:
    """Do a piece of work; an error becomes a result, so that the page can tell it. The unexpected goes to the log."""
    try:
        return work()
    except (TwinError, CancelledError) as error:
        return Failed(error)
    except Exception as error:  # noqa: BLE001 — the outermost frame of a background thread
        log.error("unexpected error behind the page", exc_info=error)
        return Failed(error)


@dataclass(frozen=True)
class Place:
    """A district as the page shows it.

    Parameters
    ----------
    name : Name for people.
    synthetic : Whether the layers are authored rather than surveyed.
    attributions : Words to show beside every map.
    counts : How many there are of what, by key of `words`.
    district : The district itself, for maps.
    """

    name: str
    synthetic: bool
    attributions: tuple[str, ...]
    counts: dict[str, int]
    district: District


@dataclass(frozen=True)
class Choice:
    """A scenario that can be chosen: its file, and by language its name and description for people."""

    path: Path
    title: Mapping[str, str]
    summary: Mapping[str, str]


@dataclass(frozen=True)
class Job:
    """What to run: two scenario files, and how many seeds."""

    a: Path
    b: Path
    seeds: int = 5


@dataclass(frozen=True)
class Opening:
    """What the page opens with; `refused` tells which scenario files cannot be used, and why."""

    place: Place
    choices: list[Choice]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A finished comparison and its report."""

    comparison: Comparison
    report: Path


class Progress:
    """Hand progress to the page at most five times a second, and stop the run when asked to."""

    def __init__(self, show: Callable[[str, float], None]) -> None:
        self._show = show
        self._last = 0.0
        self.cancelled = threading.Event()

    def __call__(self, stage: str, done: float, total: float) -> None:
        """Show how far the work is; CancelledError if it is to stop."""
        if self.cancelled.is_set():
            raise CancelledError
        now = time.monotonic()
        if now - self._last > 0.2 or done >= total:  # noqa: PLR2004 — five times a second
            self._last = now
            self._show(stage, done / total if total else 0.0)


def opening(settings: Settings) -> Opening:
    """Read the district and the scenarios that can be chosen."""
    choices, refused = scenarios(settings)
    return Opening(place(settings), choices, tuple(refused))


def scenarios(settings: Settings) -> tuple[list[Choice], list[str]]:
    """Scenarios that can be chosen, the shipped ones first, and what is wrong with the files that cannot be used."""
    from twin import scenario  # noqa: PLC0415 — reads every domain's parameters

    found = sorted(resource_dir("scenarios").glob("*.toml"))
    if settings.scenarios is not None:
        found += sorted(settings.scenarios.glob("*.toml"))
    choices, refused = [], []
    for path in found:
        try:
            read = scenario.load(path)
        except InputError as error:
            log.warning("not offered: %s", error)
            refused.append(str(error))
            continue
        title = {lang: read.title(lang) for lang in ("en", "it")}
        summary = {"en": read.description.strip(), "it": (read.description_it or read.description).strip()}
        choices.append(Choice(path, title, summary))
    if not choices:
        raise InputError("scenarios", [Fault("folder", "no scenario can be used", "see the server's log")])
    return choices, refused


def place(settings: Settings) -> Place:
    """Read the district."""
    from twin import geo  # noqa: PLC0415 — seconds of imports
    from twin.report.maps import COMUNE, OSM  # noqa: PLC0415 — draws with matplotlib

    district = geo.load_district(settings.gis)
    counts = {
        "buildings": len(district["buildings"]),
        "residents": round(float(district["zones"]["residents"][district["zones"]["in_district"]].sum())),
        "streets": len(district["car_links"]),
        "lampposts": len(district["lampposts"]),
    }
    said = [OSM, COMUNE, *(source.attribution for source in district.sources)]
    attributions = tuple(dict.fromkeys(each for each in said if each))
    return Place(district.name, district.synthetic, attributions, counts, district)


def compare(job: Job, settings: Settings, lang: Lang, progress: Progress) -> Outcome:
    """Run both scenarios over the same seeds and write the report.

    Raises
    ------
    CancelledError
        If somebody pressed "cancel".
    TwinError
        If an input, the plan or a balance is at fault.
    """
    from twin import geo, report, scenario, study  # noqa: PLC0415 — seconds of imports

    district = geo.load_district(settings.gis)
    first, second = scenario.load(job.a), scenario.load(job.b)
    runner = study.watched(2 * job.seeds, progress, words(lang))
    folder = study.compare(first, second, range(job.seeds), settings.out, district, runner=runner)
    comparison = study.open_comparison(folder)
    progress(words(lang)["writing_report"], 1, 1)
    return Outcome(comparison, report.write_comparison(folder, language=lang))
