"""An employer's own postings on its site: what stands how, and what to do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerState, PostingState, SeekerKind, Via
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import days_left_words
from cuncuntong.ledgers.jobs.refusals import ChangedSince
from cuncuntong.ledgers.jobs.selectors.postings import posting_counts, postings_of
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.parameters import setting
from cuncuntong.network.selectors import place_columns, place_words
from cuncuntong.web.hiring.session import EmployerRequest, employer_only
from cuncuntong.web.work import pages, sheet
from cuncuntong.web.work.acts import END_REASONS, MOVES, moves_of
from cuncuntong.web.work.forms.parts import CONFIRM, say
from cuncuntong.web.work.forms.postings import PostingForm, content_of, mark_returned
from cuncuntong.web.work.postings import county_places, posting_rows, save_posting

WHO: dict[str, Any] = {"actor": None, "by_employer": True}
_TABS = (
    ("", "全部"),
    ("returned", "退回修改"),
    ("pending", "待审核"),
    ("published", "招聘中"),
    ("draft", "草稿"),
    ("ended", "已结束"),
)


@employer_only
def board(request: EmployerRequest) -> HttpResponse:
    """Everything the employer posted, with what is to be done."""
    employer = request.employer
    values = pages.asked(request, "state")
    rows = postings_of(employer).select_related("employer")
    counts = posting_counts(rows)
    if values["state"] in dict(_TABS):
        rows = rows.filter(state=values["state"]) if values["state"] else rows
    shown, turning = pages.keyed_page(rows, request, values)
    tabs = [
        {
            "label": label,
            "url": pages.query({}, state=state),
            "current": state == values["state"],
            "count": counts.get(state, 0) if state else sum(counts.values()),
            "tone": "bad" if state == "returned" and counts.get(state) else "",
        }
        for state, label in _TABS
    ]
    context = {
        "employer": employer,
        "tone": sheet.employer_tone(employer),
        "few": setting("service.unverified_postings"),
        "unverified": employer.state == EmployerState.PENDING,
        "refused": employer.state == EmployerState.REFUSED,
        "returned": counts.get("returned", 0),
        "rows": [{**row, "moves": moves_of(row["posting"])} for row in posting_rows(shown)],
        "tabs": tabs,
        **turning,
    }
    return render(request, "hiring/board.html", context)


def own(request: EmployerRequest, code: str) -> Posting:
    """The employer's own posting; another's is not there."""
    row = postings_of(request.employer).select_related("employer").filter(code=code).first()
    if row is None:
        raise Http404
    return row


@employer_only
def posting(request: EmployerRequest, code: str) -> HttpResponse:
    """One posting with what can be done with it."""
    return posting_page(request, own(request, code))


def posting_page(request: EmployerRequest, found: Posting, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one posting, with what was refused if anything was."""
    place, *_ = place_words([found])
    context = {
        "posting": found,
        "employer": request.employer,
        "tone": sheet.posting_tone(found),
        "parts": sheet.posting_parts(found, place),
        "returned": [(words, field) for field, words in found.returned],
        "moves": moves_of(found),
        "notes": sheet.note_words(found),
        "end_reasons": END_REASONS,
        "left": days_left_words(found, timezone.localdate()),
        "until": sheet.until_words(found),
        **more,
    }
    return render(request, "hiring/posting.html", context, status=status)


@employer_only
@require_http_methods(["GET", "POST"])
def add(request: EmployerRequest, kind: str) -> HttpResponse:
    """A new vacancy or gig: kept as a draft, or sent."""
    if kind not in SeekerKind.values:
        raise Http404
    form = PostingForm(request.POST or None, kind=kind, places=county_places())
    context: dict[str, Any] = {
        "form": form,
        "employer": request.employer,
        "kind": SeekerKind(kind),
        "few": setting("service.unverified_postings"),
        "unverified": request.employer.state == EmployerState.PENDING,
    }
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {
            "employer": request.employer,
            "kind": kind,
            "values": form.content(place_columns(form.cleaned_data["place"]) or {}),
            "via": Via.PUBLIC,
            **WHO,
        }
        try:
            if request.POST.get("action") == "draft":
                made = services.create_posting(**given)
            else:
                made = services.post(**given, confirmed=form.cleaned_data[CONFIRM])
        except LedgerRefused as refused:
            context["to_confirm"] = say(form, refused)
        else:
            messages.success(request, _sent_words(made))
            return redirect("hiring:posting", made.code)
    return render(request, "hiring/posting_form.html", context, status=422 if form.errors else 200)


def _sent_words(made: Posting) -> str:
    if made.state == PostingState.PENDING:
        return f"“{made.title}”已提交，县里审核通过后公布。"
    return f"“{made.title}”已存为草稿，还没有提交。" if made.state == PostingState.DRAFT else "已保存。"


@employer_only
@require_http_methods(["GET", "POST"])
def edit(request: EmployerRequest, code: str) -> HttpResponse:
    """Changes a posting; what was returned carries the county's words at its fields."""
    found = own(request, code)
    form = PostingForm(
        request.POST or None, kind=found.kind, places=county_places(), initial=content_of(found)
    )
    mark_returned(form, found)
    context: dict[str, Any] = {
        "form": form,
        "posting": found,
        "employer": request.employer,
        "kind": SeekerKind(found.kind),
        "version": pages.whole(request.POST.get("version", "")) or found.version,
    }
    if request.method == "POST" and form.is_valid():
        try:
            changed = save_posting(request, found, form, **WHO)
        except ChangedSince as newer:
            form.add_error(None, f"{newer.message}{newer.remedy}")
            context["version"] = found.version
        except LedgerRefused as refused:
            context["to_confirm"] = say(form, refused)
        else:
            messages.success(request, _sent_words(changed))
            return redirect("hiring:posting", changed.code)
    return render(request, "hiring/posting_form.html", context, status=422 if form.errors else 200)


@employer_only
@require_POST
def act(request: EmployerRequest, code: str, move: str) -> HttpResponse:
    """Sends, renews, pauses, resumes, fills or ends a posting."""
    if move not in MOVES:
        raise Http404
    found = own(request, code)
    try:
        words = MOVES[move](found, request.POST, WHO)
    except LedgerRefused as refused:
        problem = {"label": "没有完成", "what": f"{refused.message}{refused.remedy}", "field": ""}
        return posting_page(request, own(request, code), 422, problems=[problem], form_errors=True)
    messages.success(request, f"“{found.title}”{words}")
    return redirect("hiring:posting", found.code)
