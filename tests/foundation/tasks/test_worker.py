"""The background process's loop: works, waits, survives, stops."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import OperationalError, connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cuncuntong.foundation.tasks import enqueue, worker, worker_loop
from tests.foundation.tasks import jobs_for_tests as jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    jobs.done.clear()
    jobs.trouble.clear()
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(worker, "PAUSE_AFTER_TROUBLE", 0.02)
    monkeypatch.setattr("cuncuntong.foundation.tasks.schedule._jobs", {})


@pytest.fixture
def loop():
    stop = threading.Event()
    thread = threading.Thread(target=worker_loop, args=(stop,))
    yield thread
    stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    connection.close()


def until(condition):
    for _ in range(500):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen within ten seconds")


def statuses():
    return set(DBTaskResult.objects.values_list("status", flat=True))


def test_the_loop_runs_what_comes(loop):
    enqueue(jobs.note, word="before")
    loop.start()
    until(lambda: jobs.done == ["before"])
    enqueue(jobs.note, word="after")
    until(lambda: jobs.done == ["before", "after"])
    until(lambda: statuses() == {TaskResultStatus.SUCCESSFUL})


def test_a_database_that_is_away_is_waited_for(loop, monkeypatch):
    real, calls = worker.run_one, []

    def away():
        calls.append(1)
        if len(calls) < 4:
            raise OperationalError("server closed the connection unexpectedly")
        return real()

    monkeypatch.setattr(worker, "run_one", away)
    enqueue(jobs.note, word="甲")
    loop.start()
    until(lambda: jobs.done == ["甲"])


def test_a_task_left_behind_while_the_database_was_away_is_found_again(loop, monkeypatch):
    real = DBTaskResult.set_successful
    failing = [OperationalError("away")]

    def set_successful(self, value):
        if failing:
            raise failing.pop()
        return real(self, value)

    monkeypatch.setattr(DBTaskResult, "set_successful", set_successful)
    enqueue(jobs.note, word="甲")
    loop.start()
    until(lambda: not failing and statuses() == {TaskResultStatus.READY})
    row = DBTaskResult.objects.get()
    assert "进程中途结束" in row.traceback
    DBTaskResult.objects.update(run_after=row.enqueued_at)
    until(lambda: statuses() == {TaskResultStatus.SUCCESSFUL})
    assert jobs.done == ["甲", "甲"], "at least once: it may run again"
