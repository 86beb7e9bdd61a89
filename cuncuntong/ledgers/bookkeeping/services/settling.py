"""A person looked into what a proof found."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.bookkeeping.enums import FindingKind, ProofState
from cuncuntong.ledgers.bookkeeping.models import AccountProof, BookFinding, ProofRun
from cuncuntong.ledgers.bookkeeping.services.proof import mac_of_run, sealed
from cuncuntong.ledgers.bookkeeping.walking import folded, pages_of
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line

LASTING = (FindingKind.SEAL, FindingKind.MISSING)


def settle_finding(*, caller: Caller, finding: BookFinding, note: str) -> BookFinding:
    """Closes a finding with what was found out; of a broken seal the entries are sealed as they stand.

    What only a posting can put right closes by itself once it is right. Raises Denied, NotVisible,
    LedgerRefused without a note, for such a finding, or while a proof is running.
    """
    if not note.strip():
        raise LedgerRefused("请写明核查的情况。", "")
    with transaction.atomic():
        rows = BookFinding.objects.select_for_update().filter(settled_at__isnull=True)
        row = fetch(caller, Ability.PENSION_POST, rows, line=Line.RESIDENT_PENSION, pk=finding.pk)
        if row.kind not in LASTING:
            raise LedgerRefused(
                "这类异常要在账户上更正（冲正、补记），更正后下次核对自动消除。", "请打开账户办理。"
            )
        if ProofRun.objects.filter(state=ProofState.RUNNING).exists():
            raise LedgerRefused("正在核对账户，请稍后再处理。", "")
        PensionAccount.objects.select_for_update().get(pk=row.account_id)
        if row.kind == FindingKind.SEAL:
            _seal_anew(row.account_id)
        row.settled_at, row.settled_by, row.note = timezone.now(), caller.account, note.strip()[:200]
        row.save(update_fields=["settled_at", "settled_by", "note"])
        record(
            actor=caller.account,
            action="books.finding_settled",
            object_type="pensions.PensionAccount",
            object_id=str(row.account_id),
            detail={"kind": row.kind, "words": row.words, "note": row.note},
        )
    return row


def _seal_anew(account: int) -> None:
    """The seal over the entries as they stand, and the last walk's sum of seals with it."""
    made = sealed(pages_of([account])[0])
    old = AccountProof.objects.filter(pk=account).first()
    made.save(force_insert=old is None)
    last = ProofRun.objects.select_for_update().filter(state=ProofState.DONE).order_by("-pk").first()
    if last is None:
        return
    without = folded(last.sealed_after, old.mac) if old else last.sealed_after
    last.sealed_after = folded(without, made.mac)
    last.mac = mac_of_run(last)
    last.save(update_fields=["sealed_after", "mac"])
