"""The county's working days: the package's calendar with the county's own table on top.

Cases, tasks of the ledgers and screens all count by this one calendar.
"""

from __future__ import annotations

import datetime as dt
import threading
import time

from django.db import transaction

from cuncuntong.network.models import CalendarDay
from cuncuntong.rules.workdays import Calendar

# Another process's change of the calendar is seen after this long; one's own at once.
FRESH_SECONDS = 5.0

_lock = threading.Lock()
_known: tuple[float, Calendar] | None = None


def calendar() -> Calendar:
    """The working days with the county's own table on top."""
    global _known  # noqa: PLW0603 - one calendar a process
    known = _known
    if known is not None and time.monotonic() - known[0] < FRESH_SECONDS:
        return known[1]
    made = Calendar(dict(CalendarDay.objects.values_list("day", "is_workday")))
    with _lock:
        _known = (time.monotonic(), made)
    return made


def forget_calendar() -> None:
    """Makes the next question read the table anew; called by whoever changes a CalendarDay.

    Inside a transaction it is forgotten now and again after commit.
    """
    _forget_now()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_forget_now)


def _forget_now() -> None:
    global _known  # noqa: PLW0603
    with _lock:
        _known = None


def late_by(due_on: dt.date, on: dt.date) -> int:
    """How many working days late, 0 in time. On days off after the due day none has passed yet: it is
    late all the same."""
    return max(1, calendar().overdue_workdays(due_on, on)) if on > due_on else 0


def due_words(due_on: dt.date, on: dt.date) -> str:
    """Where a due day stands, in words: 还剩1个工作日, 今天到期, 超期2个工作日."""
    if late := late_by(due_on, on):
        return f"超期{late}个工作日"
    left = calendar().remaining_workdays(due_on, on)
    return f"还剩{left}个工作日" if left else "今天到期"
