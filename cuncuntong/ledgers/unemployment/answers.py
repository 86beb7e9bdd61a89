"""What the province's answers do here: to a grant, to an end, and to an end that was taken back.

The province may say otherwise than before (a higher serial): the ledger follows, or LedgerRefused leaves
the answer among the problems.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.money import format_yuan
from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.hooks import HandoverKind, Outcome, register_kind
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import (
    ANSWERED,
    AboveState,
    BenefitState,
    OverpaidState,
    SignKind,
    SignState,
    StopReason,
)
from cuncuntong.ledgers.unemployment.models import Benefit, Overpaid, StopSign
from cuncuntong.ledgers.unemployment.months import shifted
from cuncuntong.ledgers.unemployment.settling import note_overpaid, settle_up
from cuncuntong.ledgers.unemployment.up import END_REVERSED, ENDED, GRANTED, end_reversed_key, grant_key
from cuncuntong.network.enums import Line


def grant_answered(handover: Handover, outcome: Outcome) -> None:
    """Notes the answer. A no stops the benefit: nothing more is paid, what was paid is claimed back, and a
    person at the county has it in the list of signs. A yes after a no puts all that back."""
    rows = Benefit.objects.select_for_update(of=("self",)).select_related("resident")
    row = next(
        (one for one in rows.filter(resident=handover.resident_id) if grant_key(one) == handover.key), None
    )
    if row is None or row.state == BenefitState.UNDONE:
        return
    row.above_words = outcome.words[:300]
    if outcome.agreed:
        row.above = AboveState.AGREED
        if row.state == BenefitState.REFUSED:
            _after_all(row, handover, outcome)
        else:
            row.save(update_fields=["above", "above_words"])
    elif row.state == BenefitState.REFUSED:
        row.save(update_fields=["above_words"])
    else:
        _refused(row, handover, outcome)


def _refused(row: Benefit, handover: Handover, outcome: Outcome) -> None:
    on = timezone.localdate(outcome.at)
    row.above, row.state = AboveState.REFUSED, BenefitState.REFUSED
    row.last_month, row.ended_on = shifted(row.starts_on, -1), on
    row.end_reason, row.ended_at, row.paid_up = StopReason.ABOVE, timezone.now(), True
    row.end_note = f"上级不同意：{outcome.words}"[:200]
    row.save()
    claim = note_overpaid(row, on=on, actor=None)
    words = (
        f"上级不同意：{outcome.words or outcome.code}。待遇已停发，请与本人说明，材料有误的更正后重新申领。"
    )
    _sign(row, handover, words, on)
    _log(row, "unemployment.refused_above", outcome)
    tell(
        topic=ANSWERED,
        text=(
            f"{row.resident.name}：您申领的失业保险金，上级经办机构没有同意："
            f"{outcome.words.rstrip('。') or '没有说明原因'}。"
            f"请到服务点了解情况，材料有误的更正后可以重新申领。{_to_return(claim)}"
        ),
        key=f"unemployment:{row.pk}:refused:{handover.serial}",
        resident=row.resident,
        case_number=row.case_number,
    )


def _to_return(claim: Overpaid | None) -> str:
    """What the person has to give back, in words; "" where nothing was paid."""
    if claim is None:
        return ""
    return (
        f"已经发放的{format_yuan(claim.total)}元需要退回（退回编号{claim.number}），由银行收款，"
        "服务点不收现金；退款通知书请到服务点领取。"
    )


def _after_all(row: Benefit, handover: Handover, outcome: Outcome) -> None:
    """The province agrees to what it had refused: it stands as it stood before the no.

    Raises LedgerRefused where another grant took its place, or money came back.
    """
    others = Benefit.objects.filter(resident=row.resident_id).exclude(pk=row.pk)
    gone = [BenefitState.UNDONE, BenefitState.REFUSED]
    if others.exclude(state__in=gone).filter(pk__gt=row.pk).exists():
        raise LedgerRefused(
            "上级不同意以后，本人已另行核定失业保险金，原来的核定不能再生效。", "请与上级经办机构核对后处理。"
        )
    if row.overpaid.exclude(state=OverpaidState.UNDONE).filter(returns__isnull=False).exists():
        raise LedgerRefused(
            "上级不同意以后，已发的失业保险金已经退回，不能直接恢复。", "请与上级经办机构核对后处理。"
        )
    row.state, row.last_month, row.ended_on = BenefitState.RUNNING, None, None
    row.end_reason, row.end_note, row.ended_by, row.ended_at = "", "", None, None
    _end_from_before(row)
    row.save()
    note_overpaid(row, on=timezone.localdate(outcome.at), actor=None)
    settle_up(row)
    signs = row.signs.filter(state=SignState.OPEN, key__startswith=f"above:{handover.pk}:")
    signs.update(state=SignState.KEPT, note="上级后来同意", decided_at=timezone.now())
    _log(row, "unemployment.agreed_after_all", outcome)
    ends = "已停止领取的，以停领通知为准。" if row.state != BenefitState.RUNNING else "失业保险金照常发放。"
    tell(
        topic=ANSWERED,
        text=(
            f"{row.resident.name}：您申领的失业保险金，上级经办机构更正了答复，已经同意。{ends}"
            "此前要求退回的，不用再退。"
        ),
        key=f"unemployment:{row.pk}:agreed:{handover.serial}",
        resident=row.resident,
        case_number=row.case_number,
    )


def _end_from_before(row: Benefit) -> None:
    """An end that was decided before the no stands again, as it went up."""
    ends = Handover.objects.filter(kind=ENDED, key__startswith=f"{ENDED}:{row.pk}:")
    end = ends.exclude(state=HandoverState.WITHDRAWN).order_by("-pk").first()
    if end is None or Handover.objects.filter(key=end_reversed_key(end.key)).exists():
        return
    reason, happened_on = str(end.payload["reason"]), str(end.payload["happened_on"])
    row.state = BenefitState.USED_UP if reason == StopReason.USED_UP else BenefitState.ENDED
    row.last_month = dt.date.fromisoformat(f"{end.payload['last_month']}-01")
    row.ended_on = dt.date.fromisoformat(happened_on) if happened_on else None
    row.end_reason, row.end_note = reason, "按上级答复以前登记的停领"
    row.ended_by, row.ended_at = end.made_by, end.made_at


def end_answered(handover: Handover, outcome: Outcome) -> None:
    """An end, or one taken back, that the province does not follow is for a person to clear up."""
    key = int(handover.key.split(":")[1])
    row = Benefit.objects.select_for_update(of=("self",)).select_related("resident").get(pk=key)
    if outcome.agreed:
        signs = row.signs.filter(state=SignState.OPEN, key__startswith=f"above:{handover.pk}:")
        signs.update(state=SignState.KEPT, note="上级后来同意", decided_at=timezone.now())
        return
    what = "停领" if handover.kind == ENDED else "恢复领取"
    said = outcome.words or outcome.code or "没有说明原因"
    words = f"上级没有同意{what}：{said}。请与上级经办机构核对，两边一致后再处理这条线索。"
    _sign(row, handover, words, timezone.localdate(outcome.at))
    _log(row, "unemployment.end_refused_above", outcome)


def _sign(row: Benefit, handover: Handover, words: str, on: dt.date) -> None:
    StopSign.objects.get_or_create(
        benefit=row,
        key=f"above:{handover.pk}:{handover.serial}",
        defaults={"kind": SignKind.ABOVE, "words": words[:300], "happened_on": on, "found_on": on},
    )


def _log(row: Benefit, action: str, outcome: Outcome) -> None:
    record(
        actor=None,
        action=action,
        object_type="unemployment.Benefit",
        object_id=str(row.pk),
        detail={"case": row.case_number, "code": outcome.code},
    )


for _kind in (
    HandoverKind(
        GRANTED, "失业保险金核定备案", Line.UNEMPLOYMENT, answered=grant_answered, refusal_undoes=True
    ),
    HandoverKind(ENDED, "失业保险金停领备案", Line.UNEMPLOYMENT, answered=end_answered, awaited=""),
    HandoverKind(END_REVERSED, "失业保险金停领更正", Line.UNEMPLOYMENT, answered=end_answered, awaited=""),
):
    register_kind(_kind)
