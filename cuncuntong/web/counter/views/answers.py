"""Look-ups: answered on the page, printable, each look logged."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cuncuntong.cases.services.filing import FilingRefused
from cuncuntong.cases.services.look_up import look_up as look_up_item
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.enums import Ability
from cuncuntong.rules.service_item import Kind, LookUpTable, ServiceItem
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.counter.sheet import item_or_404
from cuncuntong.web.counter.views.desk import work_page


@needs(Ability.CASE_FILE)
def look_up(request: CallerRequest, resident: int, item: str) -> HttpResponse:
    """The answer for a resident; the same page as the item's form address."""
    service = item_or_404(request, item)
    if service.kind != Kind.LOOK_UP or not service.open:
        return redirect("counter:form", resident, item)
    return look_up_page(request, see_resident(request.caller, resident), service)


def look_up_page(request: CallerRequest, person: Resident, item: ServiceItem) -> HttpResponse:
    """The answer's summary and tables."""
    context: dict[str, object] = {"item": item, "step_title": item.name}
    try:
        found = look_up_item(caller=request.caller, item=item, resident=person)
    except FilingRefused as refused:
        context["refused"] = refused.message
        return work_page(request, person, "counter/_answer.html", context, status=422)
    context |= {
        "answer": found.answer,
        "tables": [_for_template(table) for table in found.answer.tables],
        "case": found.case,
        "print_url": reverse("papers:look_up", args=[person.pk, item.number]),
    }
    return work_page(request, person, "counter/_answer.html", context)


def _for_template(table: LookUpTable) -> dict[str, object]:
    """A table with the head that `{% table %}` reads, and cells that know whether they are numbers."""
    head = "|".join(
        name + (">" if place in table.numeric else "") for place, name in enumerate(table.columns)
    )

    def cells(row: tuple[str, ...]) -> list[tuple[str, bool]]:
        return [(text, place in table.numeric) for place, text in enumerate(row)]

    return {
        "title": table.title,
        "head": head,
        "rows": [cells(row) for row in table.rows],
        "total": cells(table.total),
        "empty": table.empty,
    }
