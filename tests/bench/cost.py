"""CPU seconds and peak memory of a piece of work."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time
from typing import NamedTuple

Task = Callable[[], object]


class Usage(NamedTuple):
    """What a process of its own used."""

    cpu_s: float
    peak_bytes: int


def cpu_seconds(task: Task) -> float:
    """User and system time of this process, all its threads, while a task runs."""
    gc.collect()
    before = process_time()
    task()
    return process_time() - before


def median_cpu_seconds(
    tasks: Mapping[str, Task], *, repeats: int, enough_s: float = 10.0
) -> dict[str, float]:
    """Measure tasks in turn, so that a noisy minute falls on all of them alike.

    Parameters
    ----------
    tasks : mapping of name to callable
        What to run.
    repeats : int
        Rounds that are measured, after one that warms up.
    enough_s : float
        CPU seconds after which a task is left out of further rounds; one that takes as long the first time is
        taken at its word.

    Returns
    -------
    dict
        Median of each task.
    """
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(1 + repeats):
        for name, task in tasks.items():
            if sum(times[name]) < enough_s:
                times[name].append(cpu_seconds(task))
    return {name: median(taken[1:] or taken) for name, taken in times.items()}


def usage_of_fork(task: Task) -> Usage:
    """Run a task in a fork of this process and report what the fork used.

    The fork begins with all that is in memory here, model and libraries, and its peak counts from there. Its CPU
    time holds the copying of pages that both write, so only long tasks should be timed like this.

    Raises
    ------
    RuntimeError
        If the task fails; its traceback is on standard error.
    """
    process = os.fork()
    if process == 0:
        status = 1
        try:
            task()
            status = 0
        finally:
            os._exit(status)
    _, status, usage = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"the measured process ended with status {status}; its error is above")
    return Usage(cpu_s=usage.ru_utime + usage.ru_stime, peak_bytes=usage.ru_maxrss * 1024)  # Linux counts kB
