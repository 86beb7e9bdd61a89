"""The lists as workbooks, filtered as they are shown; numbers stay masked, each export is audited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.certification.models import Beneficiary
from cuncuntong.ledgers.certification.selectors import grace_of, tally
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.enums import Level
from cuncuntong.rules.ages import age_on
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.certification.places import NAMES
from cuncuntong.web.certification.shared import (
    CERTIFY,
    DOUBT,
    EVERYBODY,
    LINE,
    asked_of,
    found,
    left_words,
    places_of,
)
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.places import Places

_CHUNK = 2000  # read in chunks: a list is exported whole, and memory stays flat
COLUMNS = (
    Column("place", "村（社区）", width=24),
    Column("name", "姓名", width=12),
    Column("sex", "性别", width=6),
    Column("age", "年龄", kind="int"),
    Column("id_number", "身份证号码（遮盖）", width=22),
    Column("telephone", "电话（遮盖）", width=16),
    Column("address", "住址", width=28),
    Column("draws", "领取", width=20),
    Column("last", "上次认证", kind="date", width=14),
    Column("way", "方式", width=16),
    Column("due", "到期日", kind="date", width=14),
    Column("left", "还剩", width=12),
    Column("grace", "宽限到（含）", kind="date", width=14),
    Column("held", "停发起始月", kind="date", width=14),
    Column("state", "状态", width=14),
    Column("home", "需要上门", width=10),
)


@needs(CERTIFY, line=LINE)
@require_safe
def export(request: CallerRequest) -> HttpResponse:
    """Who is due when."""
    asked = asked_of(request)
    if asked["state"] == DOUBT:
        asked["state"] = EVERYBODY
    rows = found(request.caller, asked, timezone.localdate())
    title = "待遇领取资格认证名单"
    lines = _lines(rows, places_of(request.caller))
    content = write_workbook([Sheet("认证名单", COLUMNS, lines, heading=title)])
    _log(request, title, asked)
    return workbook_response(content, f"{title}{timezone.localdate():%Y%m%d}.xlsx")


def _lines(rows: QuerySet[Beneficiary], places: Places) -> Iterator[dict[str, Any]]:
    today = timezone.localdate()
    for row in rows.iterator(chunk_size=_CHUNK):
        yield {
            "place": places.full(row.village_code),
            "name": row.resident.name,
            "sex": row.resident.get_sex_display(),
            "age": age_on(row.resident.birth_date, today),
            "id_number": masked_id(row.resident),
            "telephone": masked_telephone(row.resident),
            "address": row.resident.address,
            "draws": draws_words(row),
            "last": row.last_on,
            "way": row.get_last_way_display() if row.last_way else "",
            "due": row.due_on,
            "left": left_words(row.due_on, today),
            "grace": grace_of(row, today),
            "held": row.held_from,  # type: ignore[attr-defined]
            "state": row.get_state_display(),
            "home": "是" if row.home_wanted else "",
        }


def draws_words(row: Beneficiary) -> str:
    """What somebody draws."""
    names = (("城乡居保", row.draws_resident), ("企业养老", row.draws_employee))
    return "、".join(name for name, draws in names if draws)


@needs(CERTIFY, line=LINE)
@require_safe
def places_export(request: CallerRequest) -> HttpResponse:
    """Counts by village; no person is named."""
    township = request.GET.get("township", "").strip()[:12]
    places = places_of(request.caller)
    heads = ("应认证", "有效", "即将到期", "已提醒", "逾期", "已暂停", "需要上门")
    columns = [
        Column("name", "村（社区）", width=28),
        *(Column(name, head, kind="int") for name, head in zip(NAMES, heads, strict=True)),
    ]
    lines = (
        {"name": places.full(one.code), **{name: getattr(one, name) for name in NAMES}}
        for one in tally(request.caller, by=Level.VILLAGE, township=township)
    )
    title = "各村资格认证情况"
    content = write_workbook([Sheet("各村", columns, lines, heading=title)])
    return workbook_response(content, f"{title}{timezone.localdate():%Y%m%d}.xlsx")


def _log(request: CallerRequest, title: str, asked: dict[str, str]) -> None:
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="certification.exported",
            object_type="certification",
            object_id=title,
            detail={key: value for key, value in asked.items() if value},
        )
