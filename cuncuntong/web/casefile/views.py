"""A case as everybody reads it whose duty allows it, its papers, and its masked values."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_POST

from cuncuntong.cases.selectors import cases
from cuncuntong.cases.services.attachments import open_attachment
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.ledgers.residents.services import RegistrationRefused
from cuncuntong.ledgers.residents.services import unmask as unmask_number
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.casefile.sheet import case_context, next_steps, read_case
from cuncuntong.web.downloads import scan_response


@needs(Ability.CASE_READ)
@require_GET
def detail(request: CallerRequest, number: str) -> HttpResponse:
    """The whole case to read, with links to what the caller may do next."""
    case = read_case(request.caller, number)
    context = case_context(request.caller, case) | {"links": next_steps(request.caller, case)}
    return render(request, "cases/detail.html", context)


@needs(Ability.CASE_READ, Ability.CASE_FILE)
@require_GET
@xframe_options_exempt
def attachment(request: CallerRequest, pk: int) -> HttpResponse:
    """A page of a material, decrypted; shown only inside our own pages, kept nowhere."""
    page, content = open_attachment(caller=request.caller, attachment_id=pk)
    return scan_response(content, page.title, page.mime)


@needs(Ability.RESIDENT_UNMASK)
@require_POST
def unmask(request: CallerRequest, number: str) -> HttpResponse:
    """The whole ID number or telephone of the case's resident, for a reason; audited."""
    case = cases.find_case(request.caller, number)
    person, field = case.resident, request.POST.get("field", "")
    reason = request.POST.get("reason", "")
    try:
        value = unmask_number(caller=request.caller, resident=person, field=field, reason=reason)
    except KeyError:
        raise Http404 from None
    except RegistrationRefused as refused:
        messages.error(request, refused.message)
        return redirect("cases:detail", case.number)
    masked = masked_id(person) if field == "id_number" else masked_telephone(person)
    if request.headers.get("HX-Request"):
        return render(request, "components/unmasked.html", {"value": value, "masked": masked})
    context = {"case": case, "rows": [(field, "完整号码", value)]}
    return render(request, "cases/unmasked.html", context)


@needs(Ability.RESIDENT_UNMASK)
@require_POST
def unmask_form(request: CallerRequest, number: str) -> HttpResponse:
    """The application's contents with its numbers in full, for a reason; audited."""
    case = cases.find_case(request.caller, number)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, "请先选择查看原因。")
        return redirect("cases:detail", case.number)
    sections = cases.unmask_form(request.caller, case, reason)
    if request.headers.get("HX-Request"):
        return render(request, "cases/_sections.html", {"sections": sections})
    rows = [row for section in sections for row in section.rows]
    return render(request, "cases/unmasked.html", {"case": case, "rows": rows})
