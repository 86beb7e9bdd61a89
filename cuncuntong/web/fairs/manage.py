"""Organising a fair: made, changed, published, called off, its outcome entered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.fairs import selectors, services
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.ledgers.fairs.services import FairRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import needs
from cuncuntong.web.fairs.forms import CancelForm, FairForm, ResultsForm


def managed(request: Any, pk: int) -> Fair:
    """The fair, where it is the caller's to organise."""
    return fetch(request.caller, Ability.FAIR_MANAGE, Fair.objects.all(), line=Line.EMPLOYMENT, pk=pk)


@needs(Ability.FAIR_MANAGE)
@require_http_methods(["GET", "POST"])
def add(request: Any) -> HttpResponse:
    """A new fair, as a draft."""
    request.caller.need(Ability.FAIR_MANAGE, Line.EMPLOYMENT)
    form = FairForm(request.POST or None, request.caller)
    if request.method == "POST" and form.is_valid():
        try:
            fair = services.create_fair(caller=request.caller, place=form.division(), **form.values())
        except FairRefused as error:
            form.refuse(error)
        else:
            messages.success(request, "已存为草稿。看过没有问题后再发布。")
            return redirect("fairs:detail", fair.pk)
    return render(request, "fairs/form.html", {"form": form}, status=422 if form.errors else 200)


@needs(Ability.FAIR_MANAGE)
@require_http_methods(["GET", "POST"])
def edit(request: Any, pk: int) -> HttpResponse:
    """Changes a fair; of a new time or place all hear who noted the old one."""
    fair = managed(request, pk)
    form = FairForm(request.POST or None, request.caller, fair)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            changed = services.change_fair(
                caller=request.caller, fair_id=pk, version=version, place=form.division(), **form.values()
            )
        except FairRefused as error:
            form.refuse(error)
        else:
            told = changed.sequence != fair.sequence
            messages.success(
                request, "已保存。时间地点有变动，会告知报名的单位和群众。" if told else "已保存。"
            )
            return redirect("fairs:detail", pk)
    context = {"form": form, "fair": fair}
    return render(request, "fairs/form.html", context, status=422 if form.errors else 200)


@needs(Ability.FAIR_MANAGE)
@require_POST
def publish(request: Any, pk: int) -> HttpResponse:
    """Shows a draft to everybody."""
    try:
        services.publish_fair(caller=request.caller, fair_id=pk)
    except FairRefused as error:
        messages.error(request, f"{error.message}{error.remedy}")
    else:
        messages.success(request, "已发布，群众和用工单位都能看到了。")
    return redirect("fairs:detail", pk)


@needs(Ability.FAIR_MANAGE)
@require_http_methods(["GET", "POST"])
def cancel(request: Any, pk: int) -> HttpResponse:
    """Calls a fair off, with a reason."""
    fair = managed(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_fair(caller=request.caller, fair_id=pk, reason=form.cleaned_data["reason"])
        except FairRefused as error:
            form.add_error(None, f"{error.message}{error.remedy}")
        else:
            messages.success(request, "已取消，报名的单位和登记意向的群众会收到告知。")
            return redirect("fairs:detail", pk)
    context = {
        "form": form,
        "fair": fair,
        "counted": selectors.counted(fair),
        "interested": fair.interests.count(),
    }
    return render(request, "fairs/cancel.html", context, status=422 if form.errors else 200)


@needs(Ability.FAIR_MANAGE)
@require_http_methods(["GET", "POST"])
def results(request: Any, pk: int) -> HttpResponse:
    """What came of a fair, beside its plan; what the system counted stands in the fields already."""
    fair = managed(request, pk)
    counted = selectors.counted(fair)
    known = {
        "held_employers": counted.checked_in or counted.signed,
        "held_postings": counted.postings,
        "held_people": counted.visitors or None,
    }
    entered = {name: getattr(fair, name) for name in services.RESULTS if getattr(fair, name) is not None}
    form = ResultsForm(request.POST or None, initial={**known, **entered, "note": fair.results_note})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in services.RESULTS}
        try:
            services.record_results(
                caller=request.caller, fair_id=pk, results=values, note=form.cleaned_data["note"]
            )
        except FairRefused as error:
            form.add_error(error.field or None, f"{error.message}{error.remedy}")
        else:
            messages.success(request, "已登记招聘会结果。")
            return redirect("fairs:detail", pk)
    context = {"form": form, "fair": fair, "counted": counted, "compared": selectors.compared(fair)}
    return render(request, "fairs/results.html", context, status=422 if form.errors else 200)
