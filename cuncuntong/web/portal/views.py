"""Public pages: what is offered, how far a case is, what to bring."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuncuntong.cases.selectors.progress import look_up_progress
from cuncuntong.network.rates import TooOften
from cuncuntong.rules.registry import RegistryError, items
from cuncuntong.web.access import public
from cuncuntong.web.guide.catalogue import grouped_items
from cuncuntong.web.middleware import client_ip
from cuncuntong.web.portal.forms import ProgressForm
from cuncuntong.web.portal.words import explain


@public
def start(request: HttpRequest) -> HttpResponse:
    """The public start page."""
    return render(request, "portal/start.html", {"groups": grouped_items()})


@public
@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """How far a case is. Every miss gets the same answer, whatever the reason."""
    form = ProgressForm(request.POST or None, initial={"number": request.GET.get("n", "")[:40]})
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            status = _answer(request, form, context)
        else:
            status = 422
    response = render(request, "portal/progress.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, form: ProgressForm, context: dict[str, Any]) -> int:
    try:
        case = look_up_progress(address=client_ip(request), **form.cleaned_data)
    except TooOften as error:
        context["too_often"] = str(error)
        return 429
    if case is None:
        context["missed"] = True
        return 200
    context["found"] = explain(case)
    return 200


@public
def guides(request: HttpRequest) -> HttpResponse:
    """All items with their guide pages."""
    words = request.GET.get("q", "").strip()[:40]
    return render(request, "portal/guides.html", {"groups": grouped_items(words), "q": words})


@public
def guide(request: HttpRequest, number: str) -> HttpResponse:
    """One item's guide page (办事指南)."""
    try:
        item = items.get(number.upper())
    except RegistryError as error:
        raise Http404 from error
    context = {"item": item, "tips": item.guide.tips_on(timezone.localdate())}
    return render(request, "portal/guide.html", context)
