"""Postings as a workbook; nothing of a person is in it, and exporting is audited."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, save_workbook
from cuncuntong.ledgers.jobs.enums import PostingState
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name, time_words, welfare_words
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import chunks, workbook_response
from cuncuntong.web.work import pages
from cuncuntong.web.work.employers import JOBS
from cuncuntong.web.work.postings import asked_postings
from cuncuntong.web.work.sheet import occupation_words

_CHUNK = 1000
COLUMNS = (
    Column("code", "编号", width=14),
    Column("kind", "类型", width=8),
    Column("title", "岗位名称", width=24),
    Column("occupation", "职业", width=28),
    Column("employer", "用工主体", width=28),
    Column("state", "状态", width=10),
    Column("headcount", "招用人数", kind="int", width=10),
    Column("hired", "已招到", kind="int", width=10),
    Column("pay", "报酬", width=24),
    Column("time", "时间", width=30),
    Column("welfare", "食宿接送", width=14),
    Column("insurance", "保险", width=20),
    Column("place", "工作地点", width=24),
    Column("address", "详细地点", width=28),
    Column("submitted", "提交时间", kind="datetime", width=20),
    Column("published", "公布时间", kind="datetime", width=20),
    Column("until", "有效期至", kind="date", width=12),
)


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def postings(request: CallerRequest) -> HttpResponse:
    """The postings that the list shows, all pages."""
    values = pages.asked(request, "q", "state", "kind")
    rows = asked_postings(request, values)
    if values["state"] in PostingState.values:
        rows = rows.filter(state=values["state"])
    out = io.BytesIO()
    sheet = Sheet("招聘信息", COLUMNS, _lines(rows.order_by("-pk")), heading="招聘信息")
    count = save_workbook(out, [sheet])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="posting.exported",
            object_type="jobs.Posting",
            object_id="list",
            detail={**values, "count": count},
        )
    return workbook_response(out.getvalue(), f"招聘信息{timezone.localdate():%Y%m%d}.xlsx")


def _lines(rows: QuerySet[Posting]) -> Iterator[dict[str, Any]]:
    """All of them, read and written in chunks: memory stays flat."""
    for chunk in chunks(rows, _CHUNK):
        yield from map(_line, chunk, place_words(chunk))


def _line(row: Posting, place: str) -> dict[str, Any]:
    return {
        "code": row.code,
        "kind": row.get_kind_display(),
        "title": row.title,
        "occupation": occupation_words(row.occupation),
        "employer": public_name(row.employer),
        "state": row.get_state_display(),
        "headcount": row.headcount,
        "hired": row.hired,
        "pay": pay_words(row),
        "time": time_words(row),
        "welfare": welfare_words(row),
        "insurance": row.get_insurance_display(),
        "place": place,
        "address": row.address,
        "submitted": row.submitted_at,
        "published": row.published_at,
        "until": row.valid_until,
    }
