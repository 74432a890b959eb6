"""Costs are medians, and slow tasks are not run more often than they need."""

import pytest

from bench import cost


@pytest.fixture
def clock(monkeypatch):
    """A clock that only tasks move."""
    now = [0.0]
    monkeypatch.setattr(cost, "process_time", lambda: now[0])

    def lasting(*durations):
        left = list(durations)

        def task():
            now[0] += left.pop(0)

        return task

    return lasting


def test_the_round_that_warms_up_does_not_count(clock):
    times = cost.median_cpu_seconds({"task": clock(4, 1, 3, 2)}, repeats=3)
    assert times == {"task": 2}


def test_a_slow_task_is_run_once(clock):
    times = cost.median_cpu_seconds({"slow": clock(12), "quick": clock(2, 1, 1)}, repeats=2)
    assert times == {"slow": 12, "quick": 1}


def test_a_fork_that_fails_is_told():
    with pytest.raises(RuntimeError, match="ended with status"):
        cost.usage_of_fork(lambda: 1 / 0)
