"""Lists of portraits by what is to be done: to review, to take again, in use, all."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.portraits.enums import LINE, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.selectors import to_retake
from cuncuntong.ledgers.residents.selectors import masked_id
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.portraits.shared import REVIEW, TAKE, TONES, ability_of, mine

PAGE = 50
SHOWN = {"waiting": "待审核", "retake": "要重拍", "approved": "在用", "all": "全部"}


@needs(REVIEW, TAKE, line=LINE)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """What waits stands oldest first, the rest newest first; pages by key."""
    caller = request.caller
    asked = request.GET.get("show", "")
    show = asked if asked in SHOWN else "waiting"
    name = request.GET.get("q", "").strip()[:40]
    rows = mine(caller, _rows(show)).select_related("resident__village", "taken_by", "reviewed_by", "point")
    if name:
        rows = rows.filter(resident__name__contains=name)
    oldest = show == "waiting"
    after = whole(request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__gt=after) if oldest else rows.filter(pk__lt=after)
    got = list(rows.order_by("pk" if oldest else "-pk")[: PAGE + 1])
    more = f"?show={show}&after={got[PAGE - 1].pk}" if len(got) > PAGE else ""
    context = {
        "tabs": _tabs(caller, show),
        "show": show,
        "q": name,
        "rows": [_row(one) for one in got[:PAGE]],
        "next_url": more,
        "first_url": f"?show={show}" if after is not None else "",
        "reviews": ability_of(caller) == REVIEW,
        "may_file": caller.can(Ability.CASE_FILE),
    }
    return render(request, "portraits/list.html", context)


def _rows(show: str) -> QuerySet[Portrait]:
    if show == "retake":
        return to_retake()
    states = {"waiting": PortraitState.WAITING, "approved": PortraitState.APPROVED}
    return Portrait.objects.filter(state=states[show]) if show in states else Portrait.objects.all()


def _tabs(caller: Caller, show: str) -> list[dict[str, Any]]:
    url = reverse("portraits:list")
    counted = {one: mine(caller, _rows(one)).count() for one in ("waiting", "retake")}
    return [
        {"label": label, "url": f"{url}?show={key}", "current": key == show, "count": counted.get(key)}
        for key, label in SHOWN.items()
    ]


def _row(one: Portrait) -> dict[str, Any]:
    return {
        "one": one,
        "person": one.resident,
        "id_number": masked_id(one.resident),
        "tone": TONES[PortraitState(one.state)],
        "note": one.above_words if one.state == PortraitState.REFUSED_ABOVE else one.review_note,
    }
