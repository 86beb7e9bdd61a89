"""Entries that a person at the county makes by hand: transfers, collective help, and taking an entry back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.pensions.enums import EntryKind
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.services import post_entry, reverse_entry
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line

POST = Ability.PENSION_POST
PENSION = Line.RESIDENT_PENSION
BY_HAND = (EntryKind.TRANSFER_IN, EntryKind.TRANSFER_OUT, EntryKind.COLLECTIVE)
# What belongs to the monthly payment, a recovery or a death is taken back there, not by hand.
NOT_BY_HAND = (EntryKind.PAYMENT, EntryKind.RETURNED, EntryKind.INHERITED, EntryKind.REVERSAL)


def post_by_hand(
    *,
    caller: Caller,
    account: PensionAccount,
    kind: str,
    year: int,
    amount: Decimal,
    on: dt.date,
    document: str,
    reason: str,
) -> PensionEntry:
    """Posts a transfer or collective help on a document; ``amount`` in yuan, above zero, whichever way it
    goes. Raises Denied, NotVisible; LedgerRefused for a document that was posted already, without a
    reason, for a day to come, and what post_entry refuses.
    """
    document, reason = _said(document, reason)
    if kind not in BY_HAND:
        raise LedgerRefused("这类明细不能手工记账。", "请在办理该业务的页面办理。")
    if amount <= 0:
        raise LedgerRefused("金额应大于0。", "转出也填正数，系统记为减少。")
    if on > timezone.localdate():
        raise LedgerRefused("日期不能晚于今天。", "")
    signed = -amount if kind == EntryKind.TRANSFER_OUT else amount
    source = f"凭证{document}"
    with transaction.atomic():
        row = _locked(caller, account.pk)
        same = row.entries.filter(kind=kind, source=source, reversed_by__isnull=True)
        if same.exists():
            raise LedgerRefused(f"凭证{document}已经在这个账户记过账。", "请核对明细，不要重复记账。")
        entry = post_entry(
            account=row,
            kind=kind,
            year=year,
            amount=signed,
            paid_on=on,
            arrived_on=on,
            source=source,
            actor=caller.account,
        )
        _log(caller, "pension.posted_by_hand", entry, document, reason)
    return entry


def reverse_by_hand(*, caller: Caller, entry: PensionEntry, document: str, reason: str) -> PensionEntry:
    """Takes an entry back on a document. Raises Denied, NotVisible, LedgerRefused."""
    document, reason = _said(document, reason)
    with transaction.atomic():
        _locked(caller, entry.account_id)
        if entry.kind in NOT_BY_HAND:
            raise LedgerRefused(
                f"“{entry.get_kind_display()}”不能手工冲正。", "请在发放、追回或死亡处理的页面办理。"
            )
        if PensionEntry.objects.filter(reverses=entry).exists():
            raise LedgerRefused("这一笔已经冲正过了。", "请刷新页面查看。")
        made = reverse_entry(
            entry=entry,
            on=timezone.localdate(),
            reason=f"凭证{document}，{reason}",
            actor=caller.account,
        )
        _log(caller, "pension.reversed_by_hand", made, document, reason)
    return made


def _said(document: str, reason: str) -> tuple[str, str]:
    if not document.strip():
        raise LedgerRefused("请填写凭证号。", "")
    if not reason.strip():
        raise LedgerRefused("请写明原因。", "")
    return document.strip()[:40], reason.strip()[:100]


def _locked(caller: Caller, pk: int) -> PensionAccount:
    return fetch(caller, POST, PensionAccount.objects.select_for_update(), line=PENSION, pk=pk)


def _log(caller: Caller, action: str, entry: PensionEntry, document: str, reason: str) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="pensions.PensionEntry",
        object_id=str(entry.pk),
        detail={"account": entry.account_id, "document": document, "reason": reason},
    )
