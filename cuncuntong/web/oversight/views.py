"""Figures: six numbers with last month's change, five charts, each with its rows and export."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.cases.figures import SILENT_DAYS, Figures, figures
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import write_workbook
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.oversight.charts import TARGET, make_charts, rows_url, sheet_of


def six_figures(caller: Caller, known: Figures) -> list[dict[str, Any]]:
    """The six figures of an area; each opens its rows and says its change against last month."""
    month = f"{known.months[-1]:%Y-%m}"
    now, before = known.now, known.before
    share = None if now.share is None or before.share is None else round(now.share - before.share, 1)
    overdue = sum(count for _, count in known.overdue)
    last = (
        _stat(
            "静默服务点",
            len(known.silent),
            "个",
            "#silent",
            note=f"共{known.points}个，{SILENT_DAYS}天没有受理",
        )
        if caller.can(Ability.FIGURES_READ)
        else _stat("在办", sum(known.open.values()), "件", rows_url(caller, state="open"), note="现在")
    )
    return [
        _stat("本月受理", now.accepted, "件", rows_url(caller, month=month), now.accepted - before.accepted),
        _stat(
            "本月服务居民",
            now.residents,
            "人",
            rows_url(caller, month=month),
            now.residents - before.residents,
        ),
        _stat(
            "本月审结",
            now.decided,
            "件",
            rows_url(caller, month=month, decided="1"),
            now.decided - before.decided,
        ),
        _stat(
            "按时办结率",
            "无数据" if now.share is None else now.share,
            "" if now.share is None else "%",
            rows_url(caller, month=month, decided="1", late="1"),
            share,
        ),
        _stat("超期未办结", overdue, "件", rows_url(caller, state="overdue"), note="现在", good="down"),
        last,
    ]


def _stat(
    label: str, value: object, unit: str, url: str, change: float | None = None, **more: str
) -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "url": url,
        "change": "" if change is None else change,
        "note": more.get("note", "较上月同期"),
        "good": more.get("good", "up"),
    }


def charts_context(caller: Caller) -> dict[str, Any]:
    """What oversight/_charts.html shows."""
    known = figures(caller)
    return {
        "as_of": known.as_of,
        "stats": six_figures(caller, known),
        "charts": make_charts(caller, known),
        "target": TARGET,
        "silent_days": SILENT_DAYS,
    }


@needs(Ability.FIGURES_READ)
def figures_page(request: CallerRequest) -> HttpResponse:
    """The figures of the caller's area."""
    return render(request, "oversight/figures.html", charts_context(request.caller))


@needs(Ability.FIGURES_READ)
def export(request: CallerRequest, chart: str) -> HttpResponse:
    """The table of one chart as a workbook; exporting is audited."""
    known = figures(request.caller)
    lines = (
        f"范围：{request.caller.place_name}",
        f"截至：{timezone.localtime(known.as_of):%Y-%m-%d %H:%M}",
    )
    try:
        sheet = sheet_of(chart, make_charts(request.caller, known), lines)
    except KeyError:
        raise Http404 from None
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="figures.exported",
            object_type="figures",
            object_id=chart,
        )
    return workbook_response(write_workbook([sheet]), f"{sheet.title}{timezone.localdate():%Y%m%d}.xlsx")
