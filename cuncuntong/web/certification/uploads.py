"""Lists of evidence that other offices send: uploaded, followed, rows that were not taken given back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuncuntong.foundation.identifiers import resident_id
from cuncuntong.foundation.spreadsheets import SheetRefused
from cuncuntong.ledgers.certification.enums import BY_DATA, ListState, RowState
from cuncuntong.ledgers.certification.files import MOST_BYTES, template
from cuncuntong.ledgers.certification.models import EvidenceList
from cuncuntong.ledgers.certification.services.lists import run_list, take_list
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.certification.shared import LINE, MANAGE, PAGE, sections
from cuncuntong.web.downloads import workbook_response
from cuncuntong.web.paging import page_of

MOST_SHOWN = 500


class UploadForm(forms.Form):
    """A list with where it comes from."""

    way = forms.ChoiceField(
        label="数据的种类",
        choices=[(way.value, way.label) for way in BY_DATA],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择数据的种类。", "invalid_choice": "请从列出的种类中选一种。"},
    )
    source = forms.CharField(
        label="数据来源",
        max_length=60,
        help_text="例如：县医保局2026年10月就医记录",
        error_messages={"required": "请写明数据来源。", "max_length": "最多60个字，请缩短。"},
    )
    file = forms.FileField(
        label="名单文件（CSV或Excel）",
        help_text="表头见模板：身份证号码、姓名、日期、说明；同一份文件只处理一次。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.xls", "data-max-mb": "20"}),
        error_messages={"required": "请选择名单文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self) -> Any:
        """A larger one is something else."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过20 MB，请分成几个文件。")
        return file


@needs(MANAGE, line=LINE)
@require_http_methods(["GET", "POST"])
def uploads(request: CallerRequest) -> HttpResponse:
    """The lists so far, and a new one."""
    form = UploadForm(request.POST or None, request.FILES or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made = take_list(
                caller=request.caller,
                way=form.cleaned_data["way"],
                source=form.cleaned_data["source"],
                name=sent.name,
                content=sent.read(),
            )
        except SheetRefused as error:
            form.add_error("file", str(error))
        except LedgerRefused as refused:
            form.add_error("file", f"{refused.message}{refused.remedy}")
        else:
            return redirect("certification:upload", made.pk)
    rows = request.caller.limit(MANAGE, EvidenceList.objects.select_related("actor"), line=LINE)
    if (before := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(pk__lt=before)
    page = page_of(list(rows.order_by("-pk")[: PAGE + 1]), PAGE, {}, first=not request.GET.get("after"))
    context = {
        **page,
        "form": form,
        "rows": page["shown"],
        "sections": sections(request.caller, "certification:uploads"),
    }
    return render(request, "certification/uploads.html", context, status=422 if form.errors else 200)


@needs(MANAGE, line=LINE)
@require_GET
def template_file(request: CallerRequest) -> HttpResponse:
    """The empty workbook for whoever sends a list."""
    return workbook_response(template(), "认证数据名单模板.xlsx")


def _list(request: CallerRequest, pk: int) -> EvidenceList:
    return fetch(request.caller, MANAGE, EvidenceList.objects.select_related("actor"), line=LINE, pk=pk)


@needs(MANAGE, line=LINE)
@require_GET
def upload(request: CallerRequest, pk: int) -> HttpResponse:
    """One list: how far it is, and the rows that were not taken, with why."""
    made = _list(request, pk)
    refused = list(made.lines.filter(state=RowState.REFUSED).order_by("row")[: MOST_SHOWN + 1])
    context = {
        "made": made,
        "running": made.state == ListState.WAITING,
        "refused": made.done - made.taken,
        "lines": [{"row": row, "id_number": resident_id.mask(row.id_number)} for row in refused[:MOST_SHOWN]],
        "cut": len(refused) > MOST_SHOWN,
        "most": MOST_SHOWN,
    }
    page = (
        "certification/_upload_state.html"
        if request.headers.get("HX-Request")
        else "certification/upload.html"
    )
    return render(request, page, context)


@needs(MANAGE, line=LINE)
@require_POST
def go_on(request: CallerRequest, pk: int) -> HttpResponse:
    """Goes on with a list whose background work stopped; a row that is taken stays as it is."""
    made = _list(request, pk)
    run_list(made.pk, actor=request.caller.account)
    messages.success(request, "名单已处理完。")
    return redirect("certification:upload", pk)
