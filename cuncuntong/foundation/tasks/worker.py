"""The background process: runs tasks and periodic jobs until it is told to stop."""

from __future__ import annotations

import datetime as dt
import logging
import socket
import threading

from django.db import close_old_connections
from django.db.utils import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from cuncuntong.foundation.tasks.schedule import run_due

log = logging.getLogger("cuncuntong.tasks")
POLL_SECONDS = 1.0
ABANDONED_AFTER = dt.timedelta(hours=1)


def worker_name() -> str:
    """This machine's name as a worker; one background process runs on a machine."""
    return f"cct-{socket.gethostname()}"[:60]


def rescue_abandoned() -> int:
    """Puts tasks back that a killed process had begun: of this machine, or older than an hour."""
    mine, count = worker_name(), 0
    old = timezone.now() - ABANDONED_AFTER
    for row in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if (row.worker_ids and row.worker_ids[-1] == mine) or (row.started_at and row.started_at < old):
            count += DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.READY
            )
    return count


def run_waiting(most: int | None = None) -> None:
    """Runs the tasks that are ready, at most so many, and returns when none is left."""
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=most,
        worker_id=worker_name(),
        excluded_queue_names=[],
    ).run()


def worker_loop(stop: threading.Event) -> None:
    """Runs until ``stop`` is set. A database that is away for a while is waited for."""
    rescue_abandoned()
    while not stop.is_set():
        try:
            close_old_connections()
            if DBTaskResult.objects.ready().exists():
                run_waiting(most=20)
            run_due()
        except OperationalError:
            log.warning("the database did not answer; the background process waits", exc_info=True)
            stop.wait(5)
        stop.wait(POLL_SECONDS)
