"""What the province says of an employees' certification that went up."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.hooks import HandoverKind, Outcome, register_kind
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.certification.enums import ANSWERED, AboveState, Doubt
from cuncuntong.ledgers.certification.models import Beneficiary, Certification
from cuncuntong.ledgers.certification.services.certify import KIND, lift_uncertified, save
from cuncuntong.ledgers.certification.services.rows import row_for
from cuncuntong.ledgers.certification.services.telling import drop_warnings
from cuncuntong.ledgers.certification.services.undoing import undo_certification
from cuncuntong.ledgers.certification.standing import terms_on
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.enums import Line
from cuncuntong.rules.certification import due_day

REFUSED = "上级不同意："


def answered(handover: Handover, outcome: Outcome) -> None:
    """Notes the answer; a refusal takes the certification back and puts the person on the list of doubts,
    a yes after it puts the certification back.

    In the transaction that takes the answer. Where months were paid since, the certification stays as it
    is and the list says so: money is only got back by item 37.
    """
    row = Certification.objects.select_related("resident").get(pk=int(handover.key.rpartition(":")[2]))
    words = outcome.words.strip()[:300]
    before, row.above = row.above, AboveState.AGREED if outcome.agreed else AboveState.REFUSED
    row.above_words = words
    row.save(update_fields=["above", "above_words"])
    if not outcome.agreed:
        _taken_back(row, words)
    elif before == AboveState.REFUSED:
        _after_all(row)
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
    tell(
        topic=ANSWERED,
        text=text,
        key=f"{ANSWERED}:{row.pk}:{handover.serial}",
        resident=row.resident,
        case_number=row.case_number,
    )


def _taken_back(row: Certification, words: str) -> None:
    said = words or "没有说明原因"
    try:
        with transaction.atomic():
            undo_certification(
                certification=row,
                reason=f"{REFUSED}{said}"[:300],
                actor=None,
                today=timezone.localdate(),
            )
    except LedgerRefused as refused:
        said = f"{said}（{refused.message}{refused.remedy}）"
    Beneficiary.objects.filter(resident=row.resident_id).update(doubt=Doubt.REFUSED, doubt_words=said[:300])


def _after_all(certification: Certification) -> None:
    """The province agrees to what it had refused: the certification counts again, held payments go on.

    Raises LedgerRefused where it was taken back for another reason, where the person was certified anew on
    the same day or died, and where it is too old by now to let payments go on.
    """
    today = timezone.localdate()
    resident = Resident.objects.select_for_update(of=("self",)).get(pk=certification.resident_id)
    row = Certification.objects.select_for_update(of=("self",)).get(pk=certification.pk)
    if row.undone_at is not None:
        _refuse_putting_back(row, resident, today)
        row.undone_at, row.undone_by, row.undone_reason = None, None, ""
        row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    person = row_for(resident, today)
    drop_warnings(person, why="上级更正答复，已认可", actor=None)
    lift_uncertified(row, today, None)
    others = Certification.objects.filter(resident=resident, above=AboveState.REFUSED, pk__gt=row.pk)
    if person.doubt == Doubt.REFUSED and not others.exists():
        person.doubt = person.doubt_words = ""
    save(person, resident, today)


def _refuse_putting_back(row: Certification, resident: Resident, today: dt.date) -> None:
    remedy = "请与上级经办机构核对后处理。"
    if row.undone_by_id is not None or not row.undone_reason.startswith(REFUSED):
        raise LedgerRefused("这次认证已由工作人员撤销，不能按答复恢复。", remedy)
    if resident.standing == Standing.DECEASED:
        raise LedgerRefused("该居民已登记死亡，不能按答复恢复认证。", remedy)
    if Certification.objects.filter(resident=resident, on=row.on, undone_at__isnull=True).exists():
        raise LedgerRefused("同一天已经重新认证，不用恢复这一次。", "核对后把这条答复标记为已处理。")
    if due_day(row.on, terms_on(today).interval_months) < today:
        raise LedgerRefused("这次认证到今天已经过期，不能据此恢复发放。", "请本人重新认证。")


register_kind(
    HandoverKind(
        code=KIND,
        name="企业职工养老待遇资格认证",
        line=Line.EMPLOYEE_PENSION,
        answered=answered,
    )
)
