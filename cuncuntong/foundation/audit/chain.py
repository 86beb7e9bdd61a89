"""The chain: committed entries get a number and a hash over their forerunner; verify() walks it.

A sealer runs every few seconds in the background process. Entries are taken in order of their id;
on PostgreSQL one that commits late with a lower id simply gets a later number. The head is written
to a file beside the database as well, so that cutting off the table's tail is found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit.content import GENESIS, canonical, link_hash, mac_of
from cuncuntong.foundation.audit.models import AuditEntry, ChainHead

Progress = Callable[[int, int], None]
ANCHOR = "audit-anchor.log"


@dataclass(frozen=True)
class VerifyResult:
    """What a walk along the chain found; ``reason`` is a Chinese sentence."""

    ok: bool
    checked: int
    pending: int
    first_broken_seq: int | None = None
    first_broken_id: int | None = None
    reason: str = ""


def seal_pending(batch: int = 2000) -> int:
    """Chains up to ``batch`` committed entries; returns how many. A second sealer waits its turn."""
    with transaction.atomic():
        ChainHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS, "mac": _head_mac(0, GENESIS)})
        head = ChainHead.objects.select_for_update().get(pk=1)
        entries = list(AuditEntry.sealing.filter(seq__isnull=True).order_by("id")[:batch])
        if not entries:
            return 0
        seq, previous = head.seq, head.hash or GENESIS
        for entry in entries:
            seq += 1
            entry.prev_hash = previous
            entry.seq = seq
            previous = entry.hash = link_hash(previous, seq, entry)
        AuditEntry.sealing.bulk_update(entries, ["seq", "prev_hash", "hash"], batch_size=200)
        head.seq, head.hash, head.mac = seq, previous, _head_mac(seq, previous)
        head.sealed_at = timezone.now()
        head.save()
        transaction.on_commit(lambda: _anchor(seq, previous))
    return len(entries)


def _head_mac(seq: int, hash_: str) -> str:
    return mac_of(f"head:{seq}:{hash_}".encode())


def anchor_path() -> Path:
    """The file that remembers the head outside the database."""
    return Path(settings.CUNCUNTONG["VAR_DIR"]) / ANCHOR


def _anchor(seq: int, hash_: str) -> None:
    line = json.dumps(
        {"at": timezone.now().isoformat(), "seq": seq, "hash": hash_, "mac": _head_mac(seq, hash_)}
    )
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(line + "\n")


def _last_anchor() -> tuple[int, str] | None:
    try:
        with anchor_path().open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - 2048))
            lines = file.read().decode("ascii", "replace").strip().splitlines()
    except FileNotFoundError:
        return None
    for line in reversed(lines):
        try:
            data = json.loads(line)
        except ValueError:
            continue  # a line cut by a power failure
        if data.get("mac") == _head_mac(int(data["seq"]), str(data["hash"])):
            return int(data["seq"]), str(data["hash"])
    return None


def verify(progress: Progress | None = None) -> VerifyResult:
    """Walks the whole chain and the entries not yet chained, with flat memory.

    Finds edits, deletions, insertions, reordering, a cut tail, and entries that were not made by
    this system.
    """
    head = ChainHead.objects.filter(pk=1).first()
    total = head.seq if head else 0
    if head is not None and head.mac != _head_mac(head.seq, head.hash):
        return VerifyResult(False, 0, 0, head.seq, None, "链头被改动过。")
    expected, previous = 1, GENESIS
    for entry in _chained():
        broken = _check(entry, expected, previous)
        if broken:
            return VerifyResult(False, expected - 1, 0, expected, entry.pk, broken)
        previous = entry.hash
        expected += 1
        if progress and expected % 5000 == 0:
            progress(expected, total)
    checked = expected - 1
    cut = _cut_tail(checked, previous, head)
    if cut:
        return VerifyResult(False, checked, 0, expected, None, cut)
    return _check_pending(checked)


def _chained() -> Iterator[AuditEntry]:
    return AuditEntry.objects.filter(seq__isnull=False).order_by("seq").iterator(chunk_size=2000)


def _check(entry: AuditEntry, expected: int, previous: str) -> str:
    if entry.seq != expected:
        return f"第{expected}条记录缺失（下一条是第{entry.seq}条），可能被删除。"
    if mac_of(canonical(entry)) != entry.mac:
        return f"第{expected}条记录的内容被改动过（{entry.action}，{entry.object_id}）。"
    if entry.prev_hash != previous:
        return f"第{expected}条记录与前一条接不上，顺序或内容被改动过。"
    if link_hash(previous, expected, entry) != entry.hash:
        return f"第{expected}条记录的链值不对，记录被改动过（{entry.action}，{entry.object_id}）。"
    return ""


def _cut_tail(checked: int, last_hash: str, head: ChainHead | None) -> str:
    if head is not None and (head.seq != checked or (checked and head.hash != last_hash)):
        return f"链头记着{head.seq}条，实际只有{checked}条，末尾的记录被删除过。"
    anchor = _last_anchor()
    if anchor is None:
        return ""
    seq, hash_ = anchor
    if seq > checked:
        return f"数据库外的存证记着{seq}条，实际只有{checked}条，末尾的记录被删除过。"
    known = AuditEntry.objects.filter(seq=seq).values_list("hash", flat=True).first()
    if seq and known != hash_:
        return f"第{seq}条记录与数据库外的存证不符，整条链可能被重做过。"
    return ""


def _check_pending(checked: int) -> VerifyResult:
    pending = 0
    for entry in AuditEntry.objects.filter(seq__isnull=True).order_by("id").iterator(chunk_size=2000):
        if mac_of(canonical(entry)) != entry.mac:
            words = f"尚未入链的记录（编号{entry.pk}）不是本系统写的，或被改动过。"
            return VerifyResult(False, checked, pending, None, entry.pk, words)
        pending += 1
    return VerifyResult(True, checked, pending)
