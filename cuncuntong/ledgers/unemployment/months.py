"""Which months of a benefit are due, and the keys by which they are paid: no database."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.unemployment.models import Benefit

PREFIX = "unemployment.benefit:"


def first_of(day: dt.date) -> dt.date:
    """The first day of a day's month."""
    return day.replace(day=1)


def shifted(month: dt.date, by: int) -> dt.date:
    """The month so many months later, or earlier."""
    number = month.year * 12 + month.month - 1 + by
    return dt.date(number // 12, number % 12 + 1, 1)


def last_granted(benefit: Benefit) -> dt.date:
    """The last month of the term."""
    return shifted(benefit.starts_on, benefit.months - 1)


def last_due(benefit: Benefit) -> dt.date | None:
    """The last month that is due of it: of the term, or of an end before; None where no month is."""
    last = min(benefit.last_month or last_granted(benefit), last_granted(benefit))
    return last if last >= benefit.starts_on else None


def due_until(benefit: Benefit, until: dt.date) -> list[dt.date]:
    """The months that are due up to a month, paid or not: at most the term, none after the end."""
    last = min(first_of(until), last_granted(benefit))
    if benefit.last_month is not None:
        last = min(last, benefit.last_month)
    found, month = [], benefit.starts_on
    while month <= last:
        found.append(month)
        month = shifted(month, 1)
    return found


def series_of(benefit: int) -> str:
    """What the payments call the benefit."""
    return f"{PREFIX}{benefit}"


def key_of(benefit: int, month: dt.date) -> str:
    """The key of one month's payment."""
    return f"{PREFIX}{benefit}:{month:%Y%m}"


def read_key(key: str) -> tuple[int, dt.date] | None:
    """The benefit and the month of a payment's key; None for somebody else's."""
    if not key.startswith(PREFIX):
        return None
    benefit, _, month = key.removeprefix(PREFIX).partition(":")
    if not benefit.isdigit() or len(month) != 6 or not month.isdigit():
        return None
    return int(benefit), dt.date(int(month[:4]), int(month[4:]), 1)
