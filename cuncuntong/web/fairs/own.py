"""Fairs on the employers' own site: what is coming, signing up with postings, the code to check in with."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.fairs import papers, selectors, services
from cuncuntong.ledgers.fairs.enums import StandState
from cuncuntong.ledgers.fairs.models import Fair, Stand
from cuncuntong.ledgers.fairs.services import FairRefused
from cuncuntong.ledgers.jobs.enums import EmployerState
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.web.components.qr import inline_qr
from cuncuntong.web.downloads import pdf_response
from cuncuntong.web.fairs import shared
from cuncuntong.web.fairs.forms import StandForm
from cuncuntong.web.fairs.stands import check_in_address, posting_choices
from cuncuntong.web.hiring.session import EmployerRequest, employer_only


@employer_only
def listing(request: EmployerRequest) -> HttpResponse:
    """Coming fairs, and which of them the employer signed up for."""
    found, previous_url, next_url = shared.paged(request.GET, selectors.with_counts(selectors.upcoming()))
    mine = Stand.objects.filter(employer=request.employer, fair__in=found, state=StandState.SIGNED)
    signed = set(mine.values_list("fair_id", flat=True))
    context = {
        "employer": request.employer,
        "rows": [{**shared.row(fair, ""), "signed": fair.pk in signed} for fair in found],
        "previous_url": previous_url,
        "next_url": next_url,
    }
    return render(request, "fairs/own_listing.html", context)


def _fair(pk: int) -> Fair:
    fair = selectors.published().filter(pk=pk).first()
    if fair is None:
        raise Http404
    return fair


def _stand(fair: Fair, employer: Employer) -> Stand | None:
    rows = Stand.objects.select_related("employer", "fair").prefetch_related("brought__posting")
    return rows.filter(fair=fair, employer=employer, state=StandState.SIGNED).first()


@employer_only
@require_http_methods(["GET", "POST"])
def sign_up(request: EmployerRequest, pk: int) -> HttpResponse:
    """Signs up for a fair or changes what is brought; shows the code once signed up."""
    fair, employer = _fair(pk), request.employer
    stand = _stand(fair, employer)
    brought = [one.posting_id for one in stand.brought.all()] if stand else []
    form = StandForm(
        request.POST if request.method == "POST" else None, posting_choices(employer), {"postings": brought}
    )
    del form.fields["number"]  # the organiser gives the stands
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_up_by_employer(
                fair_id=pk, employer=employer, postings=form.cleaned_data["postings"]
            )
        except FairRefused as error:
            form.add_error(error.field or None, f"{error.message}{error.remedy}")
        else:
            messages.success(request, "已报名，请打印参会确认单，到场扫码签到。" if not stand else "已保存。")
            return redirect("hiring_fairs:sign_up", pk)
    context: dict[str, Any] = {
        **shared.row(fair, ""),
        "employer": employer,
        "stand": stand,
        "form": form,
        "verified": employer.state == EmployerState.VERIFIED,
        "qr": inline_qr(check_in_address(stand), "qr") if stand and not stand.checked_in_at else "",
    }
    return render(request, "fairs/own_sign_up.html", context, status=422 if form.errors else 200)


@employer_only
def paper(request: EmployerRequest, pk: int) -> HttpResponse:
    """The employer's own 参会确认单."""
    stand = _stand(_fair(pk), request.employer)
    if stand is None:
        raise Http404
    made = papers.confirmation(stand, address=check_in_address(stand))
    return pdf_response(made.content, f"参会确认单-{request.employer.name}.pdf")


@employer_only
@require_POST
def withdraw(request: EmployerRequest, pk: int) -> HttpResponse:
    """Takes the sign-up back."""
    try:
        services.withdraw_by_employer(fair_id=pk, employer=request.employer)
    except FairRefused as error:
        messages.error(request, f"{error.message}{error.remedy}")
    else:
        messages.success(request, "已取消报名，原来的二维码作废。")
    return redirect("hiring_fairs:sign_up", pk)
