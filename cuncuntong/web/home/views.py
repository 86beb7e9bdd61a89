"""The home page: what waits for me, in order; then my area's figures; then charts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cuncuntong.cases.figures import figures
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest, signed_in
from cuncuntong.web.home.waiting import waiting_for
from cuncuntong.web.oversight.views import charts_context, six_figures

# Whoever holds one of these has things that wait; the others only look.
WORKING = (
    Ability.CASE_FILE,
    Ability.CASE_REVIEW,
    Ability.PARAMETER_CONFIRM,
    Ability.CALENDAR_EDIT,
    Ability.RESIDENT_MERGE,
    Ability.TASKS_READ,
    Ability.ACCOUNT_MANAGE,
    Ability.AUDIT_READ,
)


@signed_in
def home(request: CallerRequest) -> HttpResponse:
    """By duty; somebody with several sees all of it on one page."""
    caller = request.caller
    lines = waiting_for(caller)
    context: dict[str, Any] = {
        "lines": lines,
        "greeting": _greeting(),
        "doings": _doings(caller),
        "has_work": bool(lines) or any(caller.can(ability) for ability in WORKING),
        "charts": None,
        "stats": [],
    }
    if caller.can(Ability.FIGURES_READ):
        context |= charts_context(caller)
    elif caller.can(Ability.CASE_READ):
        known = figures(caller, Ability.CASE_READ)
        context |= {"stats": six_figures(caller, known), "as_of": known.as_of}
    return render(request, "home/home.html", context)


def _greeting() -> str:
    hour = timezone.localtime().hour
    return "早上好" if hour < 9 else "上午好" if hour < 12 else "下午好" if hour < 18 else "晚上好"


def _doings(caller: Caller) -> list[dict[str, str]]:
    """The few things that somebody most often comes for, as buttons."""
    found = []
    if caller.can(Ability.CASE_FILE):
        found.append(
            {"text": "窗口办理", "url": reverse("counter:start"), "key": "Alt+1", "icon": "user-search"}
        )
    if caller.can(Ability.CASE_REVERSE):
        found.append(
            {"text": "撤销决定", "url": reverse("review:reversals"), "key": "", "icon": "arrow-back-up"}
        )
    if caller.can(Ability.EMPLOYMENT_FIGURES, Line.EMPLOYMENT):
        found.append({"text": "就业概况", "url": reverse("employment:home"), "key": "", "icon": "briefcase"})
    return found
