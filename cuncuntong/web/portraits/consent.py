"""The paper that somebody signs before being photographed, and taking the consent back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.ledgers.portraits import services
from cuncuntong.ledgers.portraits.consent import TITLE, current_consent
from cuncuntong.ledgers.portraits.enums import LINE, WithdrawalWay
from cuncuntong.ledgers.portraits.services.seeing import find
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import masked_id, open_resident
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.portraits.shared import REVIEW, TAKE


class WithdrawForm(forms.Form):
    """How somebody took the consent back."""

    way = forms.ChoiceField(
        label="怎样撤回",
        choices=[("", "请选择"), *WithdrawalWay.choices],
        error_messages={
            "required": "请选择本人用什么方式撤回。",
            "invalid_choice": "请选择本人用什么方式撤回。",
        },
    )
    note = forms.CharField(
        label="说明", max_length=200, required=False, error_messages={"max_length": "最多200个字。"}
    )


@needs(TAKE, line=LINE)
@require_safe
def paper(request: CallerRequest, resident: int) -> HttpResponse:
    """The consent for a resident, large enough to be read by themselves, with lines to sign on."""
    person = open_resident(request.caller, resident)
    today = timezone.localdate()
    context = {
        "person": person,
        "id_number": masked_id(person),
        "consent": current_consent(today),
        "consent_title": TITLE,
        "point": request.caller.point,
        "today": today,
    }
    return render(request, "portraits/consent.html", context)


@needs(TAKE, REVIEW, line=LINE)
@require_POST
def withdraw(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes the consent back: all pictures of the person are deleted, here and above."""
    from cuncuntong.web.portraits.one import page

    row = find(request.caller, pk)
    form = WithdrawForm(request.POST, label_suffix="")
    if form.is_valid():
        try:
            count = services.withdraw_consent(caller=request.caller, portrait_id=pk, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(
                request, f"已撤回{row.resident.name}的同意，{count}张照片已删除；已报上级的，将通知上级删除。"
            )
            return redirect("portraits:one", pk)
    return page(request, row, withdraw=form)
