"""Cancelling an order, and letting orders expire."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record, record_many
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.collection.enums import OrderState
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.network.models import Account


def cancel_order(
    *, order: ContributionOrder, on: dt.date, why: str, actor: Account | None
) -> ContributionOrder:
    """Cancels an order that was not paid; again it gives the order as it is.

    Raises OrderRefused once it is paid. Money that arrives for it afterwards waits as a problem.
    """
    reason = why.strip()[:100]
    if not reason:
        raise OrderRefused("请写明取消的原因。", "", "why")
    with transaction.atomic():
        row = ContributionOrder.objects.select_for_update().get(pk=order.pk)
        if row.state == OrderState.CANCELLED:
            return row
        if row.state == OrderState.PAID:
            raise OrderRefused(f"缴费通知{row.spaced}已经到账，不能取消。", "记错的，请县里先冲正这笔到账。")
        row.state, row.ended_on, row.ended_why = OrderState.CANCELLED, on, reason
        row.save(update_fields=["state", "ended_on", "ended_why"])
        record(
            actor=actor,
            action="collection.cancelled",
            object_type="collection.ContributionOrder",
            object_id=str(row.pk),
            detail={"reference": row.reference, "reason": reason, "case": row.case_number},
        )
    return row


def expire_orders(*, today: dt.date) -> int:
    """Ends the orders whose last day is over; a bank day before it still counts (services.matching)."""
    ended = 0
    while True:
        with transaction.atomic():
            rows = ContributionOrder.objects.select_for_update().filter(
                state=OrderState.ISSUED, valid_until__lt=today
            )
            keys = list(rows.order_by("pk").values_list("pk", flat=True)[:500])
            if not keys:
                return ended
            ContributionOrder.objects.filter(pk__in=keys, state=OrderState.ISSUED).update(
                state=OrderState.EXPIRED, ended_on=today, ended_why="超过有效期"
            )
            record_many(
                {
                    "actor": None,
                    "action": "collection.expired",
                    "object_type": "collection.ContributionOrder",
                    "object_id": str(key),
                }
                for key in keys
            )
            ended += len(keys)


@periodic("collection.expire", at="00:20")
def past_orders() -> str:
    """Ends what is past its last day."""
    return f"{expire_orders(today=timezone.localdate())}份缴费通知过期"
