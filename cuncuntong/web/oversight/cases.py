"""The rows behind a figure: cases of the area, by township, item, state, month, or age of delay."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.cases.clock import clock_words
from cuncuntong.cases.enums import State
from cuncuntong.cases.figures import age_bounds, month_bounds
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queue_list import IS_OPEN
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import townships
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import day, moment, whole

PAGE = 50
KEYS = ("township", "item", "state", "point", "month", "since", "age", "decided", "late")
STATES = (
    ("open", "办理中"),
    ("overdue", "超期未办结"),
    *((state.value, str(state.label)) for state in State if state not in {State.FILED, State.APPROVED}),
)


@needs(Ability.CASE_READ)
def listing(request: CallerRequest) -> HttpResponse:
    """Newest first, pages by key."""
    asked = {key: request.GET.get(key, "").strip()[:20] for key in KEYS}
    rows = _filtered(request.caller.limit(Ability.CASE_READ, Case.objects.all()), asked)
    column = "decided_at" if asked["decided"] else "accepted_at"
    rows = rows.filter(_beyond(column, request.GET.get("after", "")))
    rows = rows.select_related("resident", "point").defer("form").order_by(f"-{column}", "-pk")
    found = list(rows[: PAGE + 1])
    kept = {key: value for key, value in asked.items() if value}
    after = (
        f"{getattr(found[PAGE - 1], column).isoformat()}~{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    )
    context = {
        "rows": [_row(case) for case in found[:PAGE]],
        "asked": asked,
        "words": _words(asked),
        "hidden": [(key, kept[key]) for key in KEYS[3:] if key in kept],
        "states": STATES,
        "items": [one for one in items.all() if one.open],
        "townships": townships(),
        "next_url": f"?{urlencode({**kept, 'after': after})}" if after else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return render(request, "oversight/cases.html", context)


def _row(case: Case) -> dict[str, Any]:
    name = items.get(case.item).name if case.item in items else case.item
    return {"case": case, "item": name, "words": clock_words(case)}


def _filtered(rows: QuerySet[Case], asked: dict[str, str]) -> QuerySet[Case]:
    today = timezone.localdate()
    if asked["township"]:
        rows = rows.filter(township_code=asked["township"])
    if point := whole(asked["point"]):
        rows = rows.filter(point_id=point)
    if asked["item"]:
        rows = rows.filter(item=asked["item"])
    rows = _in_state(rows, asked, today)
    column = "decided_at" if asked["decided"] else "accepted_at"
    if asked["decided"]:
        rows = rows.filter(decided_at__isnull=False).exclude(limit_workdays=0)
    if asked["late"]:
        rows = rows.filter(in_time=False)
    if month := day(f"{asked['month']}-01"):
        start, end = month_bounds(month)
        rows = rows.filter(**{f"{column}__gte": start, f"{column}__lt": end})
    if since := day(asked["since"]):
        start = timezone.make_aware(dt.datetime.combine(since, dt.time.min))
        rows = rows.filter(**{f"{column}__gte": start})
    return rows


def _in_state(rows: QuerySet[Case], asked: dict[str, str], today: dt.date) -> QuerySet[Case]:
    if asked["state"] == "open":
        rows = rows.filter(IS_OPEN)
    elif asked["state"] == "overdue":
        rows = rows.filter(IS_OPEN, due_on__lt=today)
    elif asked["state"] in State.values:
        rows = rows.filter(state=asked["state"])
    age = whole(asked["age"])
    if age is not None and age < len(classes := age_bounds(today)):
        rows = rows.filter(IS_OPEN, classes[age][1])
    return rows


def _beyond(column: str, after: str) -> Q:
    at, _, pk = after.partition("~")
    value, number = moment(at), whole(pk)
    if number is None or value is None or value.tzinfo is None:
        return Q()
    return Q(**{f"{column}__lt": value}) | Q(**{column: value, "pk__lt": number})


def _words(asked: dict[str, str]) -> str:
    """What a link from a figure narrowed the list to, beyond the filters that the page shows."""
    parts = []
    if month := day(f"{asked['month']}-01"):
        parts.append(f"{month.year}年{month.month}月" + ("作出决定的" if asked["decided"] else "受理的"))
    if since := day(asked["since"]):
        parts.append(
            f"{since.year}年{since.month}月{since.day}日以来"
            + ("作出决定的" if asked["decided"] else "受理的")
        )
    if asked["late"]:
        parts.append("没有按时办结的")
    age = whole(asked["age"])
    if age is not None and age < len(classes := age_bounds(timezone.localdate())):
        parts.append(f"已超期{classes[age][0]}的")
    return "，".join(parts)
