"""What does a metric of the protocol get to see? The runs of one seed, and the published series at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from twin.study.evidence import Evidence
    from twin.study.protocol import Target


@dataclass(frozen=True)
class Case:
    """Runs of one seed.

    Parameters
    ----------
    base, ebikes : Baseline, with what the ledger's retrofits make of its buildings; the ledger's e-bike stations alone.
    data : Folder of published series, None if there is none at hand.
    """

    base: Evidence
    ebikes: Evidence
    data: Path | None


Beside = dict[str, float]
Metric = Callable[[Case, "Target"], tuple[float, Beside]]


class NotComputableError(Exception):
    """The runs or the data at hand do not tell; the message says why."""
