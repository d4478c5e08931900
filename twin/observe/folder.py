"""Where is a run kept? One folder per run, one writer per folder, finished or not there at all."""

from __future__ import annotations

import os
import re
import shutil
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from twin.core.errors import TwinError
from twin.core.lock import HeldError, locked
from twin.core.log import log, logging_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.observe.key import RunKey

DONE = "DONE"
LOG = "run.log"
_PART, _OLD = ".part", ".old"
_FAILED = "FAILED"
_WAIT_S = 1.0  # longer than it takes to sweep away what a dead process left
_HOLDER = re.compile(r"process \d+ on \S+")


class RunBusyError(TwinError):
    """Another process is writing this run."""


class RunFolder:
    """The folder of one run under `out`.

    A run is written in `<name>.part` beside its place and takes its place when it is complete, so a reader meets a
    finished folder or none. What an ended process has left behind is swept away by the next writer.

    Parameters
    ----------
    out : Folder that receives runs.
    key : Identity of the run.
    """

    def __init__(self, out: Path | str, key: RunKey) -> None:
        self.key = key
        self.path = Path(out) / key.folder_name
        self._part = self.path.with_name(f"{self.path.name}{_PART}")

    @property
    def finished(self) -> bool:
        """Whether the run is complete and need not be run again."""
        return (self.path / DONE).is_file()

    @contextmanager
    def writing(self, *, force: bool = False) -> Iterator[Path | None]:
        """Write the run: yields the folder to fill, or None where another writer has just finished it.

        On a clean exit the finish marker is written and the folder takes its place. After an interruption nothing
        stays; after an error the unfinished folder stays for its log, until the next writer replaces it.

        Raises
        ------
        RunBusyError
            If another process writes this run.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with locked(_lock(self.path), _WAIT_S):
                _restore(self.path)
                if self.finished and not force:
                    yield None
                    return
                sweep(self.path.parent)
                shutil.rmtree(self._part, ignore_errors=True)
                self._part.mkdir()
                yield from self._filled()
        except HeldError as error:
            if str(error) != str(_lock(self.path)):
                raise
            where = f"{self.path.parent}: {_holder(self._part)} is writing this run"
            raise RunBusyError(f"{where}; wait for it or stop it") from None

    def _filled(self) -> Iterator[Path]:
        try:
            with logging_to(self._part / LOG):
                log.info("process %d on %s writes %s", os.getpid(), socket.gethostname(), self.path.name)
                try:
                    yield self._part
                except BaseException:
                    log.exception("the run did not finish")
                    raise
        except KeyboardInterrupt:
            shutil.rmtree(self._part, ignore_errors=True)
            raise
        except BaseException:
            (self._part / _FAILED).touch()
            raise
        self._publish()

    def _publish(self) -> None:
        marker = self._part / f".{DONE}"
        with marker.open("w", encoding="utf-8") as file:
            file.write(f"{self.key.hash}\n")
            file.flush()
            os.fsync(file.fileno())
        marker.replace(self._part / DONE)
        old = self.path.with_name(f"{self.path.name}{_OLD}")
        shutil.rmtree(old, ignore_errors=True)
        if self.path.exists():
            self.path.replace(old)
        self._part.replace(self.path)
        shutil.rmtree(old, ignore_errors=True)


def sweep(out: Path) -> list[str]:
    """Take away what killed processes left in a folder of runs; returns the names of the runs concerned.

    A half-written folder goes if nobody holds its lock; that of a failed run stays for its log. A finished run that was
    about to be replaced comes back.
    """
    swept = []
    left = [*out.glob(f"*{_PART}"), *out.glob(f"*{_OLD}")]
    for name in sorted({path.name.rpartition(".")[0] for path in left if not (path / _FAILED).exists()}):
        try:
            with locked(_lock(out / name)):
                _restore(out / name)
                shutil.rmtree(out / f"{name}{_PART}", ignore_errors=True)
        except (HeldError, OSError):  # its writer lives, or another process sweeps here
            continue
        swept.append(name)
        log.info("what a killed process left of %s was taken away", name)
    return swept


def _restore(path: Path) -> None:
    """Bring back the run that a killed process was about to replace."""
    old = path.with_name(f"{path.name}{_OLD}")
    if not old.exists():
        return
    if path.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.replace(path)


def _lock(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _holder(part: Path) -> str:
    try:
        with (part / LOG).open(encoding="utf-8") as file:
            found = _HOLDER.search(file.readline())
    except OSError:
        found = None
    return found.group() if found else "another process"
