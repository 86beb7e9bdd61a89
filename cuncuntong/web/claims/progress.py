"""How far each place is with the people who reach the age: counts, a chart, and a spreadsheet."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.claims.selectors import Progress, Window, progress, window
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.network.enums import Level
from cuncuntong.network.parameters import current
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.claims.shared import LINE, PREPARE, Places, asked_of, places_of, schemes, sections
from cuncuntong.web.downloads import workbook_response

MOST_BARS = 20


@needs(PREPARE, line=LINE)
@require_safe
def progress_page(request: CallerRequest) -> HttpResponse:
    """By township where there are several and none was chosen, else by village."""
    asked, view, places, rows = _known(request)
    by_township = _by_township(places, asked)
    lines = [_line(one, places, view, by_township=by_township) for one in rows]
    late = sorted((one for one in rows if one.overdue), key=lambda one: -one.overdue)[:MOST_BARS]
    context = {
        "lines": lines,
        "sums": {
            name: sum(getattr(one, name) for one in rows)
            for name in ("total", "done", "visited", "unvisited", "overdue")
        },
        "late": [
            (
                places.full(one.code),
                one.overdue,
                _list_url(one.code, view, "overdue", by_township=by_township),
            )
            for one in late
        ],
        "by_township": by_township,
        "view": view,
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}),
        "places": places,
        "sections": sections(request.caller, "claims:progress"),
        "schemes": schemes("claims:progress", view.scheme),
    }
    return render(request, "claims/progress.html", context)


@needs(PREPARE, line=LINE)
@require_safe
def progress_export(request: CallerRequest) -> HttpResponse:
    """The same table as a workbook; no person is named."""
    asked, view, places, rows = _known(request)
    title = f"{Scheme(view.scheme).label}待遇申报进度"
    columns = [
        Column("name", "乡镇" if _by_township(places, asked) else "村（社区）", width=26),
        Column("total", "到龄人数", kind="int"),
        Column("done", "已领取", kind="int"),
        Column("visited", "已走访未领", kind="int"),
        Column("unvisited", "未走访", kind="int"),
        Column("overdue", "超期未领", kind="int"),
    ]
    lines = (
        {
            "name": places.full(one.code),
            "total": one.total,
            "done": one.done,
            "visited": one.visited,
            "unvisited": one.unvisited,
            "overdue": one.overdue,
        }
        for one in rows
    )
    content = write_workbook([Sheet("进度", columns, lines, heading=title)])
    return workbook_response(content, f"{title}{view.on:%Y%m%d}.xlsx")


def _known(request: CallerRequest) -> tuple[dict[str, str], Window, Places, list[Progress]]:
    asked, places = asked_of(request, "scheme"), places_of(request.caller)
    view = window(asked["scheme"] or Scheme.BASIC.value, timezone.localdate(), current())
    level = Level.TOWNSHIP if _by_township(places, asked) else Level.VILLAGE
    return asked, view, places, progress(request.caller, view, by=level, township=asked["township"])


def _by_township(places: Places, asked: dict[str, str]) -> bool:
    return len(places.townships) > 1 and not asked["township"]


def _line(one: Progress, places: Places, view: Window, *, by_township: bool) -> dict[str, Any]:
    inside = f"{reverse('claims:progress')}?{urlencode({'scheme': view.scheme, 'township': one.code})}"
    rows = _list_url(one.code, view, "", by_township=by_township)
    return {
        "one": one,
        "name": places.full(one.code),
        "url": inside if by_township else rows,
        "overdue_url": _list_url(one.code, view, "overdue", by_township=by_township),
        "unvisited_url": _list_url(one.code, view, "unvisited", by_township=by_township),
    }


def _list_url(code: str, view: Window, only: str, *, by_township: bool) -> str:
    place = "township" if by_township else "village"
    kept = {"scheme": view.scheme, place: code, "only": only}
    return f"{reverse('claims:list')}?{urlencode({key: value for key, value in kept.items() if value})}"
