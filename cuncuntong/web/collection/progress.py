"""How far this year's collection is, by township or village; posting subsidies that come later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.collection.selectors.progress import progress as count
from cuncuntong.ledgers.collection.selectors.progress import total, without_subsidy
from cuncuntong.ledgers.collection.services import begin_missing_subsidies
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.collection.shared import (
    COLLECT,
    PENSION,
    SCHEMES,
    asked_of,
    places_of,
    tabs,
    toolbar,
    year_of,
)
from cuncuntong.web.downloads import workbook_response


def _asked(request: CallerRequest) -> dict[str, Any]:
    asked = asked_of(request, "scheme", "year")
    if asked["scheme"] not in Scheme.values:
        asked["scheme"] = Scheme.BASIC.value
    places, year = places_of(request.caller), year_of(asked)
    by_township = len(places.townships) > 1 and not asked["township"]
    rows = count(
        request.caller,
        asked["scheme"],
        year,
        township=asked["township"],
        by="township_code" if by_township else "village_code",
    )
    return {"asked": asked, "places": places, "year": year, "rows": rows, "by_township": by_township}


@needs(COLLECT, line=PENSION)
@require_safe
def progress(request: CallerRequest) -> HttpResponse:
    """Figures, a chart with its table, and the rows behind each figure."""
    known = _asked(request)
    asked, places, year = known["asked"], known["places"], known["year"]
    page = reverse("collection:progress")
    names = "village" if not known["by_township"] else "township"
    rows = []
    for one in known["rows"]:
        url = (
            f"{page}?township={one.code}&scheme={asked['scheme']}&year={year}"
            if known["by_township"]
            else f"{reverse('collection:village')}?village={one.code}&scheme={asked['scheme']}"
        )
        rows.append((one, places.short(one.code), url))
    may_post = request.caller.can(Ability.PENSION_POST, PENSION)
    this = timezone.localdate().year
    context = {
        **toolbar(places, asked),
        "tabs": tabs(request.caller, "collection:progress"),
        "rows": rows,
        "total": total(known["rows"]),
        "chart": [(name, one.share, url) for one, name, url in rows],
        "place_word": "乡镇" if names == "township" else "村（社区）",
        "schemes": SCHEMES,
        "years": range(this, this - 4, -1),
        "year": year,
        "unsubsidised": without_subsidy(request.caller, year).count() if may_post else 0,
        "query": f"township={asked['township']}&scheme={asked['scheme']}&year={year}",
    }
    return render(request, "collection/progress.html", context)


@needs(COLLECT, line=PENSION)
@require_safe
def export(request: CallerRequest) -> HttpResponse:
    """The table as Excel."""
    known = _asked(request)
    places, year = known["places"], known["year"]
    columns = [
        Column("place", "地方", width=24),
        Column("should", "应缴人数", kind="int"),
        Column("paid", "已缴人数", kind="int"),
        Column("ordered", "已开通知待缴", kind="int"),
        Column("left", "未开通知", kind="int"),
        Column("share", "缴费率（%）", kind="int"),
        Column("amount_should", "应缴金额（元）", kind="money", width=18),
        Column("amount_paid", "已缴金额（元）", kind="money", width=18),
    ]
    keys = [column.key for column in columns[1:]]
    lines = [
        {"place": places.short(one.code), **{key: getattr(one, key) for key in keys}} for one in known["rows"]
    ]
    sums = total(known["rows"])
    lines.append({"place": "合计", **{key: getattr(sums, key) for key in keys}})
    title = f"{year}年度{dict(SCHEMES)[known['asked']['scheme']]}征缴进度"
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="collection.exported",
            object_type="collection",
            object_id="progress",
            detail={"year": year, "rows": len(lines)},
        )
    return workbook_response(
        write_workbook([Sheet("征缴进度", columns, lines, heading=title)]), f"{title}.xlsx"
    )


@needs(Ability.PENSION_POST, line=PENSION)
@require_POST
def subsidies(request: CallerRequest) -> HttpResponse:
    """Posts the subsidies of a year that did not come with the arrival."""
    year = year_of(asked_of(request, "year"))
    done = begin_missing_subsidies(caller=request.caller, year=year, today=timezone.localdate())
    if done is None:
        messages.success(request, f"{year}年度政府补贴较多，正在后台补记，完成后本页的数字会变。")
    elif done:
        messages.success(request, f"已补记{done}笔{year}年度政府补贴。")
    else:
        messages.warning(
            request, f"没有可以补记的{year}年度政府补贴：该年度没有录入补贴标准的，请先核定参数。"
        )
    return redirect(f"{reverse('collection:progress')}?year={year}")
