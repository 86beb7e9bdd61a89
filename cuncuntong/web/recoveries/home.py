"""What the home page says about recoveries: what is overdue, and what waits to be agreed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cuncuntong.ledgers.recoveries.enums import SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment
from cuncuntong.network.access import Caller
from cuncuntong.web.home.lines import Counted
from cuncuntong.web.recoveries.listing import in_state
from cuncuntong.web.recoveries.shared import PENSION, RECOVER


def recoveries_waiting(caller: Caller) -> list[Counted]:
    """Overdue instalments, overpayments nobody agreed on, settlements without an heir."""
    if not caller.can(RECOVER, PENSION):
        return []
    today, address = timezone.localdate(), reverse("recoveries:list")
    late = Overpayment.objects.filter(in_state("overdue", today))
    unagreed = Overpayment.objects.filter(in_state("unagreed", today))
    nobody = DeathSettlement.objects.filter(state=SettlementState.WAITING, heir__isnull=True)

    def line(label: str, rows: QuerySet[Any], url: str, tone: str, words: str) -> Counted:
        return Counted(label, caller.limit(RECOVER, rows, line=PENSION), url, tone, words, "笔")

    return [
        line("逾期未退的多领待遇", late, f"{address}?state=overdue", "bad", "约定的日期已经过了"),
        line("还没约定退回的多领待遇", unagreed, f"{address}?state=unagreed", "wait", "请与退回人商定"),
        line(
            "没有指定领取人的身后结算",
            nobody,
            reverse("recoveries:settlements"),
            "info",
            "余额等领取人指定后支付",
        ),
    ]
