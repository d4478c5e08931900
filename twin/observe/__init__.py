"""What do we look at? Declared series and indicators, the recorder, and the run folder."""

from __future__ import annotations

from twin.observe.declare import Better, Kpi, Outcome, Per, Series, Topic
from twin.observe.folder import RunBusyError, RunFolder
from twin.observe.key import RunKey, canonical, code_hash, digest
from twin.observe.manifest import RunFacts
from twin.observe.recorder import Balance, Recorder
from twin.observe.results import Results, open_results
from twin.observe.write import write_results

__all__ = [
    "Balance",
    "Better",
    "Kpi",
    "Outcome",
    "Per",
    "Recorder",
    "Results",
    "RunBusyError",
    "RunFacts",
    "RunFolder",
    "RunKey",
    "Series",
    "Topic",
    "canonical",
    "code_hash",
    "digest",
    "open_results",
    "write_results",
]
