"""The one clock of a case, in working days: clerk and reviewer read the same.

It runs from the day of acceptance (which does not count), stands still while the resident
supplements, and says why. Nothing else stops it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.states import WAITING
from cuncuntong.network.workdays import calendar, due_words, forget_calendar, late_by

__all__ = [
    "WAITS_FOR_RESIDENT",
    "calendar",
    "clock_fields",
    "clock_words",
    "due",
    "forget_calendar",
    "restart",
    "resume",
    "stop",
]

WAITS_FOR_RESIDENT = "等待居民补正"


def due(accepted_on: dt.date, limit: int) -> dt.date:
    """The last day of a limit in working days; 0 means the same day."""
    return calendar().add_workdays(accepted_on, limit)


def stop(case: Case, reason: str, on: dt.date) -> None:
    """Stops the clock on a case in memory; the transition saves it (``clock_fields``)."""
    case.clock_stopped_on = on
    case.clock_reason = reason
    late = late_by(case.due_on, on)
    case.workdays_left = -late if late else calendar().remaining_workdays(case.due_on, on)


def resume(case: Case, on: dt.date) -> None:
    """Lets the clock go on with the days that were left; a case that was late stays as late."""
    if case.clock_stopped_on is None:
        return
    case.due_on = _due_after(case.due_on, case.clock_stopped_on, on)
    case.clock_stopped_on = None
    case.clock_reason = ""
    case.workdays_left = None


def restart(case: Case, ended: dt.date, on: dt.date) -> None:
    """Lets the clock of an ended case go on with what was left on the day it ended (reopening)."""
    case.due_on = _due_after(case.due_on, ended, on)


def _due_after(due_on: dt.date, stopped: dt.date, on: dt.date) -> dt.date:
    """The due day of a clock that goes on; what had become late, if only on a day off, is late still."""
    resumed = max(on, stopped)
    moved = calendar().due_after_pause(due_on, stopped, resumed)
    return min(moved, resumed - dt.timedelta(days=1)) if due_on < stopped else moved


def clock_fields(case: Case) -> dict[str, Any]:
    """The clock's columns, as a transition saves them."""
    return {
        "due_on": case.due_on,
        "clock_stopped_on": case.clock_stopped_on,
        "clock_reason": case.clock_reason,
        "workdays_left": case.workdays_left,
    }


def clock_words(case: Case, today: dt.date | None = None) -> str:
    """Where the clock stands, in words: 还剩1个工作日, 今天到期, 超期2个工作日, 计时暂停：…"""
    day = today or timezone.localdate()
    if case.state == State.WITHDRAWN:
        return "已撤回"
    if case.decided_at is not None and case.state not in WAITING:
        if case.limit_workdays == 0:
            return "即时办结" if case.in_time else "补录办结"
        return "按时办结" if case.in_time else _late_words(case)
    if case.clock_stopped_on is not None:
        return f"计时暂停：{case.clock_reason}，{_left_words(case.workdays_left or 0)}"
    return due_words(case.due_on, day)


def _left_words(left: int) -> str:
    if left > 0:
        return f"剩余{left}个工作日"
    return f"已超期{-left}个工作日" if left else "当日到期"


def _late_words(case: Case) -> str:
    assert case.decided_at is not None
    decided = timezone.localdate(case.decided_at)
    return f"超期{max(1, late_by(case.due_on, decided))}个工作日办结"
