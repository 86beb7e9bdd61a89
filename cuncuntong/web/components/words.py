"""Figures, days and states as the screens say them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from cuncuntong.cases.enums import State

TONES = frozenset({"good", "wait", "bad", "neutral", "info"})

STATE_TONES: dict[str, str] = {
    State.FILED: "info",
    State.ACCEPTED: "info",
    State.UNDER_REVIEW: "info",
    State.RETURNED: "wait",
    State.APPROVED: "good",
    State.APPLIED: "good",
    State.FED_BACK: "good",
    State.REFUSED: "bad",
    State.WITHDRAWN: "neutral",
    State.REVERSED: "bad",
}

STATE_ICONS: dict[str, str] = {
    State.RETURNED: "arrow-back-up",
    State.APPROVED: "check",
    State.APPLIED: "check",
    State.FED_BACK: "check",
    State.REFUSED: "x",
    State.REVERSED: "ban",
}


def state_words(state: str) -> tuple[str, str, str]:
    """A state's words, tone and icon name; an unknown state is shown as it stands, neutral."""
    words = str(State(state).label) if state in State.values else str(state)
    return words, STATE_TONES.get(state, "neutral"), STATE_ICONS.get(state, "")


def clock_tone(words: str) -> str:
    """The tone of what cases.clock says about a due date."""
    if "超期" in words:
        return "bad"
    if "暂停" in words:
        return "neutral"
    if "今天" in words or "还剩1个" in words or "还剩0个" in words:
        return "wait"
    return "plain"


def yuan(value: object) -> str:
    """``1234.5`` as ``1,234.50``; empty for nothing, the text itself when it is no number."""
    if value is None or value == "":
        return ""
    try:
        return f"{Decimal(str(value)):,.2f}"
    except InvalidOperation:
        return str(value)


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: dt.date | dt.datetime | None) -> str:
    """``2026年11月24日``."""
    if not value:
        return ""
    local = _local(value)
    return f"{local.year}年{local.month}月{local.day}日"


def day_short(value: dt.date | dt.datetime | None) -> str:
    """``11月24日``; with the year when it is not this one."""
    if not value:
        return ""
    local = _local(value)
    return f"{local.month}月{local.day}日" if local.year == timezone.localdate().year else day(value)


def moment(value: dt.datetime | None) -> str:
    """``2026年11月24日 10:42``, in the county's time."""
    if not value:
        return ""
    local = _local(value)
    clock = f" {local:%H:%M}" if isinstance(local, dt.datetime) else ""
    return day(value) + clock
