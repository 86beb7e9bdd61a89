"""Who has to pay this year: a village's list, orders for many at once, the list on paper and as Excel."""

from __future__ import annotations

import datetime as dt
import io
import secrets
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.pages import render as set_page
from cuncuntong.foundation.spreadsheets import Column, Sheet, save_workbook
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.selectors import (
    NOT,
    ORDERED,
    PAID,
    STATE_WORDS,
    levels_of,
    missed,
    payers,
    stand,
)
from cuncuntong.ledgers.collection.services.batches import MOST, issue_batch
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.rules.ages import age_on
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.collection.papers import list_paper
from cuncuntong.web.collection.shared import (
    COLLECT,
    PAGE,
    PENSION,
    SCHEMES,
    Places,
    after,
    asked_of,
    in_place,
    page_links,
    places_of,
    tabs,
    toolbar,
)
from cuncuntong.web.downloads import chunks, pdf_response, workbook_response

TONES = {PAID: "good", ORDERED: "wait", NOT: "neutral"}
STATES = (("", "全部"), (NOT, "未开通知"), (ORDERED, "已开通知"), (PAID, "已缴"))
_WHERE = {
    PAID: Q(is_paid=True),
    ORDERED: Q(is_paid=False, is_ordered=True),
    NOT: Q(is_paid=False, is_ordered=False),
}
CHUNK = 1000
MOST_ON_PAPER = 2_000
SHORT = {PAID: "已缴", ORDERED: "待缴费", NOT: "未开通知"}


@needs(COLLECT, line=PENSION)
def village(request: CallerRequest) -> HttpResponse:
    """The list; a POST issues orders for who was ticked, or for all who have none."""
    asked, places, today = asked_for(request), places_of(request.caller), timezone.localdate()
    problem: OrderRefused | None = None
    if request.method == "POST":
        try:
            batch = _issue(request, asked, today)
        except OrderRefused as refused:
            problem = refused
        else:
            return redirect("collection:batch", batch.pk)
    rows = found(request.caller, asked, today.year)
    last = after(request)
    if last is not None:
        rows = rows.filter(pk__gt=last)
    page = page_links(request, asked, list(rows.order_by("pk")[: PAGE + 1]))
    lines = _rows(page["shown"], places, asked["scheme"], today)
    context = {
        **page,
        **toolbar(places, asked),
        "tabs": tabs(request.caller, "collection:village"),
        "rows": lines,
        "any_free": any(one["free"] for one in lines),
        "levels": sorted(levels_of(asked["scheme"], today.year, today).subsidies),
        "schemes": SCHEMES,
        "states": STATES,
        "year": today.year,
        "last_year": today.year - 1,
        "may_file": request.caller.can(Ability.CASE_FILE),
        "counts": _counts(request.caller, asked, places, today.year),
        "key": request.POST.get("key") or secrets.token_hex(16),
        "problem": problem,
        "problems": [{"label": "名单", "what": problem.message, "remedy": problem.remedy}] if problem else [],
        "form_errors": bool(problem),
    }
    return render(request, "collection/village.html", context, status=422 if problem else 200)


def asked_for(request: CallerRequest) -> dict[str, str]:
    """What is asked of the list; an unknown scheme is the basic one."""
    asked = asked_of(request, "scheme", "state", "q")
    if asked["scheme"] not in Scheme.values:
        asked["scheme"] = Scheme.BASIC.value
    if asked["state"] not in STATE_WORDS:
        asked["state"] = ""
    return asked


def found(caller: Caller, asked: dict[str, str], year: int) -> QuerySet[PensionAccount]:
    """The accounts that fit, with their residents, unsorted."""
    rows = in_place(payers(caller, asked["scheme"], year).select_related("resident"), asked)
    if asked["state"] in _WHERE:
        rows = rows.filter(_WHERE[asked["state"]])
    if asked["q"]:
        rows = rows.filter(resident__name__contains=asked["q"])
    return rows


def _issue(request: CallerRequest, asked: dict[str, str], today: dt.date) -> Any:
    if request.POST.get("all"):
        if not asked["village"] and places_of(request.caller).several:
            raise OrderRefused("请先选择一个村，再为全村开具。", "")
        rows = found(request.caller, {**asked, "state": NOT, "q": ""}, today.year)[: MOST + 1]
        levels = {row.pk: row.level for row in rows}
    else:
        ticked = [whole(one) for one in request.POST.getlist("account")][:PAGE]
        levels = {pk: whole(request.POST.get(f"level_{pk}", "")) for pk in ticked if pk is not None}
    return issue_batch(
        caller=request.caller,
        key=request.POST.get("key", "")[:40] or secrets.token_hex(16),
        levels=levels,
        deduct=request.POST.get("way") == "deduct",
        on=today,
    )


def _counts(caller: Caller, asked: dict[str, str], places: Places, year: int) -> dict[str, int] | None:
    """How many are in each state, where one village is shown; the whole county has its page of progress."""
    if not asked["village"] and places.several:
        return None
    rows = in_place(payers(caller, asked["scheme"], year), asked)
    return rows.aggregate(
        all=Count("pk"),
        **{state: Count("pk", filter=where) for state, where in _WHERE.items()},
    )


def _rows(
    accounts: list[PensionAccount], places: Places, scheme: str, today: dt.date
) -> list[dict[str, Any]]:
    stands, gaps = stand(accounts, today.year), missed(accounts, today.year - 1)
    offered = levels_of(scheme, today.year, today).subsidies
    return [
        {
            "account": row,
            "person": row.resident,
            "age": age_on(row.resident.birth_date, today),
            "id_number": masked_id(row.resident),
            "place": places.short(row.village_code),
            "stands": stands[row.pk],
            "tone": TONES.get(stands[row.pk].state, "bad"),
            "free": stands[row.pk].state == NOT,
            "missed": row.pk in gaps,
            "level": row.level if row.level in offered else None,
        }
        for row in accounts
    ]


COLUMNS = [
    Column("place", "村（社区）", width=20),
    Column("name", "姓名", width=12),
    Column("sex", "性别", width=6),
    Column("age", "年龄", kind="int", width=8),
    Column("id_number", "身份证号码（遮盖）", width=22),
    Column("level", "缴费档次", kind="int", width=10),
    Column("state", "状态", width=18),
    Column("reference", "缴费编号", width=22),
    Column("until", "有效期至", kind="date", width=14),
]


@needs(COLLECT, line=PENSION)
@require_GET
def export(request: CallerRequest, layout: str) -> HttpResponse:
    """The list as Excel ("xlsx") or to put up and tick off ("pdf")."""
    asked, places, today = asked_for(request), places_of(request.caller), timezone.localdate()
    rows = found(request.caller, asked, today.year).order_by("village_code", "pk")
    if layout == "pdf" and (several := rows.count()) > MOST_ON_PAPER:
        messages.error(
            request, f"名单有{several}人，一次最多打印{MOST_ON_PAPER}人。请先选一个村，或导出表格。"
        )
        return redirect("collection:village")
    lines = (
        _line(one) for part in chunks(rows, CHUNK) for one in _rows(part, places, asked["scheme"], today)
    )
    place = places.short(asked["village"] or asked["township"]) or request.caller.place_name
    title = f"{today.year}年度{dict(SCHEMES)[asked['scheme']]}缴费名单"
    if layout == "pdf":
        listed = list(lines)
        _log_export(request, asked, layout, len(listed))
        return pdf_response(set_page(list_paper(title, place, listed)).content, f"{title}-{place}.pdf")
    out = io.BytesIO()
    count = save_workbook(out, [Sheet("缴费名单", COLUMNS, lines, heading=title, lines=(place,))])
    _log_export(request, asked, layout, count)
    return workbook_response(out.getvalue(), f"{title}-{place}.xlsx")


def _log_export(request: CallerRequest, asked: dict[str, str], layout: str, rows: int) -> None:
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="collection.exported",
            object_type="collection",
            object_id=layout,
            detail={key: value for key, value in asked.items() if value} | {"rows": rows},
        )


def _line(one: dict[str, Any]) -> dict[str, Any]:
    order = one["stands"].order
    return {
        "place": one["place"],
        "name": one["person"].name,
        "sex": one["person"].get_sex_display(),
        "age": one["age"],
        "id_number": one["id_number"],
        "level": order.level if order else one["account"].level,
        "state": SHORT.get(one["stands"].state, one["stands"].words),
        "reference": order.spaced if order else "",
        "until": order.valid_until if order else None,
    }
