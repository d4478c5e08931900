"""What do many runs say? Paired comparison of scenarios and the executors that do the runs."""

from twin.study.batch import Batch, BatchBusyError, open_batch, run_batch
from twin.study.compare import compare, compare_runs
from twin.study.comparison import LUCK_ONLY, Comparison, Row, open_comparison
from twin.study.executors import Executor, LocalProcesses, Serial, local
from twin.study.paired import Difference, paired
from twin.study.preparation import prepare, prepared
from twin.study.study_file import Study, read_study
from twin.study.watched import watched

__all__ = [
    "LUCK_ONLY",
    "Batch",
    "BatchBusyError",
    "Comparison",
    "Difference",
    "Executor",
    "LocalProcesses",
    "Row",
    "Serial",
    "Study",
    "compare",
    "compare_runs",
    "local",
    "open_batch",
    "open_comparison",
    "paired",
    "prepare",
    "prepared",
    "read_study",
    "run_batch",
    "watched",
]
