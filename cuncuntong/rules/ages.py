"""Ages and spans of months, by the calendar.

A person born on 29 February reaches an age on 28 February in a year that has no 29th: where
the due month lacks the day, its last day ends the period (民法典 §202).
"""

from __future__ import annotations

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), or the last day of that month."""
    index = day.year * 12 + (day.month - 1) + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def date_reaching_age(birth: date, years: int) -> date:
    """The day on which a person born on `birth` is `years` old."""
    return add_months(birth, years * 12)


def age_on(birth: date, on: date) -> int:
    """Full years of age on a day. Raises ValueError for a day before the birth."""
    if on < birth:
        raise ValueError("日期早于出生日期，无法计算年龄。")
    years = on.year - birth.year
    return years if on >= date_reaching_age(birth, years) else years - 1


def months_between(start: date, end: date) -> int:
    """Full months from `start` to `end`; negative when `end` comes first."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def months_until(on: date, target: date) -> int:
    """How many months are still to go, a begun month counted whole; 0 once `target` is there."""
    if target <= on:
        return 0
    months = months_between(on, target)
    return months if add_months(on, months) >= target else months + 1


def span_text(months: int) -> str:
    """A number of months in words: 179 → 14年11个月, 24 → 2年, 0 → 0个月."""
    years, rest = divmod(months, 12)
    words = (f"{years}年" if years else "") + (f"{rest}个月" if rest else "")
    return words or "0个月"
