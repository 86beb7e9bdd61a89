"""The handbook for staff: by item, by words, an entry with its versions, editing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.policies.models import HandbookEntry
from cuncuntong.ledgers.policies.selectors import (
    documents_of_item,
    entries_by_item,
    entries_of_item,
    find_entries,
    latest_issue,
    to_acknowledge,
)
from cuncuntong.ledgers.policies.services import save_entry, withdraw_entry
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.library.forms import EntryForm
from cuncuntong.web.library.items import named
from cuncuntong.web.library.paging import paging
from cuncuntong.web.library.showing import LONGEST_SHOWN

PAGE = 20


@needs(Ability.LIBRARY_READ)
def start(request: CallerRequest) -> HttpResponse:
    """The book by item; with words what answers them."""
    words = request.GET.get("q", "")
    asked = {"q": words[:LONGEST_SHOWN]}
    context: dict[str, Any] = {
        "asked": asked,
        "latest": latest_issue(),
        "waiting": to_acknowledge(request.caller),
    }
    if words.strip():
        place = paging(request, asked, PAGE)
        page = find_entries(words=words, offset=place.offset, limit=PAGE)
        context |= {
            "page": page,
            "rows": [{"found": row, "item": named(row.entry.item)} for row in page.rows],
            "previous": place.previous(),
            "following": place.following(page.total),
            "words": place.words(page.total),
        }
    else:
        groups = entries_by_item()
        context |= {
            "groups": [(named(group.item), len(group.entries)) for group in groups],
            "total": sum(len(group.entries) for group in groups),
        }
    return render(request, "library/handbook.html", context)


@needs(Ability.LIBRARY_READ)
def item(request: CallerRequest, number: str) -> HttpResponse:
    """An item's questions with their answers, and the documents behind them; read beside the counter."""
    number = "" if number == "general" else number.upper()
    if number and number not in items:
        raise Http404
    context = {
        "item": named(number),
        "entries": entries_of_item(number),
        "documents": documents_of_item(number) if number else [],
    }
    return render(request, "library/handbook_item.html", context)


@needs(Ability.LIBRARY_READ)
def entry(request: CallerRequest, pk: int) -> HttpResponse:
    """One entry with the versions before it."""
    one = get_object_or_404(HandbookEntry.objects.select_related("changed_by"), pk=pk)
    if one.withdrawn_at is not None and not request.caller.can(Ability.LIBRARY_EDIT):
        raise Http404
    context = {
        "entry": one,
        "item": named(one.item),
        "versions": one.versions.select_related("made_by")[:30],
    }
    return render(request, "library/entry.html", context)


@needs(Ability.LIBRARY_EDIT)
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """A new entry; ``?item=`` chooses its item."""
    return _edit(request, None)


@needs(Ability.LIBRARY_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: CallerRequest, pk: int) -> HttpResponse:
    """A new version of an entry."""
    return _edit(request, get_object_or_404(HandbookEntry, pk=pk, withdrawn_at__isnull=True))


def _edit(request: CallerRequest, one: HandbookEntry | None) -> HttpResponse:
    posted = request.method == "POST"
    initial: dict[str, Any] = {"item": request.GET.get("item", "")[:8].upper()}
    if one is not None:
        initial = {name: getattr(one, name) for name in ("item", "question", "answer", "basis", "order")}
    form = EntryForm(request.POST if posted else None, initial=initial)
    version = (whole(request.POST.get("version", "")) or 0) if posted else one.version if one else 0
    if posted and form.is_valid():
        try:
            saved = save_entry(
                draft=form.draft(),
                actor=request.caller.account,
                entry_id=one.pk if one else None,
                version=version,
            )
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"已保存第{saved.version}版。下一期发放后各服务点收到。")
            return redirect("library:entry", saved.pk)
    context = {"form": form, "entry": one, "version": version}
    return render(request, "library/entry_edit.html", context, status=422 if form.errors else 200)


@needs(Ability.LIBRARY_EDIT)
@require_POST
def withdraw(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes an entry out, for a reason."""
    one = get_object_or_404(HandbookEntry, pk=pk)
    try:
        withdraw_entry(
            entry_id=one.pk,
            version=whole(request.POST.get("version", "")) or 0,
            reason=request.POST.get("reason", "")[:200],
            actor=request.caller.account,
        )
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("library:entry", one.pk)
    messages.success(request, "已撤下。以前发放的期次里仍保留。")
    return redirect("library:handbook")
