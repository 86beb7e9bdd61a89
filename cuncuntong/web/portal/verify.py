"""Whether a certificate's paper holds: by the code on it, with nothing that the paper does not show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cuncuntong.ledgers.employment.selectors import check_token
from cuncuntong.ledgers.residents.names import masked_name
from cuncuntong.web.access import public
from cuncuntong.web.verifying import verified


@public
@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """A paper that holds, one that no longer does and why, or a code that is none of ours."""
    return verified(request, "portal/verify.html", lambda: _checked(token))


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
