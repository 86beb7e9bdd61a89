"""The registered unemployed: who was not in contact for longest comes first."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import UnemploymentReason, UnemploymentState
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.employment.selectors import insured_by_unit
from cuncuntong.ledgers.residents.selectors import masked_telephone
from cuncuntong.network.access import Caller
from cuncuntong.network.parameters import setting
from cuncuntong.rules.ages import age_on
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.records.shared import (
    EMPLOYMENT,
    PAGE,
    RECORD,
    Places,
    asked_of,
    beyond,
    in_place,
    page_links,
    places_of,
    sections,
    toolbar,
)

STATES = (
    ("", "登记失业"),
    ("silent", "超期未联系"),
    ("soon", "快到应联系日"),
    ("insured", "单位仍在参保"),
    ("ended", "已注销"),
)
ACTIVE = Q(state=UnemploymentState.ACTIVE)


@needs(RECORD, line=EMPLOYMENT)
def listing(request: CallerRequest) -> HttpResponse:
    """The list by what is asked; ended ones the latest first."""
    asked, places, today = asked_for(request), places_of(request.caller), timezone.localdate()
    ended = asked["state"] == "ended"
    column = "ended_on" if ended else "contact_due_on"
    rows = found(request.caller, asked, today)
    rows = rows.filter(beyond(column, request.GET.get("after", ""), falling=ended))
    rows = rows.order_by(f"-{column}", "-pk") if ended else rows.order_by(column, "pk")
    page = page_links(request, asked, list(rows[: PAGE + 1]), column)
    context = {
        **page,
        **toolbar(places, asked),
        "rows": [_row(row, places, today) for row in page["shown"]],
        "sections": sections("records:unemployed"),
        "states": _counted(request.caller, today),
        "reasons": UnemploymentReason.choices,
        "ended": ended,
    }
    return render(request, "records/unemployed.html", context)


def asked_for(request: CallerRequest) -> dict[str, str]:
    """What the address asks for; an unknown state is the first one."""
    asked = asked_of(request, "state", "reason")
    if asked["state"] not in dict(STATES):
        asked["state"] = ""
    return asked


def found(caller: Caller, asked: dict[str, str], today: dt.date) -> QuerySet[Unemployment]:
    """The rows that fit, unsorted."""
    rows = caller.limit(RECORD, Unemployment.objects.select_related("resident"), line=EMPLOYMENT)
    rows = in_place(rows.filter(_in_state(asked["state"], today)), asked)
    if asked["reason"] in UnemploymentReason.values:
        rows = rows.filter(reason=asked["reason"])
    return rows


def _in_state(state: str, today: dt.date) -> Q:
    if state == "ended":
        return Q(state=UnemploymentState.ENDED)
    if state == "insured":
        return ACTIVE & Q(insured_by_unit(today))
    return ACTIVE & _contact(state, today)


def _contact(state: str, today: dt.date) -> Q:
    soon = today + dt.timedelta(days=setting("service.unemployment_warning_days"))
    return {
        "silent": Q(contact_due_on__lt=today),
        "soon": Q(contact_due_on__gte=today, contact_due_on__lte=soon),
    }.get(state, Q())


def _counted(caller: Caller, today: dt.date) -> list[tuple[str, str]]:
    """The states with how many there are; of the ended ones nobody asks how many."""
    rows = caller.limit(RECORD, Unemployment.objects.filter(ACTIVE), line=EMPLOYMENT)
    counts = rows.aggregate(
        all=Count("pk"),
        silent=Count("pk", filter=_contact("silent", today)),
        soon=Count("pk", filter=_contact("soon", today)),
        insured=Count("pk", filter=Q(insured_by_unit(today))),
    )
    return [(key, label if key == "ended" else f"{label}（{counts[key or 'all']}）") for key, label in STATES]


def contact_words(row: Unemployment, today: dt.date) -> str:
    """How the contact stands, in words that a badge colours."""
    days = (today - row.contact_due_on).days
    if days > 0:
        return f"超期{days}天未联系"
    if row.warned_on:
        return "已提醒，还没联系"
    return f"还剩{-days}天" if days else "今天到期"


def _row(row: Unemployment, places: Places, today: dt.date) -> dict[str, Any]:
    person = row.resident
    return {
        "row": row,
        "place": places.where(row),
        "age": age_on(person.birth_date, today),
        "telephone": masked_telephone(person),
        "words": contact_words(row, today) if row.state == UnemploymentState.ACTIVE else "",
    }
