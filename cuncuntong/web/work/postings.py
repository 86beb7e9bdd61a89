"""Postings as staff work with them for an employer: listed, made, changed, sent, renewed, paused, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import PostingState, SeekerKind, Via
from cuncuntong.ledgers.jobs.models import Posting
from cuncuntong.ledgers.jobs.posting_words import days_left_words, pay_words
from cuncuntong.ledgers.jobs.selectors.postings import find_postings, posting_counts, postings_within
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_columns, place_words, villages_of_county
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.work import pages, sheet
from cuncuntong.web.work.acts import END_REASONS, MOVES, moves_of
from cuncuntong.web.work.employers import JOBS, own_employer
from cuncuntong.web.work.forms.parts import CONFIRM, Options, place_options, say
from cuncuntong.web.work.forms.postings import PostingForm, content_of, mark_returned

_STATES = [(state.value, state.label) for state in PostingState if state != PostingState.REVERSED]
_PRESSING = {"returned": "bad", "pending": "wait"}


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def listing(request: CallerRequest) -> HttpResponse:
    """The postings of the area's employers by state, searched by employer or title."""
    values = pages.asked(request, "q", "state", "kind")
    found = asked_postings(request, values)
    counts = posting_counts(found)
    if values["state"] in dict(_STATES):
        found = found.filter(state=values["state"])
    shown, turning = pages.keyed_page(found, request, values)
    kept = {"q": values["q"], "kind": values["kind"]}
    context = {
        "rows": posting_rows(shown),
        "tabs": pages.state_tabs(_STATES, counts, values["state"], kept, _PRESSING),
        "asked": values,
        "kinds": SeekerKind.choices,
        "export_query": pages.query(values),
        **turning,
    }
    return render(request, "work/postings.html", context)


def asked_postings(request: CallerRequest, values: dict[str, str]) -> Any:
    """The postings that the address asks for, without the state."""
    rows = postings_within(request.caller)
    if values["kind"] in SeekerKind.values:
        rows = rows.filter(kind=values["kind"])
    return find_postings(rows, values["q"])


def posting_rows(postings: list[Posting]) -> list[dict[str, Any]]:
    """Rows of a list, with pay, place and days left in words."""
    today = timezone.localdate()
    return [
        {
            "posting": one,
            "tone": sheet.posting_tone(one),
            "pay": pay_words(one),
            "place": place,
            "left": days_left_words(one, today) if one.state in ("published", "paused") else "",
        }
        for one, place in zip(postings, place_words(postings), strict=True)
    ]


def own_posting(request: CallerRequest, code: str, ability: str = Ability.EMPLOYER_WRITE) -> Posting:
    """A posting of the area's employers, or NotVisible."""
    rows = Posting.objects.exclude(state=PostingState.REVERSED).select_related("employer", "posted_by")
    return fetch(request.caller, ability, rows, prefix="employer__", line=JOBS, code=code)


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def detail(request: CallerRequest, code: str) -> HttpResponse:
    """One posting with what can be done with it."""
    return detail_page(request, own_posting(request, code))


def detail_page(request: CallerRequest, posting: Posting, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one posting, with what was refused if anything was."""
    place, *_ = place_words([posting])
    context = {
        "posting": posting,
        "employer": posting.employer,
        "tone": sheet.posting_tone(posting),
        "parts": sheet.posting_parts(posting, place),
        "notes": sheet.note_words(posting),
        "returned": [(words, field) for field, words in posting.returned],
        "history": sheet.posting_history(list(posting.events.select_related("actor"))),
        "moves": moves_of(posting),
        "end_reasons": END_REASONS,
        "until": sheet.until_words(posting),
        "left": days_left_words(posting, timezone.localdate()),
        "may_review": services.may_review(request.caller, posting.employer),
        **more,
    }
    return render(request, "work/posting.html", context, status=status)


def county_places() -> Options:
    """Where work may be: any village, township, or all over the county."""
    villages = list(villages_of_county())
    options = place_options(villages)
    county = villages[0].parent.parent if villages and villages[0].parent else None
    return [(county.code, f"{county.name}各处")] + options if county else options


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest, code: str, kind: str) -> HttpResponse:
    """A new vacancy or gig of an employer: kept as a draft, or sent."""
    if kind not in SeekerKind.values:
        raise Http404
    employer = own_employer(request, code)
    form = PostingForm(request.POST or None, kind=kind, places=county_places())
    context: dict[str, Any] = {"form": form, "employer": employer, "kind": SeekerKind(kind)}
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {
            "employer": employer,
            "kind": kind,
            "values": form.content(place_columns(form.cleaned_data["place"]) or {}),
            "via": Via.COUNTY if services.may_review(request.caller, employer) else Via.POINT,
            "actor": request.caller.account,
        }
        try:
            if request.POST.get("action") == "draft":
                made = services.create_posting(**values)
            else:
                made = services.post(**values, confirmed=form.cleaned_data[CONFIRM])
        except LedgerRefused as refused:
            context["to_confirm"] = say(form, refused)
        else:
            messages.success(request, f"“{made.title}”{_done_words(made)}")
            return redirect("work:posting", made.code)
    return render(request, "work/posting_form.html", context, status=422 if form.errors else 200)


def _done_words(posting: Posting) -> str:
    if posting.state == PostingState.PENDING:
        return "已提交，等县里审核后公布。"
    return "已存为草稿，还没有提交。" if posting.state == PostingState.DRAFT else "已保存。"


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
@require_http_methods(["GET", "POST"])
def edit(request: CallerRequest, code: str) -> HttpResponse:
    """Changes a posting; what was returned carries the county's words at its fields."""
    posting = own_posting(request, code)
    form = PostingForm(
        request.POST or None, kind=posting.kind, places=county_places(), initial=content_of(posting)
    )
    mark_returned(form, posting)
    context: dict[str, Any] = {
        "form": form,
        "posting": posting,
        "employer": posting.employer,
        "kind": SeekerKind(posting.kind),
        "version": pages.whole(request.POST.get("version", "")) or posting.version,
    }
    if request.method == "POST" and form.is_valid():
        try:
            changed = save_posting(request, posting, form, actor=request.caller.account)
        except services.ChangedSince as newer:
            form.add_error(None, f"{newer.message}{newer.remedy}")
            context["version"] = posting.version
        except LedgerRefused as refused:
            context["to_confirm"] = say(form, refused)
        else:
            messages.success(request, f"“{changed.title}”{_done_words(changed)}")
            return redirect("work:posting", changed.code)
    return render(request, "work/posting_form.html", context, status=422 if form.errors else 200)


def save_posting(request: Any, posting: Posting, form: PostingForm, **who: Any) -> Posting:
    """Saves a changed posting; a draft or what was returned is sent unless it is kept as it is."""
    version = pages.whole(request.POST.get("version", "")) or 0
    values = form.content(place_columns(form.cleaned_data["place"]) or {})
    given: dict[str, Any] = {"posting": posting, "version": version, "values": values, **who}
    confirmed = form.cleaned_data[CONFIRM]
    open_ones = (PostingState.DRAFT, PostingState.RETURNED)
    if posting.state in open_ones and request.POST.get("action") != "draft":
        return services.correct_posting(**given, confirmed=confirmed)
    return services.change_posting(**given, confirmed=confirmed)


@require_POST
@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def act(request: CallerRequest, code: str, move: str) -> HttpResponse:
    """Sends, renews, pauses, resumes, fills or ends a posting."""
    if move not in MOVES:
        raise Http404
    posting = own_posting(request, code)
    try:
        words = MOVES[move](posting, request.POST, {"actor": request.caller.account})
    except LedgerRefused as refused:
        problem = {"label": "没有完成", "what": f"{refused.message}{refused.remedy}", "field": ""}
        return detail_page(request, own_posting(request, code), 422, problems=[problem], form_errors=True)
    messages.success(request, f"“{posting.title}”{words}")
    return redirect("work:posting", posting.code)
