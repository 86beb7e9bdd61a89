"""Ending a benefit for one of the law's reasons, and taking an end back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import hand_over, withdraw
from cuncuntong.ledgers.above.services.locking import lock_handover
from cuncuntong.ledgers.messages.services import tell
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import (
    STOPPED,
    BenefitState,
    OverpaidState,
    SignKind,
    SignState,
    StopReason,
)
from cuncuntong.ledgers.unemployment.models import Benefit, StopSign
from cuncuntong.ledgers.unemployment.months import first_of, last_granted, shifted
from cuncuntong.ledgers.unemployment.settling import note_overpaid, settle_up
from cuncuntong.ledgers.unemployment.up import (
    END_REVERSED,
    ENDED,
    end_key,
    end_reversed_key,
    end_reversed_payload,
    ended_payload,
)
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.day_words import day_words
from cuncuntong.rules.unemployment import STOP_AFTER


def last_due_month(row: Benefit, happened_on: dt.date) -> dt.date:
    """The last month that is due when something happened on a day; never behind the term."""
    after = current().integer(STOP_AFTER, happened_on)
    month = shifted(first_of(happened_on), after - 1)
    return max(min(month, last_granted(row)), shifted(row.starts_on, -1))


def end_benefit(
    *, benefit: Benefit, reason: str, happened_on: dt.date, note: str, actor: Account | None
) -> Benefit:
    """Ends a benefit; what was paid behind its last month is claimed back. It goes up for record.

    Raises LedgerRefused without a word of evidence, for a day to come or before the registration, and where
    it does not run.
    """
    if not note.strip():
        raise LedgerRefused("请写明停领的依据。", "例如：2026年11月3日入职某公司，已电话核实。")
    today = timezone.localdate()
    if happened_on > today:
        raise LedgerRefused("发生日期还没有到。", "请填写实际发生的日期。")
    with transaction.atomic():
        row = Benefit.objects.select_for_update(of=("self",)).select_related("resident").get(pk=benefit.pk)
        if row.state != BenefitState.RUNNING:
            raise LedgerRefused(
                f"失业保险金现在是“{row.get_state_display()}”，不用再停领。", "请刷新页面查看。"
            )
        if happened_on < row.registered_on:
            raise LedgerRefused(
                f"发生日期早于失业登记日期{day_words(row.registered_on)}。",
                "登记以前的情况，请核对失业登记和核定是否有误。",
            )
        row.state = BenefitState.USED_UP if reason == StopReason.USED_UP else BenefitState.ENDED
        row.last_month = (
            last_granted(row) if reason == StopReason.USED_UP else last_due_month(row, happened_on)
        )
        row.ended_on, row.end_reason, row.end_note = happened_on, reason, note.strip()[:200]
        row.ended_by, row.ended_at = actor, timezone.now()
        row.save()
        note_overpaid(row, on=today, actor=actor)
        settle_up(row)
        hand_over(
            key=end_key(row),
            kind=ENDED,
            payload=ended_payload(row),
            resident=row.resident,
            actor=actor,
            at=row.ended_at,
            case_number=row.case_number,
        )
        _log(row, "unemployment.ended", actor, reason=reason, last=f"{row.last_month:%Y-%m}")
        _tell_stopped(row)
    return row


def resume_benefit(*, benefit: Benefit, note: str, actor: Account | None) -> Benefit:
    """Takes an end back that was wrong: it runs again, and what was claimed back is due to nobody.

    Raises LedgerRefused without a reason, where it did not end, where another one runs, and once money came
    back.
    """
    if not note.strip():
        raise LedgerRefused("请写明恢复的原因。", "例如：就业记录是同名的另一人，已更正。")
    with transaction.atomic():
        lock_handover(end_key(Benefit.objects.get(pk=benefit.pk)))
        row = Benefit.objects.select_for_update(of=("self",)).select_related("resident").get(pk=benefit.pk)
        if row.state not in (BenefitState.ENDED, BenefitState.USED_UP):
            raise LedgerRefused(
                f"失业保险金现在是“{row.get_state_display()}”，不能恢复。", "请刷新页面查看。"
            )
        _refuse_resuming(row)
        _take_back_above(row, end_key(row), note.strip()[:200], actor)
        row.state, row.last_month, row.ended_on = BenefitState.RUNNING, None, None
        row.end_reason, row.end_note = "", ""
        row.ended_by, row.ended_at = None, None
        row.save()
        note_overpaid(row, on=timezone.localdate(), actor=actor)
        settle_up(row)
        row.signs.filter(state=SignState.ENDED).update(state=SignState.KEPT, note=note.strip()[:200])
        _log(row, "unemployment.resumed", actor, note=note.strip()[:100])
    return row


def _take_back_above(row: Benefit, key: str, reason: str, actor: Account | None) -> None:
    """The end that went up: withdrawn while it waits, else the province must take it back too."""
    up = Handover.objects.filter(key=key).first()
    if up is None or up.state in (HandoverState.WITHDRAWN, HandoverState.REFUSED):
        return
    try:
        withdraw(key=key, actor=actor, reason="停领有误，已恢复")
    except LedgerRefused:
        hand_over(
            key=end_reversed_key(key),
            kind=END_REVERSED,
            payload=end_reversed_payload(row, key, reason),
            resident=row.resident,
            actor=actor,
            at=timezone.now(),
            case_number=row.case_number,
        )


def _refuse_resuming(row: Benefit) -> None:
    if Benefit.objects.filter(resident=row.resident_id, state=BenefitState.RUNNING).exists():
        raise LedgerRefused("这个人已经另有一份正在领取的失业保险金。", "请核对是不是同一次失业。")
    if row.overpaid.exclude(state=OverpaidState.UNDONE).filter(returns__isnull=False).exists():
        raise LedgerRefused("多领的已经退回，不能直接恢复。", "请按新的失业登记重新申领，剩余月数合并计算。")


def close_signs(row: Benefit, *, actor: Account | None, note: str) -> None:
    """What was found speaks for an end that was decided; the province's no stays to be dealt with."""
    rows = StopSign.objects.filter(benefit=row, state=SignState.OPEN).exclude(kind=SignKind.ABOVE)
    rows.update(state=SignState.ENDED, note=note[:200], decided_by=actor, decided_at=timezone.now())


def _tell_stopped(row: Benefit) -> None:
    if row.end_reason == StopReason.DEATH:
        return
    assert row.last_month is not None and row.ended_at is not None
    label = StopReason(row.end_reason).label
    owed = row.overpaid.filter(state=OverpaidState.OPEN).first()
    text = (
        f"{row.resident.name}：您的失业保险金已停止领取，原因是{label}，最后一个应发月份是"
        f"{row.last_month.year}年{row.last_month.month}月。"
    )
    text += f"多领的{owed.total}元请退回，办法可到服务点询问。" if owed else "对此有疑问的，请到服务点询问。"
    tell(
        topic=STOPPED,
        text=text,
        key=f"unemployment:{row.pk}:stopped:{row.ended_at:%Y%m%d%H%M%S}",
        resident=row.resident,
    )


def _log(row: Benefit, action: str, actor: Account | None, **detail: object) -> None:
    record(
        actor=actor,
        action=action,
        object_type="unemployment.Benefit",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": row.case_number, **detail},
    )
