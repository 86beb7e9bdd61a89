"""The list of overpayments as a workbook, as it is shown; numbers stay masked, the export is audited."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, save_workbook
from cuncuntong.ledgers.recoveries.models import Overpayment
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.places import places_within
from cuncuntong.web.recoveries.listing import asked_for, found, row_words
from cuncuntong.web.recoveries.shared import PENSION, RECOVER, place_words

_CHUNK = 2000  # read in chunks: a list is exported whole, and memory stays flat
COLUMNS = [
    Column("number", "退回编号", width=16),
    Column("place", "村（社区）", width=24),
    Column("name", "领取人", width=12),
    Column("id_number", "身份证号码（遮盖）", width=22),
    Column("telephone", "电话（遮盖）", width=16),
    Column("scheme", "险种", width=24),
    Column("why", "多领原因", width=14),
    Column("first", "多领起始月份", kind="date", width=14),
    Column("last", "多领截止月份", kind="date", width=14),
    Column("total", "多领金额", kind="money", width=14),
    Column("account", "其中个人账户", kind="money", width=14),
    Column("came", "已退回", kind="money", width=14),
    Column("left", "还应退回", kind="money", width=14),
    Column("way", "退回方式", width=24),
    Column("payer", "退回人", width=12),
    Column("due", "下一次应退日期", kind="date", width=16),
    Column("state", "状态", width=14),
]


@needs(RECOVER, line=PENSION)
def export(request: CallerRequest) -> HttpResponse:
    """The rows of the tab that is open."""
    asked, today = asked_for(request), timezone.localdate()
    places = place_words(places_within(request.caller, RECOVER).villages)
    rows = found(request.caller, asked, today).order_by("-pk").prefetch_related("agreements")
    out = io.BytesIO()
    count = save_workbook(out, [Sheet("多领退回", COLUMNS, _lines(rows, places, today), heading="多领退回")])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="overpayment.exported",
            object_type="recoveries.Overpayment",
            object_id="list",
            detail={**{key: value for key, value in asked.items() if value}, "rows": count},
        )
    return workbook_response(out.getvalue(), f"多领退回{today:%Y%m%d}.xlsx")


def _lines(rows: QuerySet[Overpayment], places: dict[str, str], today: dt.date) -> Iterator[dict[str, Any]]:
    for row in rows.iterator(chunk_size=_CHUNK):
        words = row_words(row, today)
        agreement = words["agreement"]
        yield {
            "number": row.number,
            "place": places.get(row.village_code, ""),
            "name": row.resident.name,
            "id_number": masked_id(row.resident),
            "telephone": masked_telephone(row.resident),
            "scheme": row.entitlement.account.get_scheme_display(),
            "why": row.cause,
            "first": row.first_month,
            "last": row.last_month,
            "total": row.total,
            "account": row.account_amount,
            "came": row.received,  # type: ignore[attr-defined]
            "left": row.left,  # type: ignore[attr-defined]
            "way": agreement.get_way_display() if agreement else "",
            "payer": agreement.payer if agreement else "",
            "due": row.next_due_on,
            "state": words["words"],
        }
