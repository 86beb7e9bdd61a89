"""Posting many entries at once: the same rules as post_entry, a few statements for hundreds of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from cuncuntong.foundation.audit import record_many
from cuncuntong.ledgers.pensions.enums import AccountState, EntryKind, PayingKind
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.services.entries import check_amount
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

_ADDS = frozenset({EntryKind.OWN, EntryKind.COLLECTIVE, EntryKind.SUBSIDY, EntryKind.INTEREST})


@dataclass(frozen=True)
class NewEntry:
    """An entry that adds to an account; ``amount`` in yuan, above 0. ``account`` was locked by the caller."""

    account: PensionAccount
    kind: str
    year: int
    amount: Decimal
    paid_on: dt.date
    source: str
    paying: str = PayingKind.NONE
    level: int | None = None
    arrived_on: dt.date | None = None
    case_number: str = ""


def post_entries(*, entries: Sequence[NewEntry], actor: Account | None) -> list[PensionEntry]:
    """Posts entries that add, in the caller's transaction, with one audit entry each; in their order.

    The caller holds the lock on each account and makes sure that nothing is posted twice. Raises
    LedgerRefused for a closed account or a year to come, ValueError for an amount or kind that can't be.
    """
    now = timezone.now()
    made = [_checked(one, now) for one in entries]
    PensionEntry.objects.bulk_create(made, batch_size=500)
    record_many(
        {
            "actor": actor,
            "action": "pension.entry_posted",
            "object_type": "pensions.PensionEntry",
            "object_id": str(entry.pk),
            "detail": {
                "account": entry.account_id,
                "case": entry.case_number,
                "kind": entry.kind,
                "year": entry.year,
            },
        }
        for entry in made
    )
    return made


def _checked(one: NewEntry, now: dt.datetime) -> PensionEntry:
    if one.kind not in _ADDS:
        raise ValueError(f"entries of kind {one.kind} are posted one by one")
    check_amount(one.kind, one.amount)
    if one.account.state in (AccountState.CLOSED, AccountState.REVERSED):
        raise LedgerRefused(
            f"账户{one.account.number}{one.account.get_state_display()}，不能记账。", "请核对账户状态。"
        )
    if one.year > one.paid_on.year:
        raise LedgerRefused(f"{one.year}年度还没有到，不能记账。", "请核对所属年度。")
    return PensionEntry(
        account=one.account,
        kind=one.kind,
        year=one.year,
        paying=one.paying,
        level=one.level,
        amount=one.amount,
        paid_on=one.paid_on,
        arrived_on=one.arrived_on,
        posted_at=now,
        source=one.source,
        case_number=one.case_number,
    )
