"""Decisions taken back by the county's business administrator: what will be undone, and why."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cuncuntong.cases.enums import Move, State
from cuncuntong.cases.models import CaseEvent
from cuncuntong.cases.selectors.cases import find_case
from cuncuntong.cases.services import changes
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.casefile.sheet import case_context, read_case
from cuncuntong.web.cut import first_of

_OPEN = {State.APPLIED: changes.reverse, State.FED_BACK: changes.reverse, State.REFUSED: changes.reopen}
MOST = 100


class TakeBackForm(forms.Form):
    """Why, and the version that was looked at."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        help_text="居民会得到通知。请写明错在哪里、怎样发现的。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


@needs(Ability.CASE_REVERSE)
def listing(request: CallerRequest) -> HttpResponse:
    """Decisions that were taken back, newest first, and the way to one more."""
    if number := "".join(request.GET.get("number", "").split()).upper():
        return redirect("review:take_back", find_case(request.caller, number, Ability.CASE_REVERSE).number)
    rows = (
        request.caller.limit(Ability.CASE_REVERSE, CaseEvent.objects.all(), "case__")
        .filter(move__in=[Move.REVERSE, Move.REOPEN])
        .select_related("case__resident", "case__point")
        .defer("case__form")
        .order_by("-at", "-id")
    )
    shown, cut = first_of(rows, MOST, "更早的在办件列表里查")
    listed = [
        {
            "event": event,
            "move": Move(event.move).label,
            "item": items.get(event.case.item).name if event.case.item in items else event.case.item,
            "undone": event.detail.get("undone", ""),
        }
        for event in shown
    ]
    return render(request, "review/reversals.html", {"rows": listed, "cut": cut})


@needs(Ability.CASE_REVERSE)
@require_http_methods(["GET", "POST"])
def take_back(request: CallerRequest, number: str) -> HttpResponse:
    """Shows what will be undone, asks why, and does it."""
    if request.method == "POST":
        case = find_case(request.caller, number, Ability.CASE_REVERSE)
    else:
        case = read_case(request.caller, number, Ability.CASE_REVERSE)
    act = _OPEN.get(State(case.state))
    if act is None:
        messages.info(request, f"办件{case.number}目前是“{State(case.state).label}”，没有可以撤销的决定。")
        return redirect("cases:detail", case.number)
    form = TakeBackForm(request.POST or None, initial={"version": case.version}, label_suffix="")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(
                    caller=request.caller,
                    case_id=case.pk,
                    reason=form.cleaned_data["reason"],
                    version=form.cleaned_data["version"],
                )
            except (changes.OwnCase, changes.ChangeRefused, changes.EffectRefused) as refused:
                form.add_error(None, str(refused))
            except (changes.Stale, changes.WrongState) as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, f"{case.number} 的决定已撤销，服务点会收到通知并告知居民。")
                return redirect("cases:detail", case.number)
    context = case_context(request.caller, case) | {"form": form, "reversing": case.state != State.REFUSED}
    return render(request, "review/take_back.html", context, status=status)
