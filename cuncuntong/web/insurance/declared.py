"""What was declared here and is followed until the province has done it, and what late figures make wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.foundation.money import format_yuan
from cuncuntong.ledgers.insurance.enums import DeclaredState
from cuncuntong.ledgers.insurance.models import FlexibleDeclaration, PensionStop
from cuncuntong.ledgers.insurance.selectors.flexible import outdated, renewals
from cuncuntong.ledgers.insurance.services import redeclare
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.insurance.shared import LINE, PAGE, READ, TONES, before_of, next_url, sections
from cuncuntong.web.places import places_within


def _state(request: CallerRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in DeclaredState.values else ""


@needs(READ, line=LINE)
@require_safe
def declarations(request: CallerRequest) -> HttpResponse:
    """Flexible workers' enrolments of the caller's area, the newest first."""
    return _listing(
        request,
        "insurance:declared",
        "insurance/declared.html",
        FlexibleDeclaration.objects.all(),
        DeclaredState.choices,
    )


@needs(READ, line=LINE)
@require_safe
def stops(request: CallerRequest) -> HttpResponse:
    """Suspensions and resumptions of the caller's area, the newest first."""
    states = [one for one in DeclaredState.choices if one[0] != DeclaredState.REPLACED]
    return _listing(
        request, "insurance:stops", "insurance/stops.html", PensionStop.objects.defer("evidence"), states
    )


def _listing(
    request: CallerRequest, tab: str, template: str, rows: QuerySet[Any], states: Sequence[tuple[str, str]]
) -> HttpResponse:
    state, before = _state(request), before_of(request)
    rows = request.caller.limit(READ, rows, line=LINE)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows.select_related("resident").order_by("-pk")[: PAGE + 1])
    places = places_within(request.caller, READ)
    context = {
        "tabs": sections(tab),
        "state": state,
        "states": states,
        "rows": [
            {"row": row, "tone": TONES[row.state], "place": places.full(row.village_code)}
            for row in found[:PAGE]
        ],
        "next_url": next_url(found, state=state),
    }
    return render(request, template, context)


@needs(READ, line=LINE)
@require_safe
def late(request: CallerRequest) -> HttpResponse:
    """Enrolments whose year has other figures by now, with what they come to under those."""
    before = before_of(request)
    rows, figures = outdated(request.caller.limit(READ, FlexibleDeclaration.objects.all(), line=LINE))
    rows = rows.order_by("-pk")
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows[: PAGE + 1])
    places = places_within(request.caller, READ)
    may = request.caller.can(Ability.CASE_FILE, LINE)
    context = {
        "tabs": sections("insurance:late"),
        "rows": [
            {
                "one": one,
                "place": places.full(one.row.village_code),
                "may": may and one.row.state == DeclaredState.AGREED,
            }
            for one in renewals(found[:PAGE], figures, timezone.localdate())
        ],
        "next_url": next_url(found),
    }
    return render(request, "insurance/late.html", context)


@needs(Ability.CASE_FILE, line=LINE)
@require_POST
def again(request: CallerRequest, pk: int) -> HttpResponse:
    """Declares anew by the year's figures, once the person was told."""
    try:
        row = redeclare(caller=request.caller, declaration=pk, at=timezone.now())
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(
            request,
            f"已按新标准重报：基数{format_yuan(row.base)}元，每月{format_yuan(row.monthly)}元，等上级办理。",
        )
    return redirect("insurance:late")
