"""Employers as staff see them: found, registered, changed, let back in on the public site, stopped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cuncuntong.ledgers.jobs import services
from cuncuntong.ledgers.jobs.enums import EmployerKind, EmployerState, SeekerKind
from cuncuntong.ledgers.jobs.models import Employer
from cuncuntong.ledgers.jobs.refusals import AlreadyRegistered
from cuncuntong.ledgers.jobs.selectors.employers import counts_by_state, employers_within, find_employers
from cuncuntong.ledgers.jobs.selectors.postings import postings_of
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability, Level, Line
from cuncuntong.network.selectors import place_columns, place_words, villages_within
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.work import pages, sheet
from cuncuntong.web.work.forms.employers import EmployerChangeForm, EmployerForm, entries_of
from cuncuntong.web.work.forms.parts import Options, place_options, say, say_all

JOBS = Line.EMPLOYMENT
_STATES = [(state.value, state.label) for state in EmployerState if state != EmployerState.REVERSED]
_SHOWN = 20


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def listing(request: CallerRequest) -> HttpResponse:
    """The employers of the caller's area by state, searched."""
    values = pages.asked(request, "q", "state")
    found = find_employers(employers_within(request.caller), values["q"])
    counts = counts_by_state(found)
    if values["state"] in dict(_STATES):
        found = found.filter(state=values["state"])
    shown, turning = pages.keyed_page(found, request, values)
    context = {
        "rows": [
            {"employer": one, "tone": sheet.employer_tone(one), "place": place}
            for one, place in zip(shown, place_words(shown), strict=True)
        ],
        "tabs": pages.state_tabs(_STATES, counts, values["state"], {"q": values["q"]}, {"pending": "wait"}),
        "asked": values,
        **turning,
    }
    return render(request, "work/employers.html", context)


def own_employer(request: CallerRequest, code: str, ability: str = Ability.EMPLOYER_WRITE) -> Employer:
    """The employer of the caller's area, or NotVisible."""
    rows = Employer.objects.exclude(state=EmployerState.REVERSED).select_related(
        "verified_by", "registered_by"
    )
    return fetch(request.caller, ability, rows, line=JOBS, code=code)


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def detail(request: CallerRequest, code: str) -> HttpResponse:
    """One employer: who it is, its postings, what happened."""
    return detail_page(request, own_employer(request, code))


def detail_page(request: CallerRequest, employer: Employer, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one employer, with what was refused if anything was."""
    postings = list(postings_of(employer)[: _SHOWN + 1])
    place, *_ = place_words([employer])
    context = {
        "employer": employer,
        "tone": sheet.employer_tone(employer),
        "lines": sheet.employer_rows(employer, place),
        "masked": sheet.masked_numbers(employer),
        "code_warning": sheet.code_warning(employer),
        "postings": [{"posting": one, "tone": sheet.posting_tone(one)} for one in postings[:_SHOWN]],
        "more_postings": len(postings) > _SHOWN,
        "history": sheet.employer_history(list(employer.events.select_related("actor"))),
        "may_review": services.may_review(request.caller, employer),
        "kinds": SeekerKind.choices,
        "online": bool(employer.password),
        **more,
    }
    return render(request, "work/employer.html", context, status=status)


def _places(request: CallerRequest) -> Options:
    villages = villages_within(request.caller, Ability.EMPLOYER_WRITE).order_by("code")
    wider = any(grant.level != Level.VILLAGE for grant in request.caller.with_ability(Ability.EMPLOYER_WRITE))
    return place_options(villages, whole_townships=wider)


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
@require_http_methods(["GET", "POST"])
def add(request: CallerRequest) -> HttpResponse:
    """用工主体登记: at a point, or by the county, which may verify it at once."""
    form = EmployerForm(
        request.POST or None, places=_places(request), initial={"kind": EmployerKind.UNIT, **_typed(request)}
    )
    context: dict[str, Any] = {"form": form, "verifies": _verifies(request)}
    if request.method == "POST" and not form.is_valid() and form.cleaned_data.get("kind"):
        say_all(form, services.entry_faults(kind=form.cleaned_data["kind"], **form.entries()))
    elif request.method == "POST" and form.is_valid():
        try:
            made = _register(request, form)
        except AlreadyRegistered as known:
            context["known"] = _if_visible(request, known.employer)
            form.add_error(
                "credit_code" if known.employer.credit_code else "id_number", f"{known.message}{known.remedy}"
            )
        except LedgerRefused as refused:
            context["to_confirm"] = say(form, refused)
        else:
            messages.success(request, f"已登记“{made.name}”，{made.get_state_display()}。")
            return redirect("work:employer", made.code)
    return render(request, "work/employer_form.html", context, status=422 if form.errors else 200)


def _typed(request: CallerRequest) -> dict[str, str]:
    """What was searched for and not found."""
    words = request.GET.get("q", "").strip()[:60]
    plain = words.replace("-", "").replace(" ", "")
    if len(plain) == 18 and plain.isascii():
        return {"credit_code": words}
    return {"telephone": words} if plain.isdigit() else {"name": words}


def _verifies(request: CallerRequest) -> bool:
    return request.caller.can(Ability.EMPLOYER_REVIEW, JOBS)


def _register(request: CallerRequest, form: EmployerForm) -> Employer:
    values = form.cleaned_data
    return services.register_by_staff(
        caller=request.caller,
        kind=values["kind"],
        place=place_columns(values["place"]) or {},
        consented=values["consented"],
        confirmed=values["confirmed"],
        verified=bool(request.POST.get("verified")) and _verifies(request),
        note="登记时已核对证照",
        **form.entries(),
    )


def _if_visible(request: CallerRequest, employer: Employer) -> Employer | None:
    return employers_within(request.caller).filter(pk=employer.pk).first()


@needs(Ability.EMPLOYER_WRITE, line=JOBS)
@require_http_methods(["GET", "POST"])
def edit(request: CallerRequest, code: str) -> HttpResponse:
    """Changes a registration; a point's change of name or code is verified anew. Numbers stay masked."""
    employer = own_employer(request, code)
    form = EmployerChangeForm(
        request.POST or None, places=_places(request), employer=employer, initial=entries_of(employer)
    )
    context: dict[str, Any] = {"form": form, "employer": employer, "reviews": _verifies(request)}
    if request.method == "POST" and form.is_valid():
        place = place_columns(form.cleaned_data["place"]) or {}
        try:
            services.change_employer(
                employer=employer,
                version=form.cleaned_data["version"],
                values={**form.entries(), **place},
                actor=request.caller.account,
                confirmed=form.cleaned_data["confirmed"],
                keeps_verified=services.may_review(request.caller, employer),
            )
        except services.ChangedSince as changed:
            form.add_error(None, f"{changed.message}{changed.remedy}")
            form.data = {**form.data.dict(), "version": str(employer.version)}  # type: ignore[attr-defined]
        except LedgerRefused as refused:
            context["to_confirm"] = say(form, refused)
        else:
            messages.success(request, "登记已保存。")
            return redirect("work:employer", employer.code)
    return render(request, "work/employer_form.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def unmask(request: CallerRequest, code: str) -> HttpResponse:
    """The whole telephone or ID number, for a reason; each showing is audited."""
    employer = own_employer(request, code)
    field, reason = request.POST.get("field", ""), request.POST.get("reason", "")
    masked = sheet.masked_numbers(employer)
    if field not in masked:
        raise Http404
    try:
        value = services.unmask_employer(caller=request.caller, employer=employer, field=field, reason=reason)
    except LedgerRefused as refused:
        messages.error(request, refused.message)
        return redirect("work:employer", employer.code)
    if request.headers.get("HX-Request"):
        return render(request, "components/unmasked.html", {"value": value, "masked": masked[field]})
    context = {
        "value": value,
        "masked": masked[field],
        "employer": employer,
        "label": services.UNMASKABLE[field],
        "back": reverse("work:employer", args=[employer.code]),
    }
    return render(request, "work/unmasked.html", context)


@require_POST
@needs(Ability.EMPLOYER_WRITE, line=JOBS)
def password(request: CallerRequest, code: str) -> HttpResponse:
    """A one-time password for the public site, shown once."""
    employer = own_employer(request, code)
    try:
        made = services.reset_password(caller=request.caller, employer=employer)
    except LedgerRefused as refused:
        messages.error(request, f"{refused.message}{refused.remedy}")
        return redirect("work:employer", employer.code)
    return render(request, "work/one_time.html", {"employer": employer, "password": made})


@require_POST
@needs(Ability.EMPLOYER_REVIEW, line=JOBS)
def stop(request: CallerRequest, code: str, act: str) -> HttpResponse:
    """Stops an employer, or lets it in again."""
    employer = own_employer(request, code, Ability.EMPLOYER_REVIEW)
    version, reason = pages.whole(request.POST.get("version", "")) or 0, request.POST.get("reason", "")
    acts = {"block": (_block, "已停用，它的招聘信息不再公开。"), "unblock": (_unblock, "已恢复。")}
    if act not in acts:
        raise Http404
    do, words = acts[act]
    try:
        do(request, employer, version, reason)
    except LedgerRefused as refused:
        problem = {"label": "没有完成", "what": f"{refused.message}{refused.remedy}", "field": "reason"}
        return detail_page(request, own_employer(request, code), 422, problems=[problem], form_errors=True)
    messages.success(request, f"“{employer.name}”{words}")
    return redirect("work:employer", employer.code)


def _block(request: CallerRequest, employer: Employer, version: int, reason: str) -> None:
    services.block_employer(caller=request.caller, employer=employer, version=version, reason=reason)


def _unblock(request: CallerRequest, employer: Employer, version: int, reason: str) -> None:
    services.unblock_employer(caller=request.caller, employer=employer, version=version, note=reason)
