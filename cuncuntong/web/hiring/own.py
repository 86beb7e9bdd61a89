"""An employer's own registration on its site: contact, what was refused and is corrected, password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerState
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.jobs.refusals import ChangedSince, FieldsRefused
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.rates import TooOften
from cuncuntong.network.selectors import place_columns, place_words, villages_of_county
from cuncuntong.web.hiring import session
from cuncuntong.web.hiring.forms import OwnDataForm, PasswordForm
from cuncuntong.web.hiring.session import EmployerRequest, employer_only
from cuncuntong.web.work import sheet
from cuncuntong.web.work.forms.employers import entries_of
from cuncuntong.web.work.forms.parts import place_options, say


@employer_only
@require_http_methods(["GET", "POST"])
def own_data(request: EmployerRequest) -> HttpResponse:
    """What is registered, and what of it the employer may change."""
    employer = request.employer
    places = place_options(villages_of_county())
    form = OwnDataForm(request.POST or None, employer=employer, places=places, initial=entries_of(employer))
    place, *_ = place_words([employer])
    context: dict[str, Any] = {
        "form": form,
        "employer": employer,
        "lines": sheet.employer_rows(employer, place),
        "tone": sheet.employer_tone(employer),
        "refused": employer.state == EmployerState.REFUSED,
    }
    if request.method == "POST" and form.is_valid():
        try:
            _save(employer, form)
        except ChangedSince as changed:
            form.add_error(None, f"{changed.message}{changed.remedy}")
            form.data = {**form.data.dict(), "version": str(employer.version)}  # type: ignore[attr-defined]
        except TooOften as often:
            form.add_error("password", str(often))
        except LedgerRefused as refused:
            context["to_confirm"] = say(form, refused)
        else:
            messages.success(request, "已保存。")
            return redirect("hiring:board")
    return render(request, "hiring/own_data.html", context, status=422 if form.errors else 200)


def _save(employer: Employer, form: OwnDataForm) -> None:
    values = form.cleaned_data
    place = place_columns(values["place"]) or {} if "place" in values else {}
    services.save_own_entries(
        employer=employer,
        version=values["version"],
        values={**form.entries(), **place},
        password=values["password"],
        confirmed=values.get("confirmed", True),
    )


@employer_only
@require_http_methods(["GET", "POST"])
def password(request: EmployerRequest) -> HttpResponse:
    """A new password; elsewhere the employer is signed out."""
    employer = request.employer
    form = PasswordForm(request.POST or None, employer=employer)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_password(
                employer=employer, old=form.cleaned_data["old"], new=form.cleaned_data["new"]
            )
        except TooOften as often:
            form.add_error("old", str(often))
        except FieldsRefused as refused:
            say(form, refused)
        else:
            session.renew(request, changed)
            messages.success(request, "密码已修改，其他设备上的登录已退出。")
            return redirect("hiring:board")
    context = {"form": form, "forced": employer.must_change_password}
    return render(request, "hiring/password.html", context, status=422 if form.errors else 200)
