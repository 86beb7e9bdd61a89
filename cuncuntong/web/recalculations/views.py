"""Recalculations: the list, what a value affects, one with its totals and a sample, and the decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.ledgers.recalculations import services
from cuncuntong.ledgers.recalculations.affected import FIGURES, paid_items, paid_span
from cuncuntong.ledgers.recalculations.enums import RecalculationState
from cuncuntong.ledgers.recalculations.models import Recalculation, RecalculationRow
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import ParameterValue
from cuncuntong.network.parameters import current
from cuncuntong.rules.parameters import InvalidValue, UnknownParameter, value_text
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole

LINE = Line.RESIDENT_PENSION
READ, PREPARE, APPROVE = Ability.PAY_READ, Ability.PAY_PREPARE, Ability.PAY_APPROVE
PAGE = 50
_IN_BACKGROUND = "正在后台逐人核对{}人已发的待遇，核对无误后确认，结果在本页显示。"
TONES = {
    RecalculationState.COMPUTING: "info",
    RecalculationState.DRAFTED: "wait",
    RecalculationState.CONFIRMING: "info",
    RecalculationState.CONFIRMED: "good",
    RecalculationState.DROPPED: "neutral",
}


def counties(caller: Caller, ability: str = READ) -> list[str]:
    """The counties whose payments the caller sees."""
    return sorted({grant.code[:6] for grant in caller.with_ability(ability, LINE) if len(grant.code) >= 6})


def visible(caller: Caller) -> QuerySet[Recalculation]:
    """The recalculations of those counties."""
    rows = Recalculation.objects.filter(county_code__in=counties(caller))
    return rows.select_related("value", "begun_by", "decided_by")


def seen(request: CallerRequest, pk: int) -> Recalculation:
    """One of them. Raises NotVisible."""
    row = visible(request.caller).filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有找到这次重算，或不在您的服务范围内。")
    return row


@needs(READ, line=LINE)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """The newest first, and values of pensions that may call for one."""
    rows = visible(request.caller)
    before = whole(request.GET.get("after", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    got = list(rows[: PAGE + 1])
    context = {
        "rows": [
            {"row": row, "name": name_of(row.key), "tone": TONES[RecalculationState(row.state)]}
            for row in got[:PAGE]
        ],
        "next_url": f"?after={got[PAGE - 1].pk}" if len(got) > PAGE else "",
        "values": _recent_values(),
    }
    return render(request, "recalculations/list.html", context)


def _recent_values() -> list[dict[str, Any]]:
    """Confirmed values of pensions that began before they were confirmed, the last ones."""
    rows = ParameterValue.objects.filter(
        key__in=FIGURES, confirmed_at__isnull=False, withdrawn_at__isnull=True
    ).order_by("-confirmed_at")[:10]
    return [
        {"row": row, "name": name_of(row.key), "text": text_of(row)}
        for row in rows
        if row.confirmed_at is not None and row.starts_on <= row.confirmed_at.date()
    ]


@needs(READ, line=LINE)
@require_safe
def affected(request: CallerRequest, value: int) -> HttpResponse:
    """What a confirmed value means for months that were paid, before anything is computed."""
    row = _value(value)
    county = (counties(request.caller) or [""])[0]
    span = paid_span(row, county)
    context: dict[str, Any] = {
        "value": row,
        "name": name_of(row.key),
        "text": text_of(row),
        "of_pensions": row.key in FIGURES,
        "in_force": row.confirmed_at is not None and row.withdrawn_at is None,
        "span": span,
        "known": list(visible(request.caller).filter(value=row)[:10]),
        "may_begin": request.caller.can(PREPARE, LINE),
    }
    if span is not None:
        months = paid_items(county, FIGURES[row.key]).filter(month__gte=span[0], month__lte=span[1])
        context["paid"] = months.aggregate(total=Sum("amount"))["total"]
    return render(request, "recalculations/affected.html", context)


@needs(PREPARE, line=LINE)
@require_POST
def begin(request: CallerRequest, value: int) -> HttpResponse:
    """Begins the list in the background."""
    county = (counties(request.caller, PREPARE) or [""])[0]
    try:
        row = services.begin(caller=request.caller, value_id=value, county_code=county)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("recalculations:affected", value)
    return redirect("recalculations:one", row.pk)


@needs(READ, line=LINE)
@require_safe
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """Totals by month, the rows by key, and the decision."""
    row = seen(request, pk)
    rows = row.rows.select_related("resident")
    after = whole(request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    got = list(rows.order_by("pk")[: PAGE + 1])
    own = row.begun_by_id == request.caller.account.pk
    confirming = row.state == RecalculationState.CONFIRMING
    open_ = confirming or row.state in (RecalculationState.COMPUTING, RecalculationState.DRAFTED)
    context = {
        "row": row,
        "name": name_of(row.key),
        "text": text_of(row.value),
        "tone": TONES[RecalculationState(row.state)],
        "months": _by_month(row),
        "rows": got[:PAGE],
        "next_url": f"?after={got[PAGE - 1].pk}" if len(got) > PAGE else "",
        "first_url": "?" if after is not None else "",
        "own": own,
        "may_confirm": row.state == RecalculationState.DRAFTED and request.caller.can(APPROVE, LINE),
        "may_drop": open_ and request.caller.can(PREPARE, LINE),
        "most": row.people if confirming else row.to_check,
        "words": f"已核对{row.checked:,}/{row.people if confirming else row.to_check:,}人",
        "computing": row.state == RecalculationState.COMPUTING,
        "confirming": confirming,
    }
    return render(request, "recalculations/one.html", context)


def _by_month(row: Recalculation) -> list[dict[str, Any]]:
    found: Any = (
        row.rows.order_by("month")
        .values("month")
        .annotate(
            people=Count("pk"),
            more=Sum("difference", filter=Q(difference__gt=0)),
            less=Sum("difference", filter=Q(difference__lt=0)),
            settled=Sum("settled"),
        )
    )
    return list(found)


@needs(APPROVE, line=LINE)
@require_POST
def confirm(request: CallerRequest, pk: int) -> HttpResponse:
    """A second person lets the differences go into the next run."""
    try:
        row = services.confirm(
            caller=request.caller, recalculation_id=pk, reason=request.POST.get("reason", "")
        )
        if row.state == RecalculationState.CONFIRMING:
            messages.success(request, _IN_BACKGROUND.format(row.people))
        else:
            messages.success(request, f"已确认：{row.people}人的差额从下一次发放起补发或扣回。")
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    return redirect("recalculations:one", pk)


@needs(PREPARE, line=LINE)
@require_POST
def drop(request: CallerRequest, pk: int) -> HttpResponse:
    """Gives it up."""
    try:
        services.drop(caller=request.caller, recalculation_id=pk, reason=request.POST.get("reason", ""))
        messages.success(request, "已放弃这次重算，没有补发也没有扣回。")
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    return redirect("recalculations:one", pk)


def _value(pk: int) -> ParameterValue:
    row = ParameterValue.objects.select_related("proposed_by", "confirmed_by").filter(pk=pk).first()
    if row is None:
        raise NotVisible("没有找到这条参数值，请刷新页面。")
    return row


def name_of(key: str) -> str:
    """A parameter's name; its key where this version has none of it."""
    try:
        return current().definition(key).name
    except UnknownParameter:
        return key


def text_of(row: ParameterValue) -> str:
    """A value with its unit."""
    try:
        definition = current().definition(row.key)
        return value_text(definition.kind.parse(row.value), definition.unit, definition.kind)
    except (UnknownParameter, InvalidValue):
        return str(row.value)


def rows_of(row: Recalculation) -> QuerySet[RecalculationRow]:
    """All rows with their people, for the workbook."""
    return row.rows.select_related("resident").order_by("pk")
