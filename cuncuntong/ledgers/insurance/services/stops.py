"""Employees' pensions suspended and resumed (item 24): decided here, handed over, answered above."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from cuncuntong.ledgers.above.services import hand_over
from cuncuntong.ledgers.above.services.locking import lock_handover
from cuncuntong.ledgers.insurance.enums import (
    DeclaredState,
    InsuranceScheme,
    PensionState,
    StopKind,
    StopMove,
)
from cuncuntong.ledgers.insurance.models import PensionStop
from cuncuntong.ledgers.insurance.selectors.participations import PensionFacts, pension_above
from cuncuntong.ledgers.insurance.selectors.stops import OPEN, paid_since, stop_day_fault, stop_month_above
from cuncuntong.ledgers.insurance.services._declared import (
    audit,
    person_of,
    place_of,
    take_back,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.hooks import death_noted
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.services import enter_death, take_back_death
from cuncuntong.network.models import Account

SUSPEND, RESUME = "insurance.stop", "insurance.resume"


@dataclass(frozen=True)
class StopAsked:
    """What is reported: of which kind, when it happened, by whom and on what evidence."""

    kind: str
    happened_on: dt.date
    reason: str
    evidence: str = ""


def suspend_above(
    *,
    resident: Resident,
    asked: StopAsked,
    on: dt.date,
    at: dt.datetime,
    actor: Account | None,
    case_number: str,
) -> PensionStop:
    """Notes the suspension and hands it over; a death enters the resident's record.

    The same case again gives what it did. Raises LedgerRefused for a day that can't be, a second report
    of a kind, and where no pension is drawn.
    """
    with transaction.atomic():
        person = Resident.objects.select_for_update().get(pk=resident.pk)
        done = _of_case(case_number, person, StopMove.SUSPEND)
        if done is not None:
            return done
        facts = _drawn(person, asked.kind)
        message, remedy = stop_day_fault(
            kind=asked.kind, born=person.birth_date, happened_on=asked.happened_on, on=on
        )
        if message:
            raise LedgerRefused(message, remedy)
        row = PensionStop(
            move=StopMove.SUSPEND,
            kind=asked.kind,
            happened_on=asked.happened_on,
            from_month=stop_month_above(asked.happened_on, asked.kind),
            reason=asked.reason.strip()[:200],
            evidence=asked.evidence.strip(),
        )
        if asked.kind == StopKind.DEATH:
            row.death_entered = enter_death(
                resident=person, died_on=asked.happened_on, actor=actor, case_number=case_number
            )
        _save(row, person, facts, on, actor, case_number)
        _send(row, SUSPEND, at)
    resident.standing, resident.deceased_on = person.standing, person.deceased_on
    return row


def resume_above(
    *,
    resident: Resident,
    kind: str,
    back_pay: bool,
    reason: str,
    on: dt.date,
    at: dt.datetime,
    actor: Account | None,
    case_number: str,
) -> PensionStop:
    """Asks the province to pay again, from the month of ``on``; with ``back_pay`` the held months too.

    Raises LedgerRefused where nothing of the kind stands that went up from here, or it was not answered.
    """
    with transaction.atomic():
        standing = PensionStop.objects.filter(OPEN, resident=resident, kind=kind)
        lock_handover(*standing.values_list("handover_key", flat=True))
        person = Resident.objects.select_for_update().get(pk=resident.pk)
        done = _of_case(case_number, person, StopMove.RESUME)
        if done is not None:
            return done
        stop = _suspension_to_lift(person, kind)
        row = PensionStop(
            move=StopMove.RESUME,
            kind=kind,
            from_month=max(on.replace(day=1), stop.from_month),
            reason=reason.strip()[:200],
            back_pay=back_pay,
            lifts=stop,
        )
        facts = pension_above(person)
        assert facts is not None
        if stop.death_entered:
            unenter(stop, person, actor, case_number)
        _save(row, person, facts, on, actor, case_number)
        stop.lifted_on = on
        stop.save(update_fields=["lifted_on"])
        _send(row, RESUME, at)
    resident.standing, resident.deceased_on = person.standing, person.deceased_on
    return row


def _suspension_to_lift(person: Resident, kind: str) -> PensionStop:
    stop = (
        PensionStop.objects.filter(OPEN, resident=person, kind=kind).select_related("participation").first()
    )
    if stop is None:
        raise LedgerRefused("没有可以恢复的暂停。", "请核对暂停的情形；由上级直接暂停的，请向经办机构申请。")
    if stop.state == DeclaredState.WAITING:
        raise LedgerRefused(
            "这次暂停还在等上级办理，不能恢复。",
            "还没有报送的，撤销原来的那一件就行；已报送的，等上级答复后再办。",
        )
    return stop


def undo_stop(*, case_number: str, actor: Account | None) -> PensionStop:
    """Takes a suspension or a resumption back that did not go up yet.

    Raises LedgerRefused once it was sent or answered, and where something else acts by the death.
    """
    with transaction.atomic():
        found = PensionStop.objects.select_related("lifts").filter(case_number=case_number).order_by("-pk")
        seen = found.first() if case_number else None
        if seen is None:
            raise LedgerRefused("台账中没有这件业务登记的暂停或恢复。", "请核对受理编号。")
        lock_handover(seen.handover_key, seen.lifts.handover_key if seen.lifts else "")
        rows = PensionStop.objects.select_for_update(of=("self",)).select_related("resident", "lifts")
        row = rows.get(pk=seen.pk)
        if take_back(row, actor):
            back_to_before(row, actor)
    return row


def _drawn(person: Resident, kind: str) -> PensionFacts:
    """The pension that can be suspended, and no standing report of the kind."""
    same = PensionStop.objects.filter(OPEN, resident=person, kind=kind).first()
    if same is not None:
        raise LedgerRefused(*second_report(same))
    facts = pension_above(person)
    if facts is None or facts.pension.state == PensionState.ENDED:
        raise LedgerRefused(
            "没有正在领取的企业职工养老待遇，不用暂停。", "请核对身份；领取城乡居民养老待遇的，请办第37项。"
        )
    return facts


def second_report(same: PensionStop) -> tuple[str, str]:
    """What is said to whoever reports again what stands: (message, remedy)."""
    when = f"（{_day(same.happened_on)}）" if same.happened_on else ""
    return (
        f"已于{_day(same.decided_on)}登记过{same.get_kind_display()}{when}，{same.get_state_display()}，不用重复登记。",
        "登记有误的，请先撤销原来的那一件业务；已经报送上级的，办理恢复。",
    )


def _of_case(case_number: str, person: Resident, move: str) -> PensionStop | None:
    if not case_number:
        return None
    rows = PensionStop.objects.filter(case_number=case_number, resident=person, move=move)
    return rows.exclude(state=DeclaredState.WITHDRAWN).first()


def _save(
    row: PensionStop,
    person: Resident,
    facts: PensionFacts,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> None:
    kind = SUSPEND if row.move == StopMove.SUSPEND else RESUME
    base = f"{kind}:{case_number or person.pk}"
    used = PensionStop.objects.filter(handover_key__startswith=base).count()
    row.handover_key = f"{base}:{used + 1}" if used else base
    row.resident, row.participation = person, facts.participation
    row.decided_on, row.actor, row.case_number = on, actor, case_number
    for name, code in place_of(person).items():
        setattr(row, name, code)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise LedgerRefused("刚刚有人登记了同样的情形，不用重复登记。", "请刷新页面查看办理情况。") from None
    audit(row, "suspended" if row.move == StopMove.SUSPEND else "resumed", actor, kind=row.kind)


def _send(row: PensionStop, kind: str, at: dt.datetime) -> None:
    paid = paid_since(row.participation, row.from_month) if row.move == StopMove.SUSPEND else None
    hand_over(
        key=row.handover_key,
        kind=kind,
        payload={
            **person_of(row.resident),
            "scheme": InsuranceScheme.EMPLOYEE_PENSION,
            "number": row.participation.number,
            "kind": row.kind,
            "happened_on": row.happened_on.isoformat() if row.happened_on else "",
            "from_month": f"{row.from_month:%Y-%m}",
            "reason": row.reason,
            "evidence": row.evidence,
            "back_pay": row.back_pay,
            "overpaid": str(paid.total) if paid else "0.00",
            "suspension": row.lifts.handover_key if row.lifts else "",
        },
        resident=row.resident,
        actor=row.actor,
        at=at,
        case_number=row.case_number,
    )


def back_to_before(row: PensionStop, actor: Account | None, *, forced: bool = False) -> str:
    """Gives back what a suspension or a resumption did here; says what could not be.

    Raises LedgerRefused for that instead, unless ``forced`` by the province's refusal.
    """
    if row.move == StopMove.SUSPEND:
        if row.death_entered:
            return unenter(row, row.resident, actor, row.case_number, forced=forced)
        return ""
    stop = row.lifts
    assert stop is not None
    if PensionStop.objects.filter(OPEN, participation=stop.participation_id, kind=stop.kind).exists():
        if not forced:
            raise LedgerRefused("恢复后又登记了同样的情形，不能撤销恢复。", "请先撤销后来的那一件业务。")
        return ""
    stop.lifted_on = None
    stop.save(update_fields=["lifted_on"])
    if stop.death_entered and stop.happened_on is not None:
        enter_death(
            resident=row.resident, died_on=stop.happened_on, actor=actor, case_number=stop.case_number
        )
    return ""


def unenter(
    row: PensionStop, person: Resident, actor: Account | None, case_number: str, *, forced: bool = False
) -> str:
    """Takes the death out of the resident's record, unless another ledger acts by it."""
    if noted := death_noted(person):
        if not forced:
            raise LedgerRefused(f"{noted}，不能单独取消死亡登记。", "请先撤销或恢复那一项，再办这一项。")
        return f"注意：{noted}，死亡登记没有取消，请一并核实。"
    take_back_death(resident=person, actor=actor, case_number=case_number)
    return ""


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
