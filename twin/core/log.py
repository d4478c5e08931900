"""One logger for the package; logs go to standard error and to the run folder, never to standard output."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEVELS = ("debug", "info", "warning", "error")
_LEVEL = "TWIN_LOG_LEVEL"  # in the environment, so that worker processes write as their parent does

log = logging.getLogger("twin")
log.addHandler(logging.NullHandler())


def set_file_level(level: str) -> None:
    """Level from which log files are written from now on, here and in processes started here; one of `LEVELS`."""
    os.environ[_LEVEL] = level


def file_level() -> int:
    """Level from which log files are written."""
    word = os.environ.get(_LEVEL, "")
    return logging.getLevelNamesMapping()[word.upper()] if word in LEVELS else logging.INFO


@contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Write the package's log and warnings of libraries to a file while the block runs."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setLevel(file_level())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    warned = logging.getLogger("py.warnings")
    # Each channel has its own level, so that a file is whole however little is said on a terminal.
    before = log.level
    log.setLevel(min(handler.level, log.getEffectiveLevel()))
    for logger in (log, warned):
        logger.addHandler(handler)
    logging.captureWarnings(capture=True)
    try:
        yield
    finally:
        logging.captureWarnings(capture=False)
        for logger in (log, warned):
            logger.removeHandler(handler)
        log.setLevel(before)
        handler.close()
