"""The county's queue: employers to verify, postings to approve or return, one after the other."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerState, PostingState
from cuncuntong.ledgers.jobs.models import Employer, Posting
from cuncuntong.ledgers.jobs.refusals import ChangedSince, Fault
from cuncuntong.ledgers.jobs.selectors.employers import employers_by_telephone, employers_within
from cuncuntong.ledgers.jobs.selectors.postings import postings_of, postings_to_review
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_words
from cuncuntong.rules.postings import NOTE
from cuncuntong.web import asked
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.work import pages, sheet
from cuncuntong.web.work.employers import JOBS, own_employer
from cuncuntong.web.work.forms.postings import FIELD_LABELS
from cuncuntong.web.work.postings import own_posting, posting_rows

POSTINGS, EMPLOYERS = "postings", "employers"
_NEARBY = 10


@dataclass
class Typed:
    """What the reviewer typed, kept when the decision is not taken."""

    action: str = ""
    note: str = ""
    reason: str = ""
    rows: list[tuple[str, str]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)

    def problem(self, what: str, target: str = "") -> None:
        """Adds an error for the summary at the top."""
        self.errors.append({"label": "没有完成", "what": what, "field": target})

    @property
    def shown_rows(self) -> list[tuple[int, str, str]]:
        """The rows of corrections with their numbers, and empty ones to write in."""
        rows = self.rows if self.rows and self.action != "add_row" else [*self.rows, ("", "")]
        return [(number, *row) for number, row in enumerate(rows)]


def employers_to_verify(request: CallerRequest) -> QuerySet[Employer]:
    """The longest waiting first."""
    rows = employers_within(request.caller, Ability.EMPLOYER_REVIEW).filter(state=EmployerState.PENDING)
    return rows.order_by("registered_at", "pk")


@needs(Ability.EMPLOYER_REVIEW, line=JOBS)
def queue(request: CallerRequest) -> HttpResponse:
    """What waits for the county, by two tabs."""
    tab = EMPLOYERS if request.GET.get("tab") == EMPLOYERS else POSTINGS
    postings, employers = postings_to_review(request.caller), employers_to_verify(request)
    counts = {POSTINGS: postings.count(), EMPLOYERS: employers.count()}
    after = asked.moment(request.GET.get("after", ""))
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"?tab={name}", "current": tab == name, "count": counts[name]}
            for name, label in ((POSTINGS, "岗位待审核"), (EMPLOYERS, "用工主体待核验"))
        ],
        "first_url": f"?tab={tab}" if after else "",
    }  # fmt: skip
    if tab == POSTINGS:
        rows, context["next_url"] = _page(postings, "submitted_at", after, tab)
        context["rows"] = [{**row, "findings": len(row["posting"].findings)} for row in posting_rows(rows)]
    else:
        found, context["next_url"] = _page(employers, "registered_at", after, tab)
        context["employers"] = list(zip(found, place_words(found), strict=True))
    return render(request, "work/review_queue.html", context)


def _page(rows: Any, column: str, after: dt.datetime | None, tab: str) -> tuple[list[Any], str]:
    if after is not None and after.tzinfo is not None:
        rows = rows.filter(Q(**{f"{column}__gt": after}))
    found = list(rows[: pages.SIZE + 1])
    shown = found[: pages.SIZE]
    if len(found) <= pages.SIZE:
        return shown, ""
    return shown, pages.query({"tab": tab}, after=getattr(shown[-1], column).isoformat())


@require_POST
@needs(Ability.EMPLOYER_REVIEW, line=JOBS)
def take_next(request: CallerRequest) -> HttpResponse:
    """The next one of the tab."""
    return follow(request, EMPLOYERS if request.POST.get("tab") == EMPLOYERS else POSTINGS)


def follow(request: CallerRequest, tab: str, but: int = 0) -> HttpResponse:
    """On to what waits longest, first of the tab's own kind; else back to the queue."""
    posting = postings_to_review(request.caller).exclude(pk=but if tab == POSTINGS else 0).first()
    employer = employers_to_verify(request).exclude(pk=but if tab == EMPLOYERS else 0).first()
    if posting is not None and (tab == POSTINGS or employer is None):
        return redirect("work:review_posting", posting.code)
    if employer is not None:
        return redirect("work:review_employer", employer.code)
    messages.info(request, "没有等待审核的了。")
    return redirect("work:review")


@needs(Ability.EMPLOYER_REVIEW, line=JOBS)
@require_http_methods(["GET", "POST"])
def posting(request: CallerRequest, code: str) -> HttpResponse:
    """One posting with what the check found, who posts it, and the decision at the bottom."""
    found = own_posting(request, code, Ability.EMPLOYER_REVIEW)
    if request.method == "GET":
        return posting_page(request, found, Typed(rows=_from_findings(found)))
    typed = _typed(request)
    if typed.action == "add_row":
        return posting_page(request, found, typed)
    version = pages.whole(request.POST.get("version", "")) or 0
    try:
        done = _decide(request, found, version, typed)
    except ChangedSince as changed:
        typed.problem(f"{changed.message}{changed.remedy}")
        return posting_page(request, own_posting(request, code, Ability.EMPLOYER_REVIEW), typed, 409)
    except LedgerRefused as refused:
        typed.problem(f"{refused.message}{refused.remedy}", "words-0" if typed.action == "return" else "")
    if typed.errors:
        return posting_page(request, own_posting(request, code, Ability.EMPLOYER_REVIEW), typed, 422)
    messages.success(request, f"“{found.title}”{done}")
    return follow(request, POSTINGS)


def posting_page(request: CallerRequest, found: Posting, typed: Typed, status: int = 200) -> HttpResponse:
    """The review page of a posting."""
    employer = found.employer
    place, where = place_words([found, employer])
    others = [one for one in postings_of(employer)[: _NEARBY + 1] if one.pk != found.pk][:_NEARBY]
    context = {
        "posting": found,
        "tone": sheet.posting_tone(found),
        "parts": sheet.posting_parts(found, place),
        "findings": found.findings,
        "employer": employer,
        "employer_tone": sheet.employer_tone(employer),
        "lines": sheet.employer_rows(employer, where),
        "masked": sheet.masked_numbers(employer),
        "code_warning": sheet.code_warning(employer),
        "others": [{"posting": one, "tone": sheet.posting_tone(one)} for one in others],
        "history": sheet.posting_history(list(found.events.select_related("actor"))),
        "typed": typed,
        "labels": FIELD_LABELS.items(),
        "pending": found.state == PostingState.PENDING,
        "may_take_down": found.state in (PostingState.PUBLISHED, PostingState.PAUSED),
        "unverified": employer.state == EmployerState.PENDING,
        "same_telephone": _same_telephone(employer),
        "form_errors": bool(typed.errors),
    }
    return render(request, "work/review_posting.html", context, status=status)


def _same_telephone(employer: Employer) -> list[Employer]:
    if employer.state != EmployerState.PENDING:
        return []
    return [one for one in employers_by_telephone(employer.telephone) if one.pk != employer.pk]


def _from_findings(posting: Posting) -> list[tuple[str, str]]:
    """What the check found, ready to be told as a correction; what only the reviewer is told stays here."""
    return [
        (str(one.get("field", "")), str(one.get("words", "")) + str(one.get("remedy", "")))
        for one in posting.findings
        if one.get("weight") != NOTE
    ]


def _typed(request: CallerRequest) -> Typed:
    post = request.POST
    numbers = sorted({pages.whole(key.rpartition("-")[2]) or 0 for key in post if key.startswith("words-")})
    rows = [
        (post.get(f"field-{number}", "")[:40], post.get(f"words-{number}", "").strip()[:200])
        for number in numbers[:20]
    ]
    return Typed(
        action=post.get("action", ""),
        note=post.get("note", "").strip()[:300],
        reason=post.get("reason", "").strip()[:300],
        rows=[row for row in rows if row[1]],
    )


def _decide(request: CallerRequest, found: Posting, version: int, typed: Typed) -> str:
    given: dict[str, Any] = {"caller": request.caller, "posting": found, "version": version}
    if typed.action in ("approve", "verify_and_approve"):
        services.approve_posting(
            **given,
            note=typed.note,
            verifying=typed.action == "verify_and_approve",
            employer_version=pages.whole(request.POST.get("employer_version", "")) or 0,
        )
        return "已审核通过，现已公布。"
    if typed.action == "return":
        faults = [Fault(name, words) for name, words in typed.rows]
        services.return_posting(**given, faults=faults, note=typed.note)
        return "已退回，用工方会看到要改的地方。"
    typed.problem("请选择通过或退回修改。")
    return ""


@needs(Ability.EMPLOYER_REVIEW, line=JOBS)
@require_http_methods(["GET", "POST"])
def employer(request: CallerRequest, code: str) -> HttpResponse:
    """One employer: its entries, who else has its telephone, and the county's word."""
    found = own_employer(request, code, Ability.EMPLOYER_REVIEW)
    if request.method == "GET":
        return employer_page(request, found, Typed())
    typed = _typed(request)
    version = pages.whole(request.POST.get("version", "")) or 0
    status = 422
    try:
        done = _verify(request, found, version, typed)
    except ChangedSince as changed:
        typed.problem(f"{changed.message}{changed.remedy}")
        status = 409
    except LedgerRefused as refused:
        typed.problem(f"{refused.message}{refused.remedy}", "reason" if typed.action == "refuse" else "")
    if typed.errors:
        return employer_page(request, own_employer(request, code, Ability.EMPLOYER_REVIEW), typed, status)
    messages.success(request, f"“{found.name}”{done}")
    return follow(request, EMPLOYERS)


def employer_page(request: CallerRequest, found: Employer, typed: Typed, status: int = 200) -> HttpResponse:
    """The verification page of an employer."""
    place, *_ = place_words([found])
    postings = list(postings_of(found)[:_NEARBY])
    context = {
        "employer": found,
        "tone": sheet.employer_tone(found),
        "lines": sheet.employer_rows(found, place),
        "masked": sheet.masked_numbers(found),
        "code_warning": sheet.code_warning(found),
        "same_telephone": _same_telephone(found),
        "postings": [{"posting": one, "tone": sheet.posting_tone(one)} for one in postings],
        "history": sheet.employer_history(list(found.events.select_related("actor"))),
        "typed": typed,
        "pending": found.state == EmployerState.PENDING,
        "unmask_url": reverse("work:employer_unmask", args=[found.code]),
        "form_errors": bool(typed.errors),
        "waited": (timezone.localdate() - timezone.localdate(found.registered_at)).days,
    }
    return render(request, "work/review_employer.html", context, status=status)


def _verify(request: CallerRequest, found: Employer, version: int, typed: Typed) -> str:
    given: dict[str, Any] = {"caller": request.caller, "employer": found, "version": version}
    if typed.action == "verify":
        services.verify_employer(**given, note=typed.note)
        return "已核验通过。"
    if typed.action == "refuse":
        services.refuse_employer(**given, reason=typed.reason)
        return "没有通过核验，原因会告知用工方。"
    typed.problem("请选择核验通过或不通过。")
    return ""
