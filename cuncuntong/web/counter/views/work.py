"""The point's work: results that came in, its cases by tab, and what a former colleague left."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cuncuntong.cases.enums import InboxKind, State
from cuncuntong.cases.models import Case, InboxItem
from cuncuntong.cases.selectors.above import refusals
from cuncuntong.cases.selectors.queue_list import QUEUES
from cuncuntong.cases.selectors.queues import point_counts, queue_page
from cuncuntong.cases.services import changes
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.access import Denied, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.counter.desk_work import TABS, case_tabs, former_colleagues
from cuncuntong.web.counter.views.desk import item_name
from cuncuntong.web.cut import first_of

INBOX_PAGE = 50
MOST_UNREAD = 300
_TONES = {
    InboxKind.APPROVED: "good",
    InboxKind.RETURNED: "bad",
    InboxKind.REFUSED: "bad",
    InboxKind.REVERSED: "bad",
    InboxKind.REOPENED: "wait",
}


def _point_or_denied(request: CallerRequest) -> None:
    if request.caller.point is None:
        raise Denied("您的岗位不在服务点，没有这个列表。")


@needs(Ability.NOTICE_DELIVER)
def inbox(request: CallerRequest) -> HttpResponse:
    """Results for the point, unread first, each leading to what is to be done."""
    _point_or_denied(request)
    rows = _with_people(InboxItem.objects.filter(point=request.caller.point))
    before = whole(request.GET.get("before", ""))
    unread: list[InboxItem] = []
    cut = ""
    seen = rows.filter(read_at__isnull=False).order_by("-pk")
    if before is not None:
        seen = seen.filter(pk__lt=before)
    else:
        # What is unread stands on the first page, all of it; the pages go through what was read.
        waiting = rows.filter(read_at__isnull=True).order_by("-pk")
        unread, cut = first_of(waiting, MOST_UNREAD, "看过以后接着列出更早的")
    read = list(seen[: INBOX_PAGE + 1])
    more, read = len(read) > INBOX_PAGE, read[:INBOX_PAGE]
    refused = set(refusals([row.case for row in [*unread, *read]]))
    context = {
        "unread": [_inbox_row(row, refused) for row in unread],
        "cut": cut,
        "read": [_inbox_row(row, refused) for row in read],
        "next_url": f"?before={read[-1].pk}" if more else "",
        "first_url": reverse("counter:inbox") if before is not None else "",
    }
    return render(request, "counter/inbox.html", context)


def _with_people(rows: QuerySet[InboxItem]) -> QuerySet[InboxItem]:
    return rows.select_related("case__resident", "read_by").defer("case__form")


def _inbox_row(row: InboxItem, refused: set[str]) -> dict[str, object]:
    case = row.case
    refused_above = row.kind == InboxKind.APPROVED and case.number in refused
    returned = row.kind == InboxKind.RETURNED and case.state == State.RETURNED
    step = "counter:supplement" if returned else "counter:deliver"
    return {
        "row": row,
        "case": case,
        "name": item_name(case.item),
        "kind": "上级没有同意" if refused_above else InboxKind(row.kind).label,
        "tone": "bad" if refused_above else _TONES[InboxKind(row.kind)],
        "url": reverse(step, args=[case.number]),
        "id_number": masked_id(case.resident),
        "what": "去补正" if returned else "看结果，告知居民",
    }


@needs(Ability.CASE_FILE)
def cases(request: CallerRequest) -> HttpResponse:
    """本点办件: tabs with counts, a filter by text and item, pages by key."""
    caller = request.caller
    _point_or_denied(request)
    queues = {key: name for name, key, _ in TABS}
    tab = request.GET.get("tab", "open")
    tab = tab if tab in queues else "open"
    text, item = request.GET.get("q", "").strip()[:60], request.GET.get("item", "")
    item = item if item in items else ""
    page = queue_page(caller, queues[tab], after=request.GET.get("after", "")[:60], item=item, text=text)
    kept = {key: value for key, value in (("tab", tab), ("q", text), ("item", item)) if value}
    context = {
        "tabs": case_tabs(point_counts(caller), tab, {name: QUEUES[name].title for name, _, _ in TABS}),
        "tab": tab,
        "q": text,
        "item_number": item,
        "open_items": [one for one in items.all() if one.open],
        "filtered": bool(text or item),
        "rows": [_case_row(case, page.words[case.pk]) for case in page.rows],
        "empty": page.queue.empty,
        "next_url": f"?{urlencode({**kept, 'after': page.after})}" if page.more else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return render(request, "counter/cases.html", context)


def _case_row(case: Case, words: str) -> dict[str, object]:
    return {"case": case, "name": item_name(case.item), "words": words, "id_number": masked_id(case.resident)}


@needs(Ability.CASE_FILE)
def take_over(request: CallerRequest) -> HttpResponse:
    """接手: the open cases of a colleague who left the point."""
    _point_or_denied(request)
    former = former_colleagues(request.caller)
    if request.method == "POST":
        chosen = next((one for one in former if str(one.pk) == request.POST.get("account", "")), None)
        if chosen is None:
            messages.error(request, "没有可以接手的办件，或对方仍在本服务点。")
            return redirect("counter:take_over")
        try:
            count = changes.take_over(caller=request.caller, account_from=chosen)
        except (changes.ChangeRefused, NotVisible) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已接手{chosen}的{count}件办件。")
            return redirect("counter:cases")
    return render(request, "counter/take_over.html", {"former": former})
