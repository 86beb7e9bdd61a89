"""Papers of a class: the notice that is signed for, the roster, the sheet that hangs in the classroom."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.cases.papers.common import day, footer, office, person_rows
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.pages import (
    Block,
    Document,
    KeyValues,
    Note,
    Paper,
    Paragraphs,
    Signatures,
    Table,
    render,
    render_many,
)
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.ledgers.training.enums import EnrolmentState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass
from cuncuntong.ledgers.training.selectors import course_words, roster
from cuncuntong.ledgers.training.services.attendance import hours_of
from cuncuntong.ledgers.training.words import span_words
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import pdf_response, workbook_response
from cuncuntong.web.training.reading import TRAINING, managed_class, visible_enrolment

DAYS_ON_A_SHEET = 5
COLUMNS = (
    Column("seat", "序号", kind="int", width=6),
    Column("name", "姓名", width=12),
    Column("sex", "性别", width=6),
    Column("id_number", "身份证号码（遮）", width=22),
    Column("telephone", "联系电话（遮）", width=16),
    Column("village", "村（社区）", width=18),
    Column("group", "人群", width=30),
    Column("signed", "签收日期", kind="date", width=12),
    Column("signed_by", "签收人", width=14),
    Column("hours", "出勤课时", kind="int", width=10),
    Column("result", "结果", width=14),
    Column("certificate", "证书编号", width=20),
    Column("certificate_on", "发证日期", kind="date", width=12),
)


@needs(Ability.TRAINING_FOLLOW, Ability.TRAINING_MANAGE, line=TRAINING)
@require_GET
def notice(request: CallerRequest, pk: int) -> HttpResponse:
    """参加培训通知书, with a line to sign on and a part to take home."""
    one = visible_enrolment(request, pk)
    if one.state not in (EnrolmentState.SEATED, EnrolmentState.DONE):
        raise Http404
    _log(request, "training.notice_printed", one.training_class, enrolment=one.pk)
    content = render(notice_paper(one)).content
    return pdf_response(content, f"培训通知-{one.training_class.number}-{one.resident.name}.pdf")


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_GET
def notices(request: CallerRequest, number: str) -> HttpResponse:
    """The notices of everybody who has not signed yet."""
    row = managed_class(request, number)
    waiting = [one for one in roster(row) if one.signed_on is None]
    if not waiting:
        raise Http404
    for one in waiting:
        one.training_class = row
    _log(request, "training.notice_printed", row, people=len(waiting))
    return pdf_response(
        render_many([notice_paper(one) for one in waiting]).content, f"培训通知-{row.number}.pdf"
    )


def notice_paper(one: Enrolment) -> Document:
    """The notice for one person."""
    row = one.training_class
    times = f"{row.get_times_display()} {row.hours_text}".strip()
    rows = [
        *person_rows(one.resident),
        ("培训班次", f"{row.title}（{row.number}）"),
        ("培训机构", f"{row.institution.name}，电话{row.institution.telephone}"),
        ("培训内容", course_words(row)),
        ("培训时间", f"{span_words(row)}，{times}，每天{row.hours_a_day}课时"),
        ("上课地点", row.place),
    ]
    if row.bring:
        rows.append(("请带", row.bring))
    blocks: list[Block] = [
        Paragraphs([f"{one.resident.name}：您登记的“{one.wish.words}”培训意向已安排班次，请按时参加。"]),
        KeyValues(rows),
        Note("不能参加的，请在开班前告知服务点或培训机构，名额让给候补的人。", strong=True),
    ]
    if one.signed_on:
        blocks.append(KeyValues([("签收", f"{one.signed_by}，{day(one.signed_on)}")]))
    else:
        blocks.append(
            Signatures(
                [("本人（或代签人）签收：", "年    月    日"), ("代签人与本人关系：", ""), ("经办人：", "")]
            )
        )
    return Document(
        title="参加培训通知书",
        subtitle=office(),
        number=row.number,
        number_label="班号",
        paper=Paper.A5,
        blocks=blocks,
        footer=footer(),
    )


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_GET
def roster_pdf(request: CallerRequest, number: str) -> HttpResponse:
    """花名册 as a paper."""
    row = managed_class(request, number)
    _log(request, "training.roster_printed", row)
    lines = [
        [
            str(one.seat),
            one.resident.name,
            one.resident.get_sex_display(),
            masked_id(one.resident),
            one.resident.village.name,
            one.wish.get_group_display(),
            one.signed_by or "",
        ]
        for one in roster(row)
    ]
    document = _sheet_of(
        row,
        "培训班花名册",
        Table(
            ["序号", "姓名", "性别", "身份证号码", "村（社区）", "人群", "签收人"],
            lines,
            numeric=[0],
            widths=["12mm", "22mm", "12mm", "42mm", "1fr", "1.6fr", "26mm"],
            empty="还没有安排人",
        ),
    )
    return pdf_response(render(document).content, f"花名册-{row.number}.pdf")


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_GET
def sheet_pdf(request: CallerRequest, number: str) -> HttpResponse:
    """签到表: names with empty boxes for the days that are written in by hand."""
    row = managed_class(request, number)
    _log(request, "training.sheet_printed", row)
    lines = [[str(one.seat), one.resident.name, *("" for _ in range(DAYS_ON_A_SHEET))] for one in roster(row)]
    heads = [f"{'上午/下午':　^5}\n  月  日" for _ in range(DAYS_ON_A_SHEET)]
    document = _sheet_of(
        row,
        "培训签到表",
        Table(
            ["序号", "姓名", *heads],
            lines,
            numeric=[0],
            widths=["12mm", "28mm", *("1fr" for _ in range(DAYS_ON_A_SHEET))],
            empty="还没有安排人",
        ),
    )
    return pdf_response(render(document).content, f"签到表-{row.number}.pdf")


def _sheet_of(row: TrainingClass, title: str, table: Table) -> Document:
    return Document(
        title=title,
        subtitle=row.institution.name,
        number=row.number,
        number_label="班号",
        paper=Paper.A4_LANDSCAPE,
        blocks=[
            KeyValues(
                [
                    ("班次", row.title),
                    ("培训内容", course_words(row)),
                    ("时间", span_words(row)),
                    ("地点", row.place),
                    ("名额", f"{row.capacity}人"),
                    ("已安排", f"{row.taken}人"),
                ],
                columns=2,
            ),
            table,
            Signatures([("班主任：", ""), ("制表：", day(timezone.localdate()))]),
        ],
        footer=footer(),
    )


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_GET
def roster_xlsx(request: CallerRequest, number: str) -> HttpResponse:
    """The roster as a workbook; numbers are masked, exporting is audited."""
    row = managed_class(request, number)
    total = hours_of(row)
    lines = ({**_line(one), "hours": total.get(one.pk, 0)} for one in roster(row))
    sheet = Sheet("花名册", COLUMNS, lines, heading=f"{row.title}（{row.number}）花名册")
    content = write_workbook([sheet])
    _log(request, "training.roster_exported", row)
    return workbook_response(content, f"花名册-{row.number}.xlsx")


def _line(one: Enrolment) -> dict[str, Any]:
    person = one.resident
    return {
        "seat": one.seat,
        "name": person.name,
        "sex": person.get_sex_display(),
        "id_number": masked_id(person),
        "telephone": masked_telephone(person),
        "village": person.village.name,
        "group": one.wish.get_group_display(),
        "signed": one.signed_on,
        "signed_by": one.signed_by,
        "result": one.get_result_display(),
        "certificate": one.certificate_number,
        "certificate_on": one.certificate_on,
    }


def _log(request: CallerRequest, action: str, row: TrainingClass, **more: object) -> None:
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action=action,
            object_type="training.TrainingClass",
            object_id=row.number,
            detail={"title": row.title, **more},
        )
