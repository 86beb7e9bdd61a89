"""Which figures change pensions that were paid, and for which months; what was paid so far."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Max, Min, QuerySet, Sum

from cuncuntong.ledgers.payments.enums import ItemKind, RunState
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import RecalculationRow
from cuncuntong.network.models import ParameterValue
from cuncuntong.rules.ages import add_months

ZERO = Decimal("0.00")
REF = "recalculations.row:"
# Figures that a month's pension is computed from. Others (levels, subsidies, interest) change accounts.
FIGURES: dict[str, str] = {
    "resident_pension.basic_monthly": Scheme.BASIC,
    "resident_pension.national_floor": Scheme.BASIC,
    "resident_pension.account_divisor": Scheme.BASIC,
    "resident_pension.long_service_yearly": Scheme.BASIC,
    "resident_pension.age_supplement": Scheme.BASIC,
    "resident_pension.minimum_years": Scheme.BASIC,
    "supplementary.basic_monthly": Scheme.SUPPLEMENTARY,
    "supplementary.account_divisor": Scheme.SUPPLEMENTARY,
    "supplementary.per_year_paid": Scheme.SUPPLEMENTARY,
}
# A run's lines stand from its approval on; before that it can still be computed anew.
STANDING_RUNS = (RunState.APPROVED, RunState.EXPORTED, RunState.CLOSED)
OPEN_RUNS = (RunState.COMPUTING, RunState.COMPUTED, RunState.CHECKED)
OF_A_MONTH = (ItemKind.REGULAR, ItemKind.ARREARS, ItemKind.DIFFERENCE)

Amounts = tuple[Decimal, Decimal]


def first_month(starts_on: dt.date) -> dt.date:
    """The first month that a value counts for: a month goes by the figures of its first day."""
    return starts_on if starts_on.day == 1 else add_months(starts_on.replace(day=1), 1)


def paid_items(county_code: str, scheme: str) -> QuerySet[PayItem]:
    """Live items for months, of lines that stand."""
    return PayItem.objects.filter(
        live=True,
        kind__in=OF_A_MONTH,
        entitlement__isnull=False,
        line__scheme=scheme,
        line__run__county_code=county_code,
        line__run__state__in=STANDING_RUNS,
    )


def paid_span(value: ParameterValue, county_code: str) -> tuple[dt.date, dt.date] | None:
    """The first and last paid month that a value counts for; None where there is none, or no pension."""
    scheme = FIGURES.get(value.key)
    if scheme is None or value.confirmed_at is None or value.withdrawn_at is not None:
        return None
    months = paid_items(county_code, scheme).filter(month__gte=first_month(value.starts_on))
    found = months.order_by().aggregate(first=Min("month"), last=Max("month"))
    return (found["first"], found["last"]) if found["first"] else None


def is_retroactive(value: ParameterValue, county_code: str) -> bool:
    """Whether months that the value counts for were paid before it was confirmed."""
    span = paid_span(value, county_code)
    return span is not None


def paid_months(
    entitlements: Sequence[int], county_code: str, scheme: str, since: dt.date, until: dt.date
) -> dict[int, dict[dt.date, Amounts]]:
    """What each entitlement has got, or is about to get, for each month: sum and the account's part.

    A month counts only if its own pension was paid; confirmed differences that no line holds yet count as
    paid, else they would be owed twice.
    """
    found: dict[int, dict[dt.date, Amounts]] = defaultdict(dict)
    own: set[tuple[int, dt.date]] = set()
    rows = paid_items(county_code, scheme).filter(
        entitlement__in=entitlements, month__gte=since, month__lte=until
    )
    for key, month, kind, amount, part in rows.order_by().values_list(
        "entitlement_id", "month", "kind", "amount", "account_amount"
    ):
        _add(found[key], month, amount, part)
        if kind != ItemKind.DIFFERENCE:
            own.add((key, month))
    for row, left in open_rows(entitlements):
        if since <= row.month <= until:
            _add(
                found[row.entitlement_id], row.month, left, ZERO if left != row.difference else row.of_account
            )
    return {
        key: {month: sums for month, sums in months.items() if (key, month) in own}
        for key, months in found.items()
    }


def open_rows(entitlements: Sequence[int]) -> list[tuple[RecalculationRow, Decimal]]:
    """Rows that were confirmed and are not settled, each with what no live item holds of it yet."""
    rows = list(
        RecalculationRow.objects.filter(
            entitlement__in=entitlements,
            done=False,
            recalculation__state=RecalculationState.CONFIRMED,
        )
        .select_related("recalculation")
        .order_by("month", "pk")
    )
    if not rows:
        return []
    taken = taken_of(entitlements)
    return [(row, row.difference - taken.get(row.pk, (ZERO, 0))[0]) for row in rows]


def taken_of(entitlements: Sequence[int]) -> dict[int, tuple[Decimal, int]]:
    """What live items hold of each row, and in how many items, by the row's key."""
    items = PayItem.objects.filter(
        entitlement__in=entitlements, live=True, kind=ItemKind.DIFFERENCE, ref__startswith=REF
    )
    found: dict[int, tuple[Decimal, int]] = {}
    for ref, amount in items.order_by().values_list("ref", "amount"):
        key = row_of(ref)
        if key is not None:
            sum_, count = found.get(key, (ZERO, 0))
            found[key] = (sum_ + amount, count + 1)
    return found


def row_of(ref: str) -> int | None:
    """The row that a reference names: ``recalculations.row:7`` or, for a later part, ``…:7:2``."""
    if not ref.startswith(REF):
        return None
    key = ref[len(REF) :].split(":", maxsplit=1)[0]
    return int(key) if key.isascii() and key.isdecimal() else None


def waiting_total(county_code: str) -> dict[str, Decimal]:
    """What confirmed recalculations of a county still owe and still have to net, in yuan."""
    rows = RecalculationRow.objects.filter(
        county_code=county_code, done=False, recalculation__state=RecalculationState.CONFIRMED
    )
    sums = rows.aggregate(all=Sum("difference"), settled=Sum("settled"))
    return {name: (value or ZERO).quantize(ZERO) for name, value in sums.items()}


def _add(months: dict[dt.date, Amounts], month: dt.date, amount: Decimal, part: Decimal) -> None:
    sum_, account = months.get(month, (ZERO, ZERO))
    months[month] = (sum_ + amount, account + part)
