"""Days and months as people read them."""

from __future__ import annotations

import datetime as dt


def day_words(day: dt.date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def month_words(day: dt.date) -> str:
    """2026年3月."""
    return f"{day.year}年{day.month}月"
