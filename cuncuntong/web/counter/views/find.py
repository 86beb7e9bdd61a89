"""Find, then act: the box in the top bar and the counter's start page."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import Found, find_residents, masked_id
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.desk_work import waiting_lines

MOST_TYPED = 80


@dataclass(frozen=True)
class FoundRow:
    """One resident as the list of a search shows them."""

    pk: int
    name: str
    sex: str
    birth_year: int
    village: str
    id_number: str
    standing: str
    url: str


def found_rows(residents: list[Resident], *, query: str = "") -> list[FoundRow]:
    """Rows for the list; ``query`` is carried along (``item`` for 办下一位)."""
    return [
        FoundRow(
            pk=resident.pk,
            name=resident.name,
            sex=resident.get_sex_display(),
            birth_year=resident.birth_date.year,
            village=resident.village.name,
            id_number=masked_id(resident),
            standing="" if resident.standing == Standing.PRESENT else resident.get_standing_display(),
            url=person_url(resident, query),
        )
        for resident in residents
    ]


def person_url(resident: Resident, query: str = "") -> str:
    """The resident's desk, or the form of the item that the clerk goes on with."""
    if query:
        return reverse("counter:form", args=[resident.pk, query])
    return reverse("counter:desk", args=[resident.pk])


@needs(Ability.RESIDENT_FIND)
def start(request: CallerRequest) -> HttpResponse:
    """The counter's start page: the search box first, then what waits for the point."""
    caller = request.caller
    text, item = _typed(request), _item(request)
    found = find_residents(caller, text) if text else None
    if found is not None and found.exact and len(found.rows) == 1:
        return redirect(person_url(found.rows[0], item))
    context = {
        **_found_context(request, found, text, item),
        "waiting_lines": waiting_lines(caller) if caller.can(Ability.CASE_FILE) else [],
    }
    return render(request, "counter/start.html", context)


@needs(Ability.RESIDENT_FIND)
def find(request: CallerRequest) -> HttpResponse:
    """The search as it is typed: a fragment for htmx, else the start page with the same answer."""
    text, item = _typed(request), _item(request)
    if not request.headers.get("HX-Request"):
        query = {key: value for key, value in (("q", text), ("item", item)) if value}
        return redirect(reverse("counter:start") + (f"?{urlencode(query)}" if query else ""))
    found = find_residents(request.caller, text) if text else None
    if found is not None and found.exact and len(found.rows) == 1:
        # A whole valid number names one person: the page opens at once.
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = person_url(found.rows[0], item)
        return response
    return render(request, "counter/_found.html", _found_context(request, found, text, item))


def _found_context(request: CallerRequest, found: Found | None, text: str, item: str) -> dict[str, object]:
    return {
        "q": text,
        "item_number": item,
        "found": found,
        "rows": found_rows(found.rows, query=item) if found else [],
        "may_register": request.caller.can(Ability.RESIDENT_WRITE),
        "may_visit": request.caller.point is not None,
        "is_whole_id": bool(found and found.kind == "id"),
    }


def _typed(request: CallerRequest) -> str:
    # "/" is the key that goes to the box; pressed while it is there already, it lands in the text.
    return request.GET.get("q", "").strip().lstrip("/／").strip()[:MOST_TYPED]


def _item(request: CallerRequest) -> str:
    """The item that 办下一位 goes on with; an unknown one is left out."""
    from cuncuntong.rules.registry import items

    number = request.GET.get("item", "")
    return number if number in items else ""
