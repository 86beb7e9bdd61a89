"""Accounts of a year's interest that is taken back whose interest went out: listed, decided, confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from cuncuntong.foundation.money import format_yuan
from cuncuntong.ledgers.bookkeeping.enums import Correcting, InterestState
from cuncuntong.ledgers.bookkeeping.models import InterestCorrection, InterestRun
from cuncuntong.ledgers.bookkeeping.services import (
    cancel_reversal,
    confirm_reversal,
    correct_interest,
    keep_interest,
)
from cuncuntong.ledgers.bookkeeping.services.manual import PENSION, POST
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.pensions.accounts import shown_number

PAGE = 50
KINDS = (("", "全部"), ("more", "多付"), ("less", "少付"), ("same", "没有变化"), ("keep", "保留"))


class KeepForm(forms.Form):
    """Lets the interest stay on all whose difference is small."""

    most = forms.DecimalField(
        label="差额不超过",
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        error_messages={
            "required": "请填写差额不超过多少元。",
            "invalid": "应填数字，例如 1.00。",
            "min_value": "应大于0。",
            "max_decimal_places": "最多两位小数。",
            "max_digits": "金额过大，请核对。",
            "max_whole_digits": "金额过大，请核对。",
        },
    )
    why = forms.CharField(
        label="保留的原因", max_length=200, error_messages={"required": "请写明为什么保留原来的利息。"}
    )


def _run(request: CallerRequest, pk: int) -> InterestRun:
    rows = InterestRun.objects.select_related("reversed_by", "reversal_confirmed_by")
    return fetch(request.caller, POST, rows, line=PENSION, pk=pk)


def of_kind(rows: QuerySet[InterestCorrection], kind: str) -> QuerySet[InterestCorrection]:
    """The rows of a tab."""
    if kind == "keep":
        return rows.filter(treatment=Correcting.KEEP)
    chosen = rows.filter(treatment=Correcting.CORRECT)
    if kind == "more":
        return chosen.filter(was__gt=F("due"))
    if kind == "less":
        return chosen.filter(was__lt=F("due"))
    if kind == "same":
        return chosen.filter(was=F("due"))
    return rows


@needs(POST, line=PENSION)
@require_GET
def listing(request: CallerRequest, pk: int) -> HttpResponse:
    """The accounts, each with what its interest was and is, and what follows."""
    return _page(request, _run(request, pk))


def _page(request: CallerRequest, run: InterestRun, form: KeepForm | None = None) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(KINDS) else ""
    rows = of_kind(InterestCorrection.objects.filter(run=run), kind)
    counted = rows.count()
    if (after := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows.select_related("account__resident", "decided_by").order_by("pk")[: PAGE + 1])
    deciding = run.state == InterestState.TAKING_BACK
    context = {
        "run": run,
        "rows": [_row(row) for row in found[:PAGE]],
        "counted": counted,
        "kinds": KINDS,
        "kind": kind,
        "deciding": deciding,
        "form": form or KeepForm(label_suffix=""),
        "form_errors": form is not None,
        "next_url": f"?kind={kind}&after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "first_url": f"?kind={kind}" if request.GET.get("after") else "",
    }
    return render(request, "pensions/taking_back.html", context, status=422 if form else 200)


def _row(row: InterestCorrection) -> dict[str, Any]:
    words, tone = follows(row)
    return {
        "row": row,
        "number": shown_number(row.account),
        "difference": row.due - row.was,
        "words": words,
        "tone": tone,
        "kept": row.treatment == Correcting.KEEP,
        "open": row.done_at is None,
    }


def follows(row: InterestCorrection) -> tuple[str, str]:
    """What is done, in words, and its tone."""
    closed, off = row.beyond == "closed", abs(row.was - row.due)
    if row.treatment == Correcting.KEEP:
        return f"保留：{row.why}", "neutral"
    if not off:
        return "重新计算没有变化，不动", "neutral"
    if row.was > row.due:
        if not closed:
            return f"冲回{format_yuan(off)}元，账户不够的由基金承担", "info"
        return _too_much(row)
    return f"少付{format_yuan(off)}元，{'随发放补给领取人' if closed else '补记'}", "info"


def _too_much(row: InterestCorrection) -> tuple[str, str]:
    """Of a closed account: what its heir got is claimed back, the rest the fund bears."""
    off, borne = format_yuan(row.was - row.due), format_yuan(row.borne)
    if not row.claimed:
        return f"多付{off}元，领取人没有得到，由基金承担", "info"
    done = f"（{row.claim}）" if row.claim else ""
    if not row.borne:
        return f"多付{off}元，转多领退回{done}", "wait"
    claimed = format_yuan(row.claimed)
    return f"多付{off}元：{claimed}元转多领退回{done}，{borne}元领取人没有得到，由基金承担", "wait"


@needs(POST, line=PENSION)
@require_POST
def act(request: CallerRequest, pk: int) -> HttpResponse:
    """Keeps or corrects one account, keeps all with a small difference, confirms, or gives up."""
    run, move = _run(request, pk), request.POST.get("act", "")
    try:
        if move == "keep_small":
            form = KeepForm(request.POST, label_suffix="")
            if not form.is_valid():
                return _page(request, run, form)
            count = keep_interest(caller=request.caller, run=run, **form.cleaned_data)
            messages.success(request, f"{count}个账户保留原来的利息。")
        elif move == "confirm":
            confirm_reversal(caller=request.caller, run=run)
            messages.success(request, "已确认，正在撤销。可以离开这个页面。")
            return redirect("pensions:interest_run", pk)
        elif move == "cancel":
            cancel_reversal(caller=request.caller, run=run)
            messages.success(request, "已放弃整批撤销。")
            return redirect("pensions:interest_run", pk)
        elif (key := whole(request.POST.get("correction", ""))) is not None:
            _decide(request, run, move, key)
        else:
            messages.error(request, "没有办理。请选择要办的事。")
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    return redirect("pensions:taking_back", pk)


def _decide(request: CallerRequest, run: InterestRun, move: str, key: int) -> None:
    if move == "keep":
        why = request.POST.get("why", "")
        keep_interest(caller=request.caller, run=run, correction=key, why=why)
        messages.success(request, "这个账户保留原来的利息。")
    else:
        correct_interest(caller=request.caller, run=run, correction=key)
        messages.success(request, "这个账户改为多退少补。")
