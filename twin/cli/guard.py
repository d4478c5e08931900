"""How does a command end? With its result, or with one message and a documented exit code."""

from __future__ import annotations

import functools
import inspect
import os
import sys
import tempfile
import traceback
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import typer

from twin.cli.console import Console
from twin.cli.options import Debug, LogLevel, Verbose
from twin.core import interrupt
from twin.core.errors import ExitCode, TwinError
from twin.core.log import set_file_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")

EXIT_CODES = """
**Exit codes**: 0 done · 1 unexpected error (a log is written) · 2 wrong use of the command · 3 an input cannot be
used (scenario, layer, weather, feed) · 4 the plan of processes cannot run · 5 energy, people, vehicles or money did
not balance · 130 interrupted.
"""


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Turn what a command raises into one message and an exit code; add --debug, --verbose and --log-level."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        debug = bool(kwargs.pop("debug", False))
        Console.verbose = bool(kwargs.pop("verbose", False))
        level = kwargs.pop("log_level", None)
        if level is not None:
            set_file_level(str(level))
        with one_message(debug=debug):
            command(*args, **kwargs)

    kind = inspect.Parameter.KEYWORD_ONLY
    options = [
        inspect.Parameter("verbose", kind, default=False, annotation=Verbose),
        inspect.Parameter("log_level", kind, default=None, annotation=LogLevel),
        inspect.Parameter("debug", kind, default=False, annotation=Debug),
    ]
    signature = inspect.signature(command, eval_str=True)
    # typer reads both of these to know a command's options.
    run.__signature__ = signature.replace(parameters=[*signature.parameters.values(), *options])  # type: ignore[attr-defined]
    run.__annotations__ = {**run.__annotations__, **{option.name: option.annotation for option in options}}
    return run


@contextmanager
def one_message(*, debug: bool = False) -> Iterator[None]:
    """End the command with one message and its exit code when something in the block goes wrong."""
    try:
        with interrupt.kept():
            yield
    except TwinError as error:
        _end(str(error), error.exit_code, debug=debug)
    except KeyboardInterrupt:
        _end("interrupted; finished runs are kept and not run again", ExitCode.INTERRUPTED, debug=False)
    except BrokenPipeError:  # the reader of the pipe (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(int(ExitCode.OK)) from None
    except OSError as error:
        if error.filename is None:
            _unexpected(error, debug=debug)
        message = f"{error.filename}: {(error.strerror or str(error)).lower()}"
        _end(message, ExitCode.INPUT, debug=debug)
    except Exception as error:  # the outermost frame: all that is left becomes one line and a log
        if type(error).__module__.split(".")[0] in {"click", "typer"}:  # typer's own ways out, and wrong use
            raise
        _unexpected(error, debug=debug)


def _end(message: str, code: ExitCode, *, debug: bool) -> None:
    if debug:
        traceback.print_exc()
    print(f"twin: {message}", file=sys.stderr)  # noqa: T201 — the one place that talks to people about errors
    raise typer.Exit(int(code)) from None


def _unexpected(error: BaseException, *, debug: bool) -> None:
    if debug:
        raise error
    log = _write_log(error)
    words = " ".join(str(error).split()) or "no message"
    _end(f"unexpected {type(error).__name__}: {words} (details: {log})", ExitCode.UNEXPECTED, debug=False)


def _write_log(error: BaseException) -> Path:
    """Write the traceback where people can find it, the temporary folder if the home is not writable."""
    from twin.core.paths import log_dir  # noqa: PLC0415 — only on the way to an error

    name = f"error-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"
    text = "".join([" ".join(sys.argv), "\n\n", *traceback.format_exception(error)])
    for folder in (log_dir(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        except OSError:
            continue
        return folder / name
    return Path(os.devnull)
