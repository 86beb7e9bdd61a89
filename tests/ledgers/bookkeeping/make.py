"""A year's rate, and runs of its interest, for tests."""

from __future__ import annotations

import datetime as dt

from cuncuntong.ledgers.bookkeeping.models import InterestRun
from cuncuntong.ledgers.bookkeeping.services import (
    begin_interest,
    compute_interest,
    confirm_interest,
    post_interest,
)
from cuncuntong.network.access import Caller
from cuncuntong.network.models import ParameterValue
from cuncuntong.network.parameters import confirm, propose

KEY = "resident_pension.interest_rate"


def set_rate(admin: Caller, other: Caller, rate: str = "0.03", year: int = 2025) -> ParameterValue:
    """A rate of the year that one proposed and another confirmed."""
    made = propose(
        caller=admin, key=KEY, starts_on=dt.date(year, 1, 1), value=rate, source="演示：测试用利率"
    )
    return confirm(caller=other, value_id=made.pk)


def previewed(admin: Caller, year: int = 2025) -> InterestRun:
    """Worked out."""
    run = begin_interest(caller=admin, scheme="basic", year=year)
    compute_interest.func(run=run.pk)
    run.refresh_from_db()
    return run


def posted(admin: Caller, other: Caller, year: int = 2025) -> InterestRun:
    """Worked out, confirmed and posted."""
    run = previewed(admin, year)
    confirm_interest(caller=other, run=run)
    post_interest.func(run=run.pk)
    run.refresh_from_db()
    return run
