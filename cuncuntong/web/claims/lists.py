"""Who reaches the age of a pension in the coming months, or did and does not draw yet."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.ledgers.claims.selectors import (
    WAITING,
    Window,
    latest_birth,
    longer_waiting,
    people,
    to_visit,
    window,
    with_state,
)
from cuncuntong.ledgers.pensions.enums import AccountState, Scheme
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import current
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.claims.rows import PersonRow, rows_of
from cuncuntong.web.claims.shared import (
    LINE,
    PAGE,
    PREPARE,
    READ,
    Places,
    after_birth,
    asked_of,
    in_place,
    links,
    may_declare,
    places_of,
    schemes,
    sections,
)

LONGER = "longer"
ONLY = (
    ("", "还没有领取的"),
    ("overdue", "超期未领"),
    ("reached", "已满年龄未领"),
    ("coming", "将满年龄"),
    ("unvisited", "没有走访的"),
    (LONGER, "到龄更久仍未领取的"),
    ("done", "已领取"),
)
MOST_ON_A_SHEET = 300


@needs(PREPARE, line=LINE)
@require_safe
def listing(request: CallerRequest) -> HttpResponse:
    """The oldest first, so that who waits longest stands above; pages by key."""
    asked, view = asked_for(request)
    rows = found(request.caller, asked, view).filter(after_birth(request.GET.get("after", "")))
    accounts = list(with_state(rows)[: PAGE + 1])
    shown, more = accounts[:PAGE], len(accounts) > PAGE
    places = places_of(request.caller)
    last = shown[-1] if shown else None
    key = f"{last.resident.birth_date.isoformat()}~{last.pk}" if last and more else ""
    context = {
        **links(request, asked, key),
        "rows": _lines(rows_of(shown, view, current()), places),
        "view": view,
        "places": places,
        "villages": places.of(asked["township"]),
        "only": ONLY,
        "longer": asked["only"] == LONGER,
        "sections": sections(request.caller, "claims:list"),
        "schemes": schemes("claims:list", view.scheme),
        "may_file": request.caller.can(Ability.CASE_FILE),
        "may_declare": may_declare(request.caller),
        "may_read": request.caller.can(READ, LINE),
    }
    return render(request, "claims/list.html", context)


@needs(PREPARE, line=LINE)
@require_safe
def sheet(request: CallerRequest) -> HttpResponse:
    """The list for a clerk's round, to be printed: numbers masked, room for the result and a signature."""
    asked, view = asked_for(request)
    accounts = list(with_state(found(request.caller, asked, view))[: MOST_ON_A_SHEET + 1])
    places = places_of(request.caller)
    rows = rows_of(accounts[:MOST_ON_A_SHEET], view, current())
    context = {
        **links(request, asked, ""),
        "rows": [
            {
                **line,
                "id_number": masked_id(line["row"].person),
                "telephone": masked_telephone(line["row"].person),
            }
            for line in _lines(rows, places)
        ],
        "view": view,
        "scheme": Scheme(view.scheme).label,
        "place": places.full(asked["village"] or asked["township"]) or request.caller.place_name,
        "cut": len(accounts) > MOST_ON_A_SHEET,
        "most": MOST_ON_A_SHEET,
    }
    return render(request, "claims/sheet.html", context)


def asked_for(request: CallerRequest) -> tuple[dict[str, str], Window]:
    """What the address asks for, and the birth dates that it means today."""
    asked = asked_of(request, "scheme", "only")
    if asked["only"] not in {value for value, _ in ONLY}:
        asked["only"] = ""
    scheme = asked["scheme"] or Scheme.BASIC.value
    return asked, window(scheme, timezone.localdate(), current())


def found(caller: Caller, asked: dict[str, str], view: Window) -> QuerySet[PensionAccount]:
    """The accounts that fit, sorted by birth date."""
    listed = longer_waiting if asked["only"] == LONGER else people
    rows = listed(caller, view).filter(in_place(asked, "resident__"), _only(asked["only"], view))
    if asked["only"] == "unvisited":
        rows = rows.filter(pk__in=to_visit(caller, view).values("pk"))
    return rows.select_related("resident").order_by("resident__birth_date", "pk")


def _only(only: str, view: Window) -> Q:
    waits, reached = Q(state__in=WAITING), Q(resident__birth_date__lte=latest_birth(view.on, view.age))
    return {
        "overdue": waits & Q(resident__birth_date__lte=view.overdue_birth),
        "reached": waits & reached,
        "coming": waits & ~reached,
        "done": Q(state=AccountState.RECEIVING),
    }.get(only, waits)


def _lines(rows: list[PersonRow], places: Places) -> list[dict[str, Any]]:
    return [{"row": row, "place": places.full(row.person.village_code)} for row in rows]
