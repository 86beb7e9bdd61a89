"""Files that ask the bank to deduct; they hold whole account numbers, so every one is recorded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.foundation.spreadsheets import SheetRefused
from cuncuntong.ledgers.collection.enums import OrderState
from cuncuntong.ledgers.collection.files import MOST_BYTES
from cuncuntong.ledgers.collection.models import DeductionFile
from cuncuntong.ledgers.collection.services import take_answer
from cuncuntong.ledgers.collection.services.answers import AnswerRefused, answer_template
from cuncuntong.ledgers.collection.services.deductions import content_of, make_deduction, to_deduct
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.collection.shared import IMPORT, PAGE, PENSION, after, page_links, tabs
from cuncuntong.web.downloads import file_response, workbook_response


@needs(IMPORT, line=PENSION)
@require_http_methods(["GET", "POST"])
def deductions(request: CallerRequest) -> HttpResponse:
    """What waits for the bank, and what it was asked for."""
    year = timezone.localdate().year
    if request.method == "POST":
        try:
            file = make_deduction(caller=request.caller, year=year)
        except LedgerRefused as refused:
            messages.error(request, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"代扣文件{file.number}已生成，共{file.rows}笔。请下载后交银行。")
        return redirect("collection:deductions")
    rows = request.caller.limit(IMPORT, DeductionFile.objects.select_related("actor"), line=PENSION)
    last = after(request)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    context = {
        **page_links(request, {}, list(rows.order_by("-pk")[: PAGE + 1])),
        "waiting": to_deduct(request.caller, year).aggregate(n=Count("pk"), sum=Sum("amount")),
        "year": year,
        "tabs": tabs(request.caller, "collection:deductions"),
    }
    return render(request, "collection/deductions.html", context)


class AnswerForm(forms.Form):
    """The bank's answer to one file."""

    file = forms.FileField(
        label="银行代扣回盘（CSV或Excel）",
        help_text="表头：缴费编号、金额、结果、原因。扣到的款仍以银行到账文件入账。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls", "data-max-mb": "20"}),
        error_messages={"required": "请选择银行的代扣回盘。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        """A larger one is something else."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过20 MB，请核对是不是选错了文件。")
        return file


@needs(IMPORT, line=PENSION)
@require_http_methods(["GET", "POST"])
def deduction_file(request: CallerRequest, pk: int) -> HttpResponse:
    """One file: what arrived of it, what the bank could not deduct and why; its answer is taken in here."""
    file = fetch(
        request.caller,
        IMPORT,
        DeductionFile.objects.select_related("actor", "answered_by"),
        line=PENSION,
        pk=pk,
    )
    posted = request.method == "POST"
    form = AnswerForm(request.POST if posted else None, request.FILES if posted else None)
    reasons: list[str] = []
    if posted and form.is_valid():
        try:
            answer = take_answer(caller=request.caller, file=file, content=form.cleaned_data["file"].read())
        except AnswerRefused as refused:
            reasons = refused.reasons
            form.add_error("file", f"{refused.message}{refused.remedy}")
        except SheetRefused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, f"已登记：银行扣成{answer.done}笔，没有扣成{answer.failed}笔。")
            return redirect("collection:deduction_file", pk)
    failed, last = file.orders.exclude(deduct_failed_why=""), after(request)
    if last is not None:
        failed = failed.filter(pk__gt=last)
    page = page_links(request, {}, list(failed.select_related("resident").order_by("pk")[: PAGE + 1]))
    context = {
        **page,
        "file": file,
        "form": form,
        "reasons": reasons,
        "rows": list(zip(page["shown"], place_words(page["shown"]), strict=True)),
        "counts": file.orders.aggregate(
            paid=Count("pk", filter=Q(state=OrderState.PAID)),
            failed=Count("pk", filter=~Q(deduct_failed_why="")),
        ),
    }
    return render(request, "collection/deduction.html", context, status=422 if form.errors else 200)


@needs(IMPORT, line=PENSION)
@require_GET
def answer_template_file(request: CallerRequest) -> HttpResponse:
    """The empty workbook for the bank's answer."""
    return workbook_response(answer_template(), "银行代扣回盘模板.xlsx")


@needs(IMPORT, line=PENSION)
@require_POST
def download(request: CallerRequest, pk: int, layout: str) -> HttpResponse:
    """One file as CSV or Excel; recorded."""
    kind = "csv" if layout == "csv" else "xlsx"
    file, content = content_of(caller=request.caller, pk=pk, layout=kind)
    if kind == "csv":
        return file_response(content, f"代扣{file.number}.csv", "text/csv; charset=utf-8")
    return workbook_response(content, f"代扣{file.number}.xlsx")
