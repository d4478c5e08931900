"""How do I run many scenarios with many seeds? `twin batch`."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twin.cli.console import Console
from twin.cli.guard import guarded
from twin.cli.options import OUT, Json, Lang, Language, Out, Processes, Quiet, Threads
from twin.cli.words import STATES, named, said
from twin.core.errors import ExitCode, TwinError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.table import Table

    from twin.study import Batch

StudyPath = Annotated[Path, typer.Argument(help="Study file: scenarios, seeds, layers.", metavar="STUDY")]
Resume = Annotated[
    bool,
    typer.Option("--resume/--fresh", help="Keep finished runs and try failed ones again, or start in a new folder."),
]
_RUNNING_SHOWN = 12


class BatchFailedError(TwinError):
    """Some runs of a batch failed."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = ExitCode(exit_code)


@guarded
def batch(
    study: StudyPath,
    out: Out = OUT,
    processes: Processes = None,
    threads: Threads = None,
    resume: Resume = True,
    as_json: Json = False,
    lang: Language = Lang.EN,
    quiet: Quiet = False,
) -> None:
    """Run every scenario of a study with every seed, and compare each scenario with the first.

    Stop it whenever you like: the same command goes on where it was, and tries failed runs again. The folder of the
    batch holds batch.json, kpis.parquet (scenario, seed, kpi, value), the comparisons with their reports, and a log
    of each run.

    Example: `twin batch study.toml --processes 2 --out runs`
    """
    console = Console(lang, quiet=quiet, as_json=as_json)
    with console.stage("start"):
        from twin import geo, report  # noqa: PLC0415 — seconds of imports
        from twin import study as studies  # noqa: PLC0415

        chosen = studies.read_study(study)
    if processes != 1 and len(chosen.scenarios) * len(chosen.seeds) > 1 and not studies.prepared():
        district = geo.load_district(chosen.gis, chosen.zones)  # tells what is wrong before anything is prepared
        console.tell("preparing")
        with console.stage("prepare"), console.progress() as bar:
            studies.prepare(chosen.scenarios[-1], district, bar)
    with console.stage("runs"), _board(console) as tell:
        done = studies.run_batch(chosen, out, processes=processes, threads=threads, fresh=not resume, tell=tell)
    with console.stage("report"):
        folders = {name: done.path / folder for name, folder in done.comparisons.items()}
        reports = {name: report.write_comparison(folder, language=lang.value) for name, folder in folders.items()}
    console.say_seconds()
    console.tell("batch", path=done.path)
    for name, written in reports.items():
        console.tell("report", path=f"{chosen.scenarios[0].name} → {name}: {written}")
    rows = [asdict(entry) for entry in done.entries]
    document = {
        "command": "batch",
        "folder": str(done.path),
        "runs": [{key: value for key, value in row.items() if key not in ("stage", "share")} for row in rows],
        "comparisons": {name: str(folder) for name, folder in folders.items()},
        "reports": {name: str(written) for name, written in reports.items()},
        "seconds": console.seconds,
    }
    if not console.result(document):
        cells = [
            (e.scenario, str(e.seed), named(e.status, lang, STATES), str(e.attempts), f"{e.seconds:.1f}")
            for e in done.entries
        ]
        console.table(chosen.name, said("batch_header", lang).split("|"), cells, right=(1, 3, 4))
    if done.failed:
        raise BatchFailedError(_failures(done), done.failed[0].exit_code)


def _failures(done: Batch) -> str:
    """Each failed run with its message, those with the same message together."""
    by_message: dict[str, list[str]] = {}
    for entry in done.failed:
        by_message.setdefault(entry.error, []).append(f"{entry.scenario} s{entry.seed}")
    lines = [f"{len(done.failed)} of {len(done.entries)} runs failed; the same command tries them again"]
    for message, runs in by_message.items():
        lines.append(f"  {', '.join(runs[:_RUNNING_SHOWN])}{' …' if len(runs) > _RUNNING_SHOWN else ''}: {message}")
    return "\n".join([*lines, f"  logs: {done.path / 'logs'}"])


@contextmanager
def _board(console: Console) -> Iterator[Callable[[Batch], None]]:
    """Show the runs as they go: a table on a terminal, a line for each run that ends elsewhere."""
    from rich.console import Console as Rich  # noqa: PLC0415 — only commands that run pay for it
    from rich.live import Live  # noqa: PLC0415

    rich = Rich(stderr=True)
    if console.quiet or not rich.is_terminal:
        yield _lines(console)
        return
    with Live(console=rich, transient=True, auto_refresh=False) as live:
        last = 0.0

        def show(state: Batch) -> None:
            nonlocal last
            if time.monotonic() - last > 0.25:  # noqa: PLR2004 — four times a second
                last = time.monotonic()
                live.update(_table(state, console.lang), refresh=True)

        yield show


def _table(state: Batch, lang: Lang) -> Table:
    """What is running, and how much is done."""
    from rich.progress_bar import ProgressBar  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    done, failed, total = state.count("finished"), len(state.failed), len(state.entries)
    title = said("batch_title", lang, name=state.name, done=done, total=total, failed=failed, left=_left(state, lang))
    table = Table(title=title, title_justify="left")
    for column, words in enumerate(said("batch_running", lang).split("|")):
        table.add_column(words, justify="right" if column in (1, 4) else "left")
    running = [entry for entry in state.entries if entry.status == "running"]
    for entry in running[:_RUNNING_SHOWN]:
        bar = ProgressBar(total=1.0, completed=entry.share, width=30)
        table.add_row(entry.scenario, str(entry.seed), entry.stage, bar, f"{entry.seconds:.0f}")
    return table


def _lines(console: Console) -> Callable[[Batch], None]:
    told: set[tuple[str, int]] = set()
    first = True

    def say(state: Batch) -> None:
        nonlocal first
        ended = [entry for entry in state.entries if entry.status in ("finished", "failed")]
        for entry in ended:
            if (entry.scenario, entry.seed) not in told and not first:
                spent = said(entry.status, console.lang, seconds=entry.seconds)
                console.tell("one_run", n=len(ended), of=len(state.entries), scenario=entry.scenario, seed=entry.seed,
                             spent=spent, left=_left(state, console.lang))  # fmt: skip
        if first and ended:
            console.tell("made_before", n=len(ended), of=len(state.entries))
        told.update((entry.scenario, entry.seed) for entry in ended)
        first = False

    return say


def _left(state: Batch, lang: Lang) -> str:
    seconds = state.seconds_left()
    if seconds is None:
        return said("left_unknown", lang)
    minutes, rest = divmod(round(seconds), 60)
    return said("left_minutes" if minutes else "left_seconds", lang, minutes=minutes, seconds=rest)
