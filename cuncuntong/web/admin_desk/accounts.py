"""Accounts and their duties, inside the administrator's own area."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from axes.utils import reset as unlock_sign_in
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.foundation.audit import record
from cuncuntong.network.enums import Ability
from cuncuntong.network.models import Account, Division, Duty, ServicePoint
from cuncuntong.network.selectors import accounts_within
from cuncuntong.network.services import accounts as service
from cuncuntong.web.access import needs
from cuncuntong.web.admin_desk.account_forms import AccountForm, DutyForm

PAGE = 50


@needs(Ability.ACCOUNT_MANAGE)
def listing(request: Any) -> HttpResponse:
    """Accounts by name, searched."""
    words = request.GET.get("q", "").strip()[:40]
    rows = accounts_within(request.caller).order_by("full_name", "pk")
    if words:
        rows = rows.filter(
            Q(full_name__contains=words)
            | Q(username__contains=words.lower())
            | Q(duties__division__name__contains=words)
            | Q(duties__point__name__contains=words)
        ).distinct()
    page = _page_number(request.GET.get("page", "1"))
    shown = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "accounts": shown[:PAGE],
        "q": words,
        "previous_url": f"?{urlencode({'q': words, 'page': page - 1})}" if page > 1 else "",
        "next_url": f"?{urlencode({'q': words, 'page': page + 1})}" if len(shown) > PAGE else "",
    }
    return render(request, "admin_desk/accounts.html", context)


@needs(Ability.ACCOUNT_MANAGE)
@require_http_methods(["GET", "POST"])
def add(request: Any) -> HttpResponse:
    """A new account; its one-time password is shown once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = service.create_account(caller=request.caller, **form.cleaned_data)
        except service.AccountRefused as error:
            form.add_error(error.field or None, error.message)
        else:
            context = {"account": made.account, "password": made.password}
            return render(request, "admin_desk/one_time.html", context)
    return render(request, "admin_desk/account_add.html", {"form": form}, status=422 if form.errors else 200)


def _page_number(text: str) -> int:
    """A page's number out of an address, whatever stands there: 1 to 9,999."""
    return max(1, int(text)) if text.isdecimal() and len(text) <= 4 else 1


def _account(request: Any, pk: int) -> Account:
    account = accounts_within(request.caller).filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


@needs(Ability.ACCOUNT_MANAGE)
def detail(request: Any, pk: int) -> HttpResponse:
    """One account with its duties, past and present."""
    return _page(request, _account(request, pk), DutyForm())


def _page(request: Any, account: Account, form: DutyForm, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    duties = account.duties.select_related("division", "point").order_by("-starts_on")
    context = {
        "account": account,
        "duties": [
            {"duty": duty, "current": duty.ends_on is None or duty.ends_on >= today} for duty in duties
        ],
        "form": form,
        "points": _points(request),
        "divisions": _divisions(request),
        "oneself": account.pk == request.caller.account.pk,
    }
    return render(request, "admin_desk/account.html", context, status=status)


def _points(request: Any) -> QuerySet[ServicePoint]:
    return request.caller.limit(Ability.ACCOUNT_MANAGE, ServicePoint.objects.order_by("code"))  # type: ignore[no-any-return]


def _divisions(request: Any) -> QuerySet[Division]:
    inside = Q()
    for grant in request.caller.with_ability(Ability.ACCOUNT_MANAGE):
        inside |= Q(code__startswith=grant.code)
    return Division.objects.filter(inside).exclude(level="village").order_by("code")


@needs(Ability.ACCOUNT_MANAGE)
@require_POST
def give(request: Any, pk: int) -> HttpResponse:
    """Charges an account with a duty."""
    account = _account(request, pk)
    form = DutyForm(request.POST)
    if not form.is_valid():
        return _page(request, account, form, 422)
    values = form.cleaned_data
    points = _points(request).select_related("division")
    point = points.filter(code=values["point"]).first() if values["point"] else None
    division = point.division if point else _divisions(request).filter(code=values["division"]).first()
    if division is None:
        form.add_error("division", "没有这个地方，或它不在您的管理范围内，请从列表中选。")
        return _page(request, account, form, 422)
    try:
        service.give_duty(
            caller=request.caller,
            account=account,
            kind=values["kind"],
            division=division,
            point=point,
            lines=values["lines"],
        )
    except service.AccountRefused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, account, form, 422)
    messages.success(request, "已增加岗位，对方下次打开页面即生效。")
    return redirect("admin_desk:account", pk=pk)


@needs(Ability.ACCOUNT_MANAGE)
@require_POST
def end(request: Any, pk: int) -> HttpResponse:
    """Ends a duty at once: the colleague left or does other work."""
    duty = Duty.objects.select_related("division__parent__parent", "account").filter(pk=pk).first()
    if duty is None or not service.manages(request.caller, duty.division):
        raise Http404
    try:
        service.end_duty(caller=request.caller, duty=duty)
        messages.success(request, "岗位已结束。原服务点的办件和草稿由同事接着办。")
    except service.AccountRefused as error:
        messages.error(request, error.message)
    return redirect("admin_desk:account", pk=duty.account_id)


@needs(Ability.ACCOUNT_MANAGE)
@require_POST
def act(request: Any, pk: int, act: str) -> HttpResponse:
    """Freezes, unfreezes, unlocks an account, or gives it a one-time password."""
    account = _account(request, pk)
    try:
        if act == "freeze":
            service.freeze(caller=request.caller, account=account, reason=request.POST.get("reason", ""))
            messages.success(request, "账号已停用，已登录的设备全部退出。")
        elif act == "unfreeze":
            service.unfreeze(caller=request.caller, account=account)
            messages.success(request, "账号已恢复。")
        elif act == "unlock":
            unlock_sign_in(username=account.username)
            record(
                actor=request.caller.account,
                action="account.unlocked",
                object_type="network.Account",
                object_id=str(account.pk),
                allow_autocommit=True,
            )
            messages.success(request, "已解除登录锁定。")
        elif act == "reset":
            password = service.reset_password(caller=request.caller, account=account)
            context = {"account": account, "password": password}
            return render(request, "admin_desk/one_time.html", context)
        else:
            raise Http404
    except service.AccountRefused as error:
        messages.error(request, error.message)
    return redirect("admin_desk:account", pk=pk)
