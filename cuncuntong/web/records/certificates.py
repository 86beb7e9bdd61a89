"""Certificates: found by number or name, issued on demand, lost, found, issued again, cancelled, printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuncuntong.cases.services.prints import count_print
from cuncuntong.foundation.pages import render as set_page
from cuncuntong.ledgers.employment.enums import CertificateState
from cuncuntong.ledgers.employment.models import Certificate
from cuncuntong.ledgers.employment.selectors import entries_of, holding_copy
from cuncuntong.ledgers.employment.services import certificates as services
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import masked_id, see_resident
from cuncuntong.network.access import Caller, NotVisible
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.records.certificate_paper import certificate_paper
from cuncuntong.web.records.shared import (
    EMPLOYMENT,
    PAGE,
    RECORD,
    asked_of,
    in_place,
    page_links,
    places_of,
    sections,
    toolbar,
)

DECIDE = Ability.EMPLOYMENT_DECIDE
TONES = {
    CertificateState.VALID: "good",
    CertificateState.LOST: "wait",
    CertificateState.CANCELLED: "neutral",
}


@needs(RECORD, line=EMPLOYMENT)
def listing(request: CallerRequest) -> HttpResponse:
    """The newest first; a whole number finds one."""
    asked, places = asked_for(request), places_of(request.caller)
    rows = found(request.caller, asked)
    if (before := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(pk__lt=before)
    page = page_links(request, asked, list(rows.order_by("-pk")[: PAGE + 1]), "pk")
    context = {
        **page,
        **toolbar(places, asked),
        "rows": [
            {"row": row, "place": places.where(row), "tone": TONES[CertificateState(row.state)]}
            for row in page["shown"]
        ],
        "sections": sections("records:certificates"),
        "states": CertificateState.choices,
    }
    return render(request, "records/certificates.html", context)


def asked_for(request: CallerRequest) -> dict[str, str]:
    """What the address asks for."""
    asked = asked_of(request, "state")
    if asked["state"] not in CertificateState.values:
        asked["state"] = ""
    return asked


def found(caller: Caller, asked: dict[str, str]) -> QuerySet[Certificate]:
    """The rows that fit, unsorted."""
    rows = caller.limit(RECORD, Certificate.objects.select_related("resident"), line=EMPLOYMENT)
    if asked["state"]:
        rows = rows.filter(state=asked["state"])
    if services.is_number(asked["q"]):
        return in_place(rows.filter(number=asked["q"]), {**asked, "q": ""})
    return in_place(rows, asked)


def _fetched(request: CallerRequest, pk: int) -> Certificate:
    """One of the area, or of somebody from elsewhere who stands at this counter today."""
    request.caller.need(RECORD, EMPLOYMENT)
    rows = Certificate.objects.select_related("resident__village")
    certificate = rows.filter(pk=pk).first()
    if certificate is None:
        raise NotVisible("没有找到这本证，或它不在您的服务范围内。")
    if not caller_reaches(request.caller, certificate, RECORD):
        see_resident(request.caller, certificate.resident_id)
    return certificate


def caller_reaches(caller: Caller, certificate: Certificate, ability: str) -> bool:
    """Whether the certificate lies where the caller has the ability."""
    return caller.covers(
        ability,
        village=certificate.village_code,
        township=certificate.township_code,
        county=certificate.county_code,
        line=EMPLOYMENT,
    )


@needs(RECORD, line=EMPLOYMENT)
@require_GET
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """A certificate with everything entered in it, and what can be done with it."""
    certificate = _fetched(request, pk)
    return render(request, "records/certificate.html", _context(request, certificate))


def _context(request: CallerRequest, certificate: Certificate) -> dict[str, Any]:
    state = CertificateState(certificate.state)
    return {
        "certificate": certificate,
        "person": certificate.resident,
        "id_number": masked_id(certificate.resident),
        "tone": TONES[state],
        "copy": holding_copy(certificate),
        "entries": list(entries_of(certificate)),
        "valid": state == CertificateState.VALID,
        "lost": state == CertificateState.LOST,
        "may_cancel": caller_reaches(request.caller, certificate, DECIDE)
        and state != CertificateState.CANCELLED,
        "may_file": request.caller.can(Ability.CASE_FILE),
    }


@needs(RECORD, line=EMPLOYMENT)
@require_POST
def issue(request: CallerRequest, resident: int) -> HttpResponse:
    """当场申领: issues one on demand."""
    request.caller.need(RECORD, EMPLOYMENT)
    person = see_resident(request.caller, resident, Ability.RESIDENT_READ)
    made = services.issue(resident=person, on=timezone.localdate(), actor=request.caller.account)
    messages.success(request, f"已发放《就业创业证》，编号{made.number}。")
    return redirect("records:certificate", made.pk)


@needs(RECORD, line=EMPLOYMENT)
@require_POST
def act(request: CallerRequest, pk: int) -> HttpResponse:
    """挂失、解除挂失、补发; 注销 for whoever may decide."""
    certificate = _fetched(request, pk)
    move, why = request.POST.get("act", ""), request.POST.get("why", "")
    made: dict[str, Any] = {
        "certificate": certificate,
        "on": timezone.localdate(),
        "actor": request.caller.account,
    }
    try:
        if move == "lost":
            services.report_lost(**made)
            words = "已挂失，扫描二维码会显示挂失"
        elif move == "found":
            services.report_found(**made)
            words = "已解除挂失"
        elif move == "reissue":
            copy = services.reissue(why=why, **made)
            words = f"已补发第{copy.place}本，旧证上的二维码已作废，请打印新证页"
        elif move == "cancel":
            request.caller.need(DECIDE, EMPLOYMENT)
            if not caller_reaches(request.caller, certificate, DECIDE):
                raise NotVisible("这本证不在您的服务范围内，不能注销。")
            services.cancel(why=why, **made)
            words = "已注销"
        else:
            messages.error(request, "没有办理。请选择要办的事。")
            return redirect("records:certificate", pk)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
    else:
        messages.success(request, f"{certificate.resident.name}的证{words}。")
    return redirect("records:certificate", pk)


@needs(RECORD, line=EMPLOYMENT)
@require_GET
def paper(request: CallerRequest, pk: int) -> HttpResponse:
    """The certificate's page with its code; a second print says so."""
    certificate = _fetched(request, pk)
    copy = holding_copy(certificate)
    if copy is None or certificate.state != CertificateState.VALID:
        messages.error(request, f"这本证{certificate.get_state_display()}，不能打印证页。")
        return redirect("records:certificate", pk)
    reprint = count_print(
        caller=request.caller, paper="certificate", reference=f"{certificate.number}-{copy.place}"
    )
    document = certificate_paper(certificate, copy, list(entries_of(certificate)), reprint=reprint)
    return pdf_response(set_page(document).content, f"就业创业证{certificate.number}.pdf")
