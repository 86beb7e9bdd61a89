"""What was overpaid, what came back of it, and what is due when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import CharField, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayLine
from cuncuntong.ledgers.payments.selectors.payments import ARRIVED
from cuncuntong.ledgers.payments.services.reading import RETRY_REF
from cuncuntong.ledgers.recoveries.enums import AgreementState, OverpaymentState, ReturnWay
from cuncuntong.ledgers.recoveries.models import Agreement, OverpaidItem, Overpayment, Recovery
from cuncuntong.ledgers.recoveries.selectors.runs import MONTHLY
from cuncuntong.ledgers.residents.models import Resident

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Overpaid:
    """Items that were paid for held months, with their sums in yuan.

    ``parts`` says by item's key what the account really gave for it: less than the item names once the
    account was used up and the fund paid alone.
    """

    items: tuple[PayItem, ...]
    parts: Mapping[int, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """All of it."""
        return sum((item.amount for item in self.items), ZERO)

    @property
    def account_amount(self) -> Decimal:
        """What of it had come out of the personal account; never more than all of it."""
        return min(sum((self.parts.get(item.pk, ZERO) for item in self.items), ZERO), self.total)

    @property
    def months(self) -> list[dt.date]:
        """The months, each once, in order."""
        return sorted({item.month for item in self.items})


def overpaid_items(entitlement: int, from_month: dt.date) -> Overpaid:
    """What the bank paid of an entitlement for months from one on; four questions at most.

    What is claimed back already is left out. A line that failed counts once its repetition arrived.
    """
    claimed = OverpaidItem.objects.filter(pay_item=OuterRef("pk"), live=True)
    rows = PayItem.objects.filter(
        ~Exists(claimed),
        entitlement=entitlement,
        live=True,
        kind__in=MONTHLY,
        month__gte=from_month,
        line__state__in=ARRIVED,
    )
    found = list(rows.select_related("line__entry").order_by("month", "pk"))
    return Overpaid(tuple(found), _of_account(found))


def _of_account(items: Sequence[PayItem]) -> dict[int, Decimal]:
    """What the account gave for each item: a line's entry pays its months in their order."""
    taken = _taken({item.line_id: item.line for item in items})
    parts: dict[int, Decimal] = {}
    rows = PayItem.objects.filter(line__in=[key for key, amount in taken.items() if amount])
    for key, line, amount in rows.order_by("month", "pk").values_list("pk", "line_id", "account_amount"):
        parts[key] = max(min(amount, taken[line]), ZERO)
        taken[line] -= parts[key]
    return parts


def _taken(lines: Mapping[int, PayLine]) -> dict[int, Decimal]:
    """What was taken from the account for each line, by its own entry or that of its repetition."""
    taken = {
        key: -line.entry.amount if line.entry else ZERO
        for key, line in lines.items()
        if line.state == LineState.PAID
    }
    waiting = {key: key for key, line in lines.items() if line.state == LineState.REPAID}
    while waiting:
        refs = {f"{RETRY_REF}{key}": origin for key, origin in waiting.items()}
        rows = PayItem.objects.filter(kind=ItemKind.RETRY, live=True, ref__in=refs)
        waiting = {}
        for item in rows.select_related("line__entry"):
            if item.line.state == LineState.REPAID:
                waiting[item.line_id] = refs[item.ref]
            else:
                taken[refs[item.ref]] = -item.line.entry.amount if item.line.entry else ZERO
    return taken


def received(overpayment: Overpayment) -> Decimal:
    """What came back so far, in yuan: the sum of the postings."""
    total = overpayment.postings.aggregate(total=Sum("amount"))["total"]
    return ZERO if total is None else total.quantize(ZERO)


def remaining(overpayment: Overpayment) -> Decimal:
    """What is still to come back, in yuan."""
    return overpayment.total - received(overpayment)


def with_received(rows: QuerySet[Overpayment]) -> QuerySet[Overpayment]:
    """The rows with ``received`` and ``left`` (yuan) beside them, in the same question."""
    sums = Recovery.objects.filter(overpayment=OuterRef("pk")).order_by().values("overpayment")
    column = DecimalField(max_digits=14, decimal_places=2)
    came = Coalesce(Subquery(sums.annotate(n=Sum("amount")).values("n")), ZERO, output_field=column)
    return rows.annotate(received=came).annotate(left=F("total") - F("received"))


def owed_words(row: Overpayment) -> str:
    """What it was paid for; needs ``interest_line`` at hand."""
    if row.interest_line is not None:
        return f"{row.interest_line.year}年度的利息"
    return f"{span_words(row)}的待遇"


def span_words(row: Overpayment) -> str:
    """2026年10月, or 2026年10月至2026年12月."""
    first, last = (f"{day.year}年{day.month}月" for day in (row.first_month, row.last_month))
    return first if first == last else f"{first}至{last}"


def standing_agreement(overpayment: Overpayment) -> Agreement | None:
    """The arrangement that counts."""
    return overpayment.agreements.filter(state=AgreementState.STANDING).first()


def open_overpayments(resident: Resident) -> list[Overpayment]:
    """What the resident still has to return, with ``left`` and ``way`` (None where nothing is arranged)."""
    rows = Overpayment.objects.filter(resident=resident, state=OverpaymentState.OPEN)
    standing = Agreement.objects.filter(overpayment=OuterRef("pk"), state=AgreementState.STANDING)
    rows = rows.annotate(way=Subquery(standing.order_by("-pk").values("way")[:1]))
    return list(
        with_received(rows).select_related("entitlement__account", "hold", "interest_line").order_by("pk")
    )


def overdue(rows: QuerySet[Overpayment], today: dt.date) -> QuerySet[Overpayment]:
    """Open ones of which an instalment should have come before today."""
    return rows.filter(state=OverpaymentState.OPEN, next_due_on__lt=today)


@dataclass(frozen=True)
class DueRow:
    """One instalment with what has come for it, in yuan."""

    place: int
    due_on: dt.date
    amount: Decimal
    came: Decimal

    @property
    def done(self) -> bool:
        """Whether all of it came."""
        return self.came >= self.amount


def schedule_of(agreement: Agreement, left: Decimal) -> list[DueRow]:
    """The instalments in their order; what came since the arrangement pays the first ones first."""
    came = max(agreement.covers - left, ZERO)
    rows: list[DueRow] = []
    for one in agreement.instalments.all():
        part = min(one.amount, came)
        came -= part
        rows.append(DueRow(one.place, one.due_on, one.amount, part))
    return rows


def set_off_pending(overpayments: Iterable[int]) -> dict[int, Decimal]:
    """What stands in runs to be set off, and has neither arrived nor been given up; yuan by key.

    A line that is held can still be let through until its run is approved: it counts too.
    """
    wanted = [f"{REF}{pk}:" for pk in overpayments]
    if not wanted:
        return {}
    named = Q()
    for start in wanted:
        named |= Q(ref__startswith=start)
    again = Concat(OuterRef("ref"), Value(AGAIN), output_field=CharField())
    posted = Recovery.objects.filter(
        Q(key=OuterRef("ref")) | Q(key__startswith=again), reversed_by__isnull=True
    )
    moving = Q(live=True) | Q(line__state=LineState.HELD, line__run__state__in=NOT_APPROVED)
    rows = PayItem.objects.filter(named, moving, ~Exists(posted), kind=ItemKind.DEDUCTION)
    found: dict[int, Decimal] = {}
    for ref, amount in rows.values_list("ref", "amount"):
        pk = int(ref.split(":")[1])
        found[pk] = found.get(pk, ZERO) + abs(amount)
    return found


REF = "recoveries.offset:"
# Behind a set-off's reference: it was posted, taken back as the bank gave the payment back, and posted anew.
AGAIN = "#"
# Until then a run's lines can be held and let through.
NOT_APPROVED = (RunState.COMPUTING, RunState.COMPUTED, RunState.CHECKED)


def offset_ref(overpayment: int, month: dt.date) -> str:
    """How a set-off is named to a run: once a month."""
    return f"{REF}{overpayment}:{month:%Y-%m}"


def set_offs_posted(ref: str) -> QuerySet[Recovery]:
    """Every posting of a set-off, also such as were taken back since."""
    return Recovery.objects.filter(Q(key=ref) | Q(key__startswith=f"{ref}{AGAIN}"))


def set_off_agreements(entitlements: Iterable[int]) -> QuerySet[Agreement]:
    """Arrangements to set off whose person draws one of these entitlements."""
    return Agreement.objects.filter(
        state=AgreementState.STANDING,
        way=ReturnWay.OFFSET,
        overpayment__state=OverpaymentState.OPEN,
        overpayment__resident__entitlements__in=entitlements,
    ).distinct()
