"""The benefits as a workbook, as they are shown; numbers stay masked, the export is audited."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, save_workbook
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.ledgers.unemployment.enums import BenefitState
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.selectors import with_used
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.places import Places, places_within
from cuncuntong.web.unemployment.lists import STATES, row_words
from cuncuntong.web.unemployment.shared import LINE, MANAGE, asked_of, benefits_of_area, in_place

_CHUNK = 2000  # read in chunks: a list is exported whole, and memory stays flat
COLUMNS = [
    Column("place", "村（社区）", width=24),
    Column("name", "姓名", width=12),
    Column("id_number", "身份证号码（遮盖）", width=22),
    Column("telephone", "电话（遮盖）", width=16),
    Column("registered", "失业登记日期", kind="date", width=14),
    Column("starts", "开始计发月份", kind="date", width=14),
    Column("months", "可领月数", width=10),
    Column("used", "已领月数", width=10),
    Column("left", "剩余月数", width=10),
    Column("paid", "已发合计（元）", kind="money", width=14),
    Column("state", "状态", width=14),
    Column("reason", "停领原因", width=24),
    Column("ended", "停领情形日期", kind="date", width=14),
    Column("above", "上级备案", width=14),
]


@needs(MANAGE, line=LINE)
@require_safe
def benefits(request: CallerRequest) -> HttpResponse:
    """The rows of the tab that is open."""
    asked = asked_of(request, STATES, BenefitState.RUNNING)
    rows = benefits_of_area(request.caller, MANAGE).filter(in_place(asked))
    if asked["state"] != "all":
        rows = rows.filter(state=asked["state"])
    lines = _lines(with_used(rows).order_by("-pk"), places_within(request.caller, MANAGE))
    out = io.BytesIO()
    count = save_workbook(out, [Sheet("失业保险金", COLUMNS, lines, heading="失业保险金名单")])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="unemployment.exported",
            object_type="unemployment.Benefit",
            object_id="",
            detail={"rows": count, "state": asked["state"]},
        )
    return workbook_response(out.getvalue(), f"失业保险金名单{timezone.localdate():%Y%m%d}.xlsx")


def _lines(rows: QuerySet[Benefit], places: Places) -> Iterator[dict[str, Any]]:
    for row in rows.iterator(chunk_size=_CHUNK):
        words = row_words(row)
        yield {
            "place": places.where(row),
            "name": row.resident.name,
            "id_number": masked_id(row.resident),
            "telephone": masked_telephone(row.resident),
            "registered": row.registered_on,
            "starts": row.starts_on,
            "months": str(row.months),
            "used": str(words["used"]),
            "left": str(words["left"]),
            "paid": words["paid"],
            "state": row.get_state_display(),
            "reason": row.get_end_reason_display(),
            "ended": row.ended_on,
            "above": row.get_above_display(),
        }
