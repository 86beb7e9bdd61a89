"""The employment home: figures with their rows, charts with their tables, exports."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Sheet, write_workbook
from cuncuntong.ledgers.jobs.selectors.figures import MEASURE_NAMES, MEASURE_WORDS, MEASURES, SEEKERS
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.employment.charts import (
    by_reason_and_age,
    by_township,
    lacking_seats,
    lines,
    sheets,
    stats,
    wishes_url,
)
from cuncuntong.web.employment.figures import (
    KEPT_SECONDS,
    PERIODS,
    Asked,
    EmploymentFigures,
    employment_figures,
    is_wide,
)

ALL = "all"
MORE_WORDS = (
    ("在求职", "现在状态为“求职中”、有效期未过的求职登记。"),
    (
        "在招岗位",
        "现在公开显示的招聘信息：审核通过、用工主体已核验、有效期未过。还需人数为招用人数减已招到人数。",
    ),
    ("登记失业", "现在有效的失业登记，按登记时居民所在地分。年龄按今天的周岁算。"),
    (
        "培训",
        "等待：还没有安排到班的培训意向；空位：今天以后开班的班还剩的名额，全县的班都算，哪个乡镇的人都可以去；缺：等待人数减空位。",
    ),
    ("增减", "与上一个同样长的时段、同样的天数相比。例如今天是12日，本月1至12日与上月1至12日相比。"),
)


@needs(Ability.EMPLOYMENT_FIGURES, line=Line.EMPLOYMENT)
def home(request: CallerRequest) -> HttpResponse:
    """The figures of the caller's area."""
    asked = _asked(request)
    known = employment_figures(request.caller, asked)
    measure = request.GET.get("by", "")
    measure = measure if measure in MEASURES else SEEKERS
    context: dict[str, Any] = {
        "known": known,
        "wide": is_wide(request.caller),
        "periods": PERIODS.items(),
        "stats": stats(request.caller, known),
        "lines": lines(known),
        "by": measure,
        "tabs": [
            {
                "label": MEASURE_NAMES[one],
                "url": f"?{_kept(asked, by=one)}#places",
                "current": one == measure,
            }
            for one in MEASURES
        ],
        "places": by_township(known, measure),
        "unemployed": by_reason_and_age(known),
        "demand": _demand(request, known),
        "lacking": lacking_seats(request.caller, known),
        "words": [(MEASURE_NAMES[one], MEASURE_WORDS[one]) for one in MEASURES] + list(MORE_WORDS),
        "minutes": KEPT_SECONDS // 60,
        "query": _kept(asked),
    }
    return render(request, "employment/home.html", context)


def _demand(request: CallerRequest, known: EmploymentFigures) -> list[dict[str, Any]] | None:
    if known.demand is None:
        return None
    return [{"row": one, "url": wishes_url(request.caller, one.occupation)} for one in known.demand]


def _asked(request: CallerRequest) -> Asked:
    period = whole(request.GET.get("period", ""))
    return Asked(
        period if period in PERIODS else 1,
        request.GET.get("township", "").strip()[:9],
    )


def _kept(asked: Asked, **more: str) -> str:
    told = {"period": "" if asked.period == 1 else str(asked.period), "township": asked.township, **more}
    return urlencode({key: value for key, value in told.items() if value})


@needs(Ability.EMPLOYMENT_FIGURES, line=Line.EMPLOYMENT)
def export(request: CallerRequest, chart: str) -> HttpResponse:
    """One chart's table as a workbook, or all of them in one; exporting is audited."""
    asked = _asked(request)
    known = employment_figures(request.caller, asked)
    made = sheets(request.caller, known, _heading(request, known))
    chosen: list[Sheet] = list(made.values()) if chart == ALL else [made[chart]] if chart in made else []
    if not chosen:
        raise Http404
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="figures.exported",
            object_type="figures",
            object_id=f"employment.{chart}",
            detail={"period": asked.period, "township": asked.township},
        )
    name = "就业统计" if chart == ALL else chosen[0].title
    return workbook_response(write_workbook(chosen), f"{name}{timezone.localdate():%Y%m%d}.xlsx")


def _heading(request: CallerRequest, known: EmploymentFigures) -> tuple[str, ...]:
    names = {place.code: place.name for place in known.places}
    area = names.get(known.asked.township, "") or request.caller.place_name
    return (
        f"范围：{area}",
        f"时段：{PERIODS[known.asked.period]}",
        f"截至：{timezone.localtime(known.as_of):%Y-%m-%d %H:%M}",
    )
