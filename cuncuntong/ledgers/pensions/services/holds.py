"""Holding an entitlement's payment back, letting it go on, and taking either back by its case.

The entitlement's state follows its holds: ended by a death, suspended by any other, else running.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN, first_of_month, months_later
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.event_days import day_fault

STOP_AFTER = "resident_pension.stop_after_death_months"


def stop_month(happened_on: dt.date, kind: str) -> dt.date:
    """The first month that is not paid after something happened on a day.

    A double pension is one too many in its first month already; who died or went missing is paid for
    that month, by the parameter.
    """
    month = first_of_month(happened_on)
    if kind not in (HoldKind.DEATH, HoldKind.MISSING):
        return month
    return months_later(month, current().integer(STOP_AFTER, happened_on))


def suspend_entitlement(
    *,
    entitlement: Entitlement,
    kind: str,
    from_month: dt.date,
    happened_on: dt.date | None,
    reason: str,
    evidence: str,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> EntitlementHold:
    """Holds the payments back from a month (its first day) on; a death ends the entitlement.

    The same case again gives the same hold. Raises LedgerRefused for a day in the future or before
    birth, a death reported twice, a second hold of a kind, and an entitlement that runs no more.
    """
    with transaction.atomic():
        row = Entitlement.objects.select_for_update().select_related("resident").get(pk=entitlement.pk)
        standing = list(row.holds.filter(OPEN))
        same = next((one for one in standing if one.kind == kind), None)
        if same is not None and case_number and same.case_number == case_number:
            return same
        _refuse_day(row, kind, happened_on, on)
        _refuse_second(row, kind, same)
        try:
            with transaction.atomic():
                hold = EntitlementHold.objects.create(
                    entitlement=row,
                    kind=kind,
                    from_month=first_of_month(from_month),
                    happened_on=happened_on,
                    reason=reason.strip()[:200],
                    evidence=evidence.strip(),
                    decided_on=on,
                    actor=actor,
                    case_number=case_number,
                )
        except IntegrityError:
            _refuse_second(row, kind, row.holds.filter(OPEN, kind=kind).first())
            raise
        _follow(row)
        _audit(hold, "pension.held", actor, case_number, {"kind": kind})
    return hold


def lift_hold(
    *,
    hold: EntitlementHold,
    on: dt.date,
    back_pay: bool,
    reason: str,
    actor: Account | None,
    case_number: str = "",
) -> EntitlementHold:
    """Lets the payments go on from the month of ``on``; with ``back_pay`` the held months are due too.

    The same case again gives the hold as it is. Raises LedgerRefused for a hold that stands no more.
    """
    with transaction.atomic():
        row = Entitlement.objects.select_for_update().get(pk=hold.entitlement_id)
        hold = EntitlementHold.objects.get(pk=hold.pk)
        if hold.lifted_on is not None and case_number and hold.lifted_case == case_number:
            return hold
        if hold.lifted_on is not None or hold.undone_at is not None:
            raise LedgerRefused("这次暂停已经恢复或撤销，不能再恢复一次。", "请核对暂停记录。")
        hold.lifted_on = on
        hold.lifted_month = max(first_of_month(on), hold.from_month)
        hold.lifted_reason = reason.strip()[:200]
        hold.lifted_case, hold.lifted_by, hold.back_pay = case_number, actor, back_pay
        hold.save()
        _follow(row)
        _audit(hold, "pension.hold_lifted", actor, case_number, {"kind": hold.kind, "back_pay": back_pay})
    return hold


def undo_holds(*, case_number: str, actor: Account | None) -> list[EntitlementHold]:
    """Takes back the holds that a case set; again it gives them as they are.

    Raises LedgerRefused where one was lifted since, or where the case set none.
    """
    with transaction.atomic():
        rows = EntitlementHold.objects.filter(case_number=case_number).order_by("pk")
        holds = list(rows.select_for_update()) if case_number else []
        if not holds:
            raise LedgerRefused("养老保险台账中没有这件业务登记的暂停。", "请核对受理编号。")
        for hold in holds:
            if hold.undone_at is not None:
                continue
            if hold.lifted_on is not None:
                raise LedgerRefused("待遇已经恢复发放，不能撤销暂停。", "请先撤销恢复的那一件业务。")
            hold.undone_at = timezone.now()
            hold.save(update_fields=["undone_at"])
            _follow(Entitlement.objects.select_for_update().get(pk=hold.entitlement_id))
            _audit(hold, "pension.hold_undone", actor, case_number, {"kind": hold.kind})
    return holds


def undo_lifts(*, case_number: str, actor: Account | None) -> list[EntitlementHold]:
    """Puts back the holds that a case lifted; again it changes nothing.

    Raises LedgerRefused where a new hold of the kind was set since.
    """
    with transaction.atomic():
        rows = EntitlementHold.objects.filter(lifted_case=case_number).order_by("pk")
        holds = list(rows.select_for_update()) if case_number else []
        for hold in holds:
            if EntitlementHold.objects.filter(OPEN, entitlement=hold.entitlement_id, kind=hold.kind).exists():
                raise LedgerRefused(
                    "待遇恢复后又登记了同样的暂停，不能撤销恢复。", "请先撤销后来的那一件业务。"
                )
            hold.lifted_on = hold.lifted_month = hold.lifted_by = None
            hold.lifted_reason = hold.lifted_case = ""
            hold.back_pay = False
            hold.save()
            _follow(Entitlement.objects.select_for_update().get(pk=hold.entitlement_id))
            _audit(hold, "pension.lift_undone", actor, case_number, {"kind": hold.kind})
    return holds


def refuse_day(*, born: dt.date, kind: str, happened_on: dt.date | None, on: dt.date) -> tuple[str, str]:
    """Why a day of an event can't be: (message, remedy), empty where it can."""
    word = {HoldKind.DEATH: "死亡日期", HoldKind.MISSING: "失踪日期"}.get(HoldKind(kind), "发生日期")
    return day_fault(word=word, born=born, happened_on=happened_on, on=on, needed=kind == HoldKind.DEATH)


def _refuse_day(row: Entitlement, kind: str, happened_on: dt.date | None, on: dt.date) -> None:
    born = row.resident.birth_date
    message, remedy = refuse_day(born=born, kind=kind, happened_on=happened_on, on=on)
    if message:
        raise LedgerRefused(message, remedy)


def _refuse_second(row: Entitlement, kind: str, same: EntitlementHold | None) -> None:
    if same is not None and kind == HoldKind.DEATH:
        when = _words(same.happened_on) if same.happened_on else "此前"
        raise LedgerRefused(
            f"已于{_words(same.decided_on)}登记过死亡（死亡日期{when}），不用重复登记。",
            "登记的日期有误的，请先撤销原来的那一件业务再办。",
        )
    if same is not None:
        raise LedgerRefused(
            f"待遇已因{same.get_kind_display()}从{same.from_month:%Y年%m月}起暂停，不用重复登记。",
            "情况有变化的，请先办理恢复或撤销原来的那一件业务。",
        )
    if row.state in (EntitlementState.ENDED, EntitlementState.REVERSED):
        raise LedgerRefused(f"待遇已{row.get_state_display()}，不能再暂停。", "请核对待遇状态。")


def _follow(row: Entitlement) -> None:
    """Sets the entitlement's state by the holds that stand."""
    standing = list(row.holds.filter(OPEN))
    death = next((one for one in standing if one.kind == HoldKind.DEATH), None)
    if death is not None:
        row.state, row.ended_on = EntitlementState.ENDED, death.from_month - dt.timedelta(days=1)
    else:
        row.state = EntitlementState.SUSPENDED if standing else EntitlementState.RUNNING
        row.ended_on = None
    row.reason = "、".join(sorted({one.get_kind_display() for one in standing}))[:100]
    row.save(update_fields=["state", "ended_on", "reason"])


def _words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _audit(
    hold: EntitlementHold, action: str, actor: Account | None, case_number: str, detail: dict[str, object]
) -> None:
    record(
        actor=actor,
        action=action,
        object_type="pensions.EntitlementHold",
        object_id=str(hold.pk),
        detail={"entitlement": hold.entitlement_id, "case": case_number, **detail},
    )
