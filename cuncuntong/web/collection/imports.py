"""The bank's files of arrivals: taken in, followed while they are posted, and what fits nothing solved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.foundation.spreadsheets import SheetRefused
from cuncuntong.ledgers.collection.enums import ArrivalState, FileState, OrderState, Why
from cuncuntong.ledgers.collection.files import MOST_BYTES, template
from cuncuntong.ledgers.collection.models import Arrival, ArrivalFile, ContributionOrder
from cuncuntong.ledgers.collection.refused import OrderRefused
from cuncuntong.ledgers.collection.services import assign, give_back, release, run_file, set_aside, take_in
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.collection.shared import IMPORT, PAGE, PENSION, after, page_links, tabs
from cuncuntong.web.cut import first_of
from cuncuntong.web.downloads import workbook_response

FILE_TONES = {
    FileState.WAITING: "info",
    FileState.HELD: "bad",
    FileState.DONE: "good",
    FileState.VOID: "neutral",
}
MOST_SHOWN = 500
OPEN_LINES = Count("arrivals", filter=Q(arrivals__state=ArrivalState.PROBLEM))


class UploadForm(forms.Form):
    """The bank's file."""

    file = forms.FileField(
        label="银行到账文件（CSV或Excel）",
        help_text="表头和合计行见模板；同一份文件只会导入一次。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls", "data-max-mb": "20"}),
        error_messages={"required": "请选择银行的到账文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        """A larger one is something else."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过20 MB，请分成几个文件。")
        return file


class SolveForm(forms.Form):
    """What is done with a line."""

    move = forms.ChoiceField(
        label="怎样处理",
        choices=[("assign", "记到一份缴费通知"), ("return", "退回缴费人"), ("note", "不用入账，写明原因")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择怎样处理。"},
    )
    reference = forms.CharField(
        label="记到哪份通知（缴费编号）",
        max_length=24,
        required=False,
        help_text="只在“记到一份缴费通知”时填写",
    )
    note = forms.CharField(
        label="核对情况",
        max_length=200,
        help_text="怎样核对的，例如“电话问过银行和本人”",
        error_messages={"required": "请写明怎样核对的、怎样处理的。"},
    )

    def clean(self) -> dict[str, Any]:
        """A reference where it is needed."""
        values = super().clean() or {}
        if values.get("move") == "assign" and not values.get("reference"):
            self.add_error("reference", "请填写缴费编号。")
        return values


def _state(file: ArrivalFile, open_lines: int) -> tuple[str, str]:
    """A file's state and its tone: it is not done with while lines of it wait for somebody."""
    if file.state == FileState.HELD and file.said_rows is None:
        return "没有合计行，待处理", FILE_TONES[FileState.HELD]
    if file.state == FileState.DONE and open_lines:
        return f"{open_lines}笔待处理", "wait"
    return str(file.get_state_display()), FILE_TONES[FileState(file.state)]


@needs(IMPORT, line=PENSION)
@require_http_methods(["GET", "POST"])
def imports(request: CallerRequest) -> HttpResponse:
    """The files so far, and a new one."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            file = take_in(caller=request.caller, name=sent.name, content=sent.read())
        except SheetRefused as error:
            form.add_error("file", str(error))
        except OrderRefused as refused:
            form.add_error("file", f"{refused.message}{refused.remedy}")
        else:
            return redirect("collection:import_file", file.pk)
    rows = request.caller.limit(
        IMPORT, ArrivalFile.objects.select_related("actor").annotate(open=OPEN_LINES), line=PENSION
    )
    last = after(request)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    page = page_links(request, {}, list(rows.order_by("-pk")[: PAGE + 1]))
    context = {
        **page,
        "form": form,
        "tabs": tabs(request.caller, "collection:imports"),
        "rows": [(row, *_state(row, row.open)) for row in page["shown"]],
    }
    return render(request, "collection/imports.html", context, status=422 if form.errors else 200)


@needs(IMPORT, line=PENSION)
@require_GET
def template_file(request: CallerRequest) -> HttpResponse:
    """The empty workbook for the bank."""
    return workbook_response(template(), "银行到账文件模板.xlsx")


def _file(request: CallerRequest, pk: int) -> ArrivalFile:
    return fetch(request.caller, IMPORT, ArrivalFile.objects.select_related("actor"), line=PENSION, pk=pk)


@needs(IMPORT, line=PENSION)
@require_http_methods(["GET", "POST"])
def import_file(request: CallerRequest, pk: int) -> HttpResponse:
    """One file: how far it is, and its lines that wait; a held one is decided here."""
    file = _file(request, pk)
    problem: LedgerRefused | None = None
    if request.method == "POST":
        try:
            post = request.POST.get("move") == "post"
            release(caller=request.caller, file=file, post=post, note=request.POST.get("note", ""))
        except LedgerRefused as refused:
            problem = refused
        else:
            messages.success(request, "已按明细入账。" if post else "整份文件已作废，没有入账。")
            return redirect("collection:import_file", pk)
    state = ArrivalState
    lines = file.arrivals.filter(state__in=[state.PROBLEM, state.ASSIGNED, state.RETURNED, state.NOTED])
    ordered = lines.select_related("order__resident", "solved_by").order_by("row")
    shown, cut = first_of(ordered, MOST_SHOWN, "待处理的都在“到账差异”里")
    open_lines = file.arrivals.filter(state=state.PROBLEM).count()
    words, tone = _state(file, open_lines)
    context = {
        "file": file,
        "state_words": words,
        "tone": tone,
        "matched": file.arrivals.filter(state=ArrivalState.MATCHED).count(),
        "lines": shown,
        "cut": cut,
        "open": open_lines,
        "running": file.state == FileState.WAITING,
        "note": request.POST.get("note", ""),
        "problems": [{"label": "核对情况", "what": problem.message, "remedy": problem.remedy}]
        if problem
        else [],
        "form_errors": bool(problem),
    }
    page = (
        "collection/_import_state.html"
        if request.headers.get("HX-Request")
        else "collection/import_file.html"
    )
    return render(request, page, context, status=422 if problem else 200)


@needs(IMPORT, line=PENSION)
@require_GET
def problems(request: CallerRequest) -> HttpResponse:
    """All lines that fit nothing, the oldest first."""
    rows = Arrival.objects.filter(state=ArrivalState.PROBLEM).select_related("file", "order__resident")
    rows = request.caller.limit(IMPORT, rows, line=PENSION)
    asked = {"why": request.GET.get("why", "")[:12]}
    if asked["why"] in Why.values:
        rows = rows.filter(why=asked["why"])
    last = after(request)
    if last is not None:
        rows = rows.filter(pk__gt=last)
    context = {
        **page_links(request, asked, list(rows.order_by("pk")[: PAGE + 1])),
        "asked": asked,
        "whys": Why.choices,
        "tabs": tabs(request.caller, "collection:problems"),
    }
    return render(request, "collection/problems.html", context)


@needs(IMPORT, line=PENSION)
@require_http_methods(["GET", "POST"])
def problem(request: CallerRequest, pk: int) -> HttpResponse:
    """One line: what the file says, which order it may mean, and what to do with it."""
    rows = Arrival.objects.select_related("file", "order__resident", "order__account", "solved_by")
    line = fetch(request.caller, IMPORT, rows, line=PENSION, pk=pk)
    form = SolveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _solve(request, line, form):
        return redirect("collection:problems")
    context = {
        "line": line,
        "form": form,
        "open": line.state == ArrivalState.PROBLEM,
        "candidates": _candidates(request, line),
    }
    return render(request, "collection/problem.html", context, status=422 if form.errors else 200)


def _solve(request: CallerRequest, line: Arrival, form: SolveForm) -> bool:
    values: dict[str, Any] = form.cleaned_data
    given = {"caller": request.caller, "arrival": line, "note": values["note"]}
    try:
        if values["move"] == "assign":
            assign(reference=values["reference"], today=timezone.localdate(), **given)
            words = "已记到所填的缴费通知。"
        elif values["move"] == "return":
            give_back(**given)
            words = "已标记为退回缴费人，请通知银行退款。"
        else:
            set_aside(**given)
            words = "已了结，没有入账。"
    except LedgerRefused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, f"{refused.message}{refused.remedy}")
        return False
    messages.success(request, words)
    return True


def _candidates(request: CallerRequest, line: Arrival) -> list[ContributionOrder]:
    """Open orders that the line may mean: of the same person as the order it names, or of the same name."""
    if line.state != ArrivalState.PROBLEM or line.amount is None:
        return []
    rows = ContributionOrder.objects.filter(
        state__in=[OrderState.ISSUED, OrderState.EXPIRED], amount=line.amount
    ).select_related("resident", "account")
    rows = request.caller.limit(IMPORT, rows, line=PENSION)
    if line.order is not None:
        rows = rows.filter(resident=line.order.resident_id)
    elif line.name:
        rows = rows.filter(resident__name=line.name)
    else:
        return []
    return list(rows.order_by("-pk")[:10])


@needs(IMPORT, line=PENSION)
@require_POST
def post_again(request: CallerRequest, pk: int) -> HttpResponse:
    """Goes on with a file whose background work stopped; a line that is posted stays as it is."""
    file = _file(request, pk)
    run_file(file.pk, actor=request.caller.account)
    messages.success(request, "文件已处理完。")
    return redirect("collection:import_file", pk)
