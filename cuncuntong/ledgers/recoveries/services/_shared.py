"""What the services share: the lock, the audit entry, and what follows from every posting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.recoveries.enums import OverpaymentState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment
from cuncuntong.ledgers.recoveries.selectors import remaining, schedule_of, standing_agreement
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


def locked(pk: int) -> Overpayment:
    """The row is the lock that every posting and arrangement waits for."""
    rows = Overpayment.objects.select_for_update(of=("self",)).select_related("entitlement__account")
    return rows.get(pk=pk)


def refuse_unless_open(row: Overpayment) -> None:
    """Raises LedgerRefused once nothing is to come back any more."""
    if row.state == OverpaymentState.SETTLED:
        raise LedgerRefused("这笔多领待遇已经退清。", "请核对退回记录；记错的，先冲正再记。")
    if row.state == OverpaymentState.UNDONE:
        raise LedgerRefused("这笔多领待遇已经撤销。", "请核对受理编号。")


def follow(row: Overpayment) -> Overpayment:
    """Sets state and next due day by what came and what was agreed; the row is locked."""
    if row.state == OverpaymentState.UNDONE:
        return row
    left = remaining(row)
    row.state = OverpaymentState.SETTLED if left <= 0 else OverpaymentState.OPEN
    row.settled_on = (row.settled_on or timezone.localdate()) if left <= 0 else None
    row.next_due_on = _next_due(row, left) if left > 0 else None
    row.save(update_fields=["state", "settled_on", "next_due_on", "total", "account_amount", "last_month"])
    return row


def _next_due(row: Overpayment, left: Any) -> dt.date | None:
    agreement = standing_agreement(row)
    if agreement is None:
        return None
    return next((one.due_on for one in schedule_of(agreement, left) if not one.done), None)


def audit_settlement(
    row: DeathSettlement, action: str, actor: Account | None, detail: Mapping[str, object]
) -> None:
    """The entry of a change of one settlement."""
    record(
        actor=actor,
        action=action,
        object_type="recoveries.DeathSettlement",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "account": row.account_id, **detail},
    )


def audit(row: Overpayment, action: str, actor: Account | None, detail: dict[str, object]) -> None:
    """The entry of a change of one overpayment."""
    record(
        actor=actor,
        action=action,
        object_type="recoveries.Overpayment",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "number": row.number, **detail},
    )
