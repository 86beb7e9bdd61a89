"""Words that the look-ups of payments and contributions share, whoever pays."""

from __future__ import annotations

import datetime as dt

from cuncuntong.items.shared import day_words, month_words


def day_cell(day: dt.date | None) -> str:
    """A day in a table; empty for none."""
    return day_words(day) if day else ""


def why_and_what(reason: str, remedy: str) -> str:
    """Why a payment failed and what to do, as one cell; empty where nothing is to be said."""
    return "。".join(filter(None, (reason, remedy)))


def paid_month(month: dt.date, number: int, more: str) -> str:
    """A payment's month, and which batch of it where there was more than one."""
    return month_words(month) + (f"（{more.format(number)}）" if number > 1 else "")
