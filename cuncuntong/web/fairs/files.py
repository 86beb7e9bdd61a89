"""Files of a fair: poster, leaflet, an employer's confirmation, the calendar entry."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from cuncuntong.ledgers.fairs import papers, selectors
from cuncuntong.ledgers.fairs.calendar_file import calendar_file
from cuncuntong.ledgers.fairs.models import Fair
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import needs, signed_in
from cuncuntong.web.downloads import file_response, pdf_response
from cuncuntong.web.fairs import shared
from cuncuntong.web.fairs.manage import managed
from cuncuntong.web.fairs.stands import check_in_address, stand_or_404

ICS = "text/calendar; charset=utf-8"


def _visible(request: Any, pk: int) -> Fair:
    fair = selectors.visible(request.caller).filter(pk=pk).first()
    if fair is None:
        raise Http404
    return fair


@signed_in
def poster(request: Any, pk: int) -> HttpResponse:
    """The A4 poster for the notice board."""
    fair = _visible(request, pk)
    made = papers.poster(fair, selectors.stands_of(fair, public=True), address=shared.public_address(fair))
    return pdf_response(made.content, f"海报-{fair.title}.pdf")


@signed_in
def leaflet(request: Any, pk: int) -> HttpResponse:
    """All postings on paper."""
    fair = _visible(request, pk)
    made = papers.leaflet(fair, selectors.stands_of(fair, public=True), address=shared.public_address(fair))
    return pdf_response(made.content, f"岗位册-{fair.title}.pdf")


@needs(Ability.FAIR_MANAGE)
def confirmation(request: Any, pk: int, stand: int) -> HttpResponse:
    """参会确认单."""
    found = stand_or_404(managed(request, pk), stand)
    made = papers.confirmation(found, address=check_in_address(found))
    return pdf_response(made.content, f"参会确认单-{found.employer.name}.pdf")


def ics_response(fair: Fair) -> HttpResponse:
    """The calendar entry as a download."""
    content = calendar_file(fair, address=shared.public_address(fair))
    return file_response(content, f"{fair.title}.ics", ICS)
