"""A year's interest on screen: begun, looked at with its totals, confirmed by another person, taken back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.ledgers.bookkeeping.enums import InterestState
from cuncuntong.ledgers.bookkeeping.models import InterestRun
from cuncuntong.ledgers.bookkeeping.services import (
    begin_interest,
    cancel_interest,
    confirm_interest,
    reverse_interest,
)
from cuncuntong.ledgers.bookkeeping.services.interest import other_rate, percent
from cuncuntong.ledgers.bookkeeping.services.manual import PENSION, POST
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.rules.pension.interest import RULE
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.cut import first_of
from cuncuntong.web.pensions.accounts import shown_number

S = InterestState
TONES = {
    S.POSTED: "good",
    S.PREVIEWED: "wait",
    S.TAKING_BACK: "wait",
    S.STOPPED: "bad",
    S.COMPUTING: "info",
    S.POSTING: "info",
    S.REVERSING: "info",
}
PAGE = 50
MOST = 100


class BeginForm(forms.Form):
    """Which year of which scheme."""

    scheme = forms.ChoiceField(
        label="险种", choices=Scheme.choices, error_messages={"invalid_choice": "请重新选择险种。"}
    )
    year = forms.IntegerField(
        label="年度",
        min_value=2009,
        max_value=2100,
        error_messages={
            "required": "请填写年度。",
            "invalid": "应填4位年份。",
            "min_value": "应填2009年以后的年份。",
            "max_value": "应填4位年份。",
        },
    )


@needs(POST, line=PENSION)
@require_http_methods(["GET", "POST"])
def listing(request: CallerRequest) -> HttpResponse:
    """Years that were worked out, and the beginning of another."""
    form = BeginForm(request.POST or None, initial={"year": timezone.localdate().year - 1})
    if request.method == "POST" and form.is_valid():
        try:
            run = begin_interest(caller=request.caller, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error("year", f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "正在计算利息，只预览，不记账。")
            return redirect("pensions:interest_run", run.pk)
    rows = request.caller.limit(POST, InterestRun.objects.select_related("begun_by"), line=PENSION)
    shown, cut = first_of(rows, MOST, "更早年度的没有列出")
    context = {
        "form": form,
        "rows": [{"row": row, "tone": TONES.get(S(row.state), "neutral")} for row in shown],
        "cut": cut,
        "rule": RULE,
    }
    return render(request, "pensions/interest.html", context, status=422 if form.errors else 200)


def _fetched(request: CallerRequest, pk: int) -> InterestRun:
    rows = InterestRun.objects.select_related("begun_by", "posted_by", "reversed_by", "reversal_confirmed_by")
    return fetch(request.caller, POST, rows, line=PENSION, pk=pk)


@needs(POST, line=PENSION)
@require_GET
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """A run with its totals and its lines; while it is under way htmx asks again every two seconds."""
    run = _fetched(request, pk)
    part = "pensions/_interest_state.html" if request.headers.get("HX-Request") else ""
    return render(request, part or "pensions/interest_run.html", _context(request, run))


def _rate_now(run: InterestRun, state: S) -> Decimal | None:
    """Another rate than the run's, where that still matters."""
    return other_rate(run) if state in (S.PREVIEWED, S.POSTED, S.STOPPED) else None


def _context(request: CallerRequest, run: InterestRun, problem: str = "") -> dict[str, Any]:
    state, me = S(run.state), request.caller.account.pk
    lines = run.lines.select_related("account__resident").order_by("account")
    if (after := whole(request.GET.get("after", ""))) is not None:
        lines = lines.filter(account__gt=after)
    found = [] if state == S.COMPUTING else list(lines[: PAGE + 1])
    return {
        "run": run,
        "tone": TONES.get(state, "neutral"),
        "percent": percent(run.rate),
        "rate_now": percent(now) if (now := _rate_now(run, state)) is not None else "",
        "under_way": state in (S.COMPUTING, S.POSTING, S.REVERSING),
        "lines": [{"row": line, "number": shown_number(line.account)} for line in found[:PAGE]],
        "next_url": f"?after={found[PAGE - 1].account_id}" if len(found) > PAGE else "",
        "may_confirm": state == S.PREVIEWED and run.begun_by_id != me,
        "wait_for_other": state == S.PREVIEWED and run.begun_by_id == me,
        "may_cancel": state in (S.PREVIEWED, S.COMPUTING)
        or (state == S.STOPPED and run.posted_by_id is None),
        "may_reverse": state in (S.POSTED, S.STOPPED) and run.posted_by_id is not None,
        "corrections": run.corrections.count() if run.reversed_by_id else 0,
        "taking_back": state == S.TAKING_BACK,
        "may_confirm_reversal": state == S.TAKING_BACK and run.reversed_by_id != me,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "rule": RULE,
        "form_errors": bool(problem),
    }


@needs(POST, line=PENSION)
@require_POST
def act(request: CallerRequest, pk: int) -> HttpResponse:
    """Confirms, gives up, or takes back."""
    run = _fetched(request, pk)
    move = request.POST.get("act", "")
    try:
        if move == "confirm":
            confirm_interest(caller=request.caller, run=run)
            messages.success(request, "已确认，正在记账。可以离开这个页面。")
        elif move == "cancel":
            cancel_interest(caller=request.caller, run=run)
            messages.success(request, "这次预览已作废。")
        elif move == "reverse":
            run = reverse_interest(caller=request.caller, run=run, reason=request.POST.get("reason", ""))
            if run.state == S.TAKING_BACK:
                messages.warning(request, "有账户的利息已经付出，已列出。请逐户核对，由另一人确认后撤销。")
                return redirect("pensions:taking_back", pk)
            messages.success(request, "已开始整批撤销。")
        else:
            messages.error(request, "没有办理。请选择要办的事。")
    except LedgerRefused as refused:
        context = _context(request, run, f"{refused.message}{refused.remedy}")
        return render(request, "pensions/interest_run.html", context, status=422)
    return redirect("pensions:interest_run", pk)
