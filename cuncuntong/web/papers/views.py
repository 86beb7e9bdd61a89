"""Papers as PDFs. Case papers are counted: a second print says 补打第n次."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Advice, BlankForm, Case, Notice
from cuncuntong.cases.papers import case_papers, desk_papers
from cuncuntong.cases.services import blank_forms
from cuncuntong.cases.services.look_up import look_up
from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.pages import Document, Paper, render, render_many
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.registry import RegistryError, items
from cuncuntong.rules.service_item import ServiceItem
from cuncuntong.web.access import needs, public
from cuncuntong.web.counter.views.answers import asked_form, asked_values
from cuncuntong.web.downloads import pdf_response

_WITH_RESULT = {State.REFUSED, State.APPLIED, State.FED_BACK, State.REVERSED}


def _case(request: Any, number: str) -> Case:
    rows = Case.objects.select_related("resident", "point", "handler").prefetch_related(
        "attachments", "slip_lines"
    )
    return fetch(request.caller, Ability.CASE_READ, rows, number=number.upper())


def _print(request: Any, case: Case, paper: str, build: Callable[[int], Document], name: str) -> HttpResponse:
    reprint = count_print(caller=request.caller, paper=paper, reference=case.number, case=case)
    return pdf_response(render(build(reprint)).content, f"{name}{case.number}.pdf")


@needs(Ability.CASE_READ)
@require_GET
def receipt(request: Any, number: str) -> HttpResponse:
    """受理回执, A5, or 80 mm with ?paper=80."""
    case = _case(request, number)
    size = Paper.RECEIPT_80 if request.GET.get("paper") == "80" else Paper.A5
    return _print(
        request, case, "receipt", lambda n: case_papers.receipt(case, paper=size, reprint=n), "受理回执"
    )


@needs(Ability.CASE_READ)
@require_GET
def slip(request: Any, number: str) -> HttpResponse:
    """补正告知书."""
    case = _case(request, number)
    if not case.slip_lines.all():
        raise Http404
    return _print(request, case, "slip", lambda n: case_papers.return_slip(case, reprint=n), "补正告知书")


@needs(Ability.CASE_READ)
@require_GET
def decision(request: Any, number: str) -> HttpResponse:
    """不予办理决定书 or 办结告知书."""
    case = _case(request, number)
    if case.state not in _WITH_RESULT:
        raise Http404
    return _print(request, case, "decision", lambda n: case_papers.decision(case, reprint=n), "办理结果")


@needs(Ability.CASE_FILE)
@require_GET
def advice(request: Any, number: str) -> HttpResponse:
    """一次性告知书."""
    rows = Advice.objects.select_related("resident", "point", "given_by")
    given = fetch(request.caller, Ability.CASE_FILE, rows, number=number.upper())
    reprint = count_print(caller=request.caller, paper="advice", reference=given.number)
    document = desk_papers.once_advice(given, reprint=reprint)
    return pdf_response(render(document).content, f"一次性告知书{given.number}.pdf")


@needs(Ability.NOTICE_DELIVER)
@require_GET
def notice(request: Any, pk: int) -> HttpResponse:
    """The result notice as an 80 mm slip."""
    rows = Notice.objects.select_related("case__resident", "case__point")
    one = fetch(request.caller, Ability.NOTICE_DELIVER, rows, prefix="case__", pk=pk)
    return _print(
        request, one.case, f"notice-{pk}", lambda n: case_papers.notice_paper(one, reprint=n), "结果通知"
    )


@needs(Ability.RESIDENT_READ)
@require_GET
def look_up_answer(request: Any, pk: int, item: str) -> HttpResponse:
    """A look-up's answer; looking it up for print is audited like any look."""
    found = _item(item)
    if found.look_up is None:
        raise Http404
    resident = see_resident(request.caller, pk)
    asked = asked_form(found, resident, request.GET)
    if asked is not None and asked.is_bound and not asked.is_valid():
        raise Http404
    values = asked_values(found, asked)
    answer = look_up(caller=request.caller, item=found, resident=resident, form=values).answer
    document = desk_papers.look_up_paper(found, resident, answer)
    return pdf_response(render(document).content, f"{found.name}-{resident.name}.pdf")


@needs(Ability.BLANK_FORM)
@require_POST
def blank(request: Any) -> HttpResponse:
    """Issues numbers for blank forms and prints them."""
    item = _item(request.POST.get("item", ""))
    count = request.POST.get("count", "")
    number = int(count) if count.isdecimal() and len(count) <= 4 else 0
    try:
        # A number that can't be printed is not given out.
        with transaction.atomic():
            forms = blank_forms.issue(caller=request.caller, item=item, count=number)
            content = render_many(desk_papers.blank_forms(forms)).content
    except blank_forms.IssueRefused as error:
        messages.error(request, str(error))
        return redirect("counter:blank_forms")
    return pdf_response(content, f"空白编号表-{item.name}-{forms[0].number}.pdf")


@needs(Ability.BLANK_FORM)
@require_GET
def blank_again(request: Any, number: str) -> HttpResponse:
    """Prints one blank form again, under its number."""
    rows = BlankForm.objects.select_related("point")
    form = fetch(request.caller, Ability.BLANK_FORM, rows, number=number.upper())
    count_print(caller=request.caller, paper="blank", reference=form.number)
    return pdf_response(render_many(desk_papers.blank_forms([form])).content, f"空白编号表{form.number}.pdf")


@public
@require_GET
def guide(request: HttpRequest, number: str) -> HttpResponse:
    """办事指南 for the wall or to take home."""
    item = _item(number)
    return pdf_response(render(desk_papers.guide_paper(item)).content, f"办事指南-{item.name}.pdf")


def _item(number: str) -> ServiceItem:
    try:
        return items.get(number.upper())
    except RegistryError as error:
        raise Http404 from error
