"""A sum parted into equal instalments, a month apart: nothing is lost in rounding."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

FEN = Decimal("0.01")


@dataclass(frozen=True)
class Due:
    """One instalment: its place from 1, the day it is due, and yuan."""

    place: int
    due_on: dt.date
    amount: Decimal


def plan(total: Decimal, count: int, first_due: dt.date) -> tuple[Due, ...]:
    """``total`` yuan in ``count`` instalments from a day on, the same day of each month.

    All are alike but the last, which takes what rounding down left over. A day that a month lacks is
    its last one. Raises ValueError where there is less than a fen for each.
    """
    if count < 1 or total < FEN * count:
        raise ValueError(f"{total} yuan can't be parted in {count}")
    each = (total / count).quantize(FEN, rounding=ROUND_DOWN)
    amounts = [each] * (count - 1) + [total - each * (count - 1)]
    return tuple(
        Due(place, _later(first_due, place - 1), amount) for place, amount in enumerate(amounts, start=1)
    )


def _later(day: dt.date, months: int) -> dt.date:
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def account_share(
    *, total: Decimal, account_total: Decimal, came: Decimal, account_came: Decimal, amount: Decimal
) -> Decimal:
    """How much of ``amount`` yuan that now come goes back to the personal account.

    In proportion to what was overpaid out of it (``account_total`` of ``total``), so that once all
    ``total`` has come exactly ``account_total`` went back, whatever was reversed in between.
    """
    after = came + amount
    wanted = (after * account_total / total).quantize(FEN, rounding=ROUND_DOWN) - account_came
    least = max(Decimal(0), after - (total - account_total) - account_came)
    most = min(amount, account_total - account_came)
    return max(least, min(wanted, most)).quantize(FEN)
