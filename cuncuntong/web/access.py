"""How a view says who may call it. A view that says nothing is closed to everybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from cuncuntong.network.access import Caller

View = Callable[..., HttpResponse]


class CallerRequest(HttpRequest):
    """A request of a signed-in account; the middleware sets ``caller``."""

    caller: Caller


def public(view: View) -> View:
    """Open to everybody, without signing in."""
    view.access = ("public",)  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Open to every account that is signed in, whatever its duties."""
    view.access = ("signed_in",)  # type: ignore[attr-defined]
    return view


def needs(*abilities: str, line: str | tuple[str, ...] = "") -> Callable[[View], View]:
    """Open to accounts that hold one of the abilities somewhere; the view limits its rows itself.

    With ``line`` a reviewer of other lines of business alone is not let in; of several, one is enough.
    """
    lines = (line,) if isinstance(line, str) else line

    def wrap(view: View) -> View:
        @wraps(view)
        def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.caller.can(ability, one) for ability in abilities for one in lines):
                request.caller.need(abilities[0], lines[0])
            return view(request, *args, **kwargs)

        checked.access = abilities  # type: ignore[attr-defined]
        return checked

    return wrap
