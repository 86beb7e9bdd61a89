"""The door of the employers' site: what it is, registering, signing in and out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerState, Via
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.jobs.refusals import AlreadyRegistered
from cuncuntong.ledgers.jobs.selectors.employers import blocked_why
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.parameters import setting
from cuncuntong.network.rates import TooOften, count_request
from cuncuntong.network.selectors import place_columns, villages_of_county
from cuncuntong.web.access import public
from cuncuntong.web.hiring import session
from cuncuntong.web.hiring.forms import RegisterForm, SignInForm
from cuncuntong.web.middleware import client_ip
from cuncuntong.web.work.forms.parts import place_options, say, say_all

_REGISTERED = "已登记，等县里核验。现在就可以发布招聘信息，核验通过后公布。"


@public
def start(request: HttpRequest) -> HttpResponse:
    """What employers find here; whoever is signed in goes to the own postings."""
    if session.current_employer(request) is not None:
        return redirect("hiring:board")
    return render(request, "hiring/start.html", {"staff": request.user.is_authenticated})


def _no_store(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


@public
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Registering oneself; the county verifies it, drafts and sent postings may come before."""
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        places=place_options(villages_of_county()),
        initial={"kind": EmployerKind.UNIT},
    )
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _register(request, form)
            except TooOften as error:
                context["too_often"], status = str(error), 429
            except AlreadyRegistered as known:
                field = "credit_code" if known.employer.credit_code else "id_number"
                form.add_error(field, f"{known.message}请直接登录；没有密码的，请带证件到服务点或县里重置。")
            except LedgerRefused as refused:
                context["to_confirm"] = say(form, refused)
            else:
                session.sign_in(request, made)
                messages.success(request, _REGISTERED)
                return redirect("hiring:board")
        elif form.cleaned_data.get("kind"):
            say_all(form, services.entry_faults(**_known_entries(form)))
        context["passwords_cleared"] = bool(form.data.get("new"))
    return _no_store(render(request, "hiring/register.html", context, status=status))


def _known_entries(form: RegisterForm) -> dict[str, Any]:
    return {"kind": form.cleaned_data["kind"], **form.entries()}


def _register(request: HttpRequest, form: RegisterForm) -> Employer:
    count_request(
        f"employer:new:{client_ip(request)}",
        setting("service.employer_registrations_an_hour"),
        "登记次数过多，请1小时后再试，或到就近的服务点登记。",
    )
    values = form.cleaned_data
    if values["website"]:
        raise LedgerRefused("没有登记成功。", "请重新打开页面填写，或到就近的服务点登记。")
    with transaction.atomic():
        made = services.register_employer(
            kind=values["kind"],
            place=place_columns(values["place"]) or {},
            via=Via.PUBLIC,
            actor=None,
            consented=values["consented"],
            confirmed=values["confirmed"],
            password=make_password(values["new"]),
            **form.entries(),
        )
        services.signed_in(employer=made)
    return made


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By telephone and password. Every miss gets the same answer."""
    if request.method == "GET" and session.current_employer(request) is not None:
        return redirect("hiring:board")
    form = SignInForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "expired": "expired" in request.GET}
    status = 200
    if request.method == "POST":
        status = 422
        if _read(form):
            try:
                found = services.signing_in(
                    telephone=form.cleaned_data["telephone"],
                    password=form.cleaned_data["password"],
                    address=client_ip(request),
                )
            except TooOften as error:
                context["too_often"], status = str(error), 429
            else:
                chosen = _chosen(form, found, request.POST.get("which", ""))
                if chosen is not None:
                    return _let_in(request, chosen)
    return _no_store(render(request, "hiring/sign_in.html", context, status=status))


def _read(form: SignInForm) -> bool:
    """Which of several is chosen only after the password opened them."""
    form.fields["which"].choices = [(form.data.get("which", ""), "")]  # type: ignore[attr-defined]
    valid = form.is_valid()
    form.offer([])
    return valid


def _chosen(form: SignInForm, found: list[Employer], which: str) -> Employer | None:
    open_ones = [one for one in found if one.state != EmployerState.BLOCKED]
    if not found:
        form.add_error("password", "电话或密码不对，请重新输入。忘记密码的，请带证件到服务点或县里重置。")
        return None
    if not open_ones:
        why = blocked_why(found[0]).rstrip("。")
        told = f"这个登记已被停用{'：' + why if why else ''}。"
        form.add_error("telephone", f"{told}不能登录，有疑问请与县人力资源和社会保障局联系。")
        return None
    if len(open_ones) == 1:
        return open_ones[0]
    picked = [one for one in open_ones if one.code == which]
    if not picked:
        form.offer(open_ones)
        form.add_error("which", "这个电话登记了多个用工主体，请选择一个，再输一遍密码。")
        return None
    return picked[0]


def _let_in(request: HttpRequest, employer: Employer) -> HttpResponse:
    services.signed_in(employer=employer)
    session.sign_in(request, employer)
    return redirect("hiring:board")


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the employer's session; a member of staff stays signed in."""
    if not request.user.is_authenticated:
        session.sign_out(request)
        messages.success(request, "已退出。")
    return redirect("hiring:start")
