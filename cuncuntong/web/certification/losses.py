"""Losses of eligibility that were noticed, until they were dealt with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.ledgers.certification.enums import LossState
from cuncuntong.ledgers.certification.models import Loss
from cuncuntong.ledgers.certification.services import close_loss
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.certification.shared import (
    CERTIFY,
    LINE,
    MANAGE,
    PAGE,
    left_words,
    places_of,
    sections,
)


@needs(CERTIFY, line=LINE)
@require_safe
def losses(request: CallerRequest) -> HttpResponse:
    """Open ones by the day on which they are due; with ``state`` the others, the newest first."""
    return _page(request)


def _page(request: CallerRequest, problem: LedgerRefused | None = None) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in LossState.values else LossState.OPEN.value
    rows = request.caller.limit(CERTIFY, Loss.objects.filter(state=state), line=LINE)
    rows = rows.annotate(draws_employee=F("resident__beneficiary__draws_employee"))
    rows = rows.select_related("resident", "actor", "closed_by")
    before = whole(request.GET.get("after", ""))
    if state != LossState.OPEN and before is not None:
        rows = rows.filter(pk__lt=before)
    ordered = rows.order_by("due_on", "pk") if state == LossState.OPEN else rows.order_by("-pk")
    most = 500 if state == LossState.OPEN else PAGE
    page = list(ordered[: most + 1])
    shown, today, places = page[:most], timezone.localdate(), places_of(request.caller)
    more = len(page) > most and state != LossState.OPEN
    context: dict[str, Any] = {
        "rows": [
            {
                "row": row,
                "place": places.full(row.village_code),
                "left": left_words(row.due_on, today),
                "tone": "bad" if row.due_on < today else "wait",
                "item": "24" if row.draws_employee else "37",  # type: ignore[attr-defined]
            }
            for row in shown
        ],
        "tabs": [
            {"label": label, "url": f"?state={value}", "current": value == state, "count": None}
            for value, label in LossState.choices
        ],
        "open": state == LossState.OPEN,
        "cut": len(page) > most and state == LossState.OPEN,
        "next_url": f"?state={state}&after={shown[-1].pk}" if more else "",
        "first_url": f"?state={state}" if request.GET.get("after") else "",
        "may_close": request.caller.can(MANAGE, LINE),
        "may_file": request.caller.can(Ability.CASE_FILE),
        "sections": sections(request.caller, "certification:losses"),
        "problems": [{"label": "怎样办结", "what": problem.message, "remedy": problem.remedy}]
        if problem
        else [],
        "form_errors": bool(problem),
    }
    return render(request, "certification/losses.html", context, status=422 if problem else 200)


@needs(MANAGE, line=LINE)
@require_POST
def close(request: CallerRequest, pk: int) -> HttpResponse:
    """Closes one: dealt with, or without ground."""
    row = fetch(request.caller, MANAGE, Loss.objects.all(), line=LINE, pk=pk)
    try:
        close_loss(
            caller=request.caller,
            loss=row,
            groundless=request.POST.get("move") == "groundless",
            words=request.POST.get("words", ""),
            today=timezone.localdate(),
        )
    except LedgerRefused as refused:
        return _page(request, refused)
    messages.success(request, "线索已办结。")
    return redirect("certification:losses")
