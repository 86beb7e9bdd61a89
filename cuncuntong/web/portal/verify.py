"""Whether a certificate's paper holds: by the code on it, with nothing that the paper does not show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.ledgers.employment.selectors import check_token
from cuncuntong.ledgers.residents.names import masked_name
from cuncuntong.network.parameters import setting
from cuncuntong.network.rates import TooOften, count_request
from cuncuntong.web.access import public
from cuncuntong.web.middleware import client_ip

OFTEN = "核验次数过多，请一小时后再试，或到服务点核验。"


@public
@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """A paper that holds, one that no longer does and why, or a code that is none of ours."""
    status, context = 200, {}
    try:
        most = setting("service.verify_lookups_an_hour")
        count_request(f"verify:ip:{client_ip(request)}", most, OFTEN)
    except TooOften as error:
        status, context = 429, {"too_often": str(error)}
    else:
        context = _checked(token)
        status = 200 if context else 404
    response = render(request, "portal/verify.html", {**context, "at": timezone.now()}, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _checked(token: str) -> dict[str, Any]:
    found = check_token(token)
    if found is None:
        return {}
    certificate = found.copy.certificate
    return {
        "found": found,
        "certificate": certificate,
        "name": masked_name(certificate.resident.name),
        "place": found.copy.place,
    }
