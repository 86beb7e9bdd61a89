"""The scale by which pay of different units is compared, as the parameters say."""

from __future__ import annotations

import datetime as dt

from cuncuntong.network.parameters import current
from cuncuntong.rules.pay import PayScale


def pay_scale(on: dt.date) -> PayScale:
    """The scale of a day; the search and the matching compare by the same."""
    book = current()
    return PayScale(book.decimal("matching.days_a_month", on), book.decimal("matching.hours_a_day", on))
