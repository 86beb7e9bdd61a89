"""A year's interest of some accounts, worked out from their entries in a few questions for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import DatedValue
from cuncuntong.rules.pension import year_interest

ZERO = Decimal("0.00")
BEARING = (AccountState.PAYING, AccountState.PAUSED, AccountState.RECEIVING)
# A loaded balance holds the interest up to the year that its sender settled.
LOADED = "存量导入"
RATES = {Scheme.BASIC: "resident_pension.interest_rate", Scheme.SUPPLEMENTARY: "supplementary.interest_rate"}


@dataclass(frozen=True, slots=True)
class Worked:
    """An account's balance at the beginning of the year, and its interest; yuan."""

    account: int
    opening: Decimal
    amount: Decimal


def bearing_accounts(county_code: str, scheme: str) -> QuerySet[PensionAccount]:
    """Accounts that may bear interest."""
    return PensionAccount.objects.filter(county_code=county_code, scheme=scheme, state__in=BEARING)


def interest_of(accounts: Sequence[int], *, year: int, rate: Decimal, again: bool = False) -> list[Worked]:
    """The interest of those accounts that have some coming for the year, by account.

    An account whose interest of that year, or of a later one, is posted or was loaded with it has none,
    unless it is worked out ``again``, as if that of the year were not there.
    """
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    entries = PensionEntry.objects.filter(account__in=accounts).annotate(
        day=Coalesce("arrived_on", F("paid_on"))
    )
    settled = Q(kind=EntryKind.INTEREST, year__gte=year, reversed_by__isnull=True) | Q(
        source__startswith=LOADED, paid_on__gte=last
    )
    sums = (
        entries.order_by()
        .values("account")
        .annotate(opening=Sum("amount", filter=Q(day__lt=first)), settled=Count("pk", filter=settled))
        .values_list("account", "opening", "settled")
    )
    moves: dict[int, list[tuple[dt.date, Decimal]]] = {}
    # The year's own interest stands on its last day, which bears none.
    inside = entries.filter(day__gte=first, day__lte=last)
    for account, day, amount in inside.values_list("account_id", "day", "amount"):
        moves.setdefault(account, []).append((day, amount))
    found = []
    for account, opening, is_settled in sums:
        if is_settled and not again:
            continue
        balance = ZERO if opening is None else opening.quantize(ZERO)
        amount = year_interest(opening=balance, moves=moves.get(account, ()), year=year, rate=rate)
        if amount:
            found.append(Worked(account, balance, amount))
    return sorted(found, key=lambda one: one.account)


def rate_of(scheme: str, year: int) -> DatedValue | None:
    """The year's own rate as it is in force now; None where nobody gave one for that year."""
    figure = current().find(RATES[Scheme(scheme)], dt.date(year, 12, 31))
    if figure is None or (figure.starts is not None and figure.starts.year < year):
        return None
    return figure
