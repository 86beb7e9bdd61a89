"""Issues of the handbook: sent, acknowledged, late; the book as a PDF, the list as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.spreadsheets import Column, Sheet, write_workbook
from cuncuntong.ledgers.policies.models import HandbookIssue, IssueDelivery
from cuncuntong.ledgers.policies.selectors import (
    acknowledgements,
    deliveries,
    issue_contents,
    latest_issue,
    overdue,
    to_acknowledge,
)
from cuncuntong.ledgers.policies.services import acknowledge, issue_handbook, send_to_missing
from cuncuntong.ledgers.policies.services.issues import standing_versions
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import townships
from cuncuntong.network.workdays import calendar
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import pdf_response, workbook_response
from cuncuntong.web.library.book import book_pdf
from cuncuntong.web.library.items import named
from cuncuntong.web.library.paging import paging

PAGE = 50
STATES = (("", "全部"), ("done", "已签收"), ("waiting", "未签收"))


@needs(Ability.LIBRARY_READ)
def listing(request: CallerRequest) -> HttpResponse:
    """All issues, newest first, with how far each was acknowledged in the caller's area."""
    place = paging(request, {}, PAGE)
    total = HandbookIssue.objects.count()
    rows = list(HandbookIssue.objects.select_related("issued_by")[place.offset : place.offset + PAGE])
    counts = acknowledgements(request.caller, rows)
    context = {
        "rows": [(one, *counts.get(one.pk, (0, 0))) for one in rows],
        "late": overdue(request.caller, timezone.localdate()).count(),
        "waiting": to_acknowledge(request.caller),
        "previous": place.previous(),
        "following": place.following(total),
        "words": place.words(total),
    }
    return render(request, "library/issues.html", context)


@needs(Ability.LIBRARY_READ)
def issue(request: CallerRequest, pk: int) -> HttpResponse:
    """One issue: what is new in it, and at which points it was acknowledged."""
    one = get_object_or_404(HandbookIssue.objects.select_related("issued_by"), pk=pk)
    rows = deliveries(request.caller, one)
    asked = {
        "township": request.GET.get("township", "")[:9],
        "state": request.GET.get("state", "")[:10],
    }
    counts = acknowledgements(request.caller, [one]).get(one.pk, (0, 0))
    if asked["township"]:
        rows = rows.filter(township_code=asked["township"])
    if asked["state"] in {"done", "waiting"}:
        rows = rows.filter(acknowledged_at__isnull=asked["state"] == "waiting")
    place = paging(request, asked, PAGE)
    total = rows.count()
    shown = list(rows[place.offset : place.offset + PAGE])
    context = {
        "issue": one,
        "done": counts[0],
        "every": counts[1],
        "is_late": one.due_on < timezone.localdate(),
        "fresh": [(named(row.version.item), row.version) for row in issue_contents(one) if row.fresh][:100],
        "rows": [(row, _state(row)) for row in shown],
        "asked": asked,
        "states": STATES,
        "townships": townships(),
        "own": next((row for row in to_acknowledge(request.caller) if row.issue_id == one.pk), None),
        "previous": place.previous(),
        "following": place.following(total),
        "words": place.words(total) or f"{total}个服务点",
    }
    return render(request, "library/issue.html", context)


def _state(row: IssueDelivery) -> tuple[str, str]:
    """A delivery's state in words, and its tone."""
    if row.acknowledged_at is not None:
        return "已签收", "good"
    today = timezone.localdate()
    days = calendar().overdue_workdays(row.issue.due_on, today)
    return (f"超期{days}个工作日", "bad") if days else ("待签收", "wait")


@needs(Ability.LIBRARY_READ)
def late(request: CallerRequest) -> HttpResponse:
    """Points of the area that have not acknowledged an issue in time."""
    rows = overdue(request.caller, timezone.localdate())
    place = paging(request, {}, PAGE)
    total = rows.count()
    context = {
        "rows": [(row, _state(row)) for row in rows[place.offset : place.offset + PAGE]],
        "previous": place.previous(),
        "following": place.following(total),
        "words": place.words(total),
    }
    return render(request, "library/late.html", context)


@needs(Ability.LIBRARY_EDIT)
@require_POST
def send(request: CallerRequest) -> HttpResponse:
    """Sends the handbook as it stands to every point."""
    try:
        one = issue_handbook(note=request.POST.get("note", ""), actor=request.caller.account)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("library:issues")
    messages.success(request, f"{one}已发到各服务点，签收期限{one.due_on:%Y-%m-%d}。")
    return redirect("library:issue", one.pk)


@needs(Ability.LIBRARY_EDIT)
@require_POST
def send_again(request: CallerRequest, pk: int) -> HttpResponse:
    """Sends an issue to points that opened since."""
    one = get_object_or_404(HandbookIssue, pk=pk)
    sent = send_to_missing(issue_id=one.pk, actor=request.caller.account)
    words = f"已补发给{sent}个服务点。" if sent else "各服务点都已发过，没有需要补发的。"
    messages.success(request, words)
    return redirect("library:issue", one.pk)


@needs(Ability.LIBRARY_READ)
@require_POST
def acknowledge_issue(request: CallerRequest, pk: int) -> HttpResponse:
    """The clerk's own point has it."""
    done = acknowledge(caller=request.caller, issue_id=pk)
    messages.success(request, f"{done.point.name}已签收{done.issue}。")
    return redirect("library:issue", pk)


@needs(Ability.LIBRARY_READ)
@require_GET
def book(request: CallerRequest) -> HttpResponse:
    """The handbook as it stands, as a book; an issue's own with ``?issue=``."""
    asked = request.GET.get("issue", "")
    if asked:
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0
        one = get_object_or_404(HandbookIssue, pk=number)
        versions = [row.version for row in issue_contents(one)]
        fresh = {row.version_id for row in issue_contents(one) if row.fresh}
        pdf = book_pdf(versions, str(one), one.issued_on, fresh)
        return pdf_response(pdf, f"问题解答手册{one}.pdf")
    versions = standing_versions()
    if not versions:
        raise Http404
    last = latest_issue()
    words = f"{last}之后的现行稿" if last else "尚未发放的现行稿"
    return pdf_response(book_pdf(versions, words, timezone.localdate(), set()), "问题解答手册.pdf")


@needs(Ability.LIBRARY_READ)
@require_GET
def export(request: CallerRequest, pk: int) -> HttpResponse:
    """An issue's acknowledgements in the caller's area as a workbook."""
    one = get_object_or_404(HandbookIssue, pk=pk)
    columns = [
        Column("code", "服务点编号", width=18),
        Column("point", "服务点", width=28),
        Column("place", "所在地", width=24),
        Column("state", "状态", width=16),
        Column("at", "签收时间", width=20),
        Column("by", "签收人", width=14),
    ]
    rows = [_line(row) for row in deliveries(request.caller, one)]
    heading = f"问题解答手册{one}签收情况"
    content = write_workbook([Sheet("签收情况", columns, rows, heading=heading)])
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="handbook.exported",
            object_type="policies.HandbookIssue",
            object_id=one.pk,
            detail={"issue": str(one), "rows": len(rows)},
        )
    return workbook_response(content, f"{heading}{timezone.localdate():%Y%m%d}.xlsx")


def _line(row: IssueDelivery) -> dict[str, Any]:
    at = row.acknowledged_at
    return {
        "code": row.point.code,
        "point": row.point.name,
        "place": row.point.division.full_name,
        "state": _state(row)[0],
        "at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "",
        "by": row.acknowledged_by.full_name if row.acknowledged_by else "",
    }
