"""Who is signed in as an employer: a key in the session, bound to the employer and its password.

Apart from the staff's accounts on purpose: an employer has no duty and no account, a member of staff who
is signed in is no employer, and a session is the one or the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse

from cuncuntong.ledgers.jobs.enums import EmployerState
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.web.access import public

KEY = "_employer"
NOTED_EVERY = 60  # seconds
_OUT = (EmployerState.BLOCKED, EmployerState.REVERSED)

View = Callable[..., HttpResponse]


class EmployerRequest(HttpRequest):
    """A request of an employer that is signed in."""

    employer: Employer


def sign_in(request: HttpRequest, employer: Employer) -> None:
    """Begins a session of the employer's own; whatever the browser was signed in as before ends."""
    request.session.flush()
    request.session[KEY] = {"pk": employer.pk, "epoch": employer.password_epoch, "seen": int(time.time())}
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """Ends the session."""
    request.session.flush()


def renew(request: HttpRequest, employer: Employer) -> None:
    """Keeps this session after the employer changed its password; the others end."""
    request.session.cycle_key()
    request.session[KEY] = {"pk": employer.pk, "epoch": employer.password_epoch, "seen": int(time.time())}


def current_employer(request: Any) -> Employer | None:
    """The employer that is signed in here; None for staff, for nobody, and for a session that is over."""
    if request.user.is_authenticated:
        return None
    held = request.session.get(KEY)
    if not isinstance(held, dict):
        return None
    now = int(time.time())
    if now - int(held.get("seen", 0)) > settings.CUNCUNTONG["IDLE_SECONDS"] + NOTED_EVERY:
        return None
    row = Employer.objects.filter(pk=held["pk"], password_epoch=held["epoch"]).first()
    if row is None or row.state in _OUT:
        return None
    # One write a minute at most: a page must not cost a session update.
    if now - int(held["seen"]) >= NOTED_EVERY:
        request.session[KEY] = {**held, "seen": now}
    return row


def employer_only(view: View) -> View:
    """Open to an employer that is signed in; anybody else is led to the site's own sign-in page.

    Whoever got a one-time password changes it first.
    """

    @wraps(view)
    def checked(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        employer = current_employer(request)
        if employer is None:
            was_in = KEY in request.session
            response: HttpResponse = redirect(reverse("hiring:sign_in") + ("?expired=1" if was_in else ""))
        elif employer.must_change_password and request.path != reverse("hiring:password"):
            response = redirect("hiring:password")
        else:
            request.employer = employer
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return public(checked)
