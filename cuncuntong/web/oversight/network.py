"""The network: townships as tiles, and every service point with its state and volume."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.cases.figures import SILENT_DAYS, volume_by_point
from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.network.enums import Ability, PointState
from cuncuntong.network.models import ServicePoint
from cuncuntong.network.selectors import points_within, townships
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.components.maps import MapDot
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.oversight.charts import rows_url

LEGEND = {
    "good": PointState.OPEN.label,
    "info": PointState.TRIAL.label,
    "neutral": PointState.CLOSED.label,
    "wait": f"近{SILENT_DAYS}天没有受理",
}
_TONES = {PointState.OPEN: "good", PointState.TRIAL: "info", PointState.CLOSED: "neutral"}


def _rows(request: CallerRequest, points: QuerySet[ServicePoint]) -> list[dict[str, Any]]:
    volume = volume_by_point(request.caller)
    return [
        {
            "point": point,
            "village": point.division.name,
            "state": point.get_state_display(),
            "tone": _TONES.get(PointState(point.state), "neutral"),
            "count": volume.get(point.pk, (0, None))[0],
            "latest": volume.get(point.pk, (0, None))[1],
            "url": rows_url(request.caller, point=point.pk),
        }
        for point in points
    ]


def _dot(row: dict[str, Any]) -> MapDot:
    """A point on the map; a point that is open and silent stands out."""
    point: ServicePoint = row["point"]
    silent = not row["count"] and point.state != PointState.CLOSED
    return MapDot(
        place=point.code,
        label=point.name,
        url=f"#point-{point.pk}",
        tone="wait" if silent else row["tone"],
        note="" if silent else f"{row['count']}件",
    )


def _asked(request: CallerRequest) -> dict[str, str]:
    return {key: request.GET.get(key, "").strip()[:40] for key in ("township", "q", "state", "only")}


def _shown(rows: list[dict[str, Any]], asked: dict[str, str]) -> list[dict[str, Any]]:
    """The rows that fit. A county has some hundred points: filtered here, the tiles stay whole."""
    return [
        row
        for row in rows
        if (not asked["township"] or row["point"].township_code == asked["township"])
        and (not asked["q"] or asked["q"] in row["point"].name or asked["q"] in row["point"].code)
        and (not asked["state"] or row["point"].state == asked["state"])
        and (asked["only"] != "silent" or (not row["count"] and row["point"].state != PointState.CLOSED))
        and (asked["only"] != "demonstration" or row["point"].demonstration)
    ]


@needs(Ability.NETWORK_READ)
def points(request: CallerRequest) -> HttpResponse:
    """All points of the area, with filters; a township's tile narrows the table to it."""
    asked = _asked(request)
    rows = _rows(request, points_within(request.caller))
    tiles = []
    for place in townships():
        own = [row for row in rows if row["point"].township_code == place.code]
        if own:
            tiles.append(
                {
                    "place": place,
                    "points": len(own),
                    "count": sum(row["count"] for row in own),
                    "silent": sum(1 for row in own if not row["count"]),
                    "current": place.code == asked["township"],
                }
            )
    shown = _shown(rows, asked)
    context = {
        "rows": shown,
        "dots": [_dot(row) for row in shown],
        "legend": LEGEND,
        "tiles": tiles,
        "asked": asked,
        "states": PointState.choices,
        "total": len(rows),
        "silent_days": SILENT_DAYS,
        "query": request.GET.urlencode(),
    }
    return render(request, "oversight/points.html", context)


@needs(Ability.NETWORK_READ)
def export(request: CallerRequest) -> HttpResponse:
    """The filtered points as a workbook; exporting is audited."""
    asked = _asked(request)
    rows = _shown(_rows(request, points_within(request.caller)), asked)
    columns = [
        Column("code", "编号", width=18),
        Column("name", "服务点", width=28),
        Column("village", "所在地", width=20),
        Column("state", "状态", width=12),
        Column("demonstration", "示范服务点", width=12),
        Column("count", f"近{SILENT_DAYS}天受理（件）", kind="int", width=16),
    ]
    lines = (
        {
            "code": row["point"].code,
            "name": row["point"].name,
            "village": row["point"].division.full_name,
            "state": row["state"],
            "demonstration": "是" if row["point"].demonstration else "",
            "count": row["count"],
        }
        for row in rows
    )
    content = write_workbook([Sheet("服务网络", columns, lines, heading="服务网络")])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="network.exported",
            object_type="network",
            object_id="points",
            detail=asked,
        )
    return workbook_response(content, f"服务网络{timezone.localdate():%Y%m%d}.xlsx")
