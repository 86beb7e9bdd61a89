"""A sign decided by a person: it ends the benefit, or the benefit goes on, with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import BY_PERSON, BenefitState, SignState
from cuncuntong.ledgers.unemployment.models import StopSign
from cuncuntong.ledgers.unemployment.services.ending import close_signs, end_benefit
from cuncuntong.network.models import Account


def decide_sign(
    *,
    sign: StopSign,
    ends: bool,
    note: str,
    actor: Account | None,
    reason: str = "",
    happened_on: dt.date | None = None,
) -> StopSign:
    """Ends the benefit for one of the law's reasons by this sign, or keeps it with a reason.

    Raises LedgerRefused without words or reason, where it was decided already, and what ending it raises.
    """
    if not note.strip():
        raise LedgerRefused("请写明核实的情况。", "例如：本人已到某公司上班，单位确认。")
    if ends and reason not in BY_PERSON:
        raise LedgerRefused("请选择停领的原因。", "须是规定的停领情形之一；不属于的，选择照常发放。")
    with transaction.atomic():
        row = StopSign.objects.select_for_update(of=("self",)).select_related("benefit").get(pk=sign.pk)
        if row.state != SignState.OPEN:
            raise LedgerRefused("这条线索已经处理过。", "请刷新页面查看。")
        if ends and row.benefit.state == BenefitState.RUNNING:
            end_benefit(
                benefit=row.benefit,
                reason=reason,
                happened_on=happened_on or row.happened_on,
                note=note,
                actor=actor,
            )
            close_signs(row.benefit, actor=actor, note=note.strip())
        row.state = SignState.ENDED if ends else SignState.KEPT
        row.note, row.decided_by, row.decided_at = note.strip()[:200], actor, timezone.now()
        row.save(update_fields=["state", "note", "decided_by", "decided_at"])
        record(
            actor=actor,
            action="unemployment.sign_decided",
            object_type="unemployment.StopSign",
            object_id=str(row.pk),
            detail={"benefit": row.benefit_id, "kind": row.kind, "state": row.state},
        )
    return row
