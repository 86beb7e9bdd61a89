"""Lists of evidence: taken in whole, then certified row by row, from where it stopped.

The same file comes once (its digest). A row that can't be taken keeps why; the others are certified by the
same service as at a counter, so that payment resumes and what is for the province goes up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.bulk import update_rows
from cuncuntong.foundation.identifiers import IdentifierError, resident_id
from cuncuntong.foundation.sealed.cipher import index_candidates
from cuncuntong.foundation.sealed.fields import normalise
from cuncuntong.foundation.tasks import background, enqueue
from cuncuntong.ledgers.certification.enums import BY_DATA, ListState, RowState
from cuncuntong.ledgers.certification.files import ReadRow, read_list
from cuncuntong.ledgers.certification.models import EvidenceList, EvidenceRow
from cuncuntong.ledgers.certification.services.certify import Seen, certify
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.models import Account

CHUNK = 200
# So few rows are worked through while the sender waits; more go to the background.
AT_ONCE = 100
ABILITY, LINE = Ability.CERTIFY_MANAGE, Line.RESIDENT_PENSION


def take_list(*, caller: Caller, way: str, source: str, name: str, content: bytes) -> EvidenceList:
    """Keeps a list's rows; works them through at once if they are few, else in the background.

    Raises Denied, SheetRefused for a file that can't be read, LedgerRefused for one that came before, or
    without a way or source.
    """
    caller.need(ABILITY, LINE)
    if way not in BY_DATA:
        raise LedgerRefused("请选择数据的种类。", "从列出的种类中选一种。")
    if not source.strip():
        raise LedgerRefused("请写明数据来源。", "例如：县医保局2026年10月就医记录。")
    read = read_list(content)
    county = _county(caller)
    try:
        with transaction.atomic():
            made = _keep(way, source, name, read.digest, county, caller.account, read.rows)
            if made.rows > AT_ONCE:
                enqueue(work_list_through, list_id=made.pk)
    except IntegrityError as error:
        raise _came_before(county, read.digest) from error
    if made.rows <= AT_ONCE:
        run_list(made.pk, actor=caller.account)
        made.refresh_from_db()
    return made


@background(name="认证数据名单", retries=5)
def work_list_through(list_id: int) -> dict[str, int]:
    """Works through what still waits of a list; at least once, and a row only once."""
    made = run_list(list_id)
    return {"rows": made.rows, "taken": made.taken}


def run_list(
    list_id: int, *, actor: Account | None = None, progress: Callable[[int], object] = lambda _: None
) -> EvidenceList:
    """Works a list through from where it stands, a chunk a transaction; two at once take turns."""
    while True:
        with transaction.atomic():
            made = (
                EvidenceList.objects.select_for_update(of=("self",)).select_related("actor").get(pk=list_id)
            )
            if made.state == ListState.DONE:
                return made
            lines = list(made.lines.filter(state=RowState.WAITING).order_by("row")[:CHUNK])
            if not lines:
                return _finish(made, actor or made.actor)
            _chunk(made, lines, actor or made.actor)
        progress(made.done)


def _chunk(made: EvidenceList, lines: Sequence[EvidenceRow], actor: Account | None) -> None:
    people = _people(made, lines)
    today, now = timezone.localdate(), timezone.now()
    for line in lines:
        line.why = _row(made, line, people.get(normalise(line.id_number)), today, now, actor)
        line.state = RowState.REFUSED if line.why else RowState.TAKEN
    rows = [(str(line.state), line.why[:200], line.resident_id, line.pk) for line in lines]
    update_rows(EvidenceRow, ["state", "why", "resident_id"], rows)
    made.done += len(lines)
    made.taken += sum(1 for line in lines if line.state == RowState.TAKEN)
    made.save(update_fields=["done", "taken"])


def _people(made: EvidenceList, lines: Sequence[EvidenceRow]) -> dict[str, Resident]:
    """The residents of the list's county by ID number; one question."""
    indexes = {index for line in lines for index in _indexes(line.id_number)}
    rows = Resident.objects.filter(
        id_number_index__in=indexes, county_code=made.county_code, merged_into__isnull=True
    )
    return {normalise(one.id_number): one for one in rows}


def _indexes(number: str) -> list[str]:
    """What the number may be found by: under the key of today, and under former ones while re-keying."""
    column: Any = Resident._meta.get_field("id_number_index")
    return list(index_candidates(normalise(number), context=column.context))


def _row(
    made: EvidenceList,
    line: EvidenceRow,
    resident: Resident | None,
    today: dt.date,
    now: dt.datetime,
    actor: Account | None,
) -> str:
    """Certifies by a row; "" where it was taken, else why not."""
    if line.why:
        return line.why
    try:
        resident_id.check(line.id_number, today=today)
    except IdentifierError as error:
        return str(error)
    if resident is None:
        return "居民台账中没有这个身份证号码。"
    line.resident_id = resident.pk
    if line.name and line.name != resident.name:
        return f"姓名与台账不符：名单写“{line.name}”。"
    if line.on is None:
        return "没有日期。"
    try:
        certify(
            resident=resident,
            on=line.on,
            seen=Seen(way=made.way, source=made.source, evidence=line.note or ""),
            today=today,
            at=now,
            actor=actor,
            evidence_list=made,
        )
    except LedgerRefused as refused:
        return refused.message
    return ""


def _keep(
    way: str,
    source: str,
    name: str,
    digest: str,
    county: str,
    actor: Account,
    rows: Sequence[ReadRow],
) -> EvidenceList:
    made = EvidenceList.objects.create(
        way=way,
        source=source.strip()[:60],
        name=name.strip()[-120:] or "认证数据名单",
        digest=digest,
        rows=len(rows),
        actor=actor,
        county_code=county,
    )
    EvidenceRow.objects.bulk_create(
        (
            EvidenceRow(
                evidence_list=made,
                row=one.row,
                id_number=one.id_number,
                name=one.name[:60],
                on=one.on,
                note=one.note or None,
                why=one.trouble[:200],
            )
            for one in rows
        ),
        batch_size=500,
    )
    _audit(made, "certification.list_taken", actor)
    return made


def _finish(made: EvidenceList, actor: Account | None) -> EvidenceList:
    made.state, made.finished_at = ListState.DONE, timezone.now()
    made.save(update_fields=["state", "finished_at"])
    _audit(made, "certification.list_done", actor)
    return made


def _county(caller: Caller) -> str:
    """The county whose list it is: its rows may name anybody there. Raises LedgerRefused for a duty below."""
    grants = caller.with_ability(ABILITY, LINE)
    counties = sorted({grant.code for grant in grants if grant.level == Level.COUNTY})
    if len(counties) != 1:
        raise LedgerRefused(
            "认证数据名单由县级上传。" if not counties else "您负责不止一个县，看不出是哪个县的名单。",
            "请由那个县的审核员上传。",
        )
    return counties[0]


def _came_before(county: str, digest: str) -> LedgerRefused:
    known = EvidenceList.objects.filter(county_code=county, digest=digest).select_related("actor").first()
    who = (
        f"{known.actor.full_name}已于{timezone.localtime(known.at):%Y-%m-%d %H:%M}"
        if known and known.actor
        else "已经"
    )
    return LedgerRefused(f"这份名单{who}上传过，没有重复处理。", "请打开那一份名单查看结果。")


def _audit(made: EvidenceList, action: str, actor: Account | None) -> None:
    record(
        actor=actor,
        action=action,
        object_type="certification.EvidenceList",
        object_id=str(made.pk),
        detail={"way": made.way, "rows": made.rows, "taken": made.taken, "digest": made.digest[:16]},
    )
