"""The county's working days: the package's calendar with the county's own table on top.

Cases, tasks of the ledgers and screens all count by this one calendar.
"""

from __future__ import annotations

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
