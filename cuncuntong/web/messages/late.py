"""Where messages were not told in time: for the township and the county, by place and without names."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.ledgers.messages.selectors import Late, late_by_place
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Division
from cuncuntong.network.workdays import due_words
from cuncuntong.web.access import CallerRequest, needs


@needs(Ability.FIGURES_READ)
def late(request: CallerRequest) -> HttpResponse:
    """Places of the area with messages that wait, those with the most late ones first."""
    found = late_by_place(request.caller, Ability.FIGURES_READ)
    codes = {one.village_code for one in found} | {one.township_code for one in found}
    names = dict(Division.objects.filter(code__in=codes).values_list("code", "name"))
    context = {
        "rows": [_row(one, names) for one in found],
        "open": sum(one.open for one in found),
        "late": sum(one.late for one in found),
    }
    return render(request, "messages/late.html", context)


def _row(one: Late, names: dict[str, str]) -> dict[str, Any]:
    return {
        "township": names.get(one.township_code, "县级"),
        "place": names.get(one.village_code) or (names.get(one.township_code) or "县级") + "本级",
        "open": one.open,
        "late": one.late,
        "oldest": one.oldest,
        "words": due_words(one.oldest, timezone.localdate()) if one.oldest else "",
    }
