"""Posting by hand at the county: transfers, collective help, and taking an entry back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuncuntong.ledgers.bookkeeping.services.manual import (
    BY_HAND,
    PENSION,
    POST,
    post_by_hand,
    reverse_by_hand,
)
from cuncuntong.ledgers.pensions.models import PensionAccount, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.components.fields import DATE_INPUT_FORMATS
from cuncuntong.web.pensions.accounts import shown_number


class _OnDocument(forms.Form):
    document = forms.CharField(
        label="凭证号",
        max_length=40,
        help_text="转移单、补助文件或更正审批单的编号",
        error_messages={"required": "请填写凭证号。", "max_length": "凭证号最多40个字。"},
    )
    reason = forms.CharField(
        label="原因",
        max_length=100,
        error_messages={"required": "请写明原因。", "max_length": "原因最多100个字。"},
    )


class PostForm(_OnDocument):
    """An entry by hand; the amount is above zero whichever way it goes."""

    kind = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *((kind.value, kind.label) for kind in BY_HAND)],
        error_messages={"required": "请选择类别。", "invalid_choice": "请重新选择类别。"},
    )
    year = forms.IntegerField(
        label="所属年度",
        min_value=1992,
        max_value=2100,
        error_messages={
            "required": "请填写所属年度。",
            "invalid": "应填4位年份。",
            "min_value": "应填1992年以后的年份。",
            "max_value": "应填4位年份。",
        },
    )
    amount = forms.DecimalField(
        label="金额",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="转出也填正数",
        error_messages={
            "required": "请填写金额。",
            "invalid": "应填数字，例如 1234.50。",
            "min_value": "金额应大于0。",
            "max_digits": "金额过大，请核对。",
            "max_whole_digits": "金额过大，请核对。",
            "max_decimal_places": "金额最多两位小数。",
        },
    )
    on = forms.DateField(
        label="到账或支出日期",
        input_formats=DATE_INPUT_FORMATS,
        help_text="8位数字",
        error_messages={"required": "请填写日期。", "invalid": "应填日期，例如 20261124。"},
    )
    field_order = ("kind", "year", "amount", "on", "document", "reason")


@needs(POST, line=PENSION)
@require_http_methods(["GET", "POST"])
def post(request: CallerRequest, pk: int) -> HttpResponse:
    """An entry on an account."""
    rows = PensionAccount.objects.select_related("resident")
    account = fetch(request.caller, POST, rows, line=PENSION, pk=pk)
    today = timezone.localdate()
    form = PostForm(request.POST or None, initial={"year": today.year, "on": today})
    if request.method == "POST" and form.is_valid():
        try:
            entry = post_by_hand(caller=request.caller, account=account, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(_field_of(refused.message), f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"已记账：{entry.get_kind_display()}{entry.amount}元。")
            return redirect("pensions:account", pk)
    context = {
        "account": account,
        "number": shown_number(account),
        "person": account.resident,
        "balance": balance(account),
        "form": form,
    }
    return render(request, "pensions/post.html", context, status=422 if form.errors else 200)


def _field_of(message: str) -> str | None:
    """The field that a refusal speaks of."""
    words = {"凭证": "document", "日期": "on", "年度": "year", "余额": "amount", "金额": "amount"}
    return next((name for word, name in words.items() if message.startswith(word) or word in message), None)


@needs(POST, line=PENSION)
@require_http_methods(["GET", "POST"])
def reverse_one(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes an entry back by another one."""
    rows = PensionEntry.objects.select_related("account__resident")
    entry = fetch(request.caller, POST, rows, prefix="account__", line=PENSION, pk=pk)
    form = _OnDocument(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reverse_by_hand(caller=request.caller, entry=entry, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "已冲正。原记录保留，另记一笔相反的明细。")
            return redirect("pensions:account", entry.account_id)
    context = {
        "entry": entry,
        "account": entry.account,
        "number": shown_number(entry.account),
        "person": entry.account.resident,
        "form": form,
    }
    return render(request, "pensions/reverse.html", context, status=422 if form.errors else 200)
