"""How is a study run? Every scenario with every seed, taken up again where it was left, whatever stopped it."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from twin.core.errors import ExitCode, TwinError
from twin.core.lock import HeldError, locked
from twin.core.log import log, logging_to
from twin.core.processors import processors, threads_each
from twin.observe import canonical, code_hash, digest, open_results
from twin.observe.folder import DONE, sweep
from twin.observe.manifest import machine, versions
from twin.observe.parquet import write_table
from twin.study.compare import compare_runs, difference_words
from twin.study.making import Runner
from twin.study.watched import share
from twin.study.workers import work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.study.study_file import Study
    from twin.study.workers import News

FILE, KPIS, RUNS, LOGS, LOG = "batch.json", "kpis.parquet", "runs", "logs", "batch.log"
LAYOUT = 1


class BatchBusyError(TwinError):
    """Another process works on this batch."""


@dataclass(frozen=True)
class Job:
    """One run of a batch, made in a process of its own."""

    scenario: Any
    seed: int
    gis: Path | None
    zones: tuple[str, ...] | None
    out: Path
    threads: int
    runner: Runner | None


@dataclass
class Entry:
    """What is known about one run of a batch.

    Parameters
    ----------
    scenario : Name of the scenario.
    seed : Seed.
    status : "waiting", "running", "finished" or "failed".
    folder : Folder of the run below the batch's, "" before it has finished.
    attempts : How often it was begun.
    seconds : Time that its last attempt took.
    error : Message of its last failure.
    exit_code : Exit code that belongs to the message.
    """

    scenario: str
    seed: int
    status: str = "waiting"
    folder: str = ""
    attempts: int = 0
    seconds: float = 0.0
    error: str = ""
    exit_code: int = 0
    stage: str = ""
    share: float = 0.0


@dataclass
class Batch:
    """A batch: its folder, its runs, and what they showed.

    Parameters
    ----------
    path : Folder of the batch.
    name : Name of the study.
    entries : Its runs, those of a seed together.
    comparisons : Folder of the comparison with the first scenario below `path`, by name of the other scenario.
    workers : Runs at the same time.
    """

    path: Path
    name: str
    entries: list[Entry]
    comparisons: dict[str, str] = field(default_factory=dict)
    workers: int = 1

    def count(self, status: str) -> int:
        """How many runs are in a state."""
        return sum(entry.status == status for entry in self.entries)

    @property
    def failed(self) -> list[Entry]:
        """Runs that failed."""
        return [entry for entry in self.entries if entry.status == "failed"]

    def seconds_left(self) -> float | None:
        """Time that the runs still to be made will take, from those that are done; None before one is."""
        took = [entry.seconds / entry.share for entry in self.entries if entry.share > 0.0 and entry.seconds > 0.0]
        if not took:
            return None
        left = sum(1.0 - entry.share for entry in self.entries if entry.status in ("waiting", "running"))
        return left * sum(took) / len(took) / self.workers


def run_batch(
    study: Study,
    out: Path | str,
    *,
    processes: int | None = None,
    threads: int | None = None,
    fresh: bool = False,
    tell: Callable[[Batch], None] | None = None,
    runner: Runner | None = None,
) -> Batch:
    """Make all runs of a study that are not made yet, then the table of indicators and the comparisons.

    Parameters
    ----------
    study : What to run.
    out : Folder that receives the folder of the batch.
    processes : Runs at the same time; half of the processors if None.
    threads : Threads of each run; the processors shared among the processes if None. Results do not depend on it.
    fresh : Start over in a new folder; otherwise finished runs are kept and failed ones tried again.
    tell : Called with the batch whenever something about a run has changed; may raise to stop.
    runner : Makes one run; `twin.model.run` if None.

    Raises
    ------
    InputError
        If the layers or a place of a scenario cannot be used.
    BatchBusyError
        If another process works on the batch.
    """
    workers = processes or max(1, processors() // 2)
    batch = Batch(Path(), study.name, _entries(study), workers=min(workers, len(study.scenarios) * len(study.seeds)))
    batch.path = _folder(Path(out), study, _district_key(study, runner), fresh=fresh)
    with _alone(batch.path), logging_to(batch.path / LOG):
        _take_up(batch)
        todo = [place for place, entry in enumerate(batch.entries) if entry.status != "finished"]
        log.info("%s: %d runs, %d to be made by %d processes", study.name, len(batch.entries), len(todo), batch.workers)
        share_of = threads or threads_each(batch.workers)
        runs = batch.path / RUNS
        both = list(product(study.seeds, study.scenarios))
        jobs = [Job(both[k][1], both[k][0], study.gis, study.zones, runs, share_of, runner) for k in todo]
        logs = [batch.path / LOGS / f"{k:04d}-{_slug(both[k][1].name)}-s{both[k][0]}.log" for k in todo]
        sweep(runs)
        _save(batch, study)
        try:
            with closing(work(run_job, jobs, batch.workers, logs)) as all_news:
                for news in all_news:
                    _note(batch.entries[todo[news.place]], news)
                    if news.kind != "progress":
                        _save(batch, study)
                    if tell is not None:
                        tell(batch)
        finally:
            for entry in batch.entries:
                entry.status = "waiting" if entry.status == "running" else entry.status
            _save(batch, study)
            sweep(runs)
        _write_kpis(batch)
        _compare(batch, study)
        _save(batch, study)
        log.info("%d of %d runs finished, %d failed", batch.count("finished"), len(batch.entries), len(batch.failed))
    return batch


def run_job(job: Job, tell: Callable[[str, float, float], None]) -> str:
    """Make one run in this process; returns the name of its folder."""
    runner, district = job.runner, None
    if runner is None:
        from twin import geo  # noqa: PLC0415 — seconds of imports, in the job's own process
        from twin.model import run as runner  # noqa: PLC0415

        district = geo.load_district(job.gis, job.zones)
    assert runner is not None  # noqa: S101 — for the type checker
    folder = runner(job.scenario, district, job.seed, job.out, threads=job.threads, force=False, progress=tell)
    return folder.name


def open_batch(path: Path) -> Batch:
    """Read a batch from its folder."""
    found = json.loads((path / FILE).read_text(encoding="utf-8"))
    known = set(Entry.__dataclass_fields__)
    entries = [Entry(**{key: value for key, value in row.items() if key in known}) for row in found["runs"]]
    return Batch(path, found["name"], entries, found["comparisons"])


def _entries(study: Study) -> list[Entry]:
    return [Entry(scenario.name, seed) for seed, scenario in product(study.seeds, study.scenarios)]


def _district_key(study: Study, runner: Runner | None) -> str:
    """Key of the study's district, made and kept here once rather than by every job; places are checked on it."""
    if runner is not None:
        return ""
    from twin import geo  # noqa: PLC0415 — seconds of imports

    district = geo.load_district(study.gis, study.zones)
    for scenario in study.scenarios:
        scenario.check_places(district)
    return district.key


def _folder(out: Path, study: Study, district: str, *, fresh: bool) -> Path:
    """Folder of the batch: the last one begun for the same scenarios, seeds, layers and code, or a new one."""
    told = {
        "scenarios": [scenario.canonical() for scenario in study.scenarios],
        "names": [scenario.name for scenario in study.scenarios],
        "seeds": list(study.seeds),
        "district": district,
        "code": code_hash(),
    }
    name = f"batch-{_slug(study.name)}-{digest(canonical(told))[:12]}"
    number = 1
    while (out / f"{name}-{number + 1}").exists():
        number += 1
    last = out / name if number == 1 else out / f"{name}-{number}"
    return out / f"{name}-{number + 1}" if fresh and last.exists() else last


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "study"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    path.mkdir(parents=True, exist_ok=True)
    place = path / ".lock"
    try:
        with locked(place):
            yield
    except HeldError as error:
        if str(error) != str(place):
            raise
        raise BatchBusyError(f"{path}: another process works on this batch; wait for it or stop it") from None


def _take_up(batch: Batch) -> None:
    """Take over what an earlier process has noted, and trust only runs whose folders are finished."""
    if not (batch.path / FILE).is_file():
        return
    noted = {(entry.scenario, entry.seed): entry for entry in open_batch(batch.path).entries}
    for place, entry in enumerate(batch.entries):
        before = noted.get((entry.scenario, entry.seed), entry)
        done = before.status == "finished" and (batch.path / before.folder / DONE).is_file()
        before.status, before.share = ("finished", 1.0) if done else ("waiting", 0.0)
        before.seconds = before.seconds if done else 0.0
        before.stage = ""
        batch.entries[place] = before


def _note(entry: Entry, news: News) -> None:
    if news.kind == "started":
        entry.status, entry.attempts, entry.error, entry.exit_code = "running", entry.attempts + 1, "", 0
        log.info("%s, seed %d: begun", entry.scenario, entry.seed)
        return
    entry.seconds = round(news.seconds, 3)
    if news.kind == "progress":
        entry.stage, entry.share = news.value[0], share(*news.value)
    elif news.kind == "done":
        entry.status, entry.share, entry.folder = "finished", 1.0, f"{RUNS}/{news.value}"
        log.info("%s, seed %d: finished in %.1f s", entry.scenario, entry.seed, news.seconds)
    else:
        error = news.value
        entry.status, entry.share = "failed", 0.0
        entry.error = str(error) if isinstance(error, TwinError) else f"unexpected {type(error).__name__}: {error}"
        entry.exit_code = int(getattr(error, "exit_code", ExitCode.UNEXPECTED))
        log.error("%s, seed %d: %s", entry.scenario, entry.seed, entry.error)


def _save(batch: Batch, study: Study) -> None:
    """Write the batch's manifest; a reader meets the old one or the new one, whole."""
    told = {
        "layout": LAYOUT,
        "name": study.name,
        "description": study.description,
        "file": study.path.name,
        "baseline": study.scenarios[0].name,
        "scenarios": [
            {"name": s.name, "title": s.title(), "title_it": s.title("it"), "hash": digest(canonical(s.canonical()))}
            for s in study.scenarios
        ],
        "seeds": list(study.seeds),
        "runs": [{k: v for k, v in asdict(entry).items() if k not in ("stage", "share")} for entry in batch.entries],
        "comparisons": batch.comparisons,
        "code": code_hash(),
        "versions": versions(),
        "machine": machine(),
        "saved": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    part = batch.path / f".{FILE}"
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(batch.path / FILE)


def _write_kpis(batch: Batch) -> None:
    """Indicators of all finished runs in one long table."""
    columns: dict[str, list[Any]] = {name: [] for name in ("scenario", "seed", "kpi", "value", "unit")}
    for entry in batch.entries:
        if entry.status != "finished":
            continue
        for name, row in open_results(batch.path / entry.folder).kpis.iterrows():
            values = (entry.scenario, entry.seed, str(name), float(row["value"]), str(row["unit"]))
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
    text, types = pa.string(), {"seed": pa.int64(), "value": pa.float64()}
    part = batch.path / f".{KPIS}"
    write_table(part, pa.table({name: pa.array(each, types.get(name, text)) for name, each in columns.items()}))
    part.replace(batch.path / KPIS)


def _compare(batch: Batch, study: Study) -> None:
    """Compare each scenario whose runs are all there with the first, pair by pair."""
    folders = {
        scenario.name: [
            batch.path / e.folder for e in batch.entries if (e.scenario, e.status) == (scenario.name, "finished")
        ]
        for scenario in study.scenarios
    }
    first, *others = study.scenarios
    batch.comparisons = {}
    for other in others:
        ours, theirs = folders[first.name], folders[other.name]
        if len(ours) == len(theirs) == len(study.seeds):
            found = compare_runs(ours, theirs, batch.path, difference_words(first, other))
            batch.comparisons[other.name] = found.path.name
        else:
            log.warning("%s is not compared: some of its runs, or of %s's, failed", other.name, first.name)
