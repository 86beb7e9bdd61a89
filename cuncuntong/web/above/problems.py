"""Answers that could not be taken: looked at, taken again, or settled with a word."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.enums import TAKE_AGAIN, AnswerState, Trouble
from cuncuntong.ledgers.above.models import Answer
from cuncuntong.ledgers.above.selectors import kind_name, problems
from cuncuntong.ledgers.above.services import settle, take_again
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.above.forms import SettleForm
from cuncuntong.web.above.payload_words import pairs
from cuncuntong.web.above.shared import ANSWER_TONES, MANAGE, PAGE, READ, sections
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.paging import page_of

WHAT_TO_DO = {
    Trouble.UNKNOWN: "请与上级核对报送编号：可能是别的县的，或对方写错了编号。核对后写明处理结果。",
    Trouble.NOT_SENT: "这笔还没有报送，上级就有了答复。请与上级核对是否从别处收到过，再决定是否报送。",
    Trouble.WITHDRAWN: "这笔业务在本县已经撤回，上级却收到并办理了。请与上级联系，按更正业务撤销上级的办理。",
    Trouble.DIFFERS: "上级对同一笔、同一序号给了两种内容。请与上级核对以哪个为准，请对方用新的序号重新答复。",
    Trouble.LEDGER: "本县台账现在不能按答复办理，原因见上。排除后点“重新采用”；另行办理的，写明处理结果。",
    Trouble.BROKEN: "程序出错，答复已留存。请把服务日志交给技术人员，改好后点“重新采用”。",
}


def _kind(row: Answer) -> str:
    """The kind's name, read off the key where nothing of ours was found; "" for a kind that there is not."""
    code = row.handover.kind if row.handover else row.key.partition(":")[0]
    name = kind_name(code)
    return "" if row.handover is None and name == code else name


@needs(READ)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """The oldest first."""
    after = whole(request.GET.get("after", ""))
    rows = problems(request.caller)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    page = page_of(list(rows[: PAGE + 1]), PAGE, {}, first=after is None)
    sees_names = request.caller.can(Ability.RESIDENT_READ)
    context = {
        **page,
        "tabs": sections("above:problems"),
        "sees_names": sees_names,
        "rows": [
            {
                "row": row,
                "kind": _kind(row),
                "who": row.handover.resident.name
                if sees_names and row.handover and row.handover.resident
                else "",
            }
            for row in page["shown"]
        ],
    }
    return render(request, "above/problems.html", context)


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """One answer, with what to do about it; a POST decides. Reading it is logged."""
    rows = Answer.objects.select_related("handover", "package", "settled_by")
    row = fetch(request.caller, READ, rows, pk=pk)
    if request.method != "POST":
        with transaction.atomic():
            record(
                actor=request.caller.account,
                action="above.read",
                object_type="above.Answer",
                object_id=str(row.pk),
                detail={"key": row.key, "resident": row.handover.resident_id if row.handover else None},
            )
        return _page(request, row, SettleForm())
    request.caller.need(MANAGE)
    if request.POST.get("act") == "again":
        return _again(request, row)
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            settle(caller=request.caller, pk=pk, words=form.cleaned_data["words"])
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "已记下处理结果。")
            return redirect("above:problems")
    return _page(request, row, form, status=422)


def _again(request: CallerRequest, row: Answer) -> HttpResponse:
    try:
        taken = take_again(caller=request.caller, pk=row.pk)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("above:problem", row.pk)
    if taken.state != AnswerState.TAKEN:
        messages.error(request, f"还是不能采用：{taken.words_here}")
        return redirect("above:problem", row.pk)
    messages.success(request, "答复已采用，本县台账随之办好。")
    return redirect("above:one", taken.handover_id)


def _page(request: CallerRequest, row: Answer, form: SettleForm, status: int = 200) -> HttpResponse:
    waiting = row.state == AnswerState.PROBLEM
    may = waiting and request.caller.can(MANAGE)
    sees_person = request.caller.can(Ability.RESIDENT_READ)
    context: dict[str, Any] = {
        "answer": row,
        "tone": ANSWER_TONES[AnswerState(row.state)],
        "kind": _kind(row),
        # Whoever keeps the system running sees that something is wrong, not whose it is.
        "sees_person": sees_person,
        "data": pairs(row.data, row.handover.kind if row.handover else "") if sees_person else [],
        "todo": WHAT_TO_DO[Trouble(row.trouble)] if waiting else "",
        "may_settle": may,
        "may_again": may and row.trouble in TAKE_AGAIN,
        "form": form,
    }
    return render(request, "above/problem.html", context, status=status)
