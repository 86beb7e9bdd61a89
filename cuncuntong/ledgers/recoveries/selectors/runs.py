"""What the payment runs say: which month is paid next, and what is on its way to the bank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cuncuntong.ledgers.payments.enums import Fund, ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayRun
from cuncuntong.ledgers.pensions.selectors.holds import first_of_month, months_later

# A run whose lines stand: what is entered now does not change it any more.
FIXED = (RunState.APPROVED, RunState.EXPORTED, RunState.CLOSED)
# What a month's pension is paid as.
MONTHLY = (ItemKind.REGULAR, ItemKind.ARREARS, ItemKind.DIFFERENCE)


def next_run_month(county_code: str, on: dt.date) -> dt.date:
    """The first month, from the present one on, whose run is not approved yet."""
    month = first_of_month(on)
    rows = PayRun.objects.filter(
        county_code=county_code, fund=Fund.RESIDENTS, number=1, month__gte=month, state__in=FIXED
    )
    done = set(rows.values_list("month", flat=True))
    while month in done:
        month = months_later(month, 1)
    return month


def in_flight(entitlements: Iterable[int], from_month: dt.date | None = None) -> int:
    """Lines with months of these entitlements (from a month on) that neither arrived nor failed yet."""
    rows = PayItem.objects.filter(
        entitlement__in=entitlements,
        live=True,
        kind__in=MONTHLY,
        line__state__in=[LineState.COMPUTED, LineState.SENT],
    )
    if from_month is not None:
        rows = rows.filter(month__gte=from_month)
    return rows.values("line").distinct().count()
