"""Failed lines of a point: why, what to do, another account, a note."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.payments.enums import FailCode, LineState
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.payments.selectors import REMEDIES, lines_to_follow, sent_again
from cuncuntong.ledgers.payments.services import (
    change_account,
    note_follow_up,
    release_line,
    take_payment_back,
)
from cuncuntong.ledgers.payments.services.following import AccountDoubtful, expected_holder
from cuncuntong.ledgers.pensions.enums import PayeeState
from cuncuntong.ledgers.pensions.services.payees import AccountShared
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.payments.forms import AccountForm, CameBackForm, FollowForm, ReasonForm
from cuncuntong.web.payments.lines import line_page
from cuncuntong.web.payments.reading import LINES, masked_account, run_name, seen_line
from cuncuntong.web.work import pages


@needs(Ability.PAY_FOLLOW, Ability.PAY_PREPARE, line=LINES)
def listing(request: CallerRequest) -> HttpResponse:
    """The lines that the bank could not pay, in the caller's area."""
    values = pages.asked(request, "reason")
    rows = lines_to_follow(request.caller).select_related("resident", "run", "payee")
    if values["reason"] in FailCode.values:
        rows = rows.filter(fail_code=values["reason"])
    shown, turning = pages.keyed_page(rows, request, values)
    again = sent_again(shown)
    context = {
        "rows": [
            {
                "line": line,
                "place": place,
                "name": run_name(line.run),
                "ready": _ready(line),
                "again": run_name(again[line.pk]) if line.pk in again else "",
            }
            for line, place in zip(shown, place_words(shown), strict=True)
        ],
        "reasons": FailCode.choices,
        "values": values,
        **turning,
    }
    return render(request, "payments/failed.html", context)


def _ready(line: PayLine) -> bool:
    """Another account is there: the next run pays to it."""
    return line.payee is not None and line.payee.state != PayeeState.ACTIVE


@needs(Ability.PAY_FOLLOW, Ability.PAY_PREPARE, line=LINES)
@require_http_methods(["GET", "POST"])
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """A failed line with what to do about it; changes the account, or keeps a note."""
    line = seen_line(request.caller, pk, Ability.PAY_FOLLOW, Ability.PAY_PREPARE)
    changing = request.method == "POST" and request.POST.get("act") == "account"
    noting = request.method == "POST" and not changing
    account = AccountForm(request.POST if changing else None, initial={"holder": expected_holder(line)})
    note = FollowForm(request.POST if noting else None, prefix="follow")
    form: Any = account if changing else note
    shared = request.POST.get("shared", "") if changing else ""
    compared = request.POST.get("compared", "") if changing else ""
    if request.method == "POST" and form.is_valid():
        try:
            if changing:
                change_account(caller=request.caller, line=line, **account.cleaned_data)
            else:
                note_follow_up(caller=request.caller, line=line, note=note.cleaned_data["note"])
        except AccountDoubtful as refused:
            compared = f"{refused.message}{refused.remedy}"
            form.add_error("number", compared)
        except AccountShared as refused:
            shared = f"{refused.message}{refused.remedy}"
            form.add_error("number", shared)
        except LedgerRefused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, f"{refused.message}{refused.remedy}")
        else:
            done = "领取账户已更换，下次发放会付到新账户。" if changing else "已记下跟进情况。"
            messages.success(request, f"{line.resident.name}：{done}")
            return redirect("payments:failed")
    context = {
        "line": line,
        "name": run_name(line.run),
        "place": place_words([line])[0],
        "remedy": REMEDIES[FailCode(line.fail_code or FailCode.OTHER)],
        "account": masked_account(line.payee),
        "ready": _ready(line),
        "failed": line.state == LineState.FAILED,
        "account_form": account,
        "shared": shared,
        "compared": compared,
        "note_form": note,
        "form": form if request.method == "POST" else None,
    }
    return render(request, "payments/follow.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@needs(Ability.PAY_PREPARE, line=LINES)
def came_back(request: CallerRequest, pk: int) -> HttpResponse:
    """The bank gave a payment back after it had reported it as paid."""
    line = seen_line(request.caller, pk, Ability.PAY_PREPARE)
    form = CameBackForm(request.POST)
    if form.is_valid():
        try:
            take_payment_back(caller=request.caller, line=line, **form.cleaned_data)
        except LedgerRefused as refused:
            field = refused.field if refused.field in form.fields else None
            form.add_error(field, f"{refused.message}{refused.remedy}")
        else:
            messages.success(
                request, "已登记到账后退回：账户支付已冲正，这一笔列入“发放失败”，跟进后由下一批重新发放。"
            )
            return redirect("payments:line", pk)
    return line_page(request, line, form)


@require_POST
@needs(Ability.PAY_PREPARE, line=LINES)
def release(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes a failed line back, so that its months are computed anew."""
    line = seen_line(request.caller, pk, Ability.PAY_PREPARE)
    form = ReasonForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        release_line(caller=request.caller, line=line, reason=reason)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(request, "已退回重算：仍应发的月份由下一批重新计算。")
    return redirect("payments:line", pk)
