"""Closing the account of somebody who died, once nothing is on it, and opening it again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import AccountMove, AccountState
from cuncuntong.ledgers.pensions.models import AccountChange, PensionAccount
from cuncuntong.ledgers.pensions.selectors.accounts import balance
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


def close_account(
    *, account: PensionAccount, on: dt.date, reason: str, actor: Account | None, case_number: str = ""
) -> PensionAccount:
    """Ends an account with nothing on it; one that is closed stays as it is.

    Raises LedgerRefused while money is on it.
    """
    with transaction.atomic():
        row = PensionAccount.objects.select_for_update().get(pk=account.pk)
        if row.state == AccountState.CLOSED:
            return row
        if left := balance(row):
            raise LedgerRefused(f"账户{row.number}还有{left}元，不能终止。", "请先结清账户余额。")
        before = row.state
        row.state, row.closed_on = AccountState.CLOSED, on
        row.save(update_fields=["state", "closed_on"])
        _change(row, AccountMove.CLOSED, before, on, reason, actor, case_number)
    return row


def reopen_account(
    *, account: PensionAccount, on: dt.date, reason: str, actor: Account | None, case_number: str = ""
) -> PensionAccount:
    """Gives a closed account the state that it had before; another one stays as it is."""
    with transaction.atomic():
        row = PensionAccount.objects.select_for_update().get(pk=account.pk)
        if row.state != AccountState.CLOSED:
            return row
        closed = row.changes.filter(move=AccountMove.CLOSED, undone_at__isnull=True).last()
        row.state = closed.before if closed else AccountState.RECEIVING
        row.closed_on = None
        row.save(update_fields=["state", "closed_on"])
        if closed is not None:
            closed.undone_at = timezone.now()
            closed.save(update_fields=["undone_at"])
        _change(row, AccountMove.REOPENED, AccountState.CLOSED, on, reason, actor, case_number)
    return row


def _change(
    row: PensionAccount,
    move: str,
    before: str,
    on: dt.date,
    reason: str,
    actor: Account | None,
    case_number: str,
) -> None:
    AccountChange.objects.create(
        account=row,
        move=move,
        before=before,
        after=row.state,
        reason=reason[:40],
        on=on,
        actor=actor,
        case_number=case_number,
    )
    record(
        actor=actor,
        action=f"pension.account_{move}",
        object_type="pensions.PensionAccount",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": case_number},
    )
