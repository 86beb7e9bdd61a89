"""Granting a benefit, and taking the grant back while nothing of it is in a payment."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.services import hand_over, withdraw
from cuncuntong.ledgers.above.services.locking import lock_handover
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.enums import BenefitState
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import first_of, series_of, shifted
from cuncuntong.ledgers.unemployment.up import GRANTED, grant_key, granted_payload
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.unemployment import START_AFTER, Term

# A line that nobody will pay says nothing against taking a grant back.
NEVER_PAID = (LineState.VOID, LineState.HELD)


def start_benefit(
    *,
    unemployment: Unemployment,
    term: Term,
    basis: str,
    as_of: dt.date | None,
    on: dt.date,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
) -> Benefit:
    """Grants a benefit from the registration's month on, and hands it over above for record.

    The same case again gives the same benefit. Raises LedgerRefused where one runs, where the term has no
    months, and where the registration does not run.
    """
    resident = unemployment.resident
    with transaction.atomic():
        done = _of_case(case_number)
        if done is not None:
            return done
        if term.months < 1:
            raise LedgerRefused("没有可以领取的月数。", "请核对缴费记录。")
        registration = Unemployment.objects.select_for_update().get(pk=unemployment.pk)
        registration.resident = resident
        if registration.state != "active":
            raise LedgerRefused("失业登记已经不在登记状态。", "请先办理失业登记（第11项）。")
        row = _new(registration, term)
        row.basis, row.as_of, row.at, row.actor, row.case_number = basis[:300], as_of, at, actor, case_number
        _save_once(row)
        hand_over(
            key=grant_key(row),
            kind=GRANTED,
            payload=granted_payload(row),
            resident=resident,
            actor=actor,
            at=at,
            case_number=case_number,
        )
        _log(row, "unemployment.granted", actor, months=row.months, starts=row.starts_on.isoformat())
    return row


def _new(registration: Unemployment, term: Term) -> Benefit:
    """The term's months from the registration's month on; not saved yet."""
    registered, resident = registration.registered_on, registration.resident
    return Benefit(
        resident=resident,
        unemployment=registration,
        registered_on=registered,
        starts_on=shifted(first_of(registered), current().integer(START_AFTER, registered)),
        paid_months=term.paid,
        new_months=term.new,
        left_before=term.left,
        months=term.months,
        village_code=resident.village_code,
        township_code=resident.township_code,
        county_code=resident.county_code,
    )


def _save_once(row: Benefit) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise LedgerRefused("已经在领取失业保险金。", "不用重复申领。") from error


def undo_benefit(*, case_number: str, actor: Account | None) -> Benefit:
    """Takes a grant back; undone already gives it as it is.

    Raises LedgerRefused where a month of it stands in a payment, where it ended since, and where it has
    gone up already.
    """
    with transaction.atomic():
        lock_handover(f"{GRANTED}:{case_number}")
        row = Benefit.objects.select_for_update().filter(case_number=case_number).order_by("-pk").first()
        if row is None:
            raise LedgerRefused("没有这件业务核定的失业保险金。", "请核对受理编号。")
        if row.state == BenefitState.UNDONE:
            return row
        if row.state != BenefitState.RUNNING:
            raise LedgerRefused(
                f"失业保险金现在是“{row.get_state_display()}”，不能撤销核定。", "停领有误的，请先恢复领取。"
            )
        line = PayLine.objects.filter(series=series_of(row.pk)).exclude(state__in=NEVER_PAID).first()
        if line is not None or row.paid.exists():
            raise LedgerRefused(
                "已有月份列入发放，不能撤销核定。", "不应领取的，请在失业保险金名单中停止领取。"
            )
        withdraw(key=grant_key(row), actor=actor, reason="核定已撤销")
        row.state, row.last_month = BenefitState.UNDONE, shifted(row.starts_on, -1)
        row.undone_at, row.paid_up = timezone.now(), True
        row.save(update_fields=["state", "last_month", "undone_at", "paid_up"])
        _log(row, "unemployment.undone", actor)
    return row


def _of_case(case_number: str) -> Benefit | None:
    rows = Benefit.objects.exclude(state=BenefitState.UNDONE).exclude(case_number="")
    return rows.filter(case_number=case_number).first()


def _log(row: Benefit, action: str, actor: Account | None, **detail: object) -> None:
    record(
        actor=actor,
        action=action,
        object_type="unemployment.Benefit",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": row.case_number, **detail},
    )
