"""Beginning a recalculation, and giving it up."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import enqueue
from cuncuntong.ledgers.payments.enums import Fund, RunState
from cuncuntong.ledgers.payments.models import PayRun
from cuncuntong.ledgers.recalculations.affected import FIGURES, OPEN_RUNS, paid_span
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import Recalculation
from cuncuntong.ledgers.recalculations.services.computing import (
    compute_in_background,
    confirmed_values,
    to_check,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import ParameterValue

LINE = Line.RESIDENT_PENSION
OPEN = (RecalculationState.COMPUTING, RecalculationState.DRAFTED, RecalculationState.CONFIRMING)


def begin(*, caller: Caller, value_id: int, county_code: str) -> Recalculation:
    """Begins to list who is affected by a confirmed value; nothing is paid by it.

    An open one for the same value is given as it is. Raises Denied, NotVisible, or LedgerRefused: no figure
    of a pension, nothing paid yet, another one open, or a run that is not approved.
    """
    caller.need(Ability.PAY_PREPARE, LINE)
    if not _covers(caller, Ability.PAY_PREPARE, county_code):
        raise NotVisible("没有找到这个县，或不在您的服务范围内。")
    value = ParameterValue.objects.filter(pk=value_id).first()
    if value is None:
        raise NotVisible("没有找到这条参数值，请刷新页面。")
    if value.key not in FIGURES:
        raise LedgerRefused(
            "这个参数不用来计算每月待遇。", "档次、补贴、利率影响个人账户，在账户中另行更正。"
        )
    span = paid_span(value, county_code)
    if span is None:
        raise LedgerRefused(
            "这条参数值没有生效，或它生效以后的月份还没有发放过。", "不用重算，以后按它发放。"
        )
    refuse_unfinished_run(county_code)
    with transaction.atomic():
        known = Recalculation.objects.filter(county_code=county_code, state__in=OPEN).first()
        if known is not None:
            return _same(known, value)
        row = Recalculation(
            county_code=county_code,
            key=value.key,
            value=value,
            scheme=FIGURES[value.key],
            from_month=span[0],
            to_month=span[1],
            book=confirmed_values(),
            begun_by=caller.account,
        )
        row.to_check = to_check(row)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            return _same(Recalculation.objects.get(county_code=county_code, state__in=OPEN), value)
        audit(caller, row, "recalculations.begun")
        enqueue(compute_in_background, recalculation_id=row.pk)
    return row


def drop(*, caller: Caller, recalculation_id: int, reason: str) -> Recalculation:
    """Gives a recalculation up before it is confirmed; its rows stay to be looked at."""
    if not reason.strip():
        raise LedgerRefused("请写明放弃的原因。", "例如：参数值有误，已撤回。")
    with transaction.atomic():
        row = locked(caller, Ability.PAY_PREPARE, recalculation_id)
        if row.state == RecalculationState.DROPPED:
            return row
        if row.state not in OPEN:
            raise LedgerRefused("已经确认的重算不能放弃。", "参数有误的，更正参数后再重算一次，差额会相抵。")
        row.state, row.decided_by, row.decided_at = (
            RecalculationState.DROPPED,
            caller.account,
            timezone.now(),
        )
        row.reason = reason.strip()[:200]
        row.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        audit(caller, row, "recalculations.dropped")
    return row


def _same(known: Recalculation, value: ParameterValue) -> Recalculation:
    if known.value_id == value.pk:
        return known
    raise LedgerRefused("还有一次重算没有确认。", "请先确认或放弃那一次，再算这一次，免得同一笔差额算两遍。")


def refuse_unfinished_run(county_code: str) -> None:
    """A run that may still be computed anew pays by other figures than the recalculation reckons with."""
    run = PayRun.objects.filter(county_code=county_code, fund=Fund.RESIDENTS, state__in=OPEN_RUNS).first()
    if run is not None:
        raise LedgerRefused(
            f"{run.month:%Y年%m月}的发放批次还没有审批（{RunState(run.state).label}）。",
            "请先审批，或作废后按新标准重新计算，再来重算以前的月份。",
        )


def locked(caller: Caller, ability: str, pk: int) -> Recalculation:
    """The row, locked for the caller's decision. Raises Denied or NotVisible."""
    caller.need(ability, LINE)
    row = Recalculation.objects.select_for_update().filter(pk=pk).first()
    if row is None or not _covers(caller, ability, row.county_code):
        raise NotVisible("没有找到这次重算，或不在您的服务范围内。")
    return row


def _covers(caller: Caller, ability: str, county_code: str) -> bool:
    return caller.covers(ability, village="", township="", county=county_code, line=LINE)


def audit(caller: Caller, row: Recalculation, action: str) -> None:
    """The entry of a decision about a recalculation."""
    record(
        actor=caller.account,
        action=action,
        object_type="recalculations.Recalculation",
        object_id=str(row.pk),
        detail={"key": row.key, "value": row.value_id, "people": row.people, "more": str(row.more)},
    )
