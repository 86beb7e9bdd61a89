"""Flexible workers and those with a business of their own, by village."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import IncomeRange, WorkForm
from cuncuntong.ledgers.employment.services.spells import OWN, form_words
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.residents.selectors import masked_telephone
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
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

STATES = (("", "正在就业"), ("ended", "已结束"))


@needs(RECORD, line=EMPLOYMENT)
def listing(request: CallerRequest) -> HttpResponse:
    """Those that run, the newest first; or those that ended."""
    asked, places, today = asked_for(request), places_of(request.caller), timezone.localdate()
    rows = found(request.caller, asked, today)
    rows = rows.filter(beyond("starts_on", request.GET.get("after", ""), falling=True))
    page = page_links(request, asked, list(rows.order_by("-starts_on", "-pk")[: PAGE + 1]), "starts_on")
    context = {
        **page,
        **toolbar(places, asked),
        "rows": [_row(row, places, today) for row in page["shown"]],
        "sections": sections("records:flexible"),
        "states": STATES,
        "forms": WorkForm.choices,
        "may_file": request.caller.can(Ability.CASE_FILE),
    }
    return render(request, "records/flexible.html", context)


def asked_for(request: CallerRequest) -> dict[str, str]:
    """What the address asks for; an unknown state is the first one."""
    asked = asked_of(request, "state", "form")
    if asked["state"] not in dict(STATES):
        asked["state"] = ""
    return asked


def found(caller: Caller, asked: dict[str, str], today: dt.date) -> QuerySet[Employment]:
    """The rows that fit, unsorted."""
    rows = Employment.objects.filter(kind__in=OWN, reversed_at__isnull=True).select_related("resident")
    rows = caller.limit(RECORD, rows, "resident__", line=EMPLOYMENT)
    over = Q(ends_on__lte=today)
    rows = rows.filter(over if asked["state"] == "ended" else ~over | Q(ends_on__isnull=True))
    if asked["form"] in WorkForm.values:
        rows = rows.filter(work_form=asked["form"])
    return in_place(rows, asked, "resident__")


def income_words(row: Employment) -> str:
    """The range of income in words."""
    return str(dict(IncomeRange.choices).get(row.income_range, row.income_range))


def _row(row: Employment, places: Places, today: dt.date) -> dict[str, Any]:
    person = row.resident
    return {
        "row": row,
        "place": places.where(person),
        "age": age_on(person.birth_date, today),
        "telephone": masked_telephone(person),
        "form": form_words(row),
        "income": income_words(row),
    }
