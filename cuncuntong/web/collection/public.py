"""Whether a certificate of payment holds: by the code on it, with nothing that the paper does not show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuncuntong.ledgers.collection.enums import OrderState
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.residents.names import masked_name
from cuncuntong.network.parameters import setting
from cuncuntong.network.rates import TooOften, count_request
from cuncuntong.web.access import public
from cuncuntong.web.middleware import client_ip

OFTEN = "核验次数过多，请一小时后再试，或到服务点核验。"


@public
@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """A payment that stands, one that was taken back, or a code that is none of ours."""
    status, context = 200, {}
    try:
        most = setting("service.verify_lookups_an_hour")
        count_request(f"verify:ip:{client_ip(request)}", most, OFTEN)
    except TooOften as error:
        status, context = 429, {"too_often": str(error)}
    else:
        context = _checked(token)
        status = 200 if context else 404
    response = render(request, "collection/verify.html", {**context, "at": timezone.now()}, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _checked(token: str) -> dict[str, Any]:
    rows = ContributionOrder.objects.select_related("resident")
    order = rows.filter(token=token[:32]).first() if token else None
    if order is None:
        return {}
    return {
        "order": order,
        "holds": order.state == OrderState.PAID,
        "name": masked_name(order.resident.name),
    }
