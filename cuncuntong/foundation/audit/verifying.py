"""Verifying: walks the chain from its first entry, with flat memory, while the system serves.

Finds edits, deletions, insertions, reordering, a cut tail, copies, and entries that this system did
not make. Reads a fixed stretch (up to the head as it is at the start) in batches by number, so that
sealing may go on meanwhile without a false alarm.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cuncuntong.foundation.audit import anchor
from cuncuntong.foundation.audit.anchor import Anchor, AnchorForged, head_mac, same
from cuncuntong.foundation.audit.content import GENESIS, canonical, link_hash, mac_of
from cuncuntong.foundation.audit.models import AuditEntry, ChainHead

Progress = Callable[[int, int], None]
_BATCH = 2000


@dataclass(frozen=True)
class VerifyResult:
    """What a walk along the chain found; ``reason`` and ``warning`` are Chinese sentences.

    ``first_broken_seq`` is the first place in the chain that does not hold; where only a row's id
    is known (an entry not yet chained), ``first_broken_id`` says it. ``warning`` may stand beside
    ``ok``: something could not be checked.
    """

    ok: bool
    checked: int
    pending: int
    first_broken_seq: int | None = None
    first_broken_id: int | None = None
    reason: str = ""
    warning: str = ""


class _Broken(Exception):
    """Ends the walk; carries the place and the words."""

    def __init__(self, reason: str, *, seq: int | None = None, pk: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.seq, self.pk = reason, seq, pk


class _Walk:
    """One walk: counts what was found in order, so that a break can say what stood before it."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress
        self.checked = 0
        self.pending = 0
        # Before the head: a line written later could name a number beyond it.
        self.anchor_size = anchor.size()
        self.head = ChainHead.objects.filter(pk=1).first() or ChainHead(
            seq=0, hash=GENESIS, mac=head_mac(0, GENESIS)
        )

    def run(self) -> None:
        """Raises _Broken at the first thing that does not hold."""
        if not same(self.head.mac, head_mac(self.head.seq, self.head.hash)):
            raise _Broken("链头被改动过。", seq=self.head.seq)
        last = self._chain()
        self._tail(last)
        self._copies()
        self._pending()

    def _chain(self) -> str:
        previous = GENESIS
        anchors = self._anchors()
        next_anchor = next(anchors, None)
        for entry in _rows(AuditEntry.objects.filter(seq__lte=self.head.seq), "seq"):
            expected = self.checked + 1
            _check(entry, expected, previous)
            previous = entry.hash
            if next_anchor is not None and next_anchor.seq == expected:
                if next_anchor.hash != previous:
                    words = f"第{expected}条记录与数据库外的存证不符，整条链可能被重做过。"
                    raise _Broken(words, seq=expected, pk=entry.pk)
                next_anchor = next(anchors, None)
            self.checked = expected
            if self.progress and expected % _BATCH == 0:
                self.progress(expected, self.head.seq)
        if self.checked != self.head.seq or previous != self.head.hash:
            words = f"链头记着{self.head.seq}条，实际只有{self.checked}条，末尾的记录被删除过。"
            raise _Broken(words, seq=self.checked + 1)
        if next_anchor is not None:
            raise _Broken(_cut(next_anchor.seq, self.checked), seq=self.checked + 1)
        return previous

    def _anchors(self) -> Iterator[Anchor]:
        """The file's lines, which must grow."""
        if self.anchor_size is None:
            return
        before = 0
        try:
            for line in anchor.anchors(self.anchor_size):
                if line.seq <= before:
                    raise _Broken(
                        f"数据库外的存证在第{line.seq}条处次序不对，存证文件被改动过。", seq=line.seq
                    )
                before = line.seq
                yield line
        except AnchorForged as error:
            words = f"数据库外的存证文件里，第{before}条之后有一行被改动过。"
            raise _Broken(words, seq=before + 1) from error

    def _tail(self, last: str) -> None:
        """No chained entry beyond the head, except what was sealed during the walk."""
        beyond = AuditEntry.objects.filter(seq__gt=self.head.seq).order_by("seq")
        if not beyond.exists():
            return
        newer = ChainHead.objects.filter(pk=1).first()
        if newer is None or newer.seq <= self.head.seq:
            row = beyond.first()
            words = f"链头只到第{self.head.seq}条，之后却还有记录，是插入的，或链头被换过。"
            raise _Broken(words, seq=self.head.seq + 1, pk=row.pk if row else None)
        first = beyond.first()
        if first is not None:
            _check(first, self.head.seq + 1, last)

    def _copies(self) -> None:
        """An entry copied with its MAC is genuine in itself; but no two entries have one MAC."""
        now: dt.datetime | None = None
        seen: dict[str, tuple[int, int | None]] = {}
        rows = AuditEntry.objects.order_by("at").values_list("at", "mac", "pk", "seq")
        for at, mac, pk, seq in rows.iterator(chunk_size=_BATCH):
            if at != now:
                now, seen = at, {}
            if mac in seen:
                pk, seq = max(seen[mac], (pk, seq))
                raise _Broken(f"编号{pk}的记录是另一条记录的复制品，是插入的。", seq=seq, pk=pk)
            seen[mac] = (pk, seq)

    def _pending(self) -> None:
        for entry in _rows(AuditEntry.objects.filter(seq__isnull=True), "id"):
            if not _genuine(entry):
                words = f"尚未入链的记录（编号{entry.pk}）不是本系统写的，或被改动过。"
                raise _Broken(words, pk=entry.pk)
            self.pending += 1


def verify(progress: Progress | None = None) -> VerifyResult:
    """Walks the whole chain and the entries not yet chained; ``progress`` gets (done, total)."""
    walk = _Walk(progress)
    try:
        walk.run()
    except _Broken as broken:
        return VerifyResult(False, walk.checked, walk.pending, broken.seq, broken.pk, broken.reason)
    if progress:
        progress(walk.checked, walk.head.seq)
    warning = ""
    if walk.anchor_size is None and walk.checked:
        warning = f"没有数据库外的存证文件 {anchor.anchor_path()}，无法判断末尾的记录有没有被删除过。"
    return VerifyResult(True, walk.checked, walk.pending, warning=warning)


def _rows(rows: QuerySet[AuditEntry], key: str) -> Iterator[AuditEntry]:
    """The rows by ``key`` in batches: neither a long read transaction nor a long list."""
    last = -1
    while True:
        batch = rows.filter(**{f"{key}__gt": last}).order_by(key)[:_BATCH]
        try:
            found = list(batch)
        except ValueError:
            # A row whose JSON or date was spoilt can't even be loaded: go singly up to it.
            yield from _singly(batch)
            return
        if not found:
            return
        yield from found
        last = getattr(found[-1], key)


def _singly(batch: QuerySet[AuditEntry]) -> Iterator[AuditEntry]:
    """The rows up to the one that can't be loaded; raises _Broken there."""
    places: list[Any] = list(batch.values_list("pk", "seq"))
    for pk, seq in places:
        try:
            entry = AuditEntry.objects.get(pk=pk)
        except ValueError as error:
            words = f"{_called(seq, pk)}的内容已损坏，读不出来，被改动过。"
            raise _Broken(words, seq=seq, pk=pk) from error
        yield entry


def _called(seq: int | None, pk: int) -> str:
    return f"第{seq}条记录" if seq is not None else f"尚未入链的记录（编号{pk}）"


def _genuine(entry: AuditEntry) -> bool:
    try:
        return same(mac_of(canonical(entry)), entry.mac)
    except (AttributeError, TypeError, ValueError):
        return False  # columns that hold what no code of ours ever writes


def _check(entry: AuditEntry, expected: int, previous: str) -> None:
    if entry.seq != expected:
        words = f"第{expected}条记录缺失（下一条是第{entry.seq}条），可能被删除。"
        raise _Broken(words, seq=expected)
    if not _genuine(entry):
        words = f"第{expected}条记录的内容被改动过（{entry.action}，{entry.object_id}）。"
        raise _Broken(words, seq=expected, pk=entry.pk)
    if entry.prev_hash != previous:
        words = f"第{expected}条记录与前一条接不上，顺序或内容被改动过。"
        raise _Broken(words, seq=expected, pk=entry.pk)
    if link_hash(previous, expected, entry) != entry.hash:
        words = f"第{expected}条记录的链值不对，记录被改动过（{entry.action}，{entry.object_id}）。"
        raise _Broken(words, seq=expected, pk=entry.pk)


def _cut(anchored: int, checked: int) -> str:
    return (
        f"数据库外的存证记着{anchored}条，数据库里只有{checked}条，末尾的记录被删除过。"
        "如果刚从备份恢复过数据库，请把存证文件改名留存，并写明恢复的时间。"
    )
