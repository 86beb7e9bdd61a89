"""Employers at a fair: found, signed up with their postings, their confirmation with the QR code."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.foundation.addresses import absolute
from cuncuntong.ledgers.fairs import services
from cuncuntong.ledgers.fairs.enums import StandState
from cuncuntong.ledgers.fairs.models import Fair, Stand
from cuncuntong.ledgers.fairs.services import FairRefused
from cuncuntong.ledgers.fairs.words import place_words, time_words
from cuncuntong.ledgers.jobs.enums import EmployerState
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.jobs.posting_words import pay_words
from cuncuntong.ledgers.jobs.selectors.employers import employers_within, find_employers
from cuncuntong.ledgers.jobs.selectors.postings import shown_postings
from cuncuntong.network.enums import Ability
from cuncuntong.web.access import needs
from cuncuntong.web.components.qr import inline_qr
from cuncuntong.web.fairs.forms import StandForm
from cuncuntong.web.fairs.manage import managed

FOUND = 20


@needs(Ability.FAIR_MANAGE)
def choose(request: Any, pk: int) -> HttpResponse:
    """Finds the employer to sign up."""
    fair = managed(request, pk)
    words = request.GET.get("q", "").strip()[:60]
    rows = find_employers(employers_within(request.caller).filter(state=EmployerState.VERIFIED), words)
    found = list(rows.order_by("name", "pk")[: FOUND + 1])
    signed = Stand.objects.filter(fair=fair, employer__in=found, state=StandState.SIGNED)
    context = {
        "fair": fair,
        "q": words,
        "found": found[:FOUND],
        "more": len(found) > FOUND,
        "signed": set(signed.values_list("employer_id", flat=True)),
    }
    return render(request, "fairs/choose.html", context)


def posting_choices(employer: Employer) -> list[tuple[int, str]]:
    """The employer's open postings, as the form offers them."""
    rows = shown_postings(timezone.localdate()).filter(employer=employer).order_by("-pk")[:100]
    return [(one.pk, f"{one.title}（{pay_words(one)}，{one.headcount}人）") for one in rows]


@needs(Ability.FAIR_MANAGE)
@require_http_methods(["GET", "POST"])
def sign_up(request: Any, pk: int, employer: int) -> HttpResponse:
    """Signs an employer up, or changes what it brings."""
    fair = managed(request, pk)
    found = employers_within(request.caller).filter(pk=employer).first()
    if found is None:
        raise Http404
    stand = Stand.objects.filter(fair=fair, employer=found, state=StandState.SIGNED).first()
    form = StandForm(
        request.POST if request.method == "POST" else None, posting_choices(found), _initial(stand)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.sign_up_by_county(
                caller=request.caller,
                fair_id=pk,
                employer_id=found.pk,
                postings=form.cleaned_data["postings"],
                number=form.cleaned_data["number"],
            )
        except FairRefused as error:
            form.add_error(error.field or None, f"{error.message}{error.remedy}")
        else:
            messages.success(request, f"{found.name}已报名。" if stand is None else "已保存。")
            return redirect("fairs:stand", pk, made.pk)
    context = {"fair": fair, "employer": found, "stand": stand, "form": form}
    return render(request, "fairs/sign_up.html", context, status=422 if form.errors else 200)


def _initial(stand: Stand | None) -> dict[str, Any]:
    if stand is None:
        return {}
    return {"number": stand.number, "postings": list(stand.brought.values_list("posting_id", flat=True))}


def stand_or_404(fair: Fair, stand: int) -> Stand:
    """A stand of the fair that stands."""
    rows = Stand.objects.select_related("employer", "fair").prefetch_related("brought__posting")
    found = rows.filter(fair=fair, pk=stand, state=StandState.SIGNED).first()
    if found is None:
        raise Http404
    return found


def check_in_address(stand: Stand) -> str:
    """What the QR code says: a page of ours with the signed token, so that any telephone can read it."""
    return absolute(reverse("fairs:landing", args=[services.check_in_token(stand)]))


@needs(Ability.FAIR_MANAGE)
def confirmation(request: Any, pk: int, stand: int) -> HttpResponse:
    """The confirmation with its QR code, to print or to photograph."""
    fair = managed(request, pk)
    found = stand_or_404(fair, stand)
    context = {
        "fair": fair,
        "stand": found,
        "when": time_words(fair),
        "where": place_words(fair),
        "postings": [(one.posting, pay_words(one.posting)) for one in found.brought.all()],
        "qr": inline_qr(check_in_address(found), "qr"),
    }
    return render(request, "fairs/stand.html", context)


@needs(Ability.FAIR_MANAGE)
@require_POST
def withdraw(request: Any, pk: int, stand: int) -> HttpResponse:
    """Takes a sign-up back."""
    managed(request, pk)
    try:
        taken = services.withdraw(caller=request.caller, fair_id=pk, stand_id=stand)
    except FairRefused as error:
        messages.error(request, f"{error.message}{error.remedy}")
        return redirect("fairs:stand", pk, stand)
    messages.success(request, f"已取消{taken.employer.name}的报名，原来的二维码作废。")
    return redirect("fairs:detail", pk)
