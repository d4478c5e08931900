"""What do many runs say? Paired comparison of scenarios and the executors that do the runs."""

from twin.study.batch import Batch, BatchBusyError, open_batch, run_batch
from twin.study.compare import compare, compare_planned, compare_runs
from twin.study.comparison import LUCK_ONLY, Comparison, Row, open_comparison
from twin.study.each import Each, EachRow, Effect, open_each
from twin.study.executors import Executor, LocalProcesses, Serial, local
from twin.study.making import Share, make_runs
from twin.study.paired import Difference, paired
from twin.study.plans import Asked, Outlook, Plan, outlook, plan
from twin.study.preparation import prepare, prepared
from twin.study.spread import Band, Spread
from twin.study.study_file import Study, read_study
from twin.study.watched import watched

__all__ = [
    "LUCK_ONLY",
    "Asked",
    "Band",
    "Batch",
    "BatchBusyError",
    "Comparison",
    "Difference",
    "Each",
    "EachRow",
    "Effect",
    "Executor",
    "LocalProcesses",
    "Outlook",
    "Plan",
    "Row",
    "Serial",
    "Share",
    "Spread",
    "Study",
    "compare",
    "compare_planned",
    "compare_runs",
    "local",
    "make_runs",
    "open_batch",
    "open_comparison",
    "open_each",
    "outlook",
    "paired",
    "plan",
    "prepare",
    "prepared",
    "read_study",
    "run_batch",
    "watched",
]
