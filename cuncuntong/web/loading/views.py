"""Loads of existing accounts: sent in, checked, agreed by a second person, loaded, taken back as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.ledgers.loading.enums import LoadState
from cuncuntong.ledgers.loading.figures import COUNTS, TOTALS
from cuncuntong.ledgers.loading.files import store
from cuncuntong.ledgers.loading.models import LoadBatch
from cuncuntong.ledgers.loading.services import (
    cancel,
    confirm_totals,
    send_in,
    start_loading,
    start_reversal,
)
from cuncuntong.ledgers.loading.services.batches import LOAD, PENSION, EntryRefused, TotalsDiffer
from cuncuntong.ledgers.loading.services.undoing import BuiltOn
from cuncuntong.ledgers.loading.template import template_csv, template_workbook
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.cut import first_of
from cuncuntong.web.downloads import file_response, workbook_response, wrong_rows_response
from cuncuntong.web.loading.forms import ReasonForm, SendForm, TotalsForm

S = LoadState
TONES = {
    S.FAULTY: "bad",
    S.STOPPED: "bad",
    S.LOADED: "good",
    S.CHECKED: "wait",
    S.CONFIRMED: "wait",
    S.CHECKING: "info",
    S.LOADING: "info",
    S.REVERSING: "info",
}
UNDER_WAY = (S.CHECKING, S.LOADING, S.REVERSING)
NOTHING_LOADED = (S.CHECKING, S.FAULTY, S.CHECKED, S.CONFIRMED)
SHOWN = 100


@needs(LOAD, line=PENSION)
@require_GET
def listing(request: CallerRequest) -> HttpResponse:
    """The newest hundred; there are few."""
    rows = request.caller.limit(LOAD, LoadBatch.objects.select_related("uploaded_by"), line=PENSION)
    found, cut = first_of(rows.order_by("-pk"), SHOWN, "更早的没有列出")
    shown = [{"row": row, "tone": _tone(row)} for row in found]
    return render(request, "loading/list.html", {"rows": shown, "cut": cut})


def _tone(row: LoadBatch) -> str:
    return TONES.get(S(row.state), "neutral")


@needs(LOAD, line=PENSION)
@require_http_methods(["GET", "POST"])
def send(request: CallerRequest) -> HttpResponse:
    """A file is sent in; its check goes on in the background."""
    posted = request.method == "POST"
    form = SendForm(
        request.POST if posted else None, request.FILES if posted else None, initial=SendForm.usual()
    )
    if posted and form.is_valid():
        values = dict(form.cleaned_data)
        file = values.pop("file")
        try:
            batch = send_in(caller=request.caller, content=file.read(), name=file.name or "存量", **values)
        except EntryRefused as refused:
            form.add_error(refused.field, refused.message)
        except LedgerRefused as refused:
            form.add_error("file", f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "文件已上传，正在逐行核对。可以离开这个页面。")
            return redirect("loading:one", batch.pk)
    return render(request, "loading/send.html", {"form": form}, status=422 if form.errors else 200)


@needs(LOAD, line=PENSION)
@require_GET
def template(request: CallerRequest, kind: str) -> HttpResponse:
    """The empty table with its instructions."""
    if kind == "csv":
        return file_response(template_csv(), "存量账户模板.csv", "text/csv")
    return workbook_response(template_workbook(), "存量账户模板.xlsx")


def _fetched(request: CallerRequest, pk: int) -> LoadBatch:
    rows = LoadBatch.objects.select_related("uploaded_by", "confirmed_by", "loaded_by", "reversed_by")
    return fetch(request.caller, LOAD, rows, line=PENSION, pk=pk)


@needs(LOAD, line=PENSION)
@require_GET
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """Where a load stands; while it is under way htmx asks again every two seconds."""
    batch = _fetched(request, pk)
    if request.headers.get("HX-Request"):
        return render(request, "loading/_state.html", _context(request, batch))
    return _page(request, batch)


def _page(request: CallerRequest, batch: LoadBatch, status: int = 200, **more: Any) -> HttpResponse:
    context = _context(request, batch) | more
    return render(request, "loading/one.html", context, status=status)


def _context(request: CallerRequest, batch: LoadBatch) -> dict[str, Any]:
    me = request.caller.account.pk
    state = S(batch.state)
    return {
        "batch": batch,
        "tone": _tone(batch),
        "under_way": state in UNDER_WAY,
        "figures": _figures(batch),
        "may_confirm": state == S.CHECKED and batch.uploaded_by_id != me,
        "wait_for_other": state == S.CHECKED and batch.uploaded_by_id == me,
        "may_start": state in (S.CONFIRMED, S.STOPPED)
        and batch.confirmed_by_id != me
        and not batch.reversed_by_id,
        "wait_for_loader": state == S.CONFIRMED and batch.confirmed_by_id == me,
        "may_cancel": state in NOTHING_LOADED,
        "may_reverse": state in (S.LOADED, S.STOPPED),
        "totals": TotalsForm(),
        "reason": ReasonForm(),
        "built_on": (),
        "form_errors": False,
    }


def _figures(batch: LoadBatch) -> list[tuple[str, str]]:
    """The file's own totals: kept from who confirms until they have typed in the sender's."""
    if not batch.figures or batch.state in (S.CHECKING, S.CHECKED, S.FAULTY):
        return []
    rows = [
        (label, f"{batch.figures[name]:,}" if name in COUNTS else f"{Decimal(batch.figures[name]):,.2f} 元")
        for name, label in TOTALS.items()
    ]
    rows.append(("新建居民档案", f"{batch.figures['new_residents']:,}"))
    if batch.figures["differ"]:
        words = f"{batch.figures['differ']:,}人，每月相差合计{Decimal(batch.figures['difference']):,.2f} 元"
        rows.append(("月待遇与按现行参数计算不同", words))
    return rows


@needs(LOAD, line=PENSION)
@require_POST
def totals(request: CallerRequest, pk: int) -> HttpResponse:
    """The second person types in the sender's totals."""
    batch = _fetched(request, pk)
    form = TotalsForm(request.POST)
    if form.is_valid():
        declared = {name: Decimal(form.cleaned_data[name]) for name in TOTALS}
        try:
            confirm_totals(caller=request.caller, batch=batch, declared=declared)
        except TotalsDiffer as refused:
            for name, (theirs, ours) in refused.differences.items():
                form.differ(name, theirs, ours)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "总数一致，已确认。请上传文件的人开始导入。")
            return redirect("loading:one", pk)
    return _page(request, batch, 422, totals=form, form_errors=True)


@needs(LOAD, line=PENSION)
@require_POST
def act(request: CallerRequest, pk: int) -> HttpResponse:
    """Begins or goes on with loading; gives up a file of which nothing was loaded."""
    batch = _fetched(request, pk)
    move = request.POST.get("act", "")
    try:
        if move == "start":
            start_loading(caller=request.caller, batch=batch)
            messages.success(request, "已开始导入。可以离开这个页面，导入不会中断。")
        elif move == "cancel":
            cancel(caller=request.caller, batch=batch)
            messages.success(request, "这批导入已作废，上传的文件已删除。")
        else:
            messages.error(request, "没有办理。请选择要办的事。")
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    return redirect("loading:one", pk)


@needs(LOAD, line=PENSION)
@require_POST
def reverse_all(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes the load back as a whole, while nothing builds on it."""
    batch = _fetched(request, pk)
    form = ReasonForm(request.POST)
    built_on: list[str] = []
    if form.is_valid():
        try:
            start_reversal(caller=request.caller, batch=batch, reason=form.cleaned_data["reason"])
        except BuiltOn as refused:
            built_on = refused.reasons
            form.add_error(None, f"{refused.message}{refused.remedy}")
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "已开始整批撤销。")
            return redirect("loading:one", pk)
    return _page(request, batch, 422, reason=form, built_on=built_on, form_errors=True)


@needs(LOAD, line=PENSION)
@require_GET
def wrong_rows(request: CallerRequest, pk: int) -> HttpResponse:
    """The sheet of wrong rows, with the reason in each: it goes back to the sender whole, so it is logged."""
    batch = _fetched(request, pk)
    if not batch.problems or batch.state == S.CANCELLED:
        raise Http404
    return wrong_rows_response(
        batch,
        lambda: store().get(batch.problems),
        f"错误行-{batch.pk}.xlsx",
        count=batch.wrong,
        action="loading.wrong_rows_exported",
        actor=request.caller.account,
    )
