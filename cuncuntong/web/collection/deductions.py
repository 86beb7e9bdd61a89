"""Files that ask the bank to deduct; they hold whole account numbers, so every one is recorded."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.collection.models import DeductionFile
from cuncuntong.ledgers.collection.services.deductions import content_of, make_deduction, to_deduct
from cuncuntong.ledgers.refused import LedgerRefused
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


@needs(IMPORT, line=PENSION)
@require_POST
def download(request: CallerRequest, pk: int, layout: str) -> HttpResponse:
    """One file as CSV or Excel; recorded."""
    kind = "csv" if layout == "csv" else "xlsx"
    file, content = content_of(caller=request.caller, pk=pk, layout=kind)
    if kind == "csv":
        return file_response(content, f"代扣{file.number}.csv", "text/csv; charset=utf-8")
    return workbook_response(content, f"代扣{file.number}.xlsx")
