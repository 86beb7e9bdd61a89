"""What the province says of an employees' certification that went up."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.hooks import HandoverKind, Outcome, register_kind
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.certification.enums import ANSWERED, AboveState, Doubt
from cuncuntong.ledgers.certification.models import Beneficiary, Certification
from cuncuntong.ledgers.certification.services.certify import KIND
from cuncuntong.ledgers.certification.services.undoing import undo_certification
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Line


def answered(handover: Handover, outcome: Outcome) -> None:
    """Notes the answer; a refusal takes the certification back and puts the person on the list of doubts.

    In the transaction that takes the answer. Where months were paid since, the certification stays as it
    is and the list says so: money is only got back by item 37.
    """
    row = Certification.objects.select_related("resident").get(pk=int(handover.key.rpartition(":")[2]))
    words = outcome.words.strip()[:300]
    row.above = AboveState.AGREED if outcome.agreed else AboveState.REFUSED
    row.above_words = words
    row.save(update_fields=["above", "above_words"])
    if not outcome.agreed:
        _taken_back(row, words)
    record(
        actor=None,
        action="certification.answered",
        object_type="certification.Certification",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "agreed": outcome.agreed, "code": outcome.code},
    )
    name, day = row.resident.name, f"{row.on.year}年{row.on.month}月{row.on.day}日"
    text = (
        f"{name}：您{day}的资格认证，上级经办机构已认可。"
        if outcome.agreed
        else f"{name}：您{day}的资格认证，上级经办机构没有认可：{words or '没有说明原因'}。"
        "请带身份证到服务点核对，重新认证。"
    )
    tell(topic=ANSWERED, text=text, key=f"{ANSWERED}:{row.pk}", resident=row.resident)


def _taken_back(row: Certification, words: str) -> None:
    said = words or "没有说明原因"
    try:
        with transaction.atomic():
            undo_certification(
                certification=row,
                reason=f"上级不同意：{said}"[:300],
                actor=None,
                today=timezone.localdate(),
            )
    except LedgerRefused as refused:
        said = f"{said}（{refused.message}{refused.remedy}）"
    Beneficiary.objects.filter(resident=row.resident_id).update(doubt=Doubt.REFUSED, doubt_words=said[:300])


register_kind(
    HandoverKind(
        code=KIND,
        name="企业职工养老待遇资格认证",
        line=Line.EMPLOYEE_PENSION,
        answered=answered,
    )
)
