"""The list of overpayments: what is open, overdue, without an arrangement, settled."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.ledgers.recoveries.enums import AgreementState, OverpaymentState
from cuncuntong.ledgers.recoveries.models import Agreement, Overpayment
from cuncuntong.ledgers.recoveries.selectors import with_received
from cuncuntong.network.access import Caller
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.places import places_within
from cuncuntong.web.recoveries.shared import (
    PAGE,
    PENSION,
    RECOVER,
    overpayments,
    place_words,
    sections,
)

STATES = (
    ("", "未退清"),
    ("overdue", "逾期未退"),
    ("unagreed", "还没约定"),
    ("unsigned", "还没签字"),
    ("settled", "已退清"),
    ("undone", "已撤销"),
)
OPEN = Q(state=OverpaymentState.OPEN)
_STANDING = Agreement.objects.filter(overpayment=OuterRef("pk"), state=AgreementState.STANDING)
AGREED = Exists(_STANDING)
SIGNED = Exists(_STANDING.filter(signed_on__isnull=False))


@needs(RECOVER, line=PENSION)
def listing(request: CallerRequest) -> HttpResponse:
    """The newest first, by what is asked."""
    asked, today = asked_for(request), timezone.localdate()
    area = places_within(request.caller, RECOVER)
    rows = found(request.caller, asked, today)
    if (before := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk").prefetch_related("agreements")[: PAGE + 1])
    shown, kept = page[:PAGE], {key: value for key, value in asked.items() if value}
    places = place_words(area.villages)
    context = {
        "rows": [{**row_words(row, today), "place": places.get(row.village_code, "")} for row in shown],
        "sections": sections("recoveries:list"),
        "states": _counted(request.caller, today),
        "townships": area.townships,
        "asked": asked,
        "query": urlencode(kept),
        "filtered": bool(asked["q"] or asked["township"]),
        "next_url": f"?{urlencode({**kept, 'after': shown[-1].pk})}" if len(page) > PAGE else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("after") else "",
    }
    return render(request, "recoveries/list.html", context)


def asked_for(request: CallerRequest) -> dict[str, str]:
    """What the address asks for; an unknown state is the first one."""
    asked = {key: request.GET.get(key, "").strip()[:40] for key in ("state", "township", "q")}
    if asked["state"] not in dict(STATES):
        asked["state"] = ""
    return asked


def found(caller: Caller, asked: dict[str, str], today: dt.date) -> QuerySet[Overpayment]:
    """The rows that fit, with what came back beside them, unsorted."""
    rows = with_received(overpayments(caller)).filter(in_state(asked["state"], today))
    if asked["township"]:
        rows = rows.filter(township_code=asked["township"])
    if asked["q"]:
        rows = rows.filter(Q(resident__name__contains=asked["q"]) | Q(number=asked["q"].upper()))
    return rows


def in_state(state: str, today: dt.date) -> Q:
    """The rows of a tab."""
    return {
        "overdue": OPEN & Q(next_due_on__lt=today),
        "unagreed": OPEN & ~Q(AGREED),
        "unsigned": OPEN & Q(AGREED) & ~Q(SIGNED),
        "settled": Q(state=OverpaymentState.SETTLED),
        "undone": Q(state=OverpaymentState.UNDONE),
    }.get(state, OPEN)


def _counted(caller: Caller, today: dt.date) -> list[tuple[str, str]]:
    rows = overpayments(caller).select_related(None).filter(OPEN)
    names = ("", "overdue", "unagreed", "unsigned")
    counts = rows.aggregate(**{name or "all": Count("pk", filter=in_state(name, today)) for name in names})
    return [
        (name, f"{label}（{counts[name or 'all']}）" if name in names else label) for name, label in STATES
    ]


def row_words(row: Overpayment, today: dt.date) -> dict[str, Any]:
    """One line: what is left, how it comes back, and how late it is."""
    standing = next((one for one in row.agreements.all() if one.state == AgreementState.STANDING), None)
    words, tone = str(row.get_state_display()), "info"
    if row.state == OverpaymentState.SETTLED:
        tone = "good"
    elif row.state == OverpaymentState.UNDONE:
        tone = "neutral"
    elif row.next_due_on and row.next_due_on < today:
        words, tone = f"逾期{(today - row.next_due_on).days}天", "bad"
    elif standing is None:
        words, tone = "还没约定", "wait"
    elif standing.signed_on is None:
        words, tone = "还没签字", "wait"
    return {"row": row, "agreement": standing, "words": words, "tone": tone}
