"""The retirement calculator beside the counter: the public one, filled in for a resident."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.residents.enums import Sex
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import current
from cuncuntong.rules.retirement import tracks_of
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.claims.shared import LINE, READ
from cuncuntong.web.retirement import answer


@needs(READ, line=LINE)
@require_safe
def retirement_for(request: CallerRequest, resident: int) -> HttpResponse:
    """The latest of the ages that may count for the resident; the other is one click away."""
    person = see_resident(request.caller, resident)
    tracks = tracks_of(male=person.sex == Sex.MALE)
    data = request.GET or {"track": tracks[-1].value, "birth": person.birth_date.isoformat()}
    asked = answer(
        data, on=timezone.localdate(), book=current(), tracks=tracks, whole=bool(request.GET.get("whole"))
    )
    context = {**asked.context, "person": person, "may_file": request.caller.can(Ability.CASE_FILE)}
    response = render(request, "claims/retirement.html", context, status=asked.status)
    response["Cache-Control"] = "no-store"
    return response
