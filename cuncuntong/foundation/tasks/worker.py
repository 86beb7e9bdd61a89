"""The background process: runs tasks and periodic jobs until it is told to stop."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import socket
import threading
import time
from typing import Any

from django.db import OperationalError, close_old_connections, connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cuncuntong.foundation.tasks.beginning import begin
from cuncuntong.foundation.tasks.queue import Retry, retry_of
from cuncuntong.foundation.tasks.schedule import run_due

log = logging.getLogger("cuncuntong.tasks")
POLL_SECONDS = 1.0
DUE_SECONDS = 5.0
RESCUE_SECONDS = 600.0
PAUSE_AFTER_TROUBLE = 5.0
ABANDONED_AFTER = dt.timedelta(hours=1)


class ProcessDied(Exception):
    """The process that ran a task ended in the middle of it."""


def worker_name() -> str:
    """This process's name as a worker: machine and process number."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def run_one() -> bool:
    """Runs the next task that is ready; False if there was none. What it raises is kept in its row."""
    if not DBTaskResult.objects.ready().exists():
        return False  # asked first: on SQLite, claiming takes the write lock
    with transaction.atomic():
        row = DBTaskResult.objects.ready().get_locked()
        if row is None:
            return False
        row.claim(worker_name())
    try:
        begin()
        value = row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:
        put_off(row, error)
    else:
        row.set_successful(_storable(value))
    return True


def put_off(row: DBTaskResult[Any, Any], error: Exception) -> None:
    """After a failed attempt: ready again after a pause, or failed for good."""
    retry, attempts = retry_of(row.task_path), len(row.worker_ids)
    pause = retry.pause_after(attempts)
    if pause is None:
        _give_up(row, error, retry)
        log.error("task %s given up after %s attempts", retry.name, attempts, exc_info=error)
        return
    log.warning("task %s failed, attempt %s of %s", retry.name, attempts, retry.retries + 1, exc_info=error)
    with transaction.atomic():
        row.set_failed(error)  # the traceback stays to be seen while it waits
        DBTaskResult.objects.filter(pk=row.pk).update(
            status=TaskResultStatus.READY, run_after=timezone.now() + pause, finished_at=None
        )


def _give_up(row: DBTaskResult[Any, Any], error: Exception, retry: Retry) -> None:
    """Failed for good; what the task left half done is settled with it, or tried no more."""
    try:
        with transaction.atomic():
            row.set_failed(error)
            if retry.given_up is not None:
                retry.given_up(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except OperationalError:
        raise  # the database is away: the row still stands as running, and is rescued later
    except Exception:
        log.exception("what should follow the end of task %s failed", retry.name)
        row.set_failed(error)


def _storable(value: Any) -> Any:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return str(value)[:200]
    return value


def run_waiting(most: int | None = None) -> int:
    """Runs the tasks that are ready, at most so many; returns how many were run."""
    count = 0
    while (most is None or count < most) and run_one():
        count += 1
    return count


def rescue_abandoned() -> int:
    """Puts tasks back whose process died in the middle; returns how many.

    Such an attempt counts: a task that kills its process is given up in the end like any other.
    """
    old, count = timezone.now() - ABANDONED_AFTER, 0
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if _gone(row.worker_ids[-1] if row.worker_ids else "") or (row.started_at and row.started_at < old):
            put_off(row, ProcessDied("执行这个任务的进程中途结束"))
            count += 1
    return count


def _gone(worker: str) -> bool:
    """Whether a worker is surely dead. This process itself runs nothing while it asks."""
    machine, _, number = worker.rpartition(":")
    if machine != socket.gethostname()[:40] or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def worker_loop(stop: threading.Event) -> None:
    """Runs until ``stop`` is set; a task under way is finished first.

    Whatever goes wrong, a database that is away above all, is waited for: the loop goes on.
    """
    due_at = rescue_at = 0.0
    try:
        while not stop.is_set():
            try:
                close_old_connections()
                now = time.monotonic()
                if now >= rescue_at:
                    rescue_abandoned()
                    rescue_at = now + RESCUE_SECONDS
                if now >= due_at:
                    run_due()
                    due_at = now + DUE_SECONDS
                if not run_one():
                    stop.wait(POLL_SECONDS)
            except Exception:
                log.warning("the background process waits and goes on", exc_info=True)
                rescue_at = 0.0  # a task of this process may have been left behind
                connection.close()
                stop.wait(PAUSE_AFTER_TROUBLE)
    finally:
        connection.close()
