"""Drafts: saved while typing, listed for the point, resumed, thrown away."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuncuntong.cases.models import Case, Draft
from cuncuntong.cases.services.drafts import DraftConflict, drop_draft, save_draft
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.sheet import opened, raw_values, step_url
from cuncuntong.web.counter.summary import differing_rows
from cuncuntong.web.counter.views.desk import item_name
from cuncuntong.web.cut import first_of

MOST_SHOWN = 100


@require_POST
@needs(Ability.CASE_FILE)
def save(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """Autosave: 200 with the new version, 204 once the form is filed, 409 with the other version."""
    sheet = opened(request, resident, item)
    if Case.objects.filter(idempotency_key=sheet.key).exists():
        return HttpResponse(status=204)
    values = raw_values(sheet.item, request.POST)
    try:
        draft = save_draft(
            caller=request.caller,
            key=sheet.key,
            item=sheet.item,
            resident=sheet.person,
            form=values,
            version=sheet.version,
        )
    except DraftConflict as conflict:
        newer = conflict.newer
        if newer.form == values:
            # The answer to an earlier save of the same was lost on the way: there is nothing to choose from.
            return _saved(newer)
        rows = differing_rows(sheet.item, sheet.person, sheet.on, values, newer.form)
        who = f"{newer.saved_by}" if newer.saved_by_id != request.caller.account.pk else "您"
        when = timezone.localtime(newer.saved_at)
        answer = {
            "message": f"{who}在另一处于{when:%H:%M}保存了较新的内容，没有互相覆盖。",
            "version": newer.version,
            "rows": [[label, theirs, mine] for label, mine, theirs in rows],
            "url": step_url("form", sheet),
        }
        return JsonResponse(answer, status=409)
    return _saved(draft)


def _saved(draft: Draft) -> JsonResponse:
    saved = timezone.localtime(draft.saved_at)
    return JsonResponse({"version": draft.version, "saved_at": f"{saved:%H:%M}"})


@needs(Ability.CASE_FILE)
def drafts(request: CallerRequest) -> HttpResponse:
    """The point's drafts: mine, or everybody's."""
    caller = request.caller
    whose = "all" if request.GET.get("whose") == "all" else "mine"
    rows = caller.limit(Ability.CASE_FILE, Draft.objects.filter(case__isnull=True))
    rows = rows.defer("form").select_related("resident", "saved_by").order_by("-saved_at")
    mine = Q(saved_by=caller.account)
    counts = rows.order_by().aggregate(mine=Count("pk", filter=mine), every=Count("pk"))
    shown, cut = first_of(
        rows if whose == "all" else rows.filter(mine), MOST_SHOWN, "更早的没有列出，请先处理这些草稿"
    )
    url = reverse("counter:drafts")
    context = {
        "tabs": [
            {"label": "我的草稿", "url": url, "current": whose == "mine", "count": counts["mine"]},
            {
                "label": "本点草稿",
                "url": url + "?whose=all",
                "current": whose == "all",
                "count": counts["every"],
            },
        ],
        "rows": [
            {"draft": row, "name": item_name(row.item), "id_number": masked_id(row.resident)} for row in shown
        ],
        "whose": whose,
        "cut": cut,
    }
    return render(request, "counter/drafts.html", context)


def _draft(request: CallerRequest, key: str) -> Draft:
    return fetch(request.caller, Ability.CASE_FILE, Draft.objects.select_related("case"), key=key)


@needs(Ability.CASE_FILE)
def resume(request: CallerRequest, key: str) -> HttpResponse:
    """Back to the step that the draft belongs to."""
    draft = _draft(request, key)
    if draft.case_id and draft.case:
        return redirect("counter:supplement", draft.case.number)
    url = reverse("counter:form", args=[draft.resident_id, draft.item])
    return redirect(f"{url}?draft_key={draft.key}")


@require_POST
@needs(Ability.CASE_FILE)
def drop(request: CallerRequest, key: str) -> HttpResponse:
    """Throws a draft away; its pages go with it."""
    draft = _draft(request, key)
    get_object_or_404(Draft, pk=draft.pk, case__isnull=True)
    drop_draft(caller=request.caller, key=key)
    messages.success(request, "草稿已删除。")
    return redirect("counter:drafts")
