"""The public retirement calculator: asked in the address, nothing kept, no signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cuncuntong.network.parameters import current
from cuncuntong.web.access import public
from cuncuntong.web.retirement import answer


@public
@require_safe
def retirement(request: HttpRequest) -> HttpResponse:
    """The form, and below it the month with the steps, the table and the sources."""
    asked = answer(
        request.GET if request.GET else None,
        on=timezone.localdate(),
        book=current(),
        whole=bool(request.GET.get("whole")),
    )
    response = render(request, "portal/retirement.html", asked.context, status=asked.status)
    response["Cache-Control"] = "no-store"
    return response
