"""Background tasks: enqueued in the caller's transaction, retried with growing pauses."""

from __future__ import annotations

import datetime as dt
import functools
import logging
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

log = logging.getLogger("cuncuntong.tasks")
ATTEMPT = "attempt_"
FIRST_PAUSE = dt.timedelta(seconds=10)
LONGEST_PAUSE = dt.timedelta(hours=1)


def background(
    *, name: str, retries: int = 5, first_pause: dt.timedelta = FIRST_PAUSE
) -> Callable[[Callable[..., Any]], Task[Any, Any]]:
    """Makes a module-level function a background task.

    It must be idempotent: it runs at least once. When it raises, it is tried again after a pause
    that doubles (10 s, 20 s, … at most an hour), ``retries`` times; then it stays as failed, for a
    person to look at. ``task.func(**kwargs)`` runs it here and now.
    """

    def make(function: Callable[..., Any]) -> Task[Any, Any]:
        @functools.wraps(function)
        def attempt(**kwargs: Any) -> Any:
            number = kwargs.pop(ATTEMPT, 0)
            if number == 0:
                return function(**kwargs)
            try:
                return function(**kwargs)
            except Exception:
                if number > retries:
                    raise
                log.warning("task %s failed, attempt %s of %s", name, number, retries + 1, exc_info=True)
                pause = min(first_pause * 2 ** (number - 1), LONGEST_PAUSE)
                later = made.using(run_after=timezone.now() + pause)
                later.enqueue(**kwargs, **{ATTEMPT: number + 1})
                return {"retried": number}

        made: Task[Any, Any] = task()(attempt)
        return made

    return make


def enqueue(job: Task[Any, Any], *, run_after: dt.datetime | None = None, **kwargs: Any) -> str:
    """Puts a task into the table, in the caller's transaction: it runs after commit, or not at all.

    ``kwargs`` must be JSON. Returns the task's id.
    """
    chosen = job.using(run_after=run_after) if run_after else job
    return str(chosen.enqueue(**kwargs, **{ATTEMPT: 1}).id)


def failed_tasks() -> Any:
    """Tasks that were given up, newest first: a queryset of DBTaskResult."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def waiting_count() -> int:
    """How many tasks wait to run."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def try_again(task_id: str) -> bool:
    """Puts a failed task back into the queue with all its tries; False when it is not failed."""
    row = DBTaskResult.objects.failed().filter(pk=task_id).first()
    if row is None:
        return False
    kwargs = {**row.args_kwargs["kwargs"], ATTEMPT: 1}
    done = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.FAILED).update(
        status=TaskResultStatus.READY,
        args_kwargs={"args": [], "kwargs": kwargs},
        run_after=timezone.now(),
        finished_at=None,
    )
    return bool(done)
