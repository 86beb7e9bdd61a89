"""Handing over: written with what it is about, sent later by a task, answered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.hooks import kind_of
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.workdays import calendar


def hand_over(
    *,
    key: str,
    kind: str,
    payload: Mapping[str, Any],
    resident: Resident,
    actor: Account | None,
    at: dt.datetime,
    case_number: str = "",
) -> Handover:
    """Notes that something is to go up, in the transaction of what it is about. The same key again gives
    the same row.

    ``payload`` holds what JSON can; KeyError for a kind that nobody registered.
    """
    known = kind_of(kind)
    with transaction.atomic():
        found = Handover.objects.filter(key=key).first()
        if found:
            return found
        due = calendar().add_workdays(timezone.localdate(at), known.workdays) if known.workdays else None
        row = Handover.objects.create(
            key=key,
            kind=kind,
            resident=resident,
            case_number=case_number,
            payload=dict(payload),
            made_at=at,
            made_by=actor,
            due_on=due,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        _audit(row, "made", actor)
    return row


def withdraw(*, key: str, actor: Account | None, reason: str) -> Handover:
    """Takes back what has not gone up yet; what has is answered above first.

    Raises LedgerRefused once it was sent, or where there is nothing of that key.
    """
    with transaction.atomic():
        row = Handover.objects.select_for_update().filter(key=key).first()
        if row is None:
            raise LedgerRefused("没有这笔报送。", "请核对受理编号。")
        if row.state == HandoverState.WITHDRAWN:
            return row
        if row.state not in (HandoverState.WAITING, HandoverState.FAILED):
            raise LedgerRefused(
                f"这笔业务{row.get_state_display()}，不能直接撤回。", "请与上级经办机构联系，按更正业务办理。"
            )
        row.state = HandoverState.WITHDRAWN
        row.error = reason[:200]
        row.save(update_fields=["state", "error"])
        _audit(row, "withdrawn", actor)
    return row


def _audit(row: Handover, move: str, actor: Account | None) -> None:
    record(
        actor=actor,
        action=f"above.{move}",
        object_type="above.Handover",
        object_id=str(row.pk),
        detail={"key": row.key, "kind": row.kind, "resident": row.resident_id, "case": row.case_number},
    )
