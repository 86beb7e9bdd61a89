"""Background tasks: enqueued in the caller's transaction, retried with growing pauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

FIRST_PAUSE = dt.timedelta(seconds=10)
LONGEST_PAUSE = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Retry:
    """How often a task is tried again, after what pause the first time, and what follows at the end."""

    name: str
    retries: int = 0
    first_pause: dt.timedelta = FIRST_PAUSE
    given_up: Callable[..., Any] | None = None

    def pause_after(self, attempts: int) -> dt.timedelta | None:
        """The pause after so many attempts: doubled each time, an hour at most; None to give up."""
        if attempts > self.retries:
            return None
        return min(self.first_pause * 2 ** (attempts - 1), LONGEST_PAUSE)


_retries: dict[str, Retry] = {}


def background(
    *,
    name: str,
    retries: int = 5,
    first_pause: dt.timedelta = FIRST_PAUSE,
    given_up: Callable[..., Any] | None = None,
) -> Callable[[Callable[..., Any]], Task[Any, Any]]:
    """Makes a module-level function a background task.

    It must be idempotent: it runs at least once. When it raises, or its process dies, it is tried
    again after a pause that doubles (10 s, 20 s, … at most an hour), ``retries`` times; then it stays
    as failed, for a person to look at, and ``given_up`` is called with the task's own arguments, in the
    transaction that marks it so. ``task.func(**kwargs)`` runs it here and now.
    """

    def make(function: Callable[..., Any]) -> Task[Any, Any]:
        made: Task[Any, Any] = task()(function)
        _retries[made.module_path] = Retry(name, retries, first_pause, given_up)
        return made

    return make


def retry_of(path: str) -> Retry:
    """How the task at a path is retried; one that no longer exists is not."""
    return _retries.get(path, Retry(path))


def enqueue(job: Task[Any, Any], *, run_after: dt.datetime | None = None, **kwargs: Any) -> str:
    """Puts a task into the table, in the caller's transaction: it runs after commit, or not at all.

    ``kwargs`` must be JSON; they are stored in the clear, so hand over keys of rows, never what a
    sealed column holds. Returns the task's id.
    """
    chosen = job.using(run_after=run_after) if run_after else job
    return str(chosen.enqueue(**kwargs).id)


def failed_tasks() -> Any:
    """Tasks that were given up, newest first: a queryset of DBTaskResult."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def waiting_count() -> int:
    """How many tasks wait to run."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()


def try_again(task_id: str) -> bool:
    """Puts a failed task back into the queue with all its tries; False when it is not failed."""
    done = DBTaskResult.objects.failed().filter(pk=task_id)
    return bool(
        done.update(status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[])
    )


def prune(now: dt.datetime, *, successful: dt.timedelta, failed: dt.timedelta, batch: int = 500) -> int:
    """Deletes finished tasks older than given, in small transactions; returns how many."""
    ages = ((TaskResultStatus.SUCCESSFUL, successful), (TaskResultStatus.FAILED, failed))
    deleted = 0
    for status, age in ages:
        old = DBTaskResult.objects.filter(status=status, finished_at__lt=now - age).order_by()
        while ids := list(old.values_list("pk", flat=True)[:batch]):
            deleted += DBTaskResult.objects.filter(pk__in=ids).delete()[0]
    return deleted
