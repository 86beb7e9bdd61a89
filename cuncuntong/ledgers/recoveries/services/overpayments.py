"""Writing down what was overpaid, adding what arrived later, and taking it back."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.models import PayItem
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.recoveries.enums import AgreementState, OverpaymentState
from cuncuntong.ledgers.recoveries.models import OverpaidItem, Overpayment
from cuncuntong.ledgers.recoveries.selectors.overpayments import (
    REF,
    ZERO,
    Overpaid,
    overpaid_items,
    received,
)
from cuncuntong.ledgers.recoveries.services._shared import audit, follow, locked
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


def record_overpayment(
    *, hold: EntitlementHold, on: dt.date, actor: Account | None, case_number: str = ""
) -> Overpayment | None:
    """Writes down what was paid for the months that a hold covers; None where nothing was.

    The same hold again gives the same row, with what arrived meanwhile added to it.
    """
    with transaction.atomic():
        Entitlement.objects.select_for_update().get(pk=hold.entitlement_id)
        rows = Overpayment.objects.filter(hold=hold, interest_line__isnull=True)
        known = rows.exclude(state=OverpaymentState.UNDONE).first()
        found = overpaid_items(hold.entitlement_id, hold.from_month)
        if not found.items or found.total <= 0:
            return known
        if known is not None:
            row = locked(known.pk)
            row.total += found.total
            row.account_amount += found.account_amount
            row.last_month = max(row.last_month, found.months[-1])
            row.first_month = min(row.first_month, found.months[0])
            row.save(update_fields=["first_month"])
        else:
            row = _new(hold, found, on, actor, case_number)
        _claim(row, found)
        follow(row)
        audit(
            row,
            "overpayment.recorded" if known is None else "overpayment.added",
            actor,
            {"total": str(row.total), "months": len(found.months), "case": case_number},
        )
    return row


def _new(
    hold: EntitlementHold, found: Overpaid, on: dt.date, actor: Account | None, case_number: str
) -> Overpayment:
    entitlement = hold.entitlement
    row = Overpayment.objects.create(
        # The number holds the key, which the insert gives.
        number=f"?{secrets.token_hex(8)}",
        resident_id=entitlement.resident_id,
        entitlement=entitlement,
        hold=hold,
        total=found.total,
        account_amount=found.account_amount,
        first_month=found.months[0],
        last_month=found.months[-1],
        found_on=on,
        actor=actor,
        case_number=case_number,
        village_code=entitlement.village_code,
        township_code=entitlement.township_code,
        county_code=entitlement.county_code,
    )
    return numbered(row, on)


def numbered(row: Overpayment, on: dt.date) -> Overpayment:
    """Gives a new row its number, which holds its key."""
    row.number = f"TH{on:%Y}{row.pk:06d}"
    row.save(update_fields=["number"])
    return row


def _claim(row: Overpayment, found: Overpaid) -> None:
    """A month is claimed back once: a second claim of the same item is refused by the table."""
    try:
        with transaction.atomic():
            OverpaidItem.objects.bulk_create(
                OverpaidItem(
                    overpayment=row,
                    pay_item=item,
                    month=item.month,
                    amount=item.amount,
                    account_amount=found.parts.get(item.pk, ZERO),
                )
                for item in found.items
            )
    except IntegrityError as error:
        raise LedgerRefused("这些月份的多领待遇已经登记过。", "请刷新后核对多领记录。") from error


def undo_overpayment(
    *, row: Overpayment, actor: Account | None, case_number: str = "", why: str = ""
) -> Overpayment:
    """Takes an overpayment back: the months were rightly paid, or the hold was wrong.

    Raises LedgerRefused once money came back or is being set off. Again it changes nothing.
    """
    with transaction.atomic():
        row = locked(row.pk)
        if row.state == OverpaymentState.UNDONE:
            return row
        if came := received(row):
            raise LedgerRefused(
                f"多领待遇{row.number}已经退回{came}元，不能撤销。",
                "请先在“多领退回”中冲正退回记录，把钱退给缴款人，再办撤销。",
            )
        moving = PayItem.objects.filter(
            kind=ItemKind.DEDUCTION,
            ref__startswith=f"{REF}{row.pk}:",
            live=True,
            line__state__in=[LineState.COMPUTED, LineState.SENT, LineState.FAILED],
        )
        if (item := moving.select_related("line").first()) is not None:
            failed = item.line.state == LineState.FAILED
            raise LedgerRefused(
                f"{'发放失败、等待重发的一笔' if failed else '本月发放'}中正在抵扣这笔多领待遇，不能撤销。",
                "请等重发到账，或由县里把失败的那一笔退回重算。"
                if failed
                else "请等银行回盘，或先作废这一批发放。",
            )
        row.state, row.undone_at, row.next_due_on = OverpaymentState.UNDONE, timezone.now(), None
        row.undone_case = case_number
        row.save(update_fields=["state", "undone_at", "undone_case", "next_due_on"])
        row.items.update(live=False)
        row.agreements.filter(state=AgreementState.STANDING).update(state=AgreementState.UNDONE)
        audit(row, "overpayment.undone", actor, {"case": case_number, "why": why[:100]})
    return row


def restore_overpayments(*, case_number: str, actor: Account | None) -> list[Overpayment]:
    """Puts back what a case took back; arrangements have to be made anew."""
    with transaction.atomic():
        rows = Overpayment.objects.filter(undone_case=case_number) if case_number else []
        restored = []
        for found in rows:
            row = locked(found.pk)
            row.state, row.undone_at, row.undone_case = OverpaymentState.OPEN, None, ""
            row.save(update_fields=["state", "undone_at", "undone_case"])
            row.items.update(live=True)
            last = row.agreements.filter(state=AgreementState.UNDONE).last()
            if last is not None:
                last.state = AgreementState.STANDING
                last.save(update_fields=["state"])
            follow(row)
            audit(row, "overpayment.restored", actor, {"case": case_number})
            restored.append(row)
    return restored
