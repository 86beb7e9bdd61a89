"""Losses of eligibility that were noticed: due within so many working days, closed by items 37 and 24."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.certification.enums import LossKind, LossState
from cuncuntong.ledgers.certification.models import Loss
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller, NotVisible, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.network.workdays import calendar

LINE = Line.RESIDENT_PENSION
WORKDAYS = "certification.loss_report_workdays"


def report_loss(
    *, caller: Caller, resident: Resident, kind: str, learned_on: dt.date, note: str, today: dt.date
) -> Loss:
    """Puts a loss on the list, due so many working days after it was learned of.

    Raises Denied, NotVisible, or LedgerRefused for a kind or day that can't be, or one that is open already.
    """
    caller.need(Ability.CERTIFY, LINE)
    if not caller.covers(
        Ability.CERTIFY,
        village=resident.village_code,
        township=resident.township_code,
        county=resident.county_code,
        line=LINE,
    ):
        raise NotVisible("没有找到这位居民，或不在您的服务范围内。")
    if kind not in LossKind.values:
        raise LedgerRefused("请选择是什么情形。", "从列出的情形中选一项。")
    if learned_on > today:
        raise LedgerRefused("得知日期还没有到。", f"请填写今天（{today}）或以前的日期。")
    if not note.strip():
        raise LedgerRefused("请写明情况。", "例如：上门时家属说已于上月去世。")
    with transaction.atomic():
        days = current().integer(WORKDAYS, learned_on)
        try:
            with transaction.atomic():
                row = Loss.objects.create(
                    resident=resident,
                    kind=kind,
                    learned_on=learned_on,
                    due_on=calendar().add_workdays(learned_on, days),
                    note=note.strip()[:300],
                    actor=caller.account,
                    village_code=resident.village_code,
                    township_code=resident.township_code,
                    county_code=resident.county_code,
                )
        except IntegrityError as error:
            raise LedgerRefused(
                f"已经登记过“{LossKind(kind).label}”的线索，还没有办结。", "请打开线索名单查看。"
            ) from error
        _audit(row, "certification.loss_reported", caller.account)
    return row


def close_loss(*, caller: Caller, loss: Loss, groundless: bool, words: str, today: dt.date) -> Loss:
    """Closes one, with how; again it gives it as it is. Raises Denied, NotVisible, LedgerRefused."""
    if not words.strip():
        raise LedgerRefused("请写明怎样办结的。", "例如：已办第37项，受理编号……；或核实本人健在。")
    with transaction.atomic():
        rows = Loss.objects.select_for_update(of=("self",))
        row = fetch(caller, Ability.CERTIFY_MANAGE, rows, line=LINE, pk=loss.pk)
        if row.state != LossState.OPEN:
            return row
        row.state = LossState.GROUNDLESS if groundless else LossState.DONE
        row.closed_on, row.closing, row.closed_by = today, words.strip()[:200], caller.account
        row.save(update_fields=["state", "closed_on", "closing", "closed_by"])
        _audit(row, "certification.loss_closed", caller.account)
    return row


def _audit(row: Loss, action: str, actor: Account | None) -> None:
    record(
        actor=actor,
        action=action,
        object_type="certification.Loss",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "kind": row.kind, "state": row.state},
    )
