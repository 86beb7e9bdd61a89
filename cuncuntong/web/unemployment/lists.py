"""Benefits by state, and what the night found against them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.payments.enums import Fund
from cuncuntong.ledgers.unemployment.enums import BenefitState, SignState, StopReason
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import last_due
from cuncuntong.ledgers.unemployment.selectors import with_used
from cuncuntong.network.enums import Ability
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.places import places_within
from cuncuntong.web.unemployment.shared import (
    LINE,
    MANAGE,
    READ,
    SIGN_TONES,
    TONES,
    asked_of,
    benefits_of_area,
    in_place,
    sections,
    signs_of_area,
)
from cuncuntong.web.work import pages

STATES = tuple(BenefitState.values)
# Reasons that the state says already.
SAID_BY_STATE = (StopReason.USED_UP, StopReason.ABOVE)


@needs(READ, line=LINE)
@require_safe
def benefits(request: CallerRequest) -> HttpResponse:
    """The newest first, with months used and left."""
    asked = asked_of(request, STATES, BenefitState.RUNNING)
    area = places_within(request.caller, READ)
    own = benefits_of_area(request.caller).filter(in_place(asked))
    counts = dict(own.order_by().values_list("state").annotate(Count("pk")))
    rows = own if asked["state"] == "all" else own.filter(state=asked["state"])
    shown, turning = pages.keyed_page(with_used(rows), request, asked)
    context = {
        "rows": [{**row_words(row), "place": place} for row, place in _placed(shown)],
        "sections": sections(request.caller, "unemployment:list"),
        "states": _tabs(counts, asked),
        "townships": area.townships,
        "asked": asked,
        "may_export": request.caller.can(MANAGE, LINE),
        "query": pages.query(asked),
        **turning,
    }
    return render(request, "unemployment/list.html", context)


def _placed(rows: list[Benefit]) -> zip[tuple[Benefit, str]]:
    return zip(rows, place_words(rows), strict=True)


def row_words(row: Any) -> dict[str, Any]:
    """A benefit with its months, as lists and the workbook show it; needs with_used."""
    return {
        "row": row,
        "used": row.used_months,
        "paid": row.paid_total,
        "left": 0 if row.state == BenefitState.REFUSED else max(row.months - row.used_months, 0),
        "until": last_due(row),
        "why": row.get_end_reason_display() if row.end_reason not in SAID_BY_STATE else "",
        "tone": TONES[BenefitState(row.state)],
    }


def _tabs(counts: dict[str, int], asked: dict[str, str]) -> list[dict[str, Any]]:
    keys = [(str(state.value), str(state.label)) for state in BenefitState if state != BenefitState.UNDONE]
    tabs = [
        {
            "label": label,
            "url": pages.query(asked, state=key),
            "current": asked["state"] == key,
            "count": counts.get(key, 0),
            "tone": "bad" if key == BenefitState.REFUSED and counts.get(key) else "",
        }
        for key, label in keys
    ]
    return [
        *tabs,
        {
            "label": "全部",
            "url": pages.query(asked, state="all"),
            "current": asked["state"] == "all",
            "count": None,
        },
    ]


@needs(MANAGE, line=LINE)
@require_safe
def signs(request: CallerRequest) -> HttpResponse:
    """What may end a benefit: first what nobody decided about yet."""
    asked = asked_of(request, tuple(SignState.values), SignState.OPEN)
    rows = signs_of_area(request.caller)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    if asked["state"] != "all":
        rows = rows.filter(state=asked["state"])
    shown, turning = pages.keyed_page(rows, request, {"state": asked["state"]})
    places = place_words([one.benefit for one in shown])
    context = {
        "rows": [
            {"one": one, "place": place, "tone": SIGN_TONES[SignState(one.state)]}
            for one, place in zip(shown, places, strict=True)
        ],
        "sections": sections(request.caller, "unemployment:signs"),
        "states": [
            {
                "label": str(state.label),
                "url": pages.query({"state": str(state.value)}),
                "current": asked["state"] == state,
                "count": counts.get(state.value, 0),
                "tone": "wait" if state == SignState.OPEN and counts.get(state.value) else "",
            }
            for state in SignState
        ],
        **turning,
    }
    return render(request, "unemployment/signs.html", context)


@needs(Ability.PAY_READ, line=LINE)
@require_safe
def runs(request: CallerRequest) -> HttpResponse:
    """The fund's runs stand with all others."""
    return redirect(f"{reverse('payments:runs')}?fund={Fund.UNEMPLOYMENT}")
