"""Ending a benefit, taking an end back, deciding about what the night found."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.unemployment.services import decide_sign, end_benefit, resume_benefit
from cuncuntong.network.access import NotVisible
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.unemployment.forms import DecideForm, EndForm, ResumeForm
from cuncuntong.web.unemployment.one import render_one
from cuncuntong.web.unemployment.shared import LINE, MANAGE, benefit, signs_of_area


@require_POST
@needs(MANAGE, line=LINE)
def end(request: CallerRequest, pk: int) -> HttpResponse:
    """Ends a benefit for one of the law's reasons."""
    row, form = benefit(request.caller, pk, MANAGE), EndForm(request.POST)
    if form.is_valid():
        try:
            row = end_benefit(benefit=row, actor=request.caller.account, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            assert row.last_month is not None
            last = f"{row.last_month.year}年{row.last_month.month}月"
            messages.success(request, f"已停止领取，最后一个应发月份是{last}；将报上级备案。")
            return redirect("unemployment:one", pk)
    return render_one(request, row, status=422, end_form=form, ending=True)


@require_POST
@needs(MANAGE, line=LINE)
def resume(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes an end back that was wrong."""
    row, form = benefit(request.caller, pk, MANAGE), ResumeForm(request.POST)
    if form.is_valid():
        try:
            resume_benefit(benefit=row, actor=request.caller.account, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "已恢复领取，没有发的月份随下一次发放补发。")
            return redirect("unemployment:one", pk)
    return render_one(request, row, status=422, resume_form=form, resuming=True)


@require_POST
@needs(MANAGE, line=LINE)
def decide(request: CallerRequest, pk: int) -> HttpResponse:
    """Ends the benefit by a sign, or keeps it with a reason."""
    sign = signs_of_area(request.caller).filter(pk=pk).first()
    if sign is None:
        raise NotVisible("没有找到这条线索，或它不在您的服务范围内。")
    form = DecideForm(request.POST)
    if form.is_valid():
        ends = form.cleaned_data["move"] == "end"
        try:
            decide_sign(
                sign=sign,
                ends=ends,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                actor=request.caller.account,
            )
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "已据此停止领取。" if ends else "已记下，照常发放。")
            return redirect("unemployment:one", sign.benefit_id)
    row = benefit(request.caller, sign.benefit_id, MANAGE)
    return render_one(request, row, status=422, decide_form=form, deciding=sign.pk)
