"""The nightly proof on screen: what it proved, what is off, and what a person found out about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.ledgers.bookkeeping.enums import ProofState
from cuncuntong.ledgers.bookkeeping.models import BookFinding, ProofRun
from cuncuntong.ledgers.bookkeeping.services import ask_for_proof, settle_finding
from cuncuntong.ledgers.bookkeeping.services.manual import PENSION, POST
from cuncuntong.ledgers.bookkeeping.services.settling import LASTING
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.home.lines import Counted
from cuncuntong.web.pensions.accounts import shown_number

PAGE = 50
RUNS = 14


def books_off(caller: Caller) -> list[Counted]:
    """For the home page: accounts that are off."""
    if not caller.can(POST, PENSION):
        return []
    url = reverse("pensions:books")
    return [Counted("养老账户异常", _open(caller), url, "bad", "夜间核对发现，请核查", "户")]


def _open(caller: Caller) -> Any:
    return caller.limit(POST, BookFinding.objects.filter(settled_at__isnull=True), line=PENSION)


@needs(POST, line=PENSION)
@require_GET
def books(request: CallerRequest) -> HttpResponse:
    """What the last walks proved, and every open finding."""
    runs = list(ProofRun.objects.order_by("-pk")[:RUNS])
    under_way = next((run for run in runs if run.state == ProofState.RUNNING), None)
    state = {"under_way": under_way, "to_prove": PensionAccount.objects.count() if under_way else 0}
    if request.headers.get("HX-Request") and under_way:
        return render(request, "pensions/_proof_state.html", state)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    rows = _open(request.caller).select_related("account__resident").order_by("pk")
    if (after := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows[: PAGE + 1])
    context = {
        **state,
        "runs": runs,
        "last": next((run for run in runs if run.finished_at), None),
        "rows": [
            {"row": row, "number": shown_number(row.account), "lasting": row.kind in LASTING}
            for row in found[:PAGE]
        ],
        "next_url": f"?after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
    }
    return render(request, "pensions/books.html", context)


@needs(POST, line=PENSION)
@require_POST
def prove(request: CallerRequest) -> HttpResponse:
    """Begins a proof now, in the background."""
    ask_for_proof(caller=request.caller)
    messages.success(request, "已开始核对，可以离开本页，核对完在这里查看。")
    return redirect("pensions:books")


@needs(POST, line=PENSION)
@require_http_methods(["GET", "POST"])
def settle(request: CallerRequest, pk: int) -> HttpResponse:
    """Closes a finding that does not mend by itself, with what was found out."""
    rows = BookFinding.objects.select_related("account__resident").filter(settled_at__isnull=True)
    row = fetch(request.caller, POST, rows, line=PENSION, pk=pk)
    problem, note = "", request.POST.get("note", "")[:200]
    if request.method == "POST":
        try:
            settle_finding(caller=request.caller, finding=row, note=note)
        except LedgerRefused as refused:
            problem = f"{refused.message}{refused.remedy}"
        else:
            messages.success(request, "已记下核查情况，并按现在的明细重新封存。")
            return redirect("pensions:books")
    context = {
        "row": row,
        "number": shown_number(row.account),
        "note": note,
        "problem": problem,
        "form_errors": bool(problem),
    }
    return render(request, "pensions/settle.html", context, status=422 if problem else 200)
