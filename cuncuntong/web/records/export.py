"""The lists as workbooks, filtered as they are shown; numbers stay masked, each export is audited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.employment.services.spells import form_words
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.hardship import name_of
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.records import certificates, flexible, hardship, unemployed
from cuncuntong.web.records.shared import EMPLOYMENT, RECORD, Places, places_of

# Read in chunks: a list is exported whole, however long, and memory stays flat.
_CHUNK = 1000
Lines = tuple[str, list[Column], Iterator[dict[str, Any]], dict[str, str]]
PERSON = [
    Column("place", "村（社区）", width=22),
    Column("name", "姓名", width=12),
    Column("sex", "性别", width=6),
    Column("age", "年龄", kind="int", width=8),
    Column("id_number", "身份证号码（遮盖）", width=22),
    Column("telephone", "电话（遮盖）", width=16),
]


@needs(RECORD, line=EMPLOYMENT)
def export(request: CallerRequest, what: str) -> HttpResponse:
    """One of the four lists."""
    make = EXPORTS.get(what)
    if make is None:
        raise Http404
    title, columns, lines, asked = make(request, places_of(request.caller), timezone.localdate())
    content = write_workbook([Sheet(title, [*PERSON, *columns], lines, heading=title)])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="records.exported",
            object_type="records",
            object_id=what,
            detail={key: value for key, value in asked.items() if value},
        )
    return workbook_response(content, f"{title}{timezone.localdate():%Y%m%d}.xlsx")


def _person(person: Resident, place: str, today: dt.date) -> dict[str, Any]:
    return {
        "place": place,
        "name": person.name,
        "sex": person.get_sex_display(),
        "age": age_on(person.birth_date, today),
        "id_number": masked_id(person),
        "telephone": masked_telephone(person),
    }


def _unemployed(request: CallerRequest, places: Places, today: dt.date) -> Lines:
    asked = unemployed.asked_for(request)
    rows = unemployed.found(request.caller, asked, today).order_by("contact_due_on", "pk")
    columns = [
        Column("reason", "失业原因", width=32),
        Column("last_unit", "原单位", width=24),
        Column("since", "失业日期", kind="date", width=14),
        Column("registered", "登记日期", kind="date", width=14),
        Column("contact", "最近联系", kind="date", width=14),
        Column("due", "应联系日", kind="date", width=14),
        Column("state", "状态", width=12),
        Column("end", "注销原因", width=24),
        Column("ended", "注销日期", kind="date", width=14),
    ]
    lines = (
        {
            **_person(row.resident, places.where(row), today),
            "reason": row.get_reason_display(),
            "last_unit": row.last_unit,
            "since": row.unemployed_since,
            "registered": row.registered_on,
            "contact": row.last_contact_on,
            "due": row.contact_due_on,
            "state": row.get_state_display(),
            "end": row.get_end_reason_display(),
            "ended": row.ended_on,
        }
        for row in rows.iterator(chunk_size=_CHUNK)
    )
    return "失业登记", columns, lines, asked


def _flexible(request: CallerRequest, places: Places, today: dt.date) -> Lines:
    asked = flexible.asked_for(request)
    rows = flexible.found(request.caller, asked, today).order_by("-starts_on", "-pk")
    columns = [
        Column("kind", "就业形式", width=12),
        Column("form", "类型", width=24),
        Column("starts", "开始日期", kind="date", width=14),
        Column("where", "就业地点", width=18),
        Column("income", "月收入", width=16),
        Column("beside", "与单位就业同时", width=24),
        Column("ends", "结束日期", kind="date", width=14),
        Column("source", "来源", width=20),
    ]
    lines = (
        {
            **_person(row.resident, places.where(row.resident), today),
            "kind": row.get_kind_display(),
            "form": form_words(row),
            "starts": row.starts_on,
            "where": row.place,
            "income": flexible.income_words(row),
            "beside": row.overlap_reason,
            "ends": row.ends_on,
            "source": row.source,
        }
        for row in rows.iterator(chunk_size=_CHUNK)
    )
    return "灵活就业", columns, lines, asked


def _hardship(request: CallerRequest, places: Places, today: dt.date) -> Lines:
    asked = hardship.asked_for(request)
    rows = hardship.found(request.caller, asked).order_by("-pk")
    columns = [
        Column("category", "类别", width=26),
        Column("finding", "核对结果", width=40),
        Column("state", "状态", width=12),
        Column("proposed", "上报日期", kind="date", width=14),
        Column("starts", "有效期自", kind="date", width=14),
        Column("ends", "有效期至", kind="date", width=14),
        Column("ended", "退出日期", kind="date", width=14),
        Column("why", "意见或退出原因", width=30),
    ]
    lines = (
        {
            **_person(row.resident, places.where(row), today),
            "category": name_of(row.category),
            "finding": row.finding,
            "state": row.get_state_display(),
            "proposed": timezone.localdate(row.proposed_at),
            "starts": row.starts_on,
            "ends": row.ends_on,
            "ended": row.ended_on,
            "why": row.ended_why or row.decision_note,
        }
        for row in rows.iterator(chunk_size=_CHUNK)
    )
    return "就业困难人员", columns, lines, asked


def _certificates(request: CallerRequest, places: Places, today: dt.date) -> Lines:
    asked = certificates.asked_for(request)
    rows = certificates.found(request.caller, asked).order_by("-pk")
    columns = [
        Column("number", "证件编号", width=22),
        Column("issued", "发证日期", kind="date", width=14),
        Column("state", "状态", width=10),
        Column("cancelled", "注销日期", kind="date", width=14),
        Column("why", "注销原因", width=24),
    ]
    lines = (
        {
            **_person(row.resident, places.where(row), today),
            "number": row.number,
            "issued": row.issued_on,
            "state": row.get_state_display(),
            "cancelled": row.cancelled_on,
            "why": row.cancelled_why,
        }
        for row in rows.iterator(chunk_size=_CHUNK)
    )
    return "就业创业证", columns, lines, asked


EXPORTS: dict[str, Callable[[CallerRequest, Places, dt.date], Lines]] = {
    "unemployed": _unemployed,
    "flexible": _flexible,
    "hardship": _hardship,
    "certificates": _certificates,
}
