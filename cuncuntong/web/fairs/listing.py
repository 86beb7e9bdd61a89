"""Fairs for who works here: the list with its map, one fair, the export of what came of them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.fairs import selectors
from cuncuntong.ledgers.fairs.enums import FairKind, FairState, FairWay
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.words import place_words
from cuncuntong.ledgers.jobs.posting_words import pay_words, public_name
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.selectors import townships
from cuncuntong.web.access import needs, signed_in
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.fairs import shared

TABS = {
    "coming": "未结束",
    "over": "已结束",
    "cancelled": "已取消",
    "drafts": "草稿",
}
COLUMNS = (
    Column("title", "招聘会", width=28),
    Column("starts", "开始", kind="datetime", width=18),
    Column("way", "形式", width=12),
    Column("where", "地点", width=28),
    Column("state", "状态", width=10),
    Column("signed", "报名单位", kind="int", width=10),
    Column("brought", "报名岗位", kind="int", width=10),
    Column("plan_employers", "计划单位", kind="int", width=10),
    Column("held_employers", "到场单位", kind="int", width=10),
    Column("plan_postings", "计划岗位", kind="int", width=10),
    Column("held_postings", "提供岗位", kind="int", width=10),
    Column("plan_people", "计划到场", kind="int", width=10),
    Column("held_people", "到场人数", kind="int", width=10),
    Column("plan_agreements", "计划意向", kind="int", width=10),
    Column("held_agreements", "达成意向", kind="int", width=10),
)


def _tab(rows: QuerySet[Fair], tab: str) -> QuerySet[Fair]:
    now = timezone.now()
    if tab == "drafts":
        return rows.filter(state=FairState.DRAFT).order_by("starts_at", "pk")
    if tab == "cancelled":
        return rows.filter(state=FairState.CANCELLED).order_by("-starts_at", "-pk")
    over = rows.filter(state=FairState.HELD) | rows.filter(state=FairState.PUBLISHED, ends_at__lt=now)
    if tab == "over":
        return over.order_by("-starts_at", "-pk")
    return rows.filter(state=FairState.PUBLISHED, ends_at__gte=now).order_by("starts_at", "pk")


@signed_in
def listing(request: Any) -> HttpResponse:
    """Fairs by time, filtered, on a map too; drafts for who organises."""
    may = shared.may_manage(request.caller)
    tab = request.GET.get("tab", "coming")
    tab = tab if tab in TABS and (may or tab != "drafts") else "coming"
    asked = shared.asked(request.GET)
    rows = _tab(selectors.asked_for(selectors.visible(request.caller), asked), tab)
    found, previous_url, next_url = shared.paged(request.GET, selectors.with_counts(rows))
    shown = [shared.row(fair, reverse("fairs:detail", args=[fair.pk])) for fair in found]
    context = {
        "rows": shown,
        "dots": shared.dots(shown),
        "legend": shared.LEGEND,
        "tabs": [
            {"label": label, "url": f"?tab={key}", "current": key == tab, "count": None}
            for key, label in TABS.items()
            if may or key != "drafts"
        ],
        "tab": tab,
        "asked": asked,
        "townships": townships(),
        "kinds": FairKind.choices,
        "ways": FairWay.choices,
        "may": may,
        "may_export": may or request.caller.can(Ability.EMPLOYMENT_FIGURES),
        "query": request.GET.urlencode(),
        "previous_url": previous_url,
        "next_url": next_url,
    }
    return render(request, "fairs/listing.html", context)


@signed_in
def detail(request: Any, pk: int) -> HttpResponse:
    """One fair: when and where, who comes with what, plan and outcome, what can be done with it."""
    fair = selectors.visible(request.caller).filter(pk=pk).first()
    if fair is None:
        raise Http404
    stands = selectors.stands_of(fair)
    words, tone = shared.state_words(fair)
    may = _may(request.caller, fair)
    context = {
        **shared.row(fair, reverse("fairs:detail", args=[fair.pk])),
        "state_words": words,
        "tone": tone,
        "stands": [
            {
                "stand": stand,
                "name": stand.employer.name if may else public_name(stand.employer),
                "postings": [(one.posting, pay_words(one.posting)) for one in stand.brought.all()],
            }
            for stand in stands
        ],
        "counted": selectors.counted(fair),
        "compared": selectors.compared(fair),
        "interested": fair.interests.count(),
        "events": fair.events.select_related("actor").order_by("-pk")[:30] if may else [],
        "may": may,
        "public_address": shared.public_address(fair),
        "dots": shared.dots([shared.row(fair, "")]),
    }
    return render(request, "fairs/detail.html", context)


def _may(caller: Any, fair: Fair) -> bool:
    return bool(
        caller.covers(
            Ability.FAIR_MANAGE,
            village=fair.village_code,
            township=fair.township_code,
            county=fair.county_code,
            line=Line.EMPLOYMENT,
        )
    )


@needs(Ability.FAIR_MANAGE, Ability.EMPLOYMENT_FIGURES)
def export(request: Any) -> HttpResponse:
    """The filtered fairs with plan and outcome as a workbook; exporting is audited."""
    asked = shared.asked(request.GET)
    rows = selectors.asked_for(selectors.visible(request.caller), asked).exclude(state=FairState.DRAFT)
    fairs = selectors.with_counts(rows).order_by("starts_at", "pk")
    lines = (_line(fair) for fair in fairs.iterator(500))
    content = write_workbook([Sheet("招聘会", COLUMNS, lines, heading="招聘会情况")])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="fair.exported",
            object_type="fairs.Fair",
            object_id="list",
            detail={key: str(value) for key, value in vars(asked).items() if value},
        )
    return workbook_response(content, f"招聘会{timezone.localdate():%Y%m%d}.xlsx")


def _line(fair: Any) -> dict[str, Any]:
    figures = {
        column.key: getattr(fair, column.key)
        for column in COLUMNS
        if column.key.startswith(("plan_", "held_"))
    }
    return {
        **figures,
        "title": fair.title,
        "starts": fair.starts_at,
        "way": fair.get_way_display(),
        "where": place_words(fair),
        "state": shared.state_words(fair)[0],
        "signed": fair.employers_count,
        "brought": fair.postings_count,
    }
