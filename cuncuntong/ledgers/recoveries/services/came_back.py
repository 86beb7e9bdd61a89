"""What a payment that the bank gave back after it was paid means for claims and for what heirs got.

A set-off of it is taken back, and posted anew when the payment arrives at last; a settlement after a death
is open again. What was claimed back as overpaid is not paid again: the money is booked there as returned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils import timezone

from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.pensions.enums import AccountState
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.pensions.services import reverse_entry, undo_change
from cuncuntong.ledgers.recoveries.enums import SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, OverpaidItem, Recovery
from cuncuntong.ledgers.recoveries.selectors.overpayments import REF, set_offs_posted
from cuncuntong.ledgers.recoveries.selectors.settlements import SETTLEMENT, settlement_key
from cuncuntong.ledgers.recoveries.services._shared import audit_settlement, locked
from cuncuntong.ledgers.recoveries.services.postings import take_posting_back
from cuncuntong.ledgers.refused import LedgerRefused

WORDS = "银行退票，付款没有成功"


def take_back_settled(lines: Sequence[int], lost: Mapping[str, Decimal], *, on: dt.date) -> None:
    """In the transaction that marks the lines as failed. Raises LedgerRefused for months claimed back."""
    _refuse_claimed(lines)
    for ref in sorted(lost):
        if ref.startswith(REF):
            for posting in set_offs_posted(ref).filter(reversed_by__isnull=True).select_related("entry"):
                take_posting_back(locked(posting.overpayment_id), posting, reason=WORDS, on=on, actor=None)
        elif ref.startswith(SETTLEMENT):
            _open_again(int(ref.removeprefix(SETTLEMENT)), on)
    accounts = PensionAccount.objects.filter(
        entitlements__pay_lines__in=PayLine.objects.filter(pk__in=lines), state=AccountState.CLOSED
    )
    for account in accounts.distinct():
        go_on(account)


def _refuse_claimed(lines: Sequence[int]) -> None:
    claimed = OverpaidItem.objects.filter(pay_item__line__in=lines, live=True)
    found = claimed.select_related("overpayment").order_by("pk").first()
    if found is not None:
        raise LedgerRefused(
            f"这一笔里有月份已经登记为多领（{found.overpayment.number}）。",
            "退回来的钱请在“多领退回”中按退票凭证号登记，不要在这里登记，免得再付一次。",
        )


def _open_again(pk: int, on: dt.date) -> None:
    """What an heir was paid came back: the account has it again, and it is owed as before."""
    row = (
        DeathSettlement.objects.select_for_update(of=("self",)).select_related("entry", "account").get(pk=pk)
    )
    if row.state != SettlementState.PAID:
        return
    if row.entry is not None:
        reverse_entry(entry=row.entry, on=on, reason=WORDS, actor=None)
    posting = Recovery.objects.filter(key=settlement_key(pk)).select_related("entry").first()
    if posting is not None:
        take_posting_back(locked(posting.overpayment_id), posting, reason=WORDS, on=on, actor=None)
    row.state, row.undone_at = SettlementState.UNDONE, timezone.now()
    row.save(update_fields=["state", "undone_at"])
    audit_settlement(row, "settlement.undone", None, {"why": WORDS})
    _reopen(row.account, row)
    _waits(row, row.grant)


def go_on(account: PensionAccount, *, why: str = WORDS) -> None:
    """A closed account has money again: its last settlement goes on."""
    if not balance(account):
        return
    rows = DeathSettlement.objects.filter(account=account).exclude(state=SettlementState.UNDONE)
    last = rows.order_by("-pk").first()
    if last is None:
        raise LedgerRefused(
            f"个人账户{account.number}已经终止，退回的钱没有账户可记。", "请先恢复账户，再登记退回。"
        )
    _reopen(account, last, why)
    _waits(last, None, why)


def _reopen(account: PensionAccount, row: DeathSettlement, why: str = WORDS) -> None:
    if PensionAccount.objects.get(pk=account.pk).state == AccountState.CLOSED:
        undo_change(case_number=row.case_number, actor=None, reason=why, account=account)


def _waits(row: DeathSettlement, grant: Decimal | None, why: str = WORDS) -> None:
    """One settlement of the account waits; it takes the grant over that went out with ``row``."""
    waiting = DeathSettlement.objects.filter(account=row.account_id, state=SettlementState.WAITING).first()
    if waiting is None:
        waiting = DeathSettlement.objects.create(
            resident_id=row.resident_id,
            account_id=row.account_id,
            hold_id=row.hold_id,
            heir_id=row.heir_id,
            grant=grant,
            case_number=row.case_number,
            village_code=row.village_code,
            township_code=row.township_code,
            county_code=row.county_code,
        )
    elif grant is not None:
        waiting.grant = grant
        waiting.save(update_fields=["grant"])
    audit_settlement(waiting, "settlement.arranged", None, {"case": row.case_number, "why": why})
