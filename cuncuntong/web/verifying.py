"""Whether a paper holds, by the code on it: what the public pages that answer it do alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuncuntong.network.parameters import setting
from cuncuntong.network.rates import TooOften, count_request
from cuncuntong.web.middleware import client_ip

OFTEN = "核验次数过多，请一小时后再试，或到服务点核验。"


def verified(
    request: HttpRequest, template: str, look: Callable[[], dict[str, Any]], typed: str = ""
) -> HttpResponse:
    """The page with what ``look`` found; 404 where that is nothing, 429 for who asks too often.

    ``typed`` is the code, kept in the field for who mistyped it.

    All papers count together. The answer is neither kept by browsers nor listed by search engines.
    """
    status, context = 200, {}
    try:
        most = setting("service.verify_lookups_an_hour")
        count_request(f"verify:ip:{client_ip(request)}", most, OFTEN)
    except TooOften as error:
        status, context = 429, {"too_often": str(error)}
    else:
        context = look()
        status = 200 if context else 404
    response = render(
        request, template, {**context, "typed": typed[:40], "at": timezone.now()}, status=status
    )
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
