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
from cuncuntong.rules.retirement import Track, tracks_of
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.claims.shared import LINE, READ
from cuncuntong.web.retirement import answer


@needs(READ, line=LINE)
@require_safe
def retirement_for(request: CallerRequest, resident: int) -> HttpResponse:
    """The answer where one age alone may count; else which one is asked, as nobody knows the post."""
    person = see_resident(request.caller, resident)
    own = tracks_of(male=person.sex == Sex.MALE)
    # In the order of the public page.
    tracks = [track for track in Track if track in own]
    known = {"birth": person.birth_date.isoformat()}
    data = request.GET or ({"track": tracks[0].value, **known} if len(tracks) == 1 else None)
    asked = answer(
        data,
        on=timezone.localdate(),
        book=current(),
        tracks=tracks,
        whole=bool(request.GET.get("whole")),
        initial=known,
    )
    context = {**asked.context, "person": person, "may_file": request.caller.can(Ability.CASE_FILE)}
    response = render(request, "claims/retirement.html", context, status=asked.status)
    response["Cache-Control"] = "no-store"
    return response
