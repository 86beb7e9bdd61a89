"""Taking in a bank's file: all lines at once, then posted chunk by chunk, from where it stopped.

Started twice, or killed and started again, it comes to the same: the file is known by its digest, and
only lines that still wait are posted, each chunk in one transaction with the progress of the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.bulk import update_rows
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.collection.enums import ArrivalState, FileState, Why
from cuncuntong.ledgers.collection.files import Read, read_file
from cuncuntong.ledgers.collection.models import Arrival, ArrivalFile
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.services.posting import lines_waiting, settle
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.models import Account

CHUNK = 500
# So few lines are posted while the sender waits; more go to the background.
AT_ONCE = 200


def take_in(*, caller: Caller, name: str, content: bytes) -> ArrivalFile:
    """Reads a file and keeps its lines; posts them at once if they are few, else in the background.

    A file whose total line disagrees with its lines is held: nothing is posted before ``release``.
    Raises Denied, SheetRefused for a file that can't be read, OrderRefused for one that came before.
    """
    caller.need(Ability.COLLECT_IMPORT, Line.RESIDENT_PENSION)
    county = _county(caller)
    read = read_file(content)
    known = ArrivalFile.objects.filter(digest=read.digest).first()
    if known is not None:
        raise _came_before(known)
    try:
        with transaction.atomic():
            file = _keep(read, name, county, caller.account)
            if file.state == FileState.WAITING and file.rows > AT_ONCE:
                enqueue(post_file, file_id=file.pk)
    except IntegrityError as error:
        found = ArrivalFile.objects.filter(digest=read.digest).first()
        if found is None:
            raise
        raise _came_before(found) from error
    if file.state == FileState.WAITING and file.rows <= AT_ONCE:
        run_file(file.pk, actor=caller.account)
        file.refresh_from_db()
    return file


def release(*, caller: Caller, file: ArrivalFile, post: bool, note: str) -> ArrivalFile:
    """A held file: posted by its lines, or voided as a whole, with the reason.

    Raises OrderRefused without a reason, or where the file is not held any more.
    """
    rows = ArrivalFile.objects.all()
    fetch(caller, Ability.COLLECT_IMPORT, rows, line=Line.RESIDENT_PENSION, pk=file.pk)
    reason = note.strip()[:200]
    if not reason:
        raise OrderRefused("请写明怎样核对的、为什么这样处理。", "", "note")
    with transaction.atomic():
        row = rows.select_for_update().get(pk=file.pk)
        if row.state != FileState.HELD:
            raise OrderRefused(f"这份文件{row.get_state_display()}，不用再处理。", "请刷新页面查看。")
        row.state, row.note = (FileState.WAITING if post else FileState.VOID), reason
        if not post:
            row.arrivals.filter(state=ArrivalState.WAITING).update(state=ArrivalState.VOID)
            row.finished_at = timezone.now()
        row.save(update_fields=["state", "note", "finished_at"])
        _audit(row, "collection.file_released" if post else "collection.file_voided", caller.account)
        if post and row.rows > AT_ONCE:
            enqueue(post_file, file_id=row.pk)
    if post and row.rows <= AT_ONCE:
        run_file(row.pk, actor=caller.account)
    row.refresh_from_db()
    return row


@background(name="到账文件入账", retries=5)
def post_file(file_id: int) -> dict[str, int]:
    """Posts what still waits of a file; at least once, and only once a line."""
    file = run_file(file_id)
    return {"rows": file.rows, "done": file.done}


def run_file(
    file_id: int, *, actor: Account | None = None, progress: Callable[[int], object] = lambda _: None
) -> ArrivalFile:
    """Posts a file from where it stands, a chunk a transaction; two at once wait for each other."""
    today = timezone.localdate()
    while True:
        with transaction.atomic():
            file = ArrivalFile.objects.select_for_update(of=("self",)).select_related("actor").get(pk=file_id)
            if file.state != FileState.WAITING:
                return file
            lines = lines_waiting(file.pk, CHUNK)
            if not lines:
                return _finish(file, actor)
            _post_chunk(file, lines, today, actor)
        progress(file.done)


def _post_chunk(file: ArrivalFile, lines: list[Arrival], today: dt.date, actor: Account | None) -> None:
    unread = [line for line in lines if line.amount is None or line.paid_on is None]
    for line in unread:
        line.state, line.why = ArrivalState.PROBLEM, Why.LINE
    unread_keys = {line.pk for line in unread}
    readable = [line for line in lines if line.pk not in unread_keys]
    settle(readable, today=today, actor=actor or file.actor, source="银行到账")
    rows = [(str(line.state), str(line.why), line.order_id, line.pk) for line in lines]
    update_rows(Arrival, ["state", "why", "order_id"], rows)
    file.done += len(lines)
    file.save(update_fields=["done"])


def _finish(file: ArrivalFile, actor: Account | None) -> ArrivalFile:
    file.state, file.finished_at = FileState.DONE, timezone.now()
    file.save(update_fields=["state", "finished_at"])
    _audit(file, "collection.file_posted", actor or file.actor)
    return file


def _keep(read: Read, name: str, county: str, actor: Account) -> ArrivalFile:
    wrong = read.mismatch
    file = ArrivalFile.objects.create(
        name=name.strip()[-120:] or "到账文件",
        digest=read.digest,
        rows=len(read.lines),
        total=read.total,
        said_rows=read.said_rows,
        said_total=read.said_total,
        state=FileState.HELD if wrong else FileState.WAITING,
        note=wrong[:200],
        actor=actor,
        county_code=county,
    )
    Arrival.objects.bulk_create(
        (
            Arrival(
                file=file,
                row=line.row,
                reference=line.reference,
                name=line.name,
                account_number=line.account_number,
                year=line.year if line.year and line.year < 32768 else None,
                amount=None if line.trouble else line.amount,
                paid_on=line.paid_on,
                serial=line.serial,
                text=f"{line.text}（{line.trouble}）"[:200] if line.trouble else line.text,
                county_code=county,
            )
            for line in read.lines
        ),
        batch_size=500,
    )
    _audit(file, "collection.file_taken", actor)
    return file


def _county(caller: Caller) -> str:
    """The county whose file it is. Raises OrderRefused for a duty that is no single county's."""
    grants = caller.with_ability(Ability.COLLECT_IMPORT, Line.RESIDENT_PENSION)
    counties = sorted({grant.code for grant in grants if grant.level == Level.COUNTY})
    if len(counties) != 1:
        raise OrderRefused(
            "银行到账文件由县级导入。" if not counties else "您负责不止一个县，看不出是哪个县的到账文件。",
            "请由那个县的审核员导入。",
            "file",
        )
    return counties[0]


def _came_before(file: ArrivalFile) -> OrderRefused:
    who = file.actor.full_name if file.actor else ""
    when = f"{timezone.localtime(file.at):%Y-%m-%d %H:%M}"
    return OrderRefused(
        f"这份文件{who}已于{when}导入过（{file.name}），没有重复导入。",
        "请打开那一次导入查看结果。",
        "file",
    )


def _audit(file: ArrivalFile, action: str, actor: Account | None) -> None:
    record(
        actor=actor,
        action=action,
        object_type="collection.ArrivalFile",
        object_id=str(file.pk),
        detail={"rows": file.rows, "total": str(file.total), "note": file.note, "digest": file.digest[:16]},
    )
