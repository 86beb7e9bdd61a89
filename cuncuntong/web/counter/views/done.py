"""After sending: the number, the due day, what next; then the next item or the next person."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from cuncuntong.cases.enums import State
from cuncuntong.cases.forms import display_case
from cuncuntong.cases.models import Case
from cuncuntong.cases.papers.common import progress_address
from cuncuntong.cases.selectors.above import afterwards_of
from cuncuntong.ledgers.residents.selectors import visible
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
from cuncuntong.rules.service_item import Kind
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.components.qr import inline_qr
from cuncuntong.web.counter.views.desk import work_page

_OVER = {State.APPLIED, State.FED_BACK}


@needs(Ability.CASE_FILE)
def done(request: CallerRequest, number: str) -> HttpResponse:
    """The receipt of a case of the caller's point, on the resident's desk."""
    rows = Case.objects.select_related("resident__village", "point", "handler")
    case = fetch(request.caller, Ability.CASE_FILE, rows, number=number)
    item = items.get(case.item)
    finished = case.state in _OVER
    after = afterwards_of(case)
    context = {
        "case": case,
        "item": item,
        "step_title": f"{item.name}受理结果",
        "finished": finished,
        "again": request.GET.get("again") == "1",
        "lines": case.effect.get("lines", []) if finished else [],
        "panel": case.effect.get("data", {}) if finished else {},
        "next_steps": [
            (items.get(number), words) for number, words in case.effect.get("next", []) if number in items
        ]
        if finished
        else [],
        "message": case.effect.get("message", "") if finished else "",
        "refused_above": after.refused,
        "still_open": after.open,
        "sections": [] if item.kind == Kind.LOOK_UP else display_case(case),
        "qr": inline_qr(progress_address(case.number)),
        "next_url": reverse("counter:start") + f"?item={item.number}",
        # A visitor's record is open for one day; the receipt stays with the point.
        "may_open": visible(request.caller).filter(pk=case.resident_id).exists(),
        "phone_known": bool(case.resident.telephone),
    }
    return work_page(request, case.resident, "counter/_done.html", context)
