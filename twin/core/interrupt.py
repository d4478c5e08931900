"""Was the command asked to stop? An interruption is kept until the work has heard it.

Python raises KeyboardInterrupt wherever it happens to be. Inside a callback of a library (a finalizer, a compiler's
hook) it is printed and lost, and the run would go on to its end. In the middle of a constructor it leaves an object
half made, whose finalizer then complains of what it misses: nobody who asked to stop needs to read that.
"""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

_asked = threading.Event()


@contextmanager
def kept() -> Iterator[None]:
    """In the block, remember an interruption until `check` or the end of the block; what fails after it is its doing.

    Does nothing beside the main thread, or where interruptions are ignored or somebody else's already.

    Raises
    ------
        KeyboardInterrupt: the block was interrupted, whatever the interruption became on its way out.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _hear)
    before = sys.unraisablehook
    try:
        yield
    except Exception as error:
        if _asked.is_set():
            raise KeyboardInterrupt from error
        raise
    finally:
        _asked.clear()
        sys.unraisablehook = before
        signal.signal(signal.SIGINT, signal.default_int_handler)


def check() -> None:
    """Raise KeyboardInterrupt if one was asked for and has been lost on its way."""
    if _asked.is_set():
        raise KeyboardInterrupt


def hush() -> None:
    """Print nothing of what finalizers raise from here on: it comes of objects that an interruption left half made."""
    sys.unraisablehook = _say_nothing


def _hear(*_: object) -> NoReturn:
    _asked.set()
    hush()
    raise KeyboardInterrupt


def _say_nothing(_: object) -> None: ...
