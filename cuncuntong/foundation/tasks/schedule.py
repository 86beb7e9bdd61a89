"""Periodic jobs that survive restarts: what is due is a row, claimed by whoever updates it first."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.tasks.models import ScheduledRun

log = logging.getLogger("cuncuntong.tasks")


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


_jobs: dict[str, Job] = {}


def periodic(
    name: str, *, every: dt.timedelta | None = None, at: str = ""
) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Registers an idempotent function without arguments; give ``every`` or ``at="HH:MM"``."""
    if (every is None) == (not at):
        raise ValueError("give every or at")

    def add(function: Callable[[], Any]) -> Callable[[], Any]:
        _jobs[name] = Job(name, function, every, dt.time.fromisoformat(at) if at else None)
        return function

    return add


def jobs() -> list[Job]:
    """All registered jobs."""
    return list(_jobs.values())


def run_due(now: dt.datetime | None = None) -> list[str]:
    """Runs what is due and returns the names. A job missed while the system was down runs once.

    Two schedulers at once: the conditional update of ``due_at`` lets one of them run the job.
    """
    moment = now or timezone.now()
    known = {row.name: row for row in ScheduledRun.objects.filter(name__in=_jobs)}
    ran = []
    for job in _jobs.values():
        row = known.get(job.name)
        if row is None:
            row, _ = ScheduledRun.objects.get_or_create(name=job.name, defaults={"due_at": moment})
        if row.due_at > moment:
            continue
        claimed = ScheduledRun.objects.filter(pk=row.pk, due_at=row.due_at).update(
            due_at=job.next_after(moment), last_started=timezone.now()
        )
        if claimed:
            _run(job, row.pk)
            ran.append(job.name)
    return ran


def _run(job: Job, row_id: int) -> None:
    error = result = ""
    try:
        result = str(job.function() or "")[:200]
    except Exception:
        # One job that fails must not keep the others from running; the screen shows its error.
        error = traceback.format_exc()[-4000:]
        log.exception("periodic job %s failed", job.name)
    ScheduledRun.objects.filter(pk=row_id).update(
        last_finished=timezone.now(), last_error=error, last_result=result
    )
