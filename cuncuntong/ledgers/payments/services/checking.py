"""The nightly check of payments: it proves what the tables promise, and names what is off."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, DecimalField, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.computing import UNPAID

MOST_NAMED = 20
_HALF_A_FEN = Decimal("0.005")


class PaymentsOff(Exception):
    """Something in the payments does not add up; the message names it."""


@periodic("payments.check", at="02:50")
def check_tonight() -> str:
    """Raises PaymentsOff, which the administrator's page of tasks shows, where something is off."""
    found = check_payments()
    if found:
        more = f"；另有{len(found) - MOST_NAMED}处" if len(found) > MOST_NAMED else ""
        raise PaymentsOff("；".join(found[:MOST_NAMED]) + more)
    return f"{PayRun.objects.count()}个批次核对无误"


def check_payments() -> list[str]:
    """Everything that does not add up, in words; empty when all is well."""
    return [*_months_twice(), *_lines_unlike_items(), *_totals(), *_entries(), *_dead_items()]


def _months_twice() -> list[str]:
    rows = PayItem.objects.filter(
        live=True, kind__in=[ItemKind.REGULAR, ItemKind.ARREARS], entitlement__isnull=False
    ).order_by()
    twice = rows.values("entitlement_id", "month").annotate(times=Count("pk")).filter(times__gt=1)
    return [
        f"待遇{row['entitlement_id']}的{row['month']:%Y年%m月}发了{row['times']}次" for row in twice[:100]
    ]


def _lines_unlike_items() -> list[str]:
    of_line = PayItem.objects.filter(line=OuterRef("pk")).order_by().values("line")
    total = Subquery(of_line.annotate(total=Sum("amount")).values("total"))
    rows = PayLine.objects.annotate(
        items_total=Coalesce(total, Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=2))
    )
    rows = rows.annotate(
        off=ExpressionWrapper(
            F("amount") - F("items_total"), output_field=DecimalField(max_digits=16, decimal_places=4)
        )
    )
    # SQLite adds in binary: less than half a fen is none.
    return [
        f"流水号{line.reference}的金额{line.amount}元不等于各项之和{line.items_total:.2f}元"
        for line in rows.filter(Q(off__gt=_HALF_A_FEN) | Q(off__lt=-_HALF_A_FEN))[:100]
    ]


def _totals() -> list[str]:
    said = []
    settled = PayRun.objects.exclude(state__in=[RunState.COMPUTING, RunState.CANCELLED])
    # A line that failed and was released after approval was in the total that was sent: it keeps its day.
    released = Q(rows__state=LineState.VOID, rows__settled_on__isnull=False)
    paying = ~Q(rows__state__in=UNPAID) | released
    runs = settled.annotate(count=Count("rows", filter=paying), sum=Sum("rows__amount", filter=paying))
    for run in runs:
        total = Decimal(run.sum or 0).quantize(Decimal("0.01"))
        if run.lines != run.count or run.total != total:
            said.append(
                f"{run.month:%Y年%m月}第{run.number}批记{run.lines}笔{run.total}元，"
                f"明细是{run.count}笔{total}元"
            )
    return said


def _entries() -> list[str]:
    """What accounts gave is never more than their part of the line, and only for lines that were paid."""
    of_line = PayItem.objects.filter(line=OuterRef("pk")).order_by().values("line")
    part = Subquery(of_line.annotate(total=Sum("account_amount")).values("total"))
    rows = PayLine.objects.filter(entry__isnull=False).annotate(
        over=ExpressionWrapper(
            -F("entry__amount") - part, output_field=DecimalField(max_digits=16, decimal_places=4)
        )
    )
    odd = rows.filter(Q(over__gt=_HALF_A_FEN) | ~Q(state=LineState.PAID))
    return [f"流水号{line.reference}的账户支付与明细不符" for line in odd.order_by("pk")[:100]]


def _dead_items() -> list[str]:
    """A line that counts has live items only, one that does not has none; what failed stays live."""
    off = PayLine.objects.filter(
        Q(items__live=True, state__in=UNPAID)
        | Q(items__live=False, state__in=[LineState.COMPUTED, LineState.SENT, LineState.PAID])
    )
    return [f"流水号{line.reference}的明细状态与发放状态不符" for line in off.distinct()[:100]]
