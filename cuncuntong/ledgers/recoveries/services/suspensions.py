"""Item 37 as one decision each: suspending with everything that follows, resuming, and back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction

from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN
from cuncuntong.ledgers.pensions.services.holds import (
    lift_hold,
    stop_month,
    suspend_entitlement,
    undo_holds,
    undo_lifts,
)
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, OverpaidItem, Overpayment
from cuncuntong.ledgers.recoveries.services.agreements import ReturnPlan, agree
from cuncuntong.ledgers.recoveries.services.heirs import HeirNamed
from cuncuntong.ledgers.recoveries.services.overpayments import (
    record_overpayment,
    restore_overpayments,
    undo_overpayment,
)
from cuncuntong.ledgers.recoveries.services.settlements import (
    arrange,
    name_heir,
    settle_without_bank,
    undo_settlements,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.services import enter_death, take_back_death
from cuncuntong.network.models import Account


@dataclass(frozen=True)
class Suspended:
    """What a suspension did, in the order of the schemes; empty where a case says nothing of it."""

    holds: list[EntitlementHold]
    overpayments: list[Overpayment] = field(default_factory=list)
    settlements: list[DeathSettlement] = field(default_factory=list)
    death_entered: bool = False


def running(resident: Resident) -> list[Entitlement]:
    """Entitlements that can be suspended, basic first."""
    rows = Entitlement.objects.filter(
        resident=resident, state__in=[EntitlementState.RUNNING, EntitlementState.SUSPENDED]
    )
    return list(rows.select_related("account", "resident").order_by("account__scheme", "pk"))


def suspend(
    *,
    resident: Resident,
    kind: str,
    happened_on: dt.date,
    reason: str,
    evidence: str,
    on: dt.date,
    actor: Account | None,
    case_number: str,
    plan: ReturnPlan | None = None,
    heir: HeirNamed | None = None,
) -> Suspended:
    """Holds all of a resident's pensions, writes down what was overpaid and how it comes back.

    A death enters the resident's record and opens the settlement. The same case again gives what it
    did. Raises LedgerRefused; then nothing has happened.
    """
    with transaction.atomic():
        Resident.objects.select_for_update().only("pk").get(pk=resident.pk)
        done = _done(case_number)
        if done.holds:
            return done
        entitlements = running(resident)
        if not entitlements:
            _refuse_nothing(resident, kind)
        holds = [
            suspend_entitlement(
                entitlement=one,
                kind=kind,
                from_month=stop_month(happened_on, kind),
                happened_on=happened_on,
                reason=reason,
                evidence=evidence,
                on=on,
                actor=actor,
                case_number=case_number,
            )
            for one in entitlements
        ]
        for hold in holds:
            row = record_overpayment(hold=hold, on=on, actor=actor, case_number=case_number)
            if row is not None and plan is not None and plan.way:
                agree(overpayment=row, plan=plan, on=on, actor=actor, case_number=case_number)
        if kind == HoldKind.DEATH:
            _after_death(resident, holds, happened_on, on, actor, case_number, heir)
    return _done(case_number)


def _after_death(
    resident: Resident,
    holds: list[EntitlementHold],
    died_on: dt.date,
    on: dt.date,
    actor: Account | None,
    case_number: str,
    heir: HeirNamed | None,
) -> None:
    enter_death(resident=resident, died_on=died_on, actor=actor, case_number=case_number)
    rows = [arrange(hold=hold, on=on, actor=actor, case_number=case_number) for hold in holds]
    if heir is not None:
        name_heir(resident=resident, named=heir, on=on, actor=actor)
    else:
        settle_without_bank(rows, on=on, actor=actor)


def _done(case_number: str) -> Suspended:
    """What a case did, read from the ledger."""
    if not case_number:
        return Suspended([])
    holds = EntitlementHold.objects.filter(case_number=case_number, undone_at__isnull=True)
    found = list(holds.select_related("entitlement__account").order_by("entitlement__account__scheme", "pk"))
    owed = Overpayment.objects.filter(hold__in=found, interest_line__isnull=True)
    owed = owed.exclude(state=OverpaymentState.UNDONE)
    left = DeathSettlement.objects.filter(hold__in=found).exclude(state=SettlementState.UNDONE)
    return Suspended(
        holds=found,
        overpayments=list(owed.select_related("entitlement__account").order_by("pk")),
        settlements=list(left.select_related("account", "heir", "hold").order_by("pk")),
        death_entered=any(hold.kind == HoldKind.DEATH for hold in found),
    )


def _refuse_nothing(resident: Resident, kind: str) -> None:
    death = EntitlementHold.objects.filter(OPEN, entitlement__resident=resident, kind=HoldKind.DEATH).first()
    if death is not None and kind == HoldKind.DEATH:
        raise LedgerRefused(
            f"已于{death.decided_on:%Y年%m月%d日}登记过死亡，待遇已终止，不用重复登记。",
            "登记的日期有误的，请先撤销原来的那一件业务再办。",
        )
    raise LedgerRefused("该居民没有正在领取的城乡居民养老待遇。", "请核对身份和险种。")


def _holds_of(case_number: str) -> list[EntitlementHold]:
    return list(EntitlementHold.objects.filter(case_number=case_number)) if case_number else []


def undo_suspend(*, case_number: str, actor: Account | None) -> list[EntitlementHold]:
    """Takes everything back that a suspension did, while nothing was paid out or came back.

    Raises LedgerRefused, naming what is in the way.
    """
    with transaction.atomic():
        for row in Overpayment.objects.filter(hold__in=_holds_of(case_number)).order_by("pk"):
            undo_overpayment(row=row, actor=actor, why="撤销暂停")
        undo_settlements(holds=_holds_of(case_number), actor=actor)
        holds = undo_holds(case_number=case_number, actor=actor)
        if any(hold.kind == HoldKind.DEATH for hold in holds):
            resident = Resident.objects.get(pk=holds[0].entitlement.resident_id)
            take_back_death(resident=resident, actor=actor, case_number=case_number)
    return holds


def resume(
    *,
    resident: Resident,
    kind: str,
    back_pay: bool,
    reason: str,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> list[EntitlementHold]:
    """Lifts the resident's holds of a kind: the payments go on, with ``back_pay`` for all held months.

    With back pay nothing was overpaid, so that the claim falls; who was reported dead lives again, and
    the settlement is called off. Raises LedgerRefused once money came back or was paid to an heir.
    """
    with transaction.atomic():
        Resident.objects.select_for_update().only("pk").get(pk=resident.pk)
        done = EntitlementHold.objects.filter(lifted_case=case_number, entitlement__resident=resident)
        if case_number and done.exists():
            return list(done.select_related("entitlement__account").order_by("pk"))
        rows = EntitlementHold.objects.filter(OPEN, entitlement__resident=resident, kind=kind)
        holds = list(rows.order_by("pk"))
        if not holds:
            raise LedgerRefused("没有可以恢复的暂停。", "请核对暂停的情形；已经恢复的不用再办。")
        if kind == HoldKind.DEATH:
            undo_settlements(holds=holds, actor=actor)
            take_back_death(resident=resident, actor=actor, case_number=case_number)
        for hold in holds:
            if back_pay:
                for row in hold.overpayments.exclude(state=OverpaymentState.UNDONE):
                    undo_overpayment(row=row, actor=actor, case_number=case_number, why="恢复并补发")
            lift_hold(
                hold=hold, on=on, back_pay=back_pay, reason=reason, actor=actor, case_number=case_number
            )
        return list(done.select_related("entitlement__account").order_by("pk"))


def undo_resume(*, case_number: str, actor: Account | None) -> list[EntitlementHold]:
    """Puts the holds back that a resumption lifted, with claims and settlements.

    Raises LedgerRefused once a month was paid that would be held again.
    """
    with transaction.atomic():
        for hold in EntitlementHold.objects.filter(lifted_case=case_number) if case_number else ():
            _refuse_paid(hold)
        holds = undo_lifts(case_number=case_number, actor=actor)
        restore_overpayments(case_number=case_number, actor=actor)
        for hold in holds:
            if hold.kind == HoldKind.DEATH and hold.happened_on is not None:
                resident = Resident.objects.get(pk=hold.entitlement.resident_id)
                enter_death(resident=resident, died_on=hold.happened_on, actor=actor, case_number=case_number)
                arrange(hold=hold, on=hold.decided_on, actor=actor, case_number=hold.case_number)
    return holds


def _refuse_paid(hold: EntitlementHold) -> None:
    """Months that the lifting made due and that a run holds or paid since."""
    claimed = OverpaidItem.objects.filter(overpayment__hold=hold).values("pay_item")
    since = PayItem.objects.filter(
        entitlement=hold.entitlement_id, live=True, month__gte=hold.from_month
    ).exclude(pk__in=claimed)
    since = since.exclude(line__state__in=[LineState.VOID, LineState.HELD])
    if hold.lifted_by_id is None and hold.lifted_on is None:
        return
    since = since.filter(line__run__begun_at__date__gte=hold.lifted_on)
    if since.exists():
        raise LedgerRefused("恢复以后的待遇已经计入发放，不能撤销恢复。", "请改办一次新的暂停。")
