"""Sealing: committed entries get a number and a hash over their forerunner.

A sealer runs every few seconds in the background process. Entries are taken in order of their id;
on PostgreSQL one that commits late with a lower id simply gets a later number. The lock on the one
row of ChainHead keeps a second sealer out on PostgreSQL; on SQLite the write transaction does.
"""

from __future__ import annotations

import logging

from django.db import connection, transaction
from django.utils import timezone

from cuncuntong.foundation.audit.anchor import anchor_path, append_anchor, head_mac, same
from cuncuntong.foundation.audit.content import GENESIS, link_hash
from cuncuntong.foundation.audit.models import AuditEntry, ChainHead
from cuncuntong.foundation.audit.verifying import VerifyResult, verify

__all__ = ["VerifyResult", "anchor_path", "seal_pending", "verify"]

log = logging.getLogger(__name__)


def seal_pending(batch: int = 2000) -> int:
    """Chains up to ``batch`` committed entries; returns how many. A second sealer waits its turn.

    Where the head does not fit the chain, nothing is sealed (0) and the log says so: sealing on
    would sign for what somebody changed. ``verify`` names the place.
    """
    with transaction.atomic():
        head = _locked_head()
        if not _head_fits(head):
            log.critical("the audit chain's head does not fit the chain; run: cuncuntong audit verify")
            return 0
        entries = list(AuditEntry.objects.filter(seq__isnull=True).order_by("id")[:batch])
        if not entries:
            return 0
        seq, previous = head.seq, head.hash
        for entry in entries:
            seq += 1
            entry.prev_hash = previous
            entry.seq = seq
            previous = entry.hash = link_hash(previous, seq, entry)
        _write(entries)
        head.seq, head.hash, head.mac = seq, previous, head_mac(seq, previous)
        head.sealed_at = timezone.now()
        head.save()
        transaction.on_commit(lambda: append_anchor(seq, previous))
    return len(entries)


def _write(entries: list[AuditEntry]) -> None:
    """The three columns of each entry; bulk_update held the lock six times as long on SQLite."""
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    rows = [(entry.seq, entry.prev_hash, entry.hash, entry.pk) for entry in entries]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET seq = %s, prev_hash = %s, hash = %s WHERE id = %s",  # noqa: S608
            rows,
        )


def _locked_head() -> ChainHead:
    first = {"seq": 0, "hash": GENESIS, "mac": head_mac(0, GENESIS)}
    ChainHead.objects.get_or_create(pk=1, defaults=first)
    return ChainHead.objects.select_for_update().get(pk=1)


def _head_fits(head: ChainHead) -> bool:
    """Whether the head is this system's, and the last chained entry is the one it names."""
    if not same(head.mac, head_mac(head.seq, head.hash)):
        return False
    last = AuditEntry.objects.filter(seq__isnull=False).order_by("-seq").values_list("seq", "hash").first()
    return last == ((head.seq, head.hash) if head.seq else None)
