"""A class's people: placed by the rules after a look at who it would be, and taken out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import EnrolmentState
from cuncuntong.ledgers.training.models import Enrolment
from cuncuntong.ledgers.training.selectors import candidates, course_words
from cuncuntong.ledgers.training.services import leave_class, place_wishes
from cuncuntong.ledgers.training.services.placing import Placed
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.training.forms import LeaveForm
from cuncuntong.web.training.reading import TRAINING, class_row, managed_class


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def place(request: CallerRequest, number: str) -> HttpResponse:
    """Who would be placed, in which order and why; what is ticked is placed."""
    row = managed_class(request, number)
    status, problem = 200, ""
    if request.method == "POST":
        keys = [key for one in request.POST.getlist("wish")[:500] if (key := whole(one)) is not None]
        if keys:
            try:
                done = place_wishes(caller=request.caller, training_class=row, wishes=keys)
            except LedgerRefused as refused:
                problem, status = f"{refused.message}{refused.remedy}", 422
            else:
                _say(request, done)
                return redirect("training:class", row.number)
        else:
            problem, status = "没有勾选任何人，请至少勾选一条意向。", 422
    found = candidates(request.caller, row, timezone.localdate())
    context = {
        **class_row(row, what=course_words(row)),
        "candidates": found,
        "chosen": sum(one.chosen for one in found),
        "problem": problem,
        "form_errors": bool(problem),
    }
    return render(request, "training/place.html", context, status=status)


def _say(request: CallerRequest, done: Placed) -> None:
    parts = []
    if done.seated:
        parts.append(f"{len(done.seated)}人有名额")
    if done.waiting:
        parts.append(f"{len(done.waiting)}人列入候补")
    if parts:
        messages.success(request, f"已安排：{'，'.join(parts)}。会通知本人，请服务点办理签收。")
    for wish, why in done.left_out[:5]:
        messages.warning(request, f"“{wish.words}”的一条意向没有安排：{why}")


@needs(Ability.TRAINING_MANAGE, line=TRAINING)
@require_http_methods(["GET", "POST"])
def leave(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes somebody out of a class; the waiting list moves up."""
    rows = Enrolment.objects.select_related("training_class", "resident__village", "wish")
    one = fetch(
        request.caller, Ability.TRAINING_MANAGE, rows, prefix="training_class__", line=TRAINING, pk=pk
    )
    row = one.training_class
    if one.state not in (EnrolmentState.SEATED, EnrolmentState.WAITING):
        messages.info(request, f"{one.resident.name}目前{one.get_state_display()}，不用再退出。")
        return redirect("training:class", row.number)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        try:
            leave_class(
                enrolment=one,
                reason=values["reason"],
                later=values["later"] == "yes",
                on=timezone.localdate(),
                actor=request.caller.account,
            )
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"{one.resident.name}已退出，空出的名额由候补依次补上。")
            return redirect("training:class", row.number)
    context = {"form": form, "one": one, "row": row}
    return render(request, "training/leave.html", context, status=422 if form.errors else 200)
