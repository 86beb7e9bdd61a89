"""What every request passes: a content policy, the closed door, and who asks from where."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cuncuntong.foundation.audit import Place, audit_context, audit_place
from cuncuntong.network.access import Caller, caller_of
from cuncuntong.network.parameters import read_anew

NOTED_EVERY = 60  # seconds

Handler = Callable[[HttpRequest], HttpResponse]


class ContentSecurityPolicy:
    """Nothing runs or loads that this server did not send; inline scripts need the page's nonce."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Adds the policy, and forbids storing pages that people signed in for."""
        request.csp_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
            "form-action 'self'; img-src 'self' data: blob:; connect-src 'self'; "
            f"script-src 'self' 'nonce-{request.csp_nonce}'; style-src 'self'",  # type: ignore[attr-defined]
        )
        response.headers.setdefault("Permissions-Policy", "geolocation=(self), microphone=(), camera=(self)")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class ClosedByDefault:
    """Every view is closed unless it says otherwise (web.access); a forgotten one is not served."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Passes the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Sends somebody who is not signed in to the sign-in page, back to this step afterwards."""
        access = getattr(view, "access", None)
        if access == ("public",):
            return None
        if not request.user.is_authenticated or not request.user.is_active:
            return to_sign_in(request)
        if access is None:
            raise PermissionError(f"{view} does not say who may call it")
        request.caller = caller_of(request.user)  # type: ignore[attr-defined]
        audit_place(lambda: _place(request.caller))  # type: ignore[attr-defined]
        return None


class WhoAndWhere:
    """Ends sessions that stood idle, and tells the audit log who asks from where."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Checks idleness, then runs the request inside its audit context."""
        if request.user.is_authenticated:
            late = self._idle_too_long(request)
            if late is not None:
                return late
            account = request.user
            if account.is_authenticated and account.must_change_password and not _may_pass(request.path):
                return redirect("account:password")
        with audit_context(ip=client_ip(request), actor=getattr(request, "user", None)):
            return self.get_response(request)

    def _idle_too_long(self, request: HttpRequest) -> HttpResponse | None:
        now = int(time.time())
        seen = request.session.get("_seen", now)
        limit = settings.CUNCUNTONG["IDLE_SECONDS"]
        if now - seen >= limit - 1 and _says_expired(request):
            # The page counted to the end and leads to the sign-in page: there nobody is let back in.
            logout(request)
            return None
        # The page counts from its last request, this from the last note: up to a minute earlier.
        if now - seen > limit + NOTED_EVERY:
            logout(request)
            return to_sign_in(request, expired=True)
        # One write a minute at most: a page must not cost a session update.
        if now - seen >= NOTED_EVERY or "_seen" not in request.session:
            request.session["_seen"] = now
        return None


class ParametersAnew:
    """Whoever sends something in works with what is confirmed by now, in whichever process it was.

    Pages that only show something may be some seconds behind: that saves each of them a query.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Drops the process's copy before anything is decided or computed."""
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            read_anew()
        return self.get_response(request)


def _place(caller: Caller) -> Place:
    """In which duty the caller acts, for the audit log; asked only when an entry is recorded."""
    grants = caller.grants
    return Place(
        duty=",".join(sorted(caller.kinds)),
        point_id=next((grant.point_id for grant in grants if grant.point_id), None),
        area=grants[0].code if grants else "",
    )


def client_ip(request: HttpRequest) -> str:
    """The caller's address; behind the county's own proxy, what that proxy says."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return forwarded.split(",")[-1].strip()
    return request.META.get("REMOTE_ADDR", "") or ""


def _says_expired(request: HttpRequest) -> bool:
    return "expired" in request.GET and request.path == reverse("account:sign_in")


def _may_pass(path: str) -> bool:
    return path.startswith(("/account/", settings.STATIC_URL))


def to_sign_in(request: HttpRequest, *, expired: bool = False) -> HttpResponse:
    """The sign-in page, and back to this step afterwards."""
    # A page that was asked for comes back after signing in; a form that was sent comes back as its
    # page, where the draft waits.
    back = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "/")
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        # A part of a page was asked for: the way back leads to the page that asked.
        step = _own_path(request, request.headers.get("HX-Current-URL", "/"))
        query = urlencode({"next": step, "expired": 1}, safe="/")
        response.headers["HX-Redirect"] = f"{reverse('account:sign_in')}?{query}"
        return response
    target = redirect_to_login(_own_path(request, back))
    if expired:
        target["Location"] += "&expired=1"
    return target


def _own_path(request: HttpRequest, address: str) -> str:
    """The path of an address of this site, else the home page."""
    parts = urlsplit(address)
    if parts.netloc and parts.netloc != request.get_host():
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
