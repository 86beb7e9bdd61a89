"""Several alike cases approved together: chosen, looked at with their checks, approved, and reported on."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuncuntong.cases.clock import clock_words
from cuncuntong.cases.enums import State
from cuncuntong.cases.examine import Examination, examine
from cuncuntong.cases.forms import display_case, form_of
from cuncuntong.cases.models import Attachment, Case
from cuncuntong.cases.selectors.queues import queue_rows, review_counts_by_item
from cuncuntong.cases.services.batch import AT_ONCE, MOST, BatchRefused, fetch_batch, start_batch
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import townships
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import ServiceItem
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.casefile.sheet import record_reading

SHOWN = 200


def _offered(request: CallerRequest) -> list[tuple[ServiceItem, int]]:
    counts = review_counts_by_item(request.caller)
    lines = request.caller.lines(Ability.CASE_REVIEW)
    return [
        (one, counts.get(one.number, 0))
        for one in items.all()
        if one.batch and one.case_workdays and (not lines or one.line in lines)
    ]


def _free(request: CallerRequest, item: str, township: str = "") -> QuerySet[Case]:
    """Waiting cases of an item that nobody else holds and that are not the caller's own work."""
    account = request.caller.account
    held = Q(state=State.UNDER_REVIEW, claimed_until__gt=timezone.now()) & ~Q(claimed_by=account)
    rows = queue_rows(request.caller, "waiting").filter(item=item).exclude(held)
    rows = rows.exclude(filed_by=account).exclude(handler=account)
    return rows.filter(township_code=township) if township else rows


@needs(Ability.BATCH_REVIEW)
def choose(request: CallerRequest) -> HttpResponse:
    """Step 1: an item, and which of its waiting cases."""
    offered = _offered(request)
    numbers = [one.number for one, _ in offered]
    wanted = request.GET.get("item", "")
    chosen = wanted if wanted in numbers else next((one.number for one, count in offered if count), "")
    township = request.GET.get("township", "")[:12]
    rows: list[Case] = []
    total = 0
    if chosen:
        free = _free(request, chosen, township)
        total = free.count()
        rows = list(free.select_related("resident", "point").defer("form")[:SHOWN])
    context = {
        "offered": offered,
        "chosen": chosen,
        "township": township,
        "townships": townships(),
        "rows": [(case, clock_words(case)) for case in rows],
        "total": total,
        "most": MOST,
        "more": max(0, min(total, MOST) - len(rows)),
    }
    return render(request, "review/batch_choose.html", context)


@require_POST
@needs(Ability.BATCH_REVIEW)
def check(request: CallerRequest) -> HttpResponse:
    """Step 2: each case with its checks made now; of more than fifty only who they are."""
    item = request.POST.get("item", "")
    if item not in items or not items.get(item).batch:
        messages.error(request, "这项业务须逐件审核，不能批量。")
        return redirect("review:batch")
    free = _free(request, item, request.POST.get("township", "")[:12])
    if request.POST.get("all"):
        wanted = list(free.values_list("pk", flat=True)[:MOST])
    else:
        wanted = [pk for sent in request.POST.getlist("case") if (pk := whole(sent))][:MOST]
    if not wanted:
        messages.error(request, "请先勾选要一起审核的办件。")
        return redirect(f"{request.path.removesuffix('check/')}?item={item}")
    shown = wanted[:AT_ONCE]
    cases = list(
        queue_rows(request.caller, "waiting")
        .filter(pk__in=shown)
        .select_related("resident__village", "point")
    )
    record_reading(request.caller, cases)
    rows = [_checked(items.get(item), case) for case in cases]
    context = {
        "item": items.get(item),
        "rows": rows,
        "good": sum(1 for row in rows if row["examination"].ok),
        "ids": ",".join(map(str, wanted)),
        "total": len(wanted),
        "later": len(wanted) - len(shown),
        "key": secrets.token_urlsafe(24),
    }
    return render(request, "review/batch_check.html", context)


def _checked(item: ServiceItem, case: Case) -> dict[str, Any]:
    pages = Attachment.objects.filter(case=case).standing().values_list("material", flat=True)
    examination: Examination = examine(
        item,
        case.resident,
        form_of(case),
        on=timezone.localdate(case.accepted_at),
        attached=set(pages),
        case_number=case.number,
    )
    return {
        "case": case,
        "examination": examination,
        "sections": display_case(case),
        "words": clock_words(case),
    }


@require_POST
@needs(Ability.BATCH_REVIEW)
def start(request: CallerRequest) -> HttpResponse:
    """Step 3: up to fifty at once, more in the background; the same key again finds the same run."""
    ids = [pk for sent in request.POST.get("ids", "").split(",") if (pk := whole(sent))]
    key = request.POST.get("key", "")[:64]
    try:
        made = start_batch(caller=request.caller, case_ids=ids, key=key or secrets.token_urlsafe(24))
    except BatchRefused as refused:
        messages.error(request, str(refused))
        return redirect("review:batch")
    return redirect("review:batch_run", made.key)


@needs(Ability.BATCH_REVIEW)
def run(request: CallerRequest, key: str) -> HttpResponse:
    """How far a run is; when it is done, who was left and why. htmx asks again every two seconds."""
    try:
        found = fetch_batch(caller=request.caller, key=key)
    except BatchRefused as refused:
        messages.error(request, str(refused))
        return redirect("review:batch")
    context = {"run": found, "left": [{"number": number, "why": why} for number, why in found.left]}
    if request.headers.get("HX-Request"):
        return render(request, "review/_batch_state.html", context)
    return render(request, "review/batch_run.html", context)
