"""One person: where the certification stands, what there was, and what staff may enter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.cases.models import Case
from cuncuntong.ledgers.certification.enums import AboveState, BeneficiaryState, Doubt, LossState, Way
from cuncuntong.ledgers.certification.models import Beneficiary, Certification, Loss
from cuncuntong.ledgers.certification.selectors import certifications_of
from cuncuntong.ledgers.certification.selectors.person import row_as_of
from cuncuntong.ledgers.certification.services import (
    Seen,
    certify,
    report_loss,
    undo_certification,
    want_home,
)
from cuncuntong.ledgers.certification.services.home import settle_doubt
from cuncuntong.ledgers.certification.services.losses import WORKDAYS
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.selectors.holds import open_holds
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import masked_id, masked_telephone
from cuncuntong.network.access import fetch
from cuncuntong.network.enums import Ability
from cuncuntong.network.parameters import setting
from cuncuntong.rules.ages import age_on
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.certification.export import draws_words
from cuncuntong.web.certification.forms import EvidenceForm, HomeForm, LossForm
from cuncuntong.web.certification.shared import CERTIFY, LINE, MANAGE, TONES, left_words

ABOVE_TONES = {
    AboveState.NONE: "neutral",
    AboveState.WAITING: "wait",
    AboveState.AGREED: "good",
    AboveState.REFUSED: "bad",
}


def _who(request: CallerRequest, pk: int, ability: str = CERTIFY) -> Resident:
    return fetch(request.caller, ability, Resident.objects.select_related("village"), line=LINE, pk=pk)


@needs(CERTIFY, line=LINE)
@require_safe
def person(request: CallerRequest, resident: int) -> HttpResponse:
    """The page."""
    return _page(request, _who(request, resident))


def _page(request: CallerRequest, who: Resident, **bound: Any) -> HttpResponse:
    """The page; ``bound`` are forms with errors by name, or ``problem`` of a button."""
    today = timezone.localdate()
    row = row_as_of(who, today)
    problem: LedgerRefused | None = bound.pop("problem", None)
    held = [hold for hold in open_holds(who) if hold.kind == HoldKind.UNCERTIFIED]
    initial = {"on": today.isoformat(), "learned_on": today.isoformat()}
    context: dict[str, Any] = {
        "person": who,
        "age": age_on(who.birth_date, today),
        "id_number": masked_id(who),
        "telephone": masked_telephone(who),
        "row": row,
        "state": row.get_state_display() if row else BeneficiaryState.OUT.label,
        "tone": TONES[BeneficiaryState(row.state)] if row else "neutral",
        "left": left_words(row.due_on, today) if row else "",
        "way": Way(row.last_way).label if row and row.last_way else "",
        "draws": draws_words(row) if row else "",
        "doubt": Doubt(row.doubt).label if row and row.doubt else "",
        "held": held,
        "history": _history(request, who),
        "losses": list(Loss.objects.filter(resident=who, state=LossState.OPEN).order_by("due_on")),
        "evidence": bound.get("evidence") or EvidenceForm(label_suffix="", initial=initial),
        "home": bound.get("home") or HomeForm(label_suffix="", prefix="home"),
        "loss": bound.get("loss") or LossForm(label_suffix="", prefix="loss", initial=initial),
        "bound": next(iter(bound), ""),
        "may_manage": request.caller.can(MANAGE, LINE),
        "may_file": request.caller.can(Ability.CASE_FILE),
        "may_unmask": request.caller.can(Ability.RESIDENT_UNMASK),
        "loss_workdays": setting(WORKDAYS),
        "stop_item": "24" if row and row.draws_employee and not row.draws_resident else "37",
        "problems": [{"label": "办理", "what": problem.message, "remedy": problem.remedy}] if problem else [],
        "form_errors": bool(problem) or bool(bound),
    }
    return render(request, "certification/person.html", context, status=422 if problem or bound else 200)


def _history(request: CallerRequest, who: Resident) -> list[dict[str, Any]]:
    reads = request.caller.can(Ability.CASE_READ)
    rows = certifications_of(who.pk)
    # A case is decided at the county; who saw the person is who handled it.
    handled = Case.objects.filter(number__in=[one.case_number for one in rows if one.case_number])
    seen_by = dict(handled.values_list("number", "handler__full_name"))
    return [
        {
            "row": one,
            "seen_by": seen_by.get(one.case_number, ""),
            "above_tone": ABOVE_TONES[AboveState(one.above)],
            "up": one.above != AboveState.NONE,
            "case_url": reverse("cases:detail", args=[one.case_number]) if one.case_number and reads else "",
        }
        for one in rows
    ]


@needs(MANAGE, line=LINE)
@require_POST
def evidence(request: CallerRequest, resident: int) -> HttpResponse:
    """Certifies by a record of another office."""
    who, form = _who(request, resident, MANAGE), EvidenceForm(request.POST, label_suffix="")
    if form.is_valid():
        given = form.cleaned_data
        try:
            done = certify(
                resident=who,
                on=given["on"],
                seen=Seen(way=given["way"], source=given["source"], evidence=given["evidence"]),
                today=timezone.localdate(),
                at=timezone.now(),
                actor=request.caller.account,
            )
        except LedgerRefused as refused:
            form.add_error("on", f"{refused.message}{refused.remedy}")
        else:
            due = done.row.due_on
            resumed = "，停发的月份随下一次发放补发" if done.lifted else ""
            messages.success(request, f"{who.name}已认证，有效期到{due:%Y-%m-%d}{resumed}。")
            return redirect("certification:person", who.pk)
    return _page(request, who, evidence=form)


@needs(CERTIFY, line=LINE)
@require_POST
def home(request: CallerRequest, resident: int) -> HttpResponse:
    """Notes a visit that is wanted, or that it is wanted no more."""
    who = _who(request, resident)
    row = fetch(request.caller, CERTIFY, Beneficiary.objects.all(), line=LINE, resident=who)
    wanted = request.POST.get("move") != "done"
    form = HomeForm(request.POST, label_suffix="", prefix="home")
    if wanted and not form.is_valid():
        return _page(request, who, home=form)
    note = str(form.data.get("home-note", ""))
    want_home(caller=request.caller, row=row, wanted=wanted, note=note)
    messages.success(request, f"{who.name}已列入上门名单。" if wanted else f"{who.name}不用上门了。")
    return redirect("certification:person", who.pk)


@needs(CERTIFY, line=LINE)
@require_POST
def loss(request: CallerRequest, resident: int) -> HttpResponse:
    """Puts a loss on the list; item 37 or 24 deals with it."""
    who, form = _who(request, resident), LossForm(request.POST, label_suffix="", prefix="loss")
    if form.is_valid():
        try:
            made = report_loss(
                caller=request.caller, resident=who, today=timezone.localdate(), **form.cleaned_data
            )
        except LedgerRefused as refused:
            field = "learned_on" if "日期" in refused.message else "kind"
            form.add_error(field, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"线索已登记，应在{made.due_on:%Y-%m-%d}以前办理。")
            return redirect("certification:person", who.pk)
    return _page(request, who, loss=form)


@needs(MANAGE, line=LINE)
@require_POST
def doubt(request: CallerRequest, resident: int) -> HttpResponse:
    """Somebody looked: off the list of doubts, with what was found."""
    who = _who(request, resident, MANAGE)
    row = fetch(request.caller, MANAGE, Beneficiary.objects.all(), line=LINE, resident=who)
    try:
        settle_doubt(caller=request.caller, row=row, note=request.POST.get("note", ""))
    except LedgerRefused as refused:
        return _page(request, who, problem=refused)
    messages.success(request, "疑点已核实。")
    return redirect("certification:person", who.pk)


@needs(MANAGE, line=LINE)
@require_POST
def undo(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes a certification back that no case stands behind; a case's is reversed with the case."""
    rows = Certification.objects.select_related("resident__village")
    row = fetch(request.caller, MANAGE, rows, line=LINE, pk=pk)
    try:
        if row.case_number:
            raise LedgerRefused("这次认证是按办件登记的。", "请由业务管理员在办件中撤销。")
        undo_certification(
            certification=row,
            reason=request.POST.get("reason", ""),
            actor=request.caller.account,
            today=timezone.localdate(),
        )
    except LedgerRefused as refused:
        return _page(request, row.resident, problem=refused)
    messages.success(request, "认证已撤销，到期日和待遇状态恢复为认证以前。")
    return redirect("certification:person", row.resident_id)
