"""Hard-to-employ persons: proposed at a point, decided at the county, listed for both."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cuncuntong.ledgers.employment.enums import HardshipState
from cuncuntong.ledgers.employment.models import Hardship
from cuncuntong.ledgers.employment.selectors import active_unemployment, offers, open_hardship
from cuncuntong.ledgers.employment.services import hardship as services
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import masked_id, see_resident
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability
from cuncuntong.rules.ages import age_on
from cuncuntong.rules.hardship import KINDS, name_of
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.records.shared import (
    EMPLOYMENT,
    PAGE,
    RECORD,
    Places,
    asked_of,
    in_place,
    page_links,
    places_of,
    sections,
    toolbar,
)

DECIDE = Ability.EMPLOYMENT_DECIDE
TONES = {
    HardshipState.PROPOSED: "wait",
    HardshipState.ACTIVE: "good",
    HardshipState.REFUSED: "bad",
    HardshipState.ENDED: "neutral",
}


class ProposeForm(forms.Form):
    """The category and the papers that were seen."""

    category = forms.ChoiceField(
        label="类别",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择类别。", "invalid_choice": "请选择符合条件的类别。"},
    )
    evidence = forms.CharField(
        label="查验的材料",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="写明看过什么，例如：残疾人证；村委会核实全家没有人就业。不用留复印件。",
        error_messages={"required": "请写明查验了什么材料。", "max_length": "最多300个字，请缩短。"},
    )


class DecideForm(forms.Form):
    """Words with a decision."""

    note = forms.CharField(
        label="意见或原因",
        required=False,
        max_length=120,
        help_text="不予认定、退出时必填，居民会看到。",
        error_messages={"max_length": "最多120个字，请缩短。"},
    )


@needs(RECORD, line=EMPLOYMENT)
def listing(request: CallerRequest) -> HttpResponse:
    """By state, the newest first; the county begins with what waits for a decision."""
    asked, places, today = asked_for(request), places_of(request.caller), timezone.localdate()
    rows = found(request.caller, asked)
    if (before := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(pk__lt=before)
    page = page_links(request, asked, list(rows.order_by("-pk")[: PAGE + 1]), "pk")
    context = {
        **page,
        **toolbar(places, asked),
        "rows": [_row(row, places, today) for row in page["shown"]],
        "sections": sections("records:hardship"),
        "states": HardshipState.choices,
        "categories": [(kind.category.value, kind.name) for kind in KINDS.values()],
    }
    return render(request, "records/hardship.html", context)


def asked_for(request: CallerRequest) -> dict[str, str]:
    """What the address asks for; whoever decides sees first what waits, the others who is recognised."""
    asked = asked_of(request, "state", "category")
    if asked["state"] not in HardshipState.values:
        decides = request.caller.can(DECIDE, EMPLOYMENT)
        asked["state"] = HardshipState.PROPOSED.value if decides else HardshipState.ACTIVE.value
    return asked


def found(caller: Caller, asked: dict[str, str]) -> QuerySet[Hardship]:
    """The rows that fit, unsorted."""
    rows = Hardship.objects.filter(state=asked["state"]).select_related("resident", "proposed_by")
    rows = in_place(caller.limit(RECORD, rows.defer("evidence"), line=EMPLOYMENT), asked)
    return rows.filter(category=asked["category"]) if asked["category"] else rows


def _row(row: Hardship, places: Places, today: dt.date) -> dict[str, Any]:
    return {
        "row": row,
        "place": places.where(row),
        "age": age_on(row.resident.birth_date, today),
        "category": name_of(row.category),
        "tone": TONES[HardshipState(row.state)],
    }


@needs(RECORD, line=EMPLOYMENT)
def propose(request: CallerRequest, resident: int) -> HttpResponse:
    """Every category with what its rule says; those that are not met can't be chosen."""
    person = see_resident(request.caller, resident, Ability.RESIDENT_READ)
    if not request.caller.can(RECORD, EMPLOYMENT):
        request.caller.need(RECORD)
    today = timezone.localdate()
    offered = offers(person, today)
    form = ProposeForm(request.POST or None, initial={"category": request.GET.get("category", "")})
    form.label_suffix = ""
    met = [offer for offer in offered if offer.finding.met]
    form.fields["category"].choices = [  # type: ignore[attr-defined]
        (offer.kind.category.value, f"{offer.kind.name}：{offer.finding.reason}（查验{offer.kind.evidence}）")
        for offer in met
    ]
    if request.method == "POST" and form.is_valid():
        try:
            services.propose(resident=person, on=today, actor=request.caller.account, **form.cleaned_data)
        except LedgerRefused as refused:
            form.add_error(None, f"{refused.message}{refused.remedy}")
        else:
            messages.success(request, f"已上报{person.name}，等县里认定。结果会通知本人。")
            return redirect("records:hardship")
    context = {
        "form": form,
        "person": person,
        "id_number": masked_id(person),
        "unmet": [offer for offer in offered if not offer.finding.met],
        "registered": active_unemployment(person),
        "open": open_hardship(person),
        "offered": bool(met),
    }
    return render(request, "records/hardship_propose.html", context, status=422 if form.is_bound else 200)


@needs(RECORD, line=EMPLOYMENT)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """One recognition; POST with ``act`` decides or ends it, for whoever may decide."""
    rows = Hardship.objects.select_related("resident__village", "proposed_by", "decided_by", "unemployment")
    row = fetch(request.caller, RECORD, rows, line=EMPLOYMENT, pk=pk)
    form = DecideForm(request.POST or None, label_suffix="")
    if request.method == "POST":
        fetch(request.caller, DECIDE, Hardship.objects.all(), line=EMPLOYMENT, pk=pk)
        if form.is_valid() and _decide(request, row, form):
            return redirect("records:hardship")
    person: Resident = row.resident
    state = HardshipState(row.state)
    may_decide = request.caller.can(DECIDE, EMPLOYMENT) and state == HardshipState.PROPOSED
    context = {
        "row": row,
        "person": person,
        "id_number": masked_id(person),
        "age": age_on(person.birth_date, timezone.localdate()),
        "category": name_of(row.category),
        "tone": TONES[state],
        "form": form,
        "may_decide": may_decide,
        "may_end": request.caller.can(DECIDE, EMPLOYMENT) and state == HardshipState.ACTIVE,
        "own": may_decide and row.proposed_by_id == request.caller.account.pk,
        "may_file": request.caller.can(Ability.CASE_FILE),
    }
    return render(request, "records/hardship_one.html", context, status=422 if form.is_bound else 200)


def _decide(request: CallerRequest, row: Hardship, form: DecideForm) -> bool:
    act, note = request.POST.get("act", ""), form.cleaned_data["note"]
    actor, today = request.caller.account, timezone.localdate()
    try:
        if act == "recognise":
            services.recognise(hardship=row, on=today, actor=actor, note=note)
        elif act == "refuse":
            services.refuse(hardship=row, why=note, actor=actor)
        elif act == "end":
            services.end(hardship=row, why=note, on=today, actor=actor)
        else:
            form.add_error(None, "请选择怎样决定。")
            return False
    except LedgerRefused as refused:
        form.add_error("note", f"{refused.message}{refused.remedy}")
        return False
    words = {"recognise": "已认定", "refuse": "已作不予认定", "end": "已退出"}[act]
    messages.success(request, f"{row.resident.name}：{words}。")
    return True
