"""The audit log: read, filtered, exported, and its chain walked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuncuntong.foundation.audit import record, verify
from cuncuntong.foundation.audit.models import AuditEntry, ChainHead
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Level
from cuncuntong.web import asked as read
from cuncuntong.web.access import needs
from cuncuntong.web.admin_desk.audit_words import ACTIONS, action_words, detail_words, object_words
from cuncuntong.web.downloads import workbook_response

PAGE = 50
_WHOLE = {Level.COUNTY, Level.CITY, Level.PROVINCE}


def _filtered(request: Any) -> tuple[QuerySet[AuditEntry], dict[str, str]]:
    asked = {key: request.GET.get(key, "").strip()[:80] for key in ("who", "action", "object", "day")}
    rows = _in_area(request.caller, AuditEntry.objects.all())
    if asked["who"]:
        rows = rows.filter(actor_name=asked["who"])
    if asked["action"]:
        rows = rows.filter(action__startswith=asked["action"])
    if asked["object"]:
        rows = rows.filter(object_id=asked["object"])
    day = read.day(asked["day"])
    if day:
        start = timezone.make_aware(dt.datetime.combine(day, dt.time.min))
        rows = rows.filter(at__gte=start, at__lt=start + dt.timedelta(days=1))
    return rows, asked


def _in_area(caller: Caller, rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """From the county upwards everything, the system's own work included; below, what was done there."""
    grants = caller.with_ability(Ability.AUDIT_READ)
    if any(grant.level in _WHOLE for grant in grants):
        return rows
    inside = Q()
    for grant in grants:
        inside |= Q(area__startswith=grant.code)
    return rows.filter(inside)


@needs(Ability.AUDIT_READ)
def listing(request: Any) -> HttpResponse:
    """Newest first, a page at a time by id."""
    rows, asked = _filtered(request)
    before = read.whole(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE + 1])
    more = page[PAGE - 1].pk if len(page) > PAGE else None
    query = request.GET.copy()
    query.pop("before", None)
    if more:
        query["before"] = str(more)
    for entry in page:
        entry.action_words = action_words(entry.action)  # type: ignore[attr-defined]
        entry.object_words = object_words(entry.object_type)  # type: ignore[attr-defined]
        entry.detail_words = detail_words(entry.detail)  # type: ignore[attr-defined]
    context = {
        "entries": page[:PAGE],
        "asked": asked,
        "actions": sorted(ACTIONS.items(), key=lambda pair: pair[0]),
        "next_url": f"?{query.urlencode()}" if more else "",
        "head": ChainHead.objects.filter(pk=1).first(),
    }
    return render(request, "admin_desk/audit.html", context)


@needs(Ability.AUDIT_READ)
@require_POST
def verify_chain(request: Any) -> HttpResponse:
    """Walks the chain and says what was found; the walk itself is recorded."""
    result = verify()
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="audit.verified",
            object_type="audit",
            object_id="chain",
            detail={"ok": result.ok, "checked": result.checked, "broken": result.first_broken_seq},
        )
    return render(request, "admin_desk/audit_result.html", {"result": result})


@needs(Ability.AUDIT_READ)
def export(request: Any) -> HttpResponse:
    """The filtered entries as a workbook, however many; exporting is recorded."""
    rows, asked = _filtered(request)
    columns = [
        Column("at", "时间", kind="datetime", width=20),
        Column("who", "经手人", width=14),
        Column("action", "动作", width=26),
        Column("type", "对象类型", width=16),
        Column("object", "对象", width=26),
        Column("detail", "详情", width=40),
        Column("ip", "网络地址", width=16),
        Column("seq", "链序号", kind="int", width=10),
    ]
    lines = (
        {
            "at": timezone.localtime(entry.at),
            "who": entry.actor_name,
            "action": action_words(entry.action),
            "type": object_words(entry.object_type),
            "object": entry.object_id,
            "detail": detail_words(entry.detail),
            "ip": entry.ip,
            "seq": entry.seq,
        }
        for entry in rows.order_by("-pk").iterator(chunk_size=2000)
    )
    content = write_workbook([Sheet("审计记录", columns, lines)])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="audit.exported",
            object_type="audit",
            object_id="export",
            detail=asked,
        )
    return workbook_response(content, f"审计记录{timezone.localdate():%Y%m%d}.xlsx")
