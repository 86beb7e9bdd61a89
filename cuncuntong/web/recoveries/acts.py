"""What is done with an overpayment: money received, an arrangement, a signature, a reversal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_POST

from cuncuntong.foundation.money import format_yuan
from cuncuntong.ledgers.recoveries import services
from cuncuntong.ledgers.recoveries.models import SignedPage
from cuncuntong.ledgers.recoveries.selectors import standing_agreement
from cuncuntong.ledgers.recoveries.services import ReturnPlan
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import NotVisible
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.downloads import scan_response
from cuncuntong.web.recoveries.forms import PagesForm, ReceiveForm, SignedForm
from cuncuntong.web.recoveries.one import agree_form, page
from cuncuntong.web.recoveries.shared import PENSION, RECOVER, overpayment, say_refused


@needs(RECOVER, line=PENSION)
@require_POST
def receive(request: CallerRequest, pk: int) -> HttpResponse:
    """Posts money that the bank received."""
    row = overpayment(request.caller, pk)
    form = ReceiveForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            posting = services.receive(
                overpayment=row, on=timezone.localdate(), actor=request.caller.account, **form.cleaned_data
            )
        except LedgerRefused as refused:
            say_refused(form, refused)
        else:
            messages.success(request, f"已记退回{format_yuan(posting.amount)}元。")
            return redirect("recoveries:one", pk)
    return page(request, row, receive=form)


@needs(RECOVER, line=PENSION)
@require_POST
def agree(request: CallerRequest, pk: int) -> HttpResponse:
    """Makes an arrangement, or another one for what is left."""
    row = overpayment(request.caller, pk)
    form = agree_form(row, request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        plan = ReturnPlan(
            way=asked["way"],
            payer=asked["payer"],
            relation=asked["relation"],
            count=asked["count"] or 0,
            first_due=asked["first_due"],
            monthly=asked.get("monthly"),
            note=asked["note"],
        )
        try:
            services.agree(overpayment=row, plan=plan, on=timezone.localdate(), actor=request.caller.account)
        except LedgerRefused as refused:
            say_refused(form, refused)
        else:
            messages.success(request, "已登记退回约定，请打印退回协议由退回人签字。")
            return redirect("recoveries:one", pk)
    return page(request, row, agree=form)


@needs(RECOVER, line=PENSION)
@require_POST
def signed(request: CallerRequest, pk: int) -> HttpResponse:
    """Writes down who signed the paper and when."""
    row = overpayment(request.caller, pk)
    form = SignedForm(request.POST, request.FILES, label_suffix="")
    agreement = standing_agreement(row)
    if agreement is None:
        messages.error(request, "还没有退回约定，不能记签字。")
        return redirect("recoveries:one", pk)
    if form.is_valid():
        try:
            services.record_signed(
                agreement=agreement,
                signed_on=form.cleaned_data["signed_on"],
                signed_by=form.cleaned_data["signed_by"],
                note=form.cleaned_data["signed_note"],
                on=timezone.localdate(),
                actor=request.caller.account,
                uploads=form.cleaned_data["pages"],
                missing=form.cleaned_data["missing"],
            )
        except LedgerRefused as refused:
            say_refused(form, refused)
        else:
            messages.success(request, "已记签字。")
            return redirect("recoveries:one", pk)
    return page(request, row, signed=form)


@needs(RECOVER, line=PENSION)
@require_POST
def add_pages(request: CallerRequest, pk: int) -> HttpResponse:
    """Scans of the signed paper that came later."""
    row = overpayment(request.caller, pk)
    form = PagesForm(request.POST, request.FILES, label_suffix="")
    agreement = standing_agreement(row)
    if agreement is None:
        messages.error(request, "还没有退回约定，不能上传签字件。")
        return redirect("recoveries:one", pk)
    if form.is_valid():
        try:
            made = services.add_pages(
                agreement=agreement, uploads=form.cleaned_data["pages"], actor=request.caller.account
            )
        except LedgerRefused as refused:
            say_refused(form, refused)
        else:
            messages.success(request, f"已上传{len(made)}个文件。")
            return redirect("recoveries:one", pk)
    return page(request, row, pages=form)


@needs(RECOVER, line=PENSION)
@require_POST
def set_aside(request: CallerRequest, pk: int, page_id: int) -> HttpResponse:
    """A scan that was uploaded by mistake counts no more."""
    row = overpayment(request.caller, pk)
    found = SignedPage.objects.filter(agreement__overpayment=row, pk=page_id).select_related("agreement")
    scan = found.first()
    if scan is None:
        raise NotVisible("没有找到这个签字件。")
    try:
        services.set_page_aside(page=scan, why=request.POST.get("why", ""), actor=request.caller.account)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(request, "已作废这个签字件，原件留存备查。")
    return redirect("recoveries:one", pk)


@needs(RECOVER, line=PENSION)
@require_GET
@xframe_options_exempt
def scan(request: CallerRequest, page_id: int) -> HttpResponse:
    """A signed paper as it was scanned; the look is logged."""
    found, content = services.open_page(caller=request.caller, page=page_id)
    return scan_response(content, found.title, found.mime)


@needs(RECOVER, line=PENSION)
@require_POST
def reverse(request: CallerRequest, pk: int, posting: int) -> HttpResponse:
    """Takes a posting back, with a reason."""
    row = overpayment(request.caller, pk)
    found = row.postings.filter(pk=posting).select_related("entry").first()
    if found is None:
        raise NotVisible("没有找到这条退回记录。")
    try:
        services.reverse(
            posting=found,
            reason=request.POST.get("reason", ""),
            on=timezone.localdate(),
            actor=request.caller.account,
        )
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(request, f"已冲正{format_yuan(found.amount)}元。")
    return redirect("recoveries:one", pk)
