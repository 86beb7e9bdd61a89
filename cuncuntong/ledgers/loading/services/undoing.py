"""Taking a load back as a whole, in the background, chunk after chunk.

Posted entries stay and are reversed, each by an entry of its own, so that every account is empty; accounts,
entitlements and bank accounts are marked as reversed. A reversed account gives up its number (the load
keeps it), so that the corrected file can bring the same one. Persons stay: a record of a resident is the
county's, not the load's, and the next file finds it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.bulk import insert_rows, reserve_keys
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.loading.enums import LoadState
from cuncuntong.ledgers.loading.models import LoadBatch, LoadedRow
from cuncuntong.ledgers.loading.services.batches import _locked
from cuncuntong.ledgers.loading.services.builds_on import on_rows, what_builds_on
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, EntryKind, PayeeState
from cuncuntong.ledgers.pensions.models import (
    Entitlement,
    EntitlementRevision,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller

CHUNK = 500
# Of so many rows it is looked at once what builds on them; of more in the background, before all else.
AT_ONCE = 5000
SOURCE = "冲正：存量导入整批撤销"
_ENTRY = (
    "id", "account_id", "kind", "year", "paying", "level", "amount", "paid_on", "posted_at", "source",
    "reverses_id", "case_number",
)  # fmt: skip


class BuiltOn(LedgerRefused):
    """Something builds on the load: ``reasons`` say what, account by account."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(
            "导入的账户上已有后续业务，不能整批撤销。", "请先撤销这些业务，或对单个账户冲正更正。"
        )


def start_reversal(*, caller: Caller, batch: LoadBatch, reason: str) -> LoadBatch:
    """Begins to take a load back, also one that stopped half-way.

    Raises Denied, NotVisible, BuiltOn with what builds on it, LedgerRefused in another state or without
    a reason.
    """
    if not reason.strip():
        raise LedgerRefused("请写明整批撤销的原因。", "")
    with transaction.atomic():
        row = _locked(caller, batch.pk, LoadState.LOADED, LoadState.STOPPED)
        if row.rows <= AT_ONCE and (reasons := what_builds_on(row)):
            raise BuiltOn(reasons)
        row.state, row.position, row.remark = LoadState.REVERSING, 0, ""
        row.reversed_by, row.reverse_reason = caller.account, reason.strip()[:200]
        row.save(update_fields=["state", "position", "remark", "reversed_by", "reverse_reason"])
        record(
            actor=caller.account,
            action="loading.reversal_started",
            object_type="loading.LoadBatch",
            object_id=str(row.pk),
            detail={"file": row.name, "reason": row.reverse_reason},
        )
        enqueue(undo_batch, batch=row.pk)
    return row


def _given_up(*, batch: int) -> None:
    LoadBatch.objects.filter(pk=batch, state=LoadState.REVERSING).update(
        state=LoadState.STOPPED, remark="撤销多次没有完成，请到“后台任务”查看原因，再撤销一次。"
    )


@background(name="撤销存量导入", retries=20, given_up=_given_up)
def undo_batch(*, batch: int) -> str:
    """Goes on taking a load back; what is reversed already is not reversed again.

    Before the first row is touched all are looked at: a load is taken back whole, or not at all.
    """
    if said := _kept_by_what_builds_on(batch):
        return said
    last = 0
    while True:
        with transaction.atomic():
            row = LoadBatch.objects.select_for_update().filter(pk=batch, state=LoadState.REVERSING).first()
            if row is None:
                return "没有要撤销的导入"
            # On from the last row: what is reversed already would else be read through again by every chunk.
            left = row.loaded.filter(row__gt=last).exclude(account__state=AccountState.REVERSED)
            rows = list(left.order_by("row").select_related("account")[:CHUNK])
            if not rows:
                return _finish(row)
            # Locked as every posting locks it: what is looked at now can't change until the commit.
            keys = sorted(one.account_id for one in rows)
            list(PensionAccount.objects.select_for_update().filter(pk__in=keys).order_by("pk").values("pk"))
            if reasons := on_rows(row, rows):
                LoadBatch.objects.filter(pk=row.pk).update(
                    state=LoadState.STOPPED, remark=f"撤销中断。{''.join(reasons)}"[:300]
                )
                return "撤销中断"
            _undo(rows)
            LoadBatch.objects.filter(pk=row.pk).update(position=row.position + len(rows))
            last = rows[-1].row


def _kept_by_what_builds_on(batch: int) -> str:
    row = LoadBatch.objects.filter(pk=batch, state=LoadState.REVERSING).first()
    reasons = what_builds_on(row) if row else []
    if row is None or not reasons:
        return ""
    whole = row.loaded_at is not None and row.position == 0
    LoadBatch.objects.filter(pk=batch, state=LoadState.REVERSING).update(
        state=LoadState.LOADED if whole else LoadState.STOPPED,
        remark=f"没有撤销：已有后续业务。{''.join(reasons)}"[:300],
    )
    return "没有撤销"


def _undo(rows: Sequence[LoadedRow]) -> None:
    now = timezone.now()
    accounts = [row.account for row in rows]
    _reverse_entries([account.pk for account in accounts], now)
    entitlements = [row.entitlement_id for row in rows if row.entitlement_id]
    Entitlement.objects.filter(pk__in=entitlements).update(
        state=EntitlementState.REVERSED, reason="存量导入整批撤销"
    )
    EntitlementRevision.objects.filter(entitlement__in=entitlements, undone_at__isnull=True).update(
        undone_at=now
    )
    payees = [row.payee_id for row in rows if row.payee_id]
    others = Entitlement.objects.filter(resident__payees__in=payees, state=EntitlementState.RUNNING)
    needed = set(others.exclude(pk__in=entitlements).values_list("resident_id", flat=True))
    Payee.objects.filter(pk__in=payees).exclude(resident__in=needed).update(
        state=PayeeState.REVERSED, until=timezone.localdate()
    )
    for account in accounts:
        account.state = AccountState.REVERSED
        account.number = f"X{account.pk}-{account.number}"[:24]
    PensionAccount.objects.bulk_update(accounts, ["state", "number"], batch_size=200)


def _reverse_entries(accounts: list[int], now: Any) -> None:
    today = timezone.localdate()
    # What was posted since and reversed again is settled already.
    # Put in order here: asked for it, SQLite reads the whole ledger in that order for some hundred accounts.
    entries = PensionEntry.objects.standing().filter(account__in=accounts).order_by()
    known = sorted(entries.values_list("pk", "account_id", "year", "paying", "level", "amount"))
    keys = reserve_keys(PensionEntry, len(known))
    insert_rows(
        PensionEntry,
        _ENTRY,
        [
            (key, account, EntryKind.REVERSAL.value, year, paying, level, -amount, today, now, SOURCE, pk, "")
            for key, (pk, account, year, paying, level, amount) in zip(keys, known, strict=True)
        ],
    )


def _finish(row: LoadBatch) -> str:
    row.state, row.reversed_at = LoadState.REVERSED, timezone.now()
    row.save(update_fields=["state", "reversed_at"])
    record(
        actor=row.reversed_by,
        action="loading.reversed",
        object_type="loading.LoadBatch",
        object_id=str(row.pk),
        detail={"file": row.name, "rows": row.position, "reason": row.reverse_reason},
    )
    return f"已撤销{row.position}户"
