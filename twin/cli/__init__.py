"""What can be done from a terminal? The `twin` command."""

from __future__ import annotations


def main() -> None:
    """Run the `twin` command with the arguments of the process, and leave with its exit code."""
    from twin.cli.app import app  # noqa: PLC0415 — `import twin.cli` alone should cost nothing
    from twin.core import interrupt  # noqa: PLC0415
    from twin.core.errors import ExitCode  # noqa: PLC0415

    try:
        app(prog_name="twin")
    except SystemExit as end:
        if end.code == ExitCode.INTERRUPTED:
            interrupt.hush()  # what the traceback holds is let go only when Python ends
        raise
