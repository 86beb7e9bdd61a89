"""One portrait: the new picture beside the former, what was measured, and the decision."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.portraits import services
from cuncuntong.ledgers.portraits.enums import HELD, LINE, TO_RETAKE, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.selectors import former_of, measure_rows, portraits_of
from cuncuntong.ledgers.portraits.services.seeing import find
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.cut import first_of
from cuncuntong.web.downloads import scan_response
from cuncuntong.web.portraits.consent import WithdrawForm
from cuncuntong.web.portraits.shared import REASONS, REVIEW, TAKE, TONES, mine

MOST_FORMER = 20


class DecideForm(forms.Form):
    """Why a portrait is returned, or a remark."""

    reason = forms.CharField(
        label="意见",
        max_length=200,
        required=False,
        help_text="退回的必须写明哪里不合格、怎样重拍，会告知本人",
        error_messages={"max_length": "最多200个字。"},
    )


@needs(REVIEW, TAKE, Ability.CERTIFY, line=LINE)
@require_safe
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """Everything about a portrait; pictures stand on the reviewer's page alone, others ask with a reason."""
    row = find(request.caller, pk)
    with transaction.atomic():
        record(
            actor=request.caller.account,
            action="resident.read",
            object_type="residents.Resident",
            object_id=str(row.resident_id),
            detail={"case": row.case_number},
        )
    return page(request, row)


def page(
    request: CallerRequest,
    row: Portrait,
    *,
    form: forms.Form | None = None,
    withdraw: forms.Form | None = None,
) -> HttpResponse:
    """The page, with forms as they were sent."""
    caller = request.caller
    person = row.resident
    former = former_of(row)
    bound = [one for one in (form, withdraw) if one is not None]
    waits = row.state == PortraitState.WAITING
    others, cut = first_of(portraits_of(person).exclude(pk=row.pk), MOST_FORMER, "更早的没有列出")
    context: dict[str, Any] = {
        "row": row,
        "person": person,
        "id_number": masked_id(person),
        "tone": TONES[PortraitState(row.state)],
        "measures": measure_rows(row),
        "former": former,
        "former_measures": measure_rows(former) if former else [],
        "history": [{"one": one, "tone": TONES[PortraitState(one.state)]} for one in others],
        "cut": cut,
        "handover": Handover.objects.filter(key=f"portraits.model:{row.pk}").defer("payload").first(),
        "reviews": caller.can(REVIEW, LINE) and caller.reaches(REVIEW, row),
        "may_decide": waits and caller.can(REVIEW, LINE) and row.taken_by_id != caller.account.pk,
        "own": waits and row.taken_by_id == caller.account.pk,
        "retake": row.state in TO_RETAKE,
        "may_file": caller.can(Ability.CASE_FILE),
        "may_withdraw": row.state in HELD and (caller.can(TAKE, LINE) or caller.can(REVIEW, LINE)),
        "form": form or DecideForm(label_suffix=""),
        "withdraw": withdraw or WithdrawForm(label_suffix=""),
        "bound": bound[0] if bound else None,
        "reasons": REASONS,
    }
    return render(request, "portraits/one.html", context, status=422 if bound else 200)


@needs(REVIEW, line=LINE)
@require_safe
def picture(request: CallerRequest, pk: int) -> HttpResponse:
    """The picture on the reviewer's page, decrypted for this look, which is logged; kept nowhere."""
    try:
        found, content = services.see_for_review(caller=request.caller, portrait_id=pk)
    except LedgerRefused as refused:
        return HttpResponse(
            f"{refused.message}{refused.remedy}", status=410, content_type="text/plain; charset=utf-8"
        )
    return scan_response(content, "照片.jpg", found.mime)


@needs(REVIEW, line=LINE)
@require_POST
def decide(request: CallerRequest, pk: int) -> HttpResponse:
    """Approves or returns; then the next one that waits."""
    form = DecideForm(request.POST, label_suffix="")
    row = find(request.caller, pk)
    if not form.is_valid():
        return page(request, row, form=form)
    back = request.POST.get("verdict") == "return"
    words = form.cleaned_data["reason"]
    try:
        if back:
            services.send_back(caller=request.caller, portrait_id=pk, reason=words)
        else:
            services.approve(caller=request.caller, portrait_id=pk, note=words)
    except LedgerRefused as refused:
        form.add_error("reason" if back else None, f"{refused.message}{refused.remedy}")
        return page(request, row, form=form)
    done = "已退回，已通知告知本人重拍" if back else "已通过，已列入上级报送"
    messages.success(request, f"{row.resident.name}的照片{done}。")
    waiting = Portrait.objects.filter(state=PortraitState.WAITING).exclude(taken_by=request.caller.account)
    following = mine(request.caller, waiting).order_by("pk").first()
    return redirect("portraits:one", following.pk) if following else redirect("portraits:list")


@needs(REVIEW, TAKE, Ability.CERTIFY, line=LINE)
@require_POST
def look(request: CallerRequest, pk: int) -> HttpResponse:
    """The picture for somebody else than the reviewer, for a reason; logged, shown once, kept nowhere."""
    try:
        row, content = services.look(
            caller=request.caller, portrait_id=pk, reason=request.POST.get("reason", "")
        )
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("portraits:one", pk)
    context = {
        "row": row,
        "person": row.resident,
        "source": f"data:{row.mime};base64,{base64.b64encode(content).decode()}",
        "reason": request.POST.get("reason", "")[:100],
    }
    return render(request, "portraits/seen.html", context)
