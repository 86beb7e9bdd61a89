"""Money of overpaid months that came back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import OverpaidState
from cuncuntong.ledgers.unemployment.models import Overpaid, OverpaidReturn
from cuncuntong.ledgers.unemployment.selectors.overpaid import left_of
from cuncuntong.network.models import Account


def receive(
    *, overpaid: Overpaid, amount: Decimal, received_on: dt.date, receipt: str, actor: Account | None
) -> Overpaid:
    """Posts a bank receipt. Raises LedgerRefused for more than is left, a receipt without number, one that
    stands already, and a day to come."""
    if not receipt.strip():
        raise LedgerRefused("请填写缴款凭证号。", "凭银行缴款凭证登记，服务点不收现金。")
    if received_on > timezone.localdate():
        raise LedgerRefused("到账日期还没有到。", "请填写银行凭证上的日期。")
    with transaction.atomic():
        row = Overpaid.objects.select_for_update().get(pk=overpaid.pk)
        left = left_of(row)
        if row.state != OverpaidState.OPEN:
            raise LedgerRefused(f"这笔多领现在是“{row.get_state_display()}”。", "请刷新页面查看。")
        if amount <= 0 or amount > left:
            raise LedgerRefused(f"还应退{left}元，不能登记{amount:.2f}元。", "请核对银行凭证。")
        try:
            with transaction.atomic():
                OverpaidReturn.objects.create(
                    overpaid=row,
                    amount=amount,
                    received_on=received_on,
                    receipt=receipt.strip()[:40],
                    actor=actor,
                )
        except IntegrityError as error:
            raise LedgerRefused("这个凭证号已经登记过。", "请核对是不是同一笔。") from error
        if amount == left:
            row.state, row.settled_on = OverpaidState.RETURNED, received_on
            row.save(update_fields=["state", "settled_on"])
        record(
            actor=actor,
            action="unemployment.returned",
            object_type="unemployment.Overpaid",
            object_id=str(row.pk),
            detail={"amount": str(amount), "receipt": receipt.strip()[:40]},
        )
    return row
