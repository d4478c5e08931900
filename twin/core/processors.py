"""How many processors may this process use? On a shared node a scheduler gives it some of those that are there."""

from __future__ import annotations

import os


def processors() -> int:
    """Processors that this process may run on, at least one."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def threads_each(workers: int) -> int:
    """Threads for each of several processes, so that together they fill the processors; at least one."""
    return max(1, processors() // max(1, workers))
