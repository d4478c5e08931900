"""Who may write here? A lock on a path that the system frees when its holder ends, however that ends."""

from __future__ import annotations

import contextlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class HeldError(Exception):
    """Another process or thread holds the lock."""


@contextmanager
def locked(path: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the lock whose file is `path`; the file goes when the lock is given back.

    A file that a killed process left behind does not hold anything.

    Parameters
    ----------
    path : File that carries the lock; its folder must exist.
    wait_s : How long to wait for another holder. [s]

    Raises
    ------
    HeldError
        If another holder has not given it back in that time.
    """
    lock = FileLock(path, timeout=wait_s, poll_interval=0.05)
    try:
        lock.acquire()
    except Timeout:
        raise HeldError(str(path)) from None
    try:
        yield
    finally:
        # While it is held, so that nobody waits on a file without a name; Windows refuses this, and allows it after.
        with contextlib.suppress(OSError):
            path.unlink()
        lock.release()
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
