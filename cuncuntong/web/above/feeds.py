"""Ledgers from above: how fresh each is, a file brought in, a fetch begun, one run with its progress."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import FeedState
from cuncuntong.ledgers.above.feeds import cancel, fetch_ledger, go_on, receive_file, take_right_rows
from cuncuntong.ledgers.above.feeds.receiving import DayRefused
from cuncuntong.ledgers.above.files import store
from cuncuntong.ledgers.above.hooks import Feed, feeds
from cuncuntong.ledgers.above.models import FeedRun
from cuncuntong.ledgers.above.selectors import feed_standings
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.above.forms import LedgerForm
from cuncuntong.web.above.handovers import connection
from cuncuntong.web.above.shared import FEED_TONES, MANAGE, PAGE, READ, sections
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.downloads import file_response, wrong_rows_response
from cuncuntong.web.paging import page_of

UNDER_WAY = (FeedState.RECEIVING, FeedState.CHECKING, FeedState.TAKING)
MOVES = {"right_rows": take_right_rows, "go_on": go_on, "cancel": cancel}
DONE = {
    "right_rows": "无误的行正在收入台账，错误的行已退回。",
    "go_on": "从停下的地方继续。",
    "cancel": "已作废；已经收入台账的行保留。",
}


@needs(READ)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """Every ledger with its day, and the runs, the newest first."""
    after = whole(request.GET.get("after", ""))
    rows = request.caller.limit(READ, FeedRun.objects.select_related("made_by"))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    page = page_of(list(rows.order_by("-pk")[: PAGE + 1]), PAGE, {}, first=after is None)
    context = {
        **page,
        **connection(request),
        "tabs": sections("above:feeds"),
        "ledgers": [
            {"one": one, "busy": one.run is not None and one.run.state in UNDER_WAY}
            for one in feed_standings(request.caller)
        ],
        "rows": [_row(row) for row in page["shown"]],
    }
    return render(request, "above/feeds.html", context)


def _row(row: FeedRun) -> dict[str, Any]:
    return {"row": row, "name": _name(row.feed), "tone": FEED_TONES[FeedState(row.state)]}


def _name(code: str) -> str:
    return next((feed.name for feed in feeds() if feed.code == code), code)


def _known(request: CallerRequest) -> list[Feed]:
    lines = request.caller.lines(MANAGE)
    return [feed for feed in feeds() if not lines or feed.line in lines]


@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: CallerRequest) -> HttpResponse:
    """A ledger's file is brought in; its check goes on in the background."""
    known, posted = _known(request), request.method == "POST"
    form = LedgerForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        known=known,
        initial={"feed": request.GET.get("feed", "")},
    )
    if posted and form.is_valid():
        values = dict(form.cleaned_data)
        file = values.pop("file")
        try:
            run = receive_file(file=file, name=file.name or "台账", caller=request.caller, **values)
        except DayRefused as refused:
            form.add_error("as_of", f"{refused.message}{refused.remedy}")
        except LedgerRefused as refused:
            form.add_error("file", f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "文件已收到，正在逐行核对。可以离开这个页面。")
            return redirect("above:feed_run", run.pk)
    context = {"form": form, "known": known}
    return render(request, "above/upload.html", context, status=422 if form.errors else 200)


@needs(READ)
@require_GET
def template(request: CallerRequest, code: str) -> HttpResponse:
    """The headings of a ledger's file, as an empty CSV."""
    feed = next((one for one in feeds() if one.code == code), None)
    if feed is None:
        raise Http404
    head = ",".join(column.heading for column in feed.columns)
    return file_response(f"\ufeff{head}\r\n".encode(), f"{feed.name}-表头.csv", "text/csv")


@needs(MANAGE)
@require_POST
def begin(request: CallerRequest) -> HttpResponse:
    """Fetches a ledger over the network now."""
    code = request.POST.get("feed", "")
    if code not in {feed.code for feed in _known(request)}:
        messages.error(request, "请在列表中选择台账。")
        return redirect("above:feeds")
    try:
        run = fetch_ledger(feed=code, caller=request.caller)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("above:feeds")
    messages.success(request, "已开始向上级取数。可以离开这个页面。")
    return redirect("above:feed_run", run.pk)


@needs(READ)
@require_safe
def run(request: CallerRequest, pk: int) -> HttpResponse:
    """Where a run stands; while it is under way htmx asks again every two seconds.

    Why rows go back names people: for whoever sees residents, once the run stands still, and logged.
    """
    row = fetch(request.caller, READ, FeedRun.objects.select_related("made_by"), pk=pk)
    under_way = row.state in UNDER_WAY
    sees_person = request.caller.can(Ability.RESIDENT_READ)
    samples = row.samples if sees_person and not under_way else []
    if samples:
        with transaction.atomic():
            record(
                actor=request.caller.account,
                action="above.read",
                object_type="above.FeedRun",
                object_id=str(row.pk),
                detail={"feed": row.feed, "rows": len(samples)},
            )
    context = {
        **_row(row),
        "under_way": under_way,
        "sees_person": sees_person,
        "samples": samples,
        "may_manage": request.caller.can(MANAGE),
        "may_right_rows": row.state == FeedState.FAULTY,
        "may_go_on": row.state == FeedState.STOPPED,
        "may_cancel": row.state not in (FeedState.DONE, FeedState.CANCELLED),
    }
    name = "above/_run.html" if request.headers.get("HX-Request") else "above/run.html"
    return render(request, name, context)


@needs(MANAGE)
@require_POST
def act(request: CallerRequest, pk: int) -> HttpResponse:
    """What a person decides about a run."""
    move = request.POST.get("act", "")
    if move not in MOVES:
        messages.error(request, "没有办理。请选择要办的事。")
        return redirect("above:feed_run", pk)
    try:
        MOVES[move](caller=request.caller, pk=pk)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(request, DONE[move])
    return redirect("above:feed_run", pk)


@needs(MANAGE)
@require_GET
def wrong_rows(request: CallerRequest, pk: int) -> HttpResponse:
    """The sheet of wrong rows with the reason in each: it goes back to the sender whole, so it is logged."""
    row = fetch(request.caller, MANAGE, FeedRun.objects.all(), pk=pk)
    if not row.problems:
        raise Http404
    return wrong_rows_response(
        row,
        lambda: store().get(row.problems),
        f"退回的行-{row.pk}.xlsx",
        count=row.wrong,
        action="above.wrong_rows_exported",
        actor=request.caller.account,
    )
