"""At the door: QR codes scanned or typed, employers ticked in the list, visitors counted."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cuncuntong.ledgers.fairs import selectors, services
from cuncuntong.ledgers.fairs.services import CheckIn, FairRefused
from cuncuntong.network.access import NotVisible, caller_of
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import needs, public
from cuncuntong.web.asked import whole
from cuncuntong.web.fairs.manage import managed
from cuncuntong.web.hiring.session import current_employer


@needs(Ability.FAIR_MANAGE)
@require_http_methods(["GET", "POST"])
def door(request: Any, pk: int) -> HttpResponse:
    """The page that stays open at the door: scan, see, next."""
    fair = managed(request, pk)
    said: dict[str, Any] = {}
    if request.method == "POST":
        said = _check_in(request, pk)
        if not said.get("problem"):
            # Shown once after a redirect, so that a reload checks nobody in again.
            messages.success(request, said["words"])
            return redirect("fairs:door", pk)
    context = {
        "fair": fair,
        "stands": selectors.stands_of(fair),
        "counted": selectors.counted(fair),
        "key": secrets.token_hex(16),
        **said,
    }
    return render(request, "fairs/door.html", context, status=422 if said.get("problem") else 200)


def _check_in(request: Any, pk: int) -> dict[str, Any]:
    token = request.POST.get("token", "")
    stand = whole(request.POST.get("stand", ""))
    try:
        done = services.check_in(caller=request.caller, fair_id=pk, token=token_of(token), stand_id=stand)
    except FairRefused as error:
        return {"problem": error, "token": token[:200]}
    return {"words": _words(done)}


def token_of(scanned: str) -> str:
    """The token in what a scanner types: the whole address of the code, or the token alone."""
    text = scanned.strip()
    return text.rstrip("/").rpartition("/")[2] if "/" in text else text


def _words(done: CheckIn) -> str:
    name, at = done.stand.employer.name, done.stand.checked_in_at
    if done.again and at is not None:
        return f"{name}已在{timezone.localtime(at):%-H:%M}签到过，不用再签。"
    number = f"，展位{done.stand.number}" if done.stand.number else ""
    return f"{name}签到成功{number}。"


@public
@require_safe
def landing(request: Any, token: str) -> HttpResponse:
    """Where a telephone's camera arrives, whoever holds it: staff go on, anybody else is told what to do."""
    staff = request.user.is_authenticated
    if staff and caller_of(request.user).can(Ability.FAIR_MANAGE, Line.EMPLOYMENT):
        return redirect("fairs:arrive", token)
    arrive = reverse("fairs:arrive", args=[token])
    context = {
        "staff": staff,
        "employer": current_employer(request),
        "sign_in_url": f"{reverse('account:sign_in')}?{urlencode({'next': arrive})}",
    }
    return render(request, "fairs/landing_public.html", context)


@needs(Ability.FAIR_MANAGE, line=Line.EMPLOYMENT)
@require_http_methods(["GET", "POST"])
def arrive(request: Any, token: str) -> HttpResponse:
    """Who it is that came, and one button. Looking alone checks nobody in."""
    try:
        stand = services.stand_of_token(token)
        managed(request, stand.fair_id)
        if request.method == "POST":
            done = services.check_in(caller=request.caller, fair_id=stand.fair_id, token=token)
            messages.success(request, _words(done))
            return redirect("fairs:door", stand.fair_id)
    except FairRefused as error:
        return _not_here(request, error, 422)
    except NotVisible:
        words = "这场招聘会不归您这里主办。", "请核对参会确认单上的招聘会，或与它的主办单位联系。"
        return _not_here(request, FairRefused(*words), 404)
    return render(request, "fairs/landing.html", {"stand": stand, "fair": stand.fair})


def _not_here(request: Any, problem: FairRefused, status: int) -> HttpResponse:
    return render(request, "fairs/landing.html", {"problem": problem}, status=status)


@needs(Ability.FAIR_MANAGE)
@require_POST
def visitors(request: Any, pk: int) -> HttpResponse:
    """So many people came in."""
    managed(request, pk)
    number = whole(request.POST.get("number", "").strip()) or 0
    try:
        services.count_visitors(
            caller=request.caller, fair_id=pk, number=number, key=request.POST.get("key", "")
        )
    except FairRefused as error:
        messages.error(request, f"{error.message}{error.remedy}")
    else:
        messages.success(request, f"已计{number}人。")
    return redirect("fairs:door", pk)
