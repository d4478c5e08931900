"""What did a share of the runs make, and what is to be done next?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from twin.cli.console import Console
    from twin.state.district import District
    from twin.study import Plan, Share


def make_share(
    console: Console,
    planned: Plan,
    out: Path,
    district: District,
    share: Share,
    processes: int | None,
    *,
    threads: int | None,
    force: bool,
    gaps: bool,
) -> list[Path]:
    """Make one share of the runs of a comparison; returns their folders."""
    from twin import study  # noqa: PLC0415 — seconds of imports

    many = sum(len(some) for some in planned.share(*share))
    with console.runs() as (bar, folders), study.local(processes) as executor:
        made = study.make_runs(
            planned,
            out,
            district,
            share=share,
            executor=executor,
            threads=threads,
            force=force,
            progress=lambda done, total: bar("runs", done, total),
            runner=study.watched(many, bar) if executor.workers == 1 else None,
            gaps=gaps,
        )
        folders.extend(made.values())
    return list(made.values())


def tell_share(console: Console, command: str, share: Share, folders: Sequence[Path], out: Path) -> None:
    """Tell the runs of one share, as JSON if that was asked for."""
    console.say_seconds()
    console.tell("share", place=share.place, of=share.of, n=len(folders), out=out)
    document = {"command": command, "share": list(share), "runs": [str(each) for each in folders]}
    console.result({**document, "seconds": console.seconds})
