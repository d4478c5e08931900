"""Where do a command's words go? Results to standard output, everything else to standard error."""

from __future__ import annotations

import json
import logging
import math
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from twin.cli.options import Lang
from twin.cli.words import named, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rich.progress import Progress


@dataclass
class Console:
    """The two channels of one command.

    Parameters
    ----------
    lang : Language of the words.
    quiet : Whether standard error stays empty, errors apart.
    as_json : Whether the result is one JSON document.
    """

    verbose: ClassVar[bool] = False  # set by the option --verbose, which every command has

    lang: Lang = Lang.EN
    quiet: bool = False
    as_json: bool = False
    seconds: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        # A record with a traceback is for the log of a run; the error itself is told once, when the command ends.
        handler.addFilter(lambda record: record.exc_info is None)
        level = logging.ERROR if self.quiet else logging.INFO if self.verbose else logging.WARNING
        handler.setLevel(level)
        logger = logging.getLogger("twin")
        logger.handlers = [handler]  # a later command in the same process (tests) replaces the stream
        logger.setLevel(level)

    def say(self, text: str) -> None:
        """Tell people something that is not the result."""
        if not self.quiet:
            print(text, file=sys.stderr, flush=True)  # noqa: T201 — this module is the command's mouth

    def tell(self, key: str, **values: Any) -> None:
        """Tell people something in their language, by its key in the words of the commands."""
        self.say(said(key, self.lang, **values))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage of the work."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

    @contextmanager
    def runs(self) -> Iterator[tuple[Bar, list[Path]]]:
        """Show the progress of runs and time them; put the folder of each run into the list that is handed out.

        Compiling is what numba reports, people and plans what the runs that were made now have written down, and
        running is the rest.
        """
        from numba.core.event import install_timer  # noqa: PLC0415 — only commands that run pay for it

        folders: list[Path] = []
        compiling: list[float] = []
        begun, start = time.time(), time.perf_counter()
        with self.progress() as bar, install_timer("numba:compile", compiling.append):
            yield bar, folders
        spent, compile_s = time.perf_counter() - start, sum(compiling)
        made = [folder for folder in folders if (folder / "DONE").stat().st_mtime >= begun]
        manifests = [json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in made]
        people = sum(float(manifest["timings_s"].get("people and plans", 0.0)) for manifest in manifests)
        self.seconds |= {"people": people, "compile": compile_s, "run": max(0.0, spent - people - compile_s)}

    def say_seconds(self) -> None:
        """Tell how long each stage took."""
        total = sum(self.seconds.values())
        parts = ", ".join(f"{named(name, self.lang)} {spent:.1f} s" for name, spent in self.seconds.items())
        self.tell("time", parts=parts, total=total)

    @contextmanager
    def progress(self) -> Iterator[Bar]:
        """Show progress on standard error; nothing when it is no terminal."""
        from rich.console import Console as Rich  # noqa: PLC0415 — only commands that run pay for it
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        rich = Rich(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        silent = self.quiet or not rich.is_terminal
        with Progress(*columns, TimeElapsedColumn(), console=rich, disable=silent, transient=True) as shown:
            yield Bar(shown)

    def result(self, document: dict[str, Any]) -> bool:
        """Print the result as JSON if that was asked for; tells whether it was. What is no number there is null."""
        if self.as_json:
            sys.stdout.write(json.dumps(_finite(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n")
        return self.as_json

    def table(
        self,
        title: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        right: Sequence[int] = (),
        below: str = "",
    ) -> None:
        """Print a table on standard output: framed on a terminal, aligned plain text when piped.

        Parameters
        ----------
        title : Words above it.
        header : Words over each column.
        rows : Cells of text, one sequence per row.
        right : Columns that are set flush right.
        below : Line below it; "" for none.
        """
        if sys.stdout.isatty():
            from rich.console import Console as Rich  # noqa: PLC0415 — only for terminals
            from rich.table import Table  # noqa: PLC0415

            table = Table(title=title, title_justify="left", title_style="bold")
            for column, words in enumerate(header):
                table.add_column(words, justify="right" if column in right else "left", overflow="fold")
            for row in rows:
                table.add_row(*row)
            Rich().print(table, *([below] if below else []), sep="\n", markup=False, highlight=False)
            return
        flat = [[", ".join(cell.split("\n")) for cell in row] for row in (header, *rows)]
        widths = [max(len(row[column]) for row in flat) for column in range(len(header))]
        lines = [title] if title else []
        for row in flat:
            cells = (
                cell.rjust(width) if column in right else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
            lines.append("  ".join(cells).rstrip())
        lines += [below] if below else []
        sys.stdout.write("\n".join(lines) + "\n")


class Bar:
    """One line of progress; call it with (what is being done, done, total)."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task = shown.add_task("", total=None)

    def __call__(self, stage: str, done: float, total: float) -> None:
        """Show how far the work is."""
        self._shown.update(self._task, description=stage, completed=done, total=total)


def _finite(value: Any) -> Any:
    """The same document with null for indicators that do not apply, which JSON has no number for."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
