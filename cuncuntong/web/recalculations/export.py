"""A recalculation's rows as a workbook; numbers stay masked, the export is audited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.recalculations.models import Recalculation
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.selectors import villages_within
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.recalculations.views import LINE, READ, name_of, rows_of, seen, text_of

COLUMNS = [
    Column("place", "村（社区）", width=18),
    Column("name", "姓名", width=12),
    Column("id_number", "身份证号码（遮盖）", width=22),
    Column("month", "所属月份", width=12),
    Column("paid", "已发（元）", kind="money"),
    Column("should", "应发（元）", kind="money"),
    Column("difference", "差额（元）", kind="money"),
    Column("settled", "已补或已扣（元）", kind="money", width=16),
]


@needs(READ, line=LINE)
@require_safe
def rows_export(request: CallerRequest, pk: int) -> HttpResponse:
    """Every affected month with its person."""
    row = seen(request, pk)
    names = dict(villages_within(request.caller, READ).values_list("code", "name"))
    lines = (
        {
            "place": names.get(one.village_code, one.village_code),
            "name": one.resident.name,
            "id_number": masked_id(one.resident),
            "month": f"{one.month:%Y-%m}",
            "paid": one.paid,
            "should": one.should,
            "difference": one.difference,
            "settled": one.settled,
        }
        for one in rows_of(row).iterator(chunk_size=2000)
    )
    title = f"{name_of(row.key)}重算"
    about = (
        f"{text_of(row.value)}，{row.value.starts_on}起；{row.get_state_display()}",
        f"涉及{row.people}人、{row.months}个月，应补{row.more}元，应扣{row.less}元",
    )
    content = write_workbook(
        [Sheet("重算明细", COLUMNS, _with_total(lines, row), heading=title, lines=about)]
    )
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="recalculations.exported",
            object_type="recalculations.Recalculation",
            object_id=str(row.pk),
            detail={"months": row.months},
        )
    return workbook_response(content, f"{title}{timezone.localdate():%Y%m%d}.xlsx")


def _with_total(lines: Iterator[dict[str, Any]], row: Recalculation) -> Iterator[dict[str, Any]]:
    yield from lines
    sums = rows_of(row).order_by().aggregate(**{name: Sum(name) for name in ("paid", "should", "difference")})
    yield {"place": "合计", **sums}
