"""No value that a browser sends may hold a NUL: PostgreSQL can't keep one, and no keyboard types one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class NoNullCharacters:
    """Answers 400 to an address, a query or a form that holds a NUL, on both engines alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> None:
        """Looks at the address's parts, the query and the form (which CSRF has read already)."""
        parts = [str(value) for value in kwargs.values()]
        for data in (request.GET, request.POST):
            parts += [text for key, values in data.lists() for text in (key, *values)]
        if any("\x00" in part for part in parts):
            raise BadRequest("the request holds a NUL character")
