"""The review queue: tabs with counts, filters, and the button that takes the next case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.cases.selectors.queue_list import QUEUES
from cuncuntong.cases.selectors.queues import (
    ReviewCounts,
    queue_page,
    review_counts,
    review_counts_by_item,
)
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.network.selectors import townships
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.review.next_up import claim_next

TABS = ("waiting", "mine", "overdue", "soon", "returned", "decided")


@needs(Ability.CASE_REVIEW)
def queue(request: CallerRequest) -> HttpResponse:
    """One tab of the queue, sorted by due date: what is overdue stands on top."""
    name = request.GET.get("tab", "waiting")
    name = name if name in TABS else "waiting"
    asked = {key: request.GET.get(key, "").strip()[:40] for key in ("item", "township", "q")}
    page = queue_page(
        request.caller,
        name,
        after=request.GET.get("after", "")[:60],
        item=asked["item"],
        township=asked["township"],
        text=asked["q"],
    )
    counts = review_counts(request.caller)
    by_item = review_counts_by_item(request.caller)
    context = {
        "tab": name,
        "tabs": _tabs(name, counts),
        "page": page,
        "rows": [_row(request, case, page.words[case.pk]) for case in page.rows],
        "counts": counts,
        "asked": asked,
        "filtered": any(asked.values()),
        "overdue_words": f"超期{counts.overdue}件",
        "claim_minutes": setting("service.claim_minutes"),
        "empty_words": "没有符合条件的办件。" if any(asked.values()) else page.queue.empty,
        "empty_hint": "请换一个条件再查。" if any(asked.values()) else "新办件受理后会自动出现在这里。",
        "items": [(one.number, one.name, by_item.get(one.number, 0)) for one in _reviewed(request)],
        "townships": townships(),
        "next_url": f"?{_query(request, page.after)}" if page.more else "",
        "first_url": f"?{_query(request, '')}" if request.GET.get("after") else "",
    }
    return render(request, "review/queue.html", context)


def _tabs(current: str, counts: ReviewCounts) -> list[dict[str, Any]]:
    numbers = {
        "waiting": counts.waiting,
        "mine": counts.mine,
        "overdue": counts.overdue,
        "soon": counts.soon,
    }
    tabs = [
        {
            "label": QUEUES[name].title + ("（计时暂停）" if name == "returned" else ""),
            "url": f"{reverse('review:queue')}?tab={name}",
            "current": name == current,
            "count": numbers.get(name),
            "tone": "bad" if name == "overdue" and counts.overdue else "",
        }
        for name in TABS
    ]
    tabs.append({"label": "批量审核", "url": reverse("review:batch"), "current": False, "count": None})
    return tabs


def _row(request: CallerRequest, case: Case, words: str) -> dict[str, Any]:
    """A case as the queue shows it: where its link leads, and who holds it until when."""
    decided = case.state not in {State.ACCEPTED, State.UNDER_REVIEW}
    held = case.claimed_by if case.state == State.UNDER_REVIEW else None
    running = case.claimed_until is not None and case.claimed_until > timezone.now()
    return {
        "case": case,
        "item": items.get(case.item).name if case.item in items else case.item,
        "url": reverse("cases:detail" if decided else "review:case", args=[case.number]),
        "words": words,
        "mine": held is not None and held.pk == request.caller.account.pk,
        "held_by": held if held is not None and running else None,
        "again": case.state == State.ACCEPTED and case.claimed_by_id == request.caller.account.pk,
        "own": request.caller.account.pk in {case.filed_by_id, case.handler_id},
    }


def _reviewed(request: CallerRequest) -> list[Any]:
    lines = request.caller.lines(Ability.CASE_REVIEW)
    return [one for one in items.all() if one.open and one.case_workdays and (not lines or one.line in lines)]


def _query(request: CallerRequest, after: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if after:
        query["after"] = after
    return query.urlencode()


@require_POST
@needs(Ability.CASE_REVIEW)
def next_case(request: CallerRequest) -> HttpResponse:
    """Takes the first case that nobody holds and opens it."""
    case = claim_next(request.caller)
    if case is None:
        messages.info(request, "没有可以领取的办件：都已审完，或正由别人审核。")
        return redirect("review:queue")
    return redirect("review:case", case.number)
