"""Was the command asked to stop? An interruption is kept until the work has heard it.

Python raises KeyboardInterrupt wherever it happens to be; inside a callback of a library (a finalizer, a compiler's
hook) it is printed and lost, and the run would go on to its end.
"""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_asked = threading.Event()


@contextmanager
def kept() -> Iterator[None]:
    """In the block, remember an interruption until `check` or the end of the block.

    Does nothing beside the main thread, or where interruptions are ignored or somebody else's already.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _hear)
    try:
        yield
    finally:
        _asked.clear()
        signal.signal(signal.SIGINT, signal.default_int_handler)


def check() -> None:
    """Raise KeyboardInterrupt if one was asked for and has been lost on its way."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _hear(*_: object) -> NoReturn:
    _asked.set()
    raise KeyboardInterrupt
