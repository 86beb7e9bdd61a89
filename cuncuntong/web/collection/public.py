"""Whether a certificate of payment holds: by the code on it, with nothing that the paper does not show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from cuncuntong.ledgers.collection.enums import OrderState
from cuncuntong.ledgers.collection.models import ContributionOrder
from cuncuntong.ledgers.residents.names import masked_name
from cuncuntong.web.access import public
from cuncuntong.web.verifying import verified


@public
@require_GET
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """A payment that stands, one that was taken back, or a code that is none of ours."""
    return verified(request, "collection/verify.html", lambda: _checked(token))


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
