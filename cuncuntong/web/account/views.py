"""Signing in and out, password, sessions, and how the screen looks."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.foundation.audit import record
from cuncuntong.network.models import Session
from cuncuntong.web.access import public, signed_in
from cuncuntong.web.account.browsers import describe_browser
from cuncuntong.web.account.forms import PasswordForm, SignInForm
from cuncuntong.web.context import TEXTS, THEMES
from cuncuntong.web.hiring.session import KEY as EMPLOYER_KEY
from cuncuntong.web.middleware import client_ip

YEAR = 365 * 24 * 3600


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lets an account in, and back to the step it came from."""
    target = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(target)
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if account is not None:
            return _let_in(request, account, target)
        if getattr(request, "axes_locked_out", False):
            from cuncuntong.web.errors import locked_out

            return locked_out(request)
        form.add_error("password", "账号或密码不对，请重新输入。连续输错5次将锁定15分钟。")
    context = {"form": form, "next": target, "expired": "expired" in request.GET}
    return render(request, "account/sign_in.html", context, status=422 if form.errors else 200)


def _safe(request: HttpRequest, asked: str) -> str:
    """The address when it lies on this site, else the home page."""
    safe = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if safe else reverse("home")


def _let_in(request: HttpRequest, account: Any, target: str) -> HttpResponse:
    with transaction.atomic():
        login(request, account)
        # Signed in as an employer in this browser before: staff are none.
        request.session.pop(EMPLOYER_KEY, None)
        now = timezone.now().isoformat()
        request.session.update(
            {
                "_seen": int(time.time()),
                "_ip": client_ip(request),
                "_browser": request.META.get("HTTP_USER_AGENT", "")[:200],
                "_started_at": now,
                "_seen_at": now,
            }
        )
        record(actor=account, action="account.signed_in", object_type="account", object_id=account.pk)
    return redirect(target)


@signed_in
@require_POST
def sign_out(request: Any) -> HttpResponse:
    """Ends this session."""
    with transaction.atomic():
        record(
            actor=request.user, action="account.signed_out", object_type="account", object_id=request.user.pk
        )
        logout(request)
    return redirect("account:sign_in")


@signed_in
def overview(request: Any) -> HttpResponse:
    """The account's own page: duties, and ways to the rest."""
    duties = request.user.duties.in_force().select_related("division", "point")
    return render(request, "account/overview.html", {"duties": duties})


@signed_in
@require_http_methods(["GET", "POST"])
def password(request: Any) -> HttpResponse:
    """Changes the password; every other session of the account ends."""
    form = PasswordForm(request.POST or None, account=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            account = request.user
            account.set_password(form.cleaned_data["new"])
            account.must_change_password = False
            account.save(update_fields=["password", "must_change_password"])
            update_session_auth_hash(request, account)
            request.session.save()
            ended, _ = (
                Session.objects.filter(account=account)
                .exclude(session_key=request.session.session_key)
                .delete()
            )
            record(
                actor=account,
                action="account.password_changed",
                object_type="account",
                object_id=account.pk,
                detail={"sessions_ended": ended},
            )
        messages.success(request, f"密码已修改，其他{ended}处登录已退出。" if ended else "密码已修改。")
        return redirect("account:overview")
    return render(request, "account/password.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
def sessions(request: Any) -> HttpResponse:
    """Where the account is signed in."""
    rows = Session.objects.filter(account=request.user, expire_date__gt=timezone.now())
    listed = [
        {
            "key": _mark(row.session_key),
            "current": row.session_key == request.session.session_key,
            "browser": describe_browser(row.browser),
            "ip": row.ip,
            "started_at": row.started_at,
        }
        for row in rows.order_by("-started_at")
    ]
    return render(request, "account/sessions.html", {"sessions": listed})


def _mark(session_key: str) -> str:
    """What stands for a session on the page: its key itself would let in whoever reads the page."""
    return salted_hmac("cuncuntong.web.account.sessions", session_key, algorithm="sha256").hexdigest()


@signed_in
@require_POST
def end_session(request: Any) -> HttpResponse:
    """Ends one other session of one's own, or all others."""
    rows = Session.objects.filter(account=request.user).exclude(session_key=request.session.session_key)
    if request.POST.get("key"):
        one = [row.pk for row in rows if constant_time_compare(_mark(row.session_key), request.POST["key"])]
        rows = rows.filter(pk__in=one)
    with transaction.atomic():
        ended, _ = rows.delete()
        record(
            actor=request.user,
            action="account.sessions_ended",
            object_type="account",
            object_id=request.user.pk,
            detail={"count": ended},
        )
    messages.success(request, f"已退出{ended}处登录。")
    return redirect("account:sessions")


@public
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Keeps theme and text size on this device for a year."""
    response = redirect(_safe(request, request.POST.get("next", "")))
    theme, text = request.POST.get("theme", ""), request.POST.get("text", "")
    if theme in THEMES:
        response.set_cookie("cct_theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    if text in TEXTS:
        response.set_cookie("cct_text", text, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@signed_in
@require_POST
def keep_alive(request: Any) -> HttpResponse:
    """继续: the session's clock starts again."""
    request.session["_seen"] = int(time.time())
    return HttpResponse(status=204)
