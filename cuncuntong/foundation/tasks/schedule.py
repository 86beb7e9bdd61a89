"""Periodic jobs that survive restarts: what is due is a row, claimed by whoever updates it first."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.tasks.beginning import begin
from cuncuntong.foundation.tasks.models import ScheduledRun

log = logging.getLogger("cuncuntong.tasks")
AGAIN_AFTER_FAILURE = dt.timedelta(minutes=10)
ABANDONED_AFTER = dt.timedelta(hours=2)


@dataclass(frozen=True)
class Job:
    """A periodic job: every so often, or once a day at a time (Asia/Shanghai)."""

    name: str
    function: Callable[[], Any]
    every: dt.timedelta | None
    at: dt.time | None

    def next_after(self, now: dt.datetime) -> dt.datetime:
        """When it is due next, seen from ``now``."""
        if self.every is not None:
            return now + self.every
        local = timezone.localtime(now)
        today = local.replace(
            hour=self.at.hour if self.at else 0,
            minute=self.at.minute if self.at else 0,
            second=0,
            microsecond=0,
        )
        return today if today > local else today + dt.timedelta(days=1)

    def first_due(self, now: dt.datetime) -> dt.datetime:
        """A new job that runs every so often begins at once, one with a time waits for it."""
        return now if self.every is not None else self.next_after(now)


_jobs: dict[str, Job] = {}


def periodic(
    name: str, *, every: dt.timedelta | None = None, at: str = ""
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Registers an idempotent function without arguments; give ``every`` or ``at="HH:MM"``.

    What it returns is shown as its result. When it raises it is tried again after ten minutes, or
    at its next time if that comes first; when its process dies in the middle, after two hours.
    """
    if (every is None) == (not at):
        raise ValueError("give every or at")

    def add(function: Callable[[], Any]) -> Callable[[], Any]:
        known = _jobs.get(name)
        if known is not None and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"two periodic jobs are called {name}")
        _jobs[name] = Job(name, function, every, dt.time.fromisoformat(at) if at else None)
        return function

    return add


def jobs() -> list[Job]:
    """All registered jobs."""
    return list(_jobs.values())


def run_due(now: dt.datetime | None = None) -> list[str]:
    """Runs what is due and returns the names. A job missed while the system was down runs once.

    Two schedulers at once: the conditional update of the row lets one of them run the job.
    """
    moment = now or timezone.now()
    known = {row.name: row for row in ScheduledRun.objects.filter(name__in=_jobs)}
    ran = []
    for job in list(_jobs.values()):
        row = known.get(job.name)
        if row is None:
            row, _ = ScheduledRun.objects.get_or_create(
                name=job.name, defaults={"due_at": job.first_due(moment)}
            )
        if _is_due(job, row, moment) and _claim(job, row, moment):
            _run(job, row.pk, moment)
            ran.append(job.name)
    return ran


def _is_due(job: Job, row: ScheduledRun, moment: dt.datetime) -> bool:
    if row.due_at <= moment:
        return True
    # The clock once stood in the future, or the job's period became shorter.
    latest = job.next_after(moment)
    if row.due_at > latest:
        ScheduledRun.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=latest)
    begun = row.last_started
    unfinished = begun is not None and (row.last_finished is None or row.last_finished < begun)
    return unfinished and begun is not None and begun < moment - ABANDONED_AFTER


def _claim(job: Job, row: ScheduledRun, moment: dt.datetime) -> bool:
    mine = ScheduledRun.objects.filter(pk=row.pk, due_at=row.due_at, last_started=row.last_started)
    return bool(mine.update(due_at=job.next_after(moment), last_started=moment))


def _run(job: Job, row_id: int, moment: dt.datetime) -> None:
    error = result = ""
    try:
        begin()
        value = job.function()
        result = "" if value is None else str(value)[:200]
    except Exception:
        # One job that fails must not keep the others from running; the screen shows its error.
        error = traceback.format_exc()[-4000:]
        log.exception("periodic job %s failed", job.name)
    row = ScheduledRun.objects.filter(pk=row_id)
    if error:
        soon = moment + AGAIN_AFTER_FAILURE
        row.filter(due_at__gt=soon).update(due_at=soon)
    row.update(last_finished=max(timezone.now(), moment), last_error=error, last_result=result)
