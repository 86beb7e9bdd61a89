"""How far a year's collection is, by township or village."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from cuncuntong.ledgers.collection.enums import OrderKind, OrderState
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.selectors.standing import payers
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line

ZERO = Decimal("0.00")


@dataclass
class Progress:
    """One place: how many should pay, paid and have an order; yuan that should come and that came."""

    code: str
    should: int = 0
    paid: int = 0
    ordered: int = 0
    amount_should: Decimal = ZERO
    amount_paid: Decimal = ZERO

    @property
    def share(self) -> int:
        """Paid of those who should pay, in whole per cent, rounded down: 100 only when all paid."""
        return self.paid * 100 // self.should if self.should else 0

    @property
    def left(self) -> int:
        """Who should pay and neither paid nor has an order."""
        return self.should - self.paid - self.ordered


def progress(caller: Caller, scheme: str, year: int, *, township: str = "", by: str) -> list[Progress]:
    """Places in the order of their codes; ``by`` is "township_code" or "village_code". Two queries."""
    rows = _within(payers(caller, scheme, year), township)
    found = {
        row[by]: Progress(row[by], row["should"], row["paid"], row["ordered"], Decimal(row["amount"] or 0))
        for row in rows.order_by()
        .values(by)
        .annotate(
            should=Count("pk"),
            paid=Count("pk", filter=Q(is_paid=True)),
            ordered=Count("pk", filter=Q(is_ordered=True, is_paid=False)),
            amount=Sum("level"),
        )
    }
    for code, amount in _paid(caller, scheme, year, township, by):
        if code in found and amount:
            found[code].amount_paid = amount.quantize(ZERO)
    return [found[code] for code in sorted(found)]


def _within(rows: QuerySet[PensionAccount], township: str) -> QuerySet[PensionAccount]:
    return rows.filter(township_code=township) if township else rows


def _paid(caller: Caller, scheme: str, year: int, township: str, by: str) -> list[tuple[str, Decimal]]:
    entries = PensionEntry.objects.filter(
        year=year,
        kind=EntryKind.OWN,
        reversed_by__isnull=True,
        account__scheme=scheme,
        account__state=AccountState.PAYING,
        account__resident__standing=Standing.PRESENT,
    )
    if township:
        entries = entries.filter(account__township_code=township)
    limited = caller.limit(Ability.COLLECT, entries, "account__", line=Line.RESIDENT_PENSION)
    return list(limited.order_by().values_list(f"account__{by}").annotate(sum=Sum("amount")))


def total(rows: list[Progress]) -> Progress:
    """All places in one."""
    made = Progress("")
    for row in rows:
        made.should += row.should
        made.paid += row.paid
        made.ordered += row.ordered
        made.amount_should += row.amount_should
        made.amount_paid += row.amount_paid
    return made


def without_subsidy(caller: Caller, year: int) -> QuerySet[ContributionOrder]:
    """Paid normal orders whose subsidy was not posted yet."""
    rows = ContributionOrder.objects.filter(
        state=OrderState.PAID, kind=OrderKind.NORMAL, year=year, subsidy__isnull=True
    )
    return caller.limit(Ability.PENSION_POST, rows, line=Line.RESIDENT_PENSION)
