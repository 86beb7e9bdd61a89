"""A package out: all that waits, signed, each marked as sent in the same transaction."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.sealed.cipher import sm3
from cuncuntong.ledgers.above.enums import UNSENT, Channel, HandoverState, PackageKind, PackageState
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.models import Handover, Package
from cuncuntong.ledgers.above.packaging import keys, pack
from cuncuntong.ledgers.above.services.noting import audit, note
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account

MOST = 2000
TRIES = 3
MOST_BYTES = 20 * 1024 * 1024
FILE = "handovers.jsonl"


def make_package(*, caller: Caller | None = None) -> Package | None:
    """Packs what waits, at most two thousand or 20 MB of them; None where nothing does.

    Without a caller it is the exchange folder's. What the province rejected goes only after a person had it
    sent again. Raises Denied, KeysMissing, LedgerRefused where others made packages at every try.
    """
    if caller is not None:
        caller.need(Ability.ABOVE_MANAGE)
    key = keys().ours
    for _ in range(TRIES):
        try:
            return _make(caller, key)
        except IntegrityError:
            continue  # another process came to the same number
    raise LedgerRefused("刚刚有人也在生成报送包，这次没有生成。", "请刷新页面，需要的再生成一次。")


def _make(caller: Caller | None, key: bytes) -> Package | None:
    kept = ""
    try:
        with transaction.atomic():
            rows, lines = _fitting(_waiting(caller))
            if not rows:
                return None
            now, by = timezone.now(), caller.account if caller else None
            number = _number(now)
            content = pack(
                kind=PackageKind.HANDOVERS,
                number=number,
                sender=str(settings.CUNCUNTONG["COUNTY_CODE"]),
                made_at=timezone.localtime(now),
                files={FILE: (lines, len(rows))},
                key=key,
            )
            kept = store().put(content)
            made = Package.objects.create(
                kind=PackageKind.HANDOVERS,
                number=number,
                digest=sm3(content),
                file=kept,
                state=PackageState.MADE,
                rows=len(rows),
                at=now,
                by=by,
                county_code=str(settings.CUNCUNTONG["COUNTY_CODE"]),
            )
            _mark(rows, made, now, by)
    except BaseException:
        if kept:
            store().delete(kept)
        raise
    return made


def _waiting(caller: Caller | None) -> list[Handover]:
    now = timezone.now()
    rows = Handover.objects.filter(state__in=[one.value for one in UNSENT])
    rows = rows.filter(Q(busy_until__isnull=True) | Q(busy_until__lt=now), next_try_at__isnull=False)
    if caller is not None:
        rows = caller.limit(Ability.ABOVE_MANAGE, rows)
    return list(rows.select_for_update(of=("self",)).order_by("pk")[:MOST])


def _number(now: dt.datetime) -> str:
    """County, day, and the how manieth of the day; the constraint refuses a second one of the same."""
    start = f"{settings.CUNCUNTONG['COUNTY_CODE']}-{timezone.localtime(now):%Y%m%d}-"
    made = Package.objects.filter(kind=PackageKind.HANDOVERS, number__startswith=start).count()
    return f"{start}{made + 1:03d}"


def _fitting(rows: Sequence[Handover]) -> tuple[list[Handover], bytes]:
    """As many of these as a package may hold, and their lines; what is left goes into the next one."""
    lines: list[bytes] = []
    size = 0
    for row in rows:
        line = _line(row)
        size += len(line)
        if lines and size > MOST_BYTES:
            break
        lines.append(line)
    return list(rows[: len(lines)]), b"".join(lines)


def _line(row: Handover) -> bytes:
    body = {
        "key": row.key,
        "kind": row.kind,
        "county": row.county_code,
        "case_number": row.case_number,
        "made_at": timezone.localtime(row.made_at).isoformat(),
        "payload": row.payload,
    }
    return (json.dumps(body, ensure_ascii=False) + "\n").encode()


def _mark(rows: Sequence[Handover], package: Package, now: dt.datetime, by: Account | None) -> None:
    for row in rows:
        row.state, row.sent_at, row.channel, row.package = HandoverState.SENT, now, Channel.FILE, package
        row.error, row.next_try_at, row.busy_until = "", None, None
        row.tries += 1
        row.next_ask_at = now
        row.save()
        note(row, "已报送", f"报送包{package.number}", actor=by, at=now)
        audit(row, "sent", by, channel=Channel.FILE, package=package.number)
    record(
        actor=by,
        action="above.package_made",
        object_type="above.Package",
        object_id=str(package.pk),
        detail={"number": package.number, "rows": len(rows), "digest": package.digest},
    )


def package_file(*, caller: Caller, pk: int) -> tuple[Package, bytes]:
    """A package's bytes, logged: they hold full numbers. Raises Denied, NotVisible, LedgerRefused."""
    with transaction.atomic():
        row = fetch(caller, Ability.ABOVE_MANAGE, Package.objects.select_for_update(of=("self",)), pk=pk)
        if not row.file or row.kind != PackageKind.HANDOVERS:
            raise LedgerRefused("这个包不能下载。", "请在列表中选择报送包。")
        if row.state == PackageState.MADE:
            row.state = PackageState.FETCHED
            row.save(update_fields=["state"])
        record(
            actor=caller.account,
            action="above.package_exported",
            object_type="above.Package",
            object_id=str(row.pk),
            detail={"number": row.number, "rows": row.rows},
        )
    return row, store().get(row.file)
