"""What can be done from a terminal? The `twin` command."""

from __future__ import annotations


def main() -> None:
    """Run the `twin` command with the arguments of the process, and leave with its exit code."""
    from twin.cli.app import app  # noqa: PLC0415 — `import twin.cli` alone should cost nothing

    app(prog_name="twin")
