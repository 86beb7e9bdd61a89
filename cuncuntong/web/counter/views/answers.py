"""Look-ups: answered on the page, printable, each look logged."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from cuncuntong.cases.forms import ItemForm, open_form
from cuncuntong.cases.services.filing import FilingRefused
from cuncuntong.cases.services.look_up import look_up as look_up_item
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import reading_once
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import items
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
    """What is asked, where the item asks something, and the answer's summary, tables and panel."""
    with reading_once(person):
        return _look_up_page(request, person, item)


def _look_up_page(request: CallerRequest, person: Resident, item: ServiceItem) -> HttpResponse:
    context: dict[str, object] = {"item": item, "step_title": item.name}
    asked = asked_form(item, person, request.GET)
    if asked is not None:
        context["form"] = asked
        if asked.is_bound and not asked.is_valid():
            return work_page(request, person, "counter/_answer.html", context, status=422)
    try:
        found = look_up_item(
            caller=request.caller, item=item, resident=person, form=asked_values(item, asked)
        )
    except FilingRefused as refused:
        context["refused"] = refused.message
        return work_page(request, person, "counter/_answer.html", context, status=422)
    context |= {
        "answer": found.answer,
        "tables": [_for_template(table) for table in found.answer.tables],
        "case": found.case,
        "panel": found.answer.panel_data,
        "next_steps": [(items.get(step.item), step.words) for step in found.answer.next_steps],
        "print_url": _print_url(request, person, item),
    }
    return work_page(request, person, "counter/_answer.html", context)


def asked_form(item: ServiceItem, person: Resident, sent: QueryDict) -> ItemForm | None:
    """The form by which a look-up is asked: bound once something was asked; None where nothing is."""
    if not item.fields:
        return None
    bound = any(spec.key in sent for spec in item.fields)
    return open_form(item, person, sent if bound else None)


def asked_values(item: ServiceItem, form: ItemForm | None) -> dict[str, Any]:
    """The values of a valid form, or of one that was not sent yet: what is prefilled counts."""
    if form is None:
        return {}
    if form.is_bound:
        return form.cleaned_values()
    return {key: value for key, value in form.initial.items() if value not in ("", None)}


def _print_url(request: CallerRequest, person: Resident, item: ServiceItem) -> str:
    """The print asks the same question."""
    asked = request.GET.urlencode() if item.fields else ""
    url = reverse("papers:look_up", args=[person.pk, item.number])
    return f"{url}?{asked}" if asked else url


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
