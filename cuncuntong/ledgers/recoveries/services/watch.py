"""The night's look at held pensions: what arrived at the bank after all, and settlements over nothing."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.payments.selectors.payments import ARRIVED
from cuncuntong.ledgers.pensions.models import EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN, REPORTED
from cuncuntong.ledgers.recoveries.enums import SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, OverpaidItem
from cuncuntong.ledgers.recoveries.selectors.runs import MONTHLY
from cuncuntong.ledgers.recoveries.services.late_grants import supplement_paid, take_late_grants
from cuncuntong.ledgers.recoveries.services.overpayments import record_overpayment
from cuncuntong.ledgers.recoveries.services.settlements import settle_without_bank


@periodic("recoveries.watch", at="02:40")
def watch_now() -> str:
    """The scheduled run for today."""
    return watch(timezone.localdate())


def watch(today: dt.date) -> str:
    """Adds what the bank paid for held months since they were held; running twice does nothing more."""
    claimed = OverpaidItem.objects.filter(pay_item=OuterRef("pk"), live=True)
    paid = PayItem.objects.filter(
        ~Exists(claimed),
        entitlement=OuterRef("entitlement"),
        live=True,
        kind__in=MONTHLY,
        month__gte=OuterRef("from_month"),
        line__state__in=ARRIVED,
    )
    holds = EntitlementHold.objects.filter(OPEN, Exists(paid), kind__in=REPORTED)
    added = 0
    for hold in holds.select_related("entitlement").order_by("pk").iterator(200):
        months = hold.overpayments.filter(interest_line__isnull=True)
        before = months.exclude(state="undone").values_list("total", flat=True).first()
        row = record_overpayment(hold=hold, on=today, actor=None, case_number=hold.case_number)
        added += row is not None and row.total != before
    supplements = supplement_paid()
    rows = DeathSettlement.objects.filter(state=SettlementState.WAITING).select_related("hold", "account")
    waiting = list(rows)
    take_late_grants(waiting)
    settled = settle_without_bank(waiting, on=today, actor=None)
    return f"多领有增加{added}笔，补付丧葬补助金{len(supplements)}笔，无需支付的身后结算{len(settled)}笔"
