"""Skill subsidies: approved, paid, refused above, to be returned."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.skills.enums import SubsidyState
from cuncuntong.ledgers.skills.models import Subsidy
from cuncuntong.ledgers.skills.selectors import is_number
from cuncuntong.ledgers.skills.services import return_subsidy
from cuncuntong.network.access import fetch
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.unemployment.forms import ReturnForm
from cuncuntong.web.unemployment.shared import (
    LINE,
    MANAGE,
    READ,
    SKILL_TONES,
    asked_of,
    in_place,
    sections,
    skills_of_area,
)
from cuncuntong.web.work import pages


@needs(READ, line=LINE)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """The newest first; also by a certificate's number, for who looks into a double."""
    return _page(request, ReturnForm(), 0)


def _page(request: CallerRequest, form: ReturnForm, of: int, status: int = 200) -> HttpResponse:
    asked = asked_of(request, tuple(SubsidyState.values), "all")
    asked["number"] = request.GET.get("number", "").strip()[:40]
    own = skills_of_area(request.caller).filter(in_place(asked))
    if asked["number"]:
        own = own.filter(is_number(asked["number"]))
    counts = dict(own.order_by().values_list("state").annotate(Count("pk")))
    rows = own if asked["state"] == "all" else own.filter(state=asked["state"])
    shown, turning = pages.keyed_page(rows, request, asked)
    manages = request.caller.can(MANAGE, LINE)
    context = {
        "rows": [
            {
                "row": row,
                "place": place,
                "tone": SKILL_TONES[SubsidyState(row.state)],
                "returns": manages and bool(row.to_return) and row.returned_on is None,
            }
            for row, place in zip(shown, place_words(shown), strict=True)
        ],
        "sections": sections(request.caller, "unemployment:skills"),
        "states": pages.state_tabs(
            list(SubsidyState.choices),
            counts,
            "" if asked["state"] == "all" else asked["state"],
            {**asked, "state": ""},
            {SubsidyState.REFUSED: "bad"},
        ),
        "asked": asked,
        "form": form,
        "of": of,
        "form_errors": bool(form.errors),
        **turning,
    }
    return render(request, "unemployment/skills.html", context, status=status)


@require_POST
@needs(MANAGE, line=LINE)
def take_back(request: CallerRequest, pk: int) -> HttpResponse:
    """A subsidy that was to come back did."""
    row: Subsidy = fetch(request.caller, MANAGE, Subsidy.objects.all(), line=LINE, pk=pk)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            return_subsidy(
                subsidy=row,
                receipt=form.cleaned_data["receipt"],
                on=form.cleaned_data["received_on"],
                actor=request.caller.account,
            )
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, "已登记退回。")
            return redirect("unemployment:skills")
    return _page(request, form, pk, status=422)
