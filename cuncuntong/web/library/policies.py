"""The policy library for staff: search, a document, its versions, editing."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.policies.enums import Rank, Subject
from cuncuntong.ledgers.policies.models import PolicyDocument, PolicyVersion
from cuncuntong.ledgers.policies.parsing import articles_in_order, parse, tidy
from cuncuntong.ledgers.policies.selectors import issuers
from cuncuntong.ledgers.policies.services import save_document, withdraw_document
from cuncuntong.ledgers.policies.services.documents import draft_of
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.library.forms import DocumentForm
from cuncuntong.web.library.items import named
from cuncuntong.web.library.showing import marked_parts, policy_list


@needs(Ability.LIBRARY_READ)
def listing(request: CallerRequest) -> HttpResponse:
    """Search with filters; without words everything, the weightiest first."""
    return render(request, "library/policies.html", policy_list(request))


@needs(Ability.LIBRARY_READ)
def document(request: CallerRequest, pk: int) -> HttpResponse:
    """A document: card, text with its articles, and what belongs to it."""
    one = get_object_or_404(PolicyDocument, pk=pk)
    if one.withdrawn_at is not None and not request.caller.can(Ability.LIBRARY_EDIT):
        raise Http404
    context = {
        "document": one,
        "versions": one.versions.defer("text", "details").select_related("made_by")[:30],
        **marked_parts(one, request.GET.get("q", "")),
    }
    return render(request, "library/policy.html", context)


@needs(Ability.LIBRARY_READ)
def version(request: CallerRequest, pk: int, number: int) -> HttpResponse:
    """A document as it stood after one change."""
    rows = PolicyVersion.objects.select_related("document", "made_by")
    one = get_object_or_404(rows, document_id=pk, number=number)
    if one.document.withdrawn_at is not None and not request.caller.can(Ability.LIBRARY_EDIT):
        raise Http404
    details = one.details
    context = {
        "version": one,
        "document": one.document,
        "parts": parse(one.text),
        "title": details["title"],
        "rows": [
            ("文号", details["number"]),
            ("发布机关", details["issuer"]),
            ("类别", str(Rank(details["rank"]).label)),
            ("发布日期", details["issued_on"]),
            ("施行日期", details["in_force_from"]),
            ("失效日期", details["in_force_to"]),
            ("主题", "、".join(str(Subject(code).label) for code in details["subjects"])),
            ("相关事项", "、".join(named(number).words for number in details["items"])),
            ("谁能用", details["card_for"]),
            ("主要讲什么", details["card_gives"]),
            ("怎么办", details["card_how"]),
            ("来源", details["source"]),
        ],
    }
    return render(request, "library/policy_version.html", context)


@needs(Ability.LIBRARY_EDIT)
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """A new document."""
    return _edit(request, None)


@needs(Ability.LIBRARY_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: CallerRequest, pk: int) -> HttpResponse:
    """A new version of a document."""
    return _edit(request, get_object_or_404(PolicyDocument, pk=pk, withdrawn_at__isnull=True))


def _edit(request: CallerRequest, one: PolicyDocument | None) -> HttpResponse:
    """The form; 预览 shows how the text is read, 保存 keeps it."""
    posted = request.method == "POST"
    form = DocumentForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial=_initial(one) if one else None,
    )
    read_at = (whole(request.POST.get("version", "")) or 0) if posted else one.version if one else 0
    context: dict[str, Any] = {"form": form, "document": one, "version": read_at, "issuers": issuers()}
    status = 200
    if posted and form.is_valid():
        if "preview" in request.POST:
            context |= _preview(form)
        else:
            try:
                saved = save_document(
                    draft=form.draft(),
                    actor=request.caller.account,
                    document_id=one.pk if one else None,
                    version=read_at,
                )
            except LedgerRefused as refused:
                form.add_error(None, f"{refused.message}{refused.remedy}")
            else:
                messages.success(request, f"已保存“{saved.title}”第{saved.version}版。")
                return redirect("library:policy", saved.pk)
    if form.errors:
        status = 422
    return render(request, "library/policy_edit.html", context, status=status)


def _initial(one: PolicyDocument) -> dict[str, Any]:
    draft = draft_of(one)
    return {**asdict(draft), "items": "、".join(draft.items), "note": ""}


def _preview(form: DocumentForm) -> dict[str, Any]:
    """How the text is read, and what in it looks torn."""
    parts = parse(tidy(form.cleaned_data["text"]))
    articles = [part for part in parts if part.label.startswith("第") and not part.is_heading]
    return {
        "preview": parts,
        "articles": len(articles),
        "gap": not articles_in_order(parts),
        "characters": sum(len(part.text) for part in parts),
    }


@needs(Ability.LIBRARY_EDIT)
@require_POST
def withdraw(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes a document out of the library, for a reason."""
    one = get_object_or_404(PolicyDocument, pk=pk)
    try:
        withdraw_document(
            document_id=one.pk,
            version=whole(request.POST.get("version", "")) or 0,
            reason=request.POST.get("reason", "")[:200],
            actor=request.caller.account,
        )
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("library:policy", one.pk)
    messages.success(request, f"“{one.title}”已撤下，{timezone.localdate():%Y-%m-%d}起查不到。")
    return redirect("library:policies")
