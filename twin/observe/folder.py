"""Where is a run kept? One folder per run, one writer per folder, finished or not there at all."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from twin.core.errors import TwinError
from twin.core.log import log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twin.observe.key import RunKey

DONE = "DONE"
LOG = "log.txt"


class RunBusyError(TwinError):
    """Another process is writing this run."""


class RunFolder:
    """The folder of one run under `out`.

    A run is written in `<name>.part` beside its place and takes its place when it is complete, so a reader meets a
    finished folder or none. What an ended process has left behind is replaced by the next writer.

    Parameters
    ----------
    out : Folder that receives runs.
    key : Identity of the run.
    """

    def __init__(self, out: Path | str, key: RunKey) -> None:
        self.key = key
        self.path = Path(out) / key.folder_name
        self._part = self.path.with_name(f"{self.path.name}.part")
        self._lock = self.path.with_name(f".{self.path.name}.lock")

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
        with _locked(self._lock):
            if self.finished and not force:
                yield None
                return
            shutil.rmtree(self._part, ignore_errors=True)
            self._part.mkdir()
            try:
                with _logging_to(self._part / LOG):
                    yield self._part
            except KeyboardInterrupt:
                shutil.rmtree(self._part, ignore_errors=True)
                raise
            self._publish()

    def _publish(self) -> None:
        marker = self._part / f".{DONE}"
        with marker.open("w", encoding="utf-8") as file:
            file.write(f"{self.key.hash}\n")
            file.flush()
            os.fsync(file.fileno())
        marker.replace(self._part / DONE)
        old = self.path.with_name(f"{self.path.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if self.path.exists():
            self.path.replace(old)
        self._part.replace(self.path)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold an advisory lock; the system frees it with its process, so a stale file never blocks."""
    while True:
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise RunBusyError(f"{path.parent}: {holder} is writing this run; wait for it or stop it") from None
        if path.exists() and os.fstat(file.fileno()).st_ino == path.stat().st_ino:
            break
        file.close()  # its last holder took the file away between our opening and our locking
    try:
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}")
        file.flush()
        yield
    finally:
        path.unlink(missing_ok=True)
        file.close()


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log.addHandler(handler)
    try:
        yield
    except BaseException:
        log.exception("the run did not finish")
        raise
    finally:
        log.removeHandler(handler)
        handler.close()
