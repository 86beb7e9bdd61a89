"""Posting entries, and reversing them: an entry that stands is never changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, PayingKind
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors.accounts import balance
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

_TAKES_AWAY = frozenset({EntryKind.PAYMENT, EntryKind.TRANSFER_OUT, EntryKind.INHERITED})
_FEN = Decimal("0.01")


def post_entry(
    *,
    account: PensionAccount,
    kind: str,
    year: int,
    amount: Decimal,
    paid_on: dt.date,
    source: str,
    actor: Account | None,
    paying: str = PayingKind.NONE,
    level: int | None = None,
    arrived_on: dt.date | None = None,
    case_number: str = "",
) -> PensionEntry:
    """Posts one entry. ``amount`` in yuan, signed: payments and transfers out are negative.

    A case posts a kind for a year once: the same again gives the same entry, another amount is
    refused. Raises LedgerRefused for a closed account or a balance that would fall below zero,
    ValueError for an amount that no such entry can have.
    """
    check_amount(kind, amount)
    with transaction.atomic():
        account = _locked(account.pk)
        if case_number:
            posted = account.entries.filter(
                case_number=case_number, kind=kind, year=year, paying=paying, reversed_by__isnull=True
            ).first()
            if posted is not None:
                return _same(posted, amount)
        _refuse_unless_open(account)
        _refuse_overdraft(account, amount)
        if year > paid_on.year:
            raise LedgerRefused(f"{year}年度还没有到，不能记账。", "请核对所属年度。")
        entry = PensionEntry.objects.create(
            account=account,
            kind=kind,
            year=year,
            paying=paying,
            level=level,
            amount=amount,
            paid_on=paid_on,
            arrived_on=arrived_on,
            posted_at=timezone.now(),
            source=source,
            case_number=case_number,
        )
        _audit(entry, "pension.entry_posted", actor, {"kind": kind, "year": year})
    return entry


def reverse_entry(
    *,
    entry: PensionEntry,
    on: dt.date,
    reason: str,
    actor: Account | None,
    case_number: str = "",
) -> PensionEntry:
    """Posts the entry that takes another one back. Again for the same entry: gives the first.

    Raises LedgerRefused for a reversal, and where the money has gone out already.
    """
    if entry.kind == EntryKind.REVERSAL:
        raise LedgerRefused("冲正记录不能再冲正。", "需要恢复的，请重新记一笔。")
    with transaction.atomic():
        account = _locked(entry.account_id)
        done = PensionEntry.objects.filter(reverses_id=entry.pk).first()
        if done is not None:
            return done
        _refuse_overdraft(account, -entry.amount)
        reversal = PensionEntry.objects.create(
            account=account,
            kind=EntryKind.REVERSAL,
            year=entry.year,
            paying=entry.paying,
            level=entry.level,
            amount=-entry.amount,
            paid_on=on,
            posted_at=timezone.now(),
            source=f"冲正：{reason}"[:60],
            reverses=entry,
            case_number=case_number,
        )
        _audit(reversal, "pension.entry_reversed", actor, {"entry": entry.pk, "reason": reason[:60]})
    return reversal


def _locked(pk: int) -> PensionAccount:
    """The account's row is the lock that every posting on it waits for."""
    return PensionAccount.objects.select_for_update().get(pk=pk)


def check_amount(kind: str, amount: Decimal) -> None:
    """Raises ValueError for an amount that an entry of the kind can never have."""
    if kind == EntryKind.REVERSAL:
        raise ValueError("a reversal is posted by reverse_entry")
    if not isinstance(amount, Decimal) or amount != amount.quantize(_FEN):
        raise ValueError("an amount is a Decimal in yuan with two places at most")
    if amount == 0 or (amount < 0) != (kind in _TAKES_AWAY):
        raise ValueError(f"{amount} has the wrong sign for an entry of kind {kind}")


def _same(posted: PensionEntry, amount: Decimal) -> PensionEntry:
    if posted.amount != amount:
        raise LedgerRefused(
            f"这件业务已为{posted.year}年度记账{posted.amount}元，与本次金额{amount}元不同。",
            "请先冲正原记录。",
        )
    return posted


def _refuse_unless_open(account: PensionAccount) -> None:
    if account.state in (AccountState.CLOSED, AccountState.REVERSED):
        raise LedgerRefused(
            f"账户{account.number}{account.get_state_display()}，不能记账。", "请核对账户状态。"
        )


def _refuse_overdraft(account: PensionAccount, amount: Decimal) -> None:
    if amount < 0 and balance(account) + amount < 0:
        raise LedgerRefused("账户余额不足，不能记这一笔。", "请先核对账户明细。")


def _audit(entry: PensionEntry, action: str, actor: Account | None, detail: dict[str, object]) -> None:
    record(
        actor=actor,
        action=action,
        object_type="pensions.PensionEntry",
        object_id=str(entry.pk),
        detail={"account": entry.account_id, "case": entry.case_number, **detail},
    )
