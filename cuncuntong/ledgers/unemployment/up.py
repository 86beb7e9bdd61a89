"""What goes up: a grant and an end, for record; and what the province's answer does here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.hooks import HandoverKind, Outcome, register_kind
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.unemployment.enums import (
    ANSWERED,
    AboveState,
    BenefitState,
    SignKind,
    StopReason,
)
from cuncuntong.ledgers.unemployment.models import Benefit, StopSign
from cuncuntong.ledgers.unemployment.months import shifted
from cuncuntong.ledgers.unemployment.settling import note_overpaid
from cuncuntong.network.enums import Line

GRANTED, ENDED = "unemployment.benefit", "unemployment.end"


def grant_key(row: Benefit) -> str:
    """The idempotency key of a grant."""
    return f"{GRANTED}:{row.case_number or row.pk}"


def end_key(row: Benefit) -> str:
    """The idempotency key of an end: an end that was taken back and came again is another one."""
    moment = row.ended_at or timezone.now()
    return f"{ENDED}:{row.pk}:{moment:%Y%m%d%H%M%S}"


def granted_payload(row: Benefit) -> Mapping[str, Any]:
    """What the province needs of a grant."""
    return {
        "name": row.resident.name,
        "id_number": row.resident.id_number,
        "registered_on": row.registered_on.isoformat(),
        "starts_on": row.starts_on.isoformat(),
        "paid_months": row.paid_months,
        "left_before": row.left_before,
        "months": row.months,
    }


def ended_payload(row: Benefit) -> Mapping[str, Any]:
    """What the province needs of an end."""
    assert row.last_month is not None
    return {
        "name": row.resident.name,
        "id_number": row.resident.id_number,
        "case": row.case_number,
        "reason": row.end_reason,
        "happened_on": row.ended_on.isoformat() if row.ended_on else "",
        "last_month": f"{row.last_month:%Y-%m}",
        "months_used": row.paid.filter(state="paid").count(),
    }


def grant_answered(handover: Handover, outcome: Outcome) -> None:
    """Notes the answer. A no stops the benefit: nothing more is paid, what was paid is claimed back, and a
    person at the county has it in the list of signs."""
    rows = Benefit.objects.select_for_update(of=("self",)).select_related("resident")
    row = next(
        (one for one in rows.filter(resident=handover.resident_id) if grant_key(one) == handover.key), None
    )
    if row is None or row.state == BenefitState.UNDONE:
        return
    row.above_words = outcome.words[:300]
    if outcome.agreed:
        row.above = AboveState.AGREED
        row.save(update_fields=["above", "above_words"])
        return
    on = timezone.localdate(outcome.at)
    row.above, row.state = AboveState.REFUSED, BenefitState.REFUSED
    row.last_month, row.ended_on = shifted(row.starts_on, -1), on
    row.end_reason, row.ended_at, row.paid_up = StopReason.ABOVE, timezone.now(), True
    row.end_note = f"上级不同意：{outcome.words}"[:200]
    row.save()
    note_overpaid(row, on=on, actor=None)
    words = (
        f"上级不同意：{outcome.words or outcome.code}。待遇已停发，请与本人说明，材料有误的更正后重新申领。"
    )
    StopSign.objects.get_or_create(
        benefit=row,
        key=f"above:{handover.pk}:{handover.serial}",
        defaults={
            "kind": SignKind.ABOVE,
            "words": words[:300],
            "happened_on": on,
            "found_on": on,
        },
    )
    record(
        actor=None,
        action="unemployment.refused_above",
        object_type="unemployment.Benefit",
        object_id=str(row.pk),
        detail={"case": row.case_number, "code": outcome.code},
    )
    tell(
        topic=ANSWERED,
        text=(
            f"{row.resident.name}：您申领的失业保险金，上级经办机构没有同意：{outcome.words}。"
            "请到服务点了解情况；已经发放的需要退回，工作人员会告诉您金额和办法。"
        ),
        key=f"unemployment:{row.pk}:refused:{handover.serial}",
        resident=row.resident,
    )


register_kind(
    HandoverKind(code=GRANTED, name="失业保险金核定备案", line=Line.UNEMPLOYMENT, answered=grant_answered)
)
register_kind(HandoverKind(code=ENDED, name="失业保险金停领备案", line=Line.UNEMPLOYMENT))
