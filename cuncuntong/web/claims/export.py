"""The lists as workbooks, filtered as they are shown; numbers stay masked, each export is audited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.claims.selectors import with_state
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.parameters import current
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.claims import entitlements, lists
from cuncuntong.web.claims.rows import PersonRow, rows_of
from cuncuntong.web.claims.shared import LINE, PREPARE, READ, Places, places_of
from cuncuntong.web.downloads import chunks, workbook_response

_CHUNK = 1000  # read in chunks: a list is exported whole, and memory stays flat
PERSON = [
    Column("place", "村（社区）", width=22),
    Column("name", "姓名", width=12),
    Column("sex", "性别", width=6),
    Column("id_number", "身份证号码（遮盖）", width=22),
]


@needs(PREPARE, line=LINE)
@require_safe
def people_export(request: CallerRequest) -> HttpResponse:
    """Who reaches the age, with what is lacking and the last visit."""
    asked, view = lists.asked_for(request)
    accounts = with_state(lists.found(request.caller, asked, view))
    places = places_of(request.caller)
    columns = [
        *PERSON,
        Column("telephone", "电话（遮盖）", width=16),
        Column("address", "住址", width=28),
        Column("reaches", f"满{view.age}周岁", kind="date", width=14),
        Column("years", "已缴年数", kind="int"),
        *(
            [Column("monthly", "测算月待遇（元）", kind="money", width=16)]
            if request.caller.can(READ, LINE)
            else []
        ),
        Column("lacks", "还缺什么", width=40),
        Column("visit", "最近走访", width=20),
        Column("visited", "走访日期", kind="date", width=14),
        Column("standing", "状态", width=14),
    ]
    book = current()
    rows = (row for part in chunks(accounts, _CHUNK) for row in rows_of(part, view, book))
    title = f"{Scheme(view.scheme).label}将满年龄人员"
    return _workbook(request, "claims.exported", title, columns, _people(rows, places), asked)


def _people(rows: Iterable[PersonRow], places: Places) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            **_person(row.person, places.full(row.person.village_code)),
            "telephone": masked_telephone(row.person),
            "address": row.person.address,
            "reaches": row.reaches,
            "years": row.years,
            "monthly": row.monthly,
            "lacks": row.lacks_words,
            "visit": row.visit,
            "visited": row.account.visit_on,  # type: ignore[attr-defined]
            "standing": row.standing,
        }


@needs(READ, line=LINE)
@require_safe
def entitlements_export(request: CallerRequest) -> HttpResponse:
    """Entitlements as they were granted."""
    asked = entitlements.asked_for(request)
    rows = entitlements.found(request.caller, asked)
    places = places_of(request.caller, READ)
    columns = [
        *PERSON,
        Column("scheme", "险种", width=24),
        Column("starts", "开始领取", kind="date", width=14),
        Column("monthly", "核定月待遇（元）", kind="money", width=16),
        Column("years", "缴费年数", kind="int"),
        Column("balance", "核定时账户余额（元）", kind="money", width=18),
        Column("state", "状态", width=10),
        Column("ended", "终止日期", kind="date", width=14),
    ]
    lines = (
        {
            **_person(one.resident, places.full(one.village_code)),
            "scheme": one.account.get_scheme_display(),
            "starts": one.starts_on,
            "monthly": one.monthly,
            "years": one.years_paid,
            "balance": one.balance,
            "state": one.get_state_display(),
            "ended": one.ended_on,
        }
        for one in rows.iterator(chunk_size=_CHUNK)
    )
    return _workbook(request, "pension.entitlements_exported", "养老待遇名单", columns, lines, asked)


def _person(person: Any, place: str) -> dict[str, Any]:
    return {
        "place": place,
        "name": person.name,
        "sex": person.get_sex_display(),
        "id_number": masked_id(person),
    }


def _workbook(
    request: CallerRequest,
    action: str,
    title: str,
    columns: list[Column],
    lines: Iterator[dict[str, Any]],
    asked: dict[str, str],
) -> HttpResponse:
    content = write_workbook([Sheet(title, columns, lines, heading=title)])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action=action,
            object_type="claims",
            object_id=title[:40],
            detail={key: value for key, value in asked.items() if value},
        )
    return workbook_response(content, f"{title}{timezone.localdate():%Y%m%d}.xlsx")
