"""How the villages stand: townships as tiles, as no coordinates of theirs are public, the table below."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.certification.enums import BeneficiaryState
from cuncuntong.ledgers.certification.selectors import Tally, tally
from cuncuntong.network.enums import Level
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.certification.shared import CERTIFY, EVERYBODY, HOME, LINE, places_of, sections
from cuncuntong.web.places import Places

NAMES = ("total", "valid", "coming", "warned", "overdue", "suspended", "home")


@needs(CERTIFY, line=LINE)
@require_safe
def places_page(request: CallerRequest) -> HttpResponse:
    """The area's villages; a township's tile narrows the table to it."""
    township = request.GET.get("township", "").strip()[:12]
    by_late = request.GET.get("sort") != "name"
    places = places_of(request.caller)
    rows = tally(request.caller, by=Level.VILLAGE)
    shown = [one for one in rows if not township or _township(places, one.code) == township]
    if by_late:
        shown.sort(key=lambda one: (-one.late, -one.warned, one.code))
    context = {
        "tiles": _tiles(places, rows, township),
        "rows": [_line(one, places) for one in shown],
        "sums": {name: sum(getattr(one, name) for one in shown) for name in NAMES},
        "township": township,
        "township_name": places.short(township) if township else "",
        "by_late": by_late,
        "query": urlencode({"township": township} if township else {}),
        "sections": sections(request.caller, "certification:places"),
    }
    return render(request, "certification/places.html", context)


def _township(places: Places, village: str) -> str:
    return next(
        (one.parent.code for one in places.villages if one.code == village and one.parent), village[:9]
    )


def _tiles(places: Places, rows: list[Tally], current: str) -> list[dict[str, Any]]:
    parents = {one.code: one.parent.code for one in places.villages if one.parent}
    tiles = []
    for place in places.townships:
        own = [one for one in rows if parents.get(one.code, one.code[:9]) == place.code]
        late = sum(one.late for one in own)
        soon = sum(one.coming + one.warned for one in own)
        tiles.append(
            {
                "place": place,
                "total": sum(one.total for one in own),
                "late": late,
                "soon": soon,
                "tone": "bad" if late else ("wait" if soon else "good"),
                "current": place.code == current,
            }
        )
    return tiles


def _line(one: Tally, places: Places) -> dict[str, Any]:
    def url(state: str) -> str:
        kept = {"village": one.code, **({"state": state} if state else {})}
        return f"{reverse('certification:list')}?{urlencode(kept)}"

    return {
        "one": one,
        "name": places.full(one.code) or "（没有村）",
        "url": url(EVERYBODY),
        "overdue_url": url(BeneficiaryState.OVERDUE),
        "suspended_url": url(BeneficiaryState.SUSPENDED),
        "home_url": url(HOME),
        "sheet_url": f"{reverse('certification:sheet')}?{urlencode({'village': one.code})}",
    }
