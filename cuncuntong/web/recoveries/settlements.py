"""Settlements after a death: what waits and why, and naming or changing the heir."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from cuncuntong.foundation.identifiers import bank_card, resident_id
from cuncuntong.ledgers.pensions.enums import Scheme
from cuncuntong.ledgers.recoveries.enums import SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement
from cuncuntong.ledgers.recoveries.selectors import payable
from cuncuntong.ledgers.recoveries.services import HeirNamed, name_heir
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import fetch
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole
from cuncuntong.web.places import places_within
from cuncuntong.web.recoveries.forms import HeirForm
from cuncuntong.web.recoveries.shared import (
    PAGE,
    PENSION,
    RECOVER,
    case_address,
    place_words,
    say_refused,
    sections,
    settlements,
)

TONES = {
    SettlementState.WAITING: "wait",
    SettlementState.PAID: "good",
    SettlementState.NOTHING: "neutral",
    SettlementState.UNDONE: "neutral",
}
NOT_OVER = (SettlementState.WAITING, SettlementState.UNDONE)


@needs(RECOVER, line=PENSION)
def listing(request: CallerRequest) -> HttpResponse:
    """What waits first; with ``state`` the others."""
    state = request.GET.get("state", "")
    state = state if state in SettlementState.values else SettlementState.WAITING.value
    rows = settlements(request.caller).filter(state=state)
    if (before := whole(request.GET.get("after", ""))) is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows.order_by("-pk")[: PAGE + 1])
    shown = page[:PAGE]
    worths = payable(shown)
    places = place_words(places_within(request.caller, RECOVER).villages)
    context = {
        "rows": [
            {
                "row": row,
                "worth": worths[row.pk],
                "place": places.get(row.village_code, ""),
                "words": _words(row, worths[row.pk].waits_for),
                "tone": _tone(row, worths[row.pk].waits_for),
            }
            for row in shown
        ],
        "sections": sections("recoveries:settlements"),
        "states": SettlementState.choices,
        "state": state,
        "waiting": state == SettlementState.WAITING,
        "next_url": f"?state={state}&after={shown[-1].pk}" if len(page) > PAGE else "",
        "first_url": f"?state={state}" if request.GET.get("after") else "",
    }
    return render(request, "recoveries/settlements.html", context)


def _words(row: DeathSettlement, waits_for: str) -> str:
    if row.state != SettlementState.WAITING:
        return str(row.get_state_display())
    return waits_for or "可以支付，随下一次发放"


def _tone(row: DeathSettlement, waits_for: str) -> str:
    if row.state == SettlementState.WAITING and not waits_for:
        return "good"
    return TONES[SettlementState(row.state)]


@needs(RECOVER, line=PENSION)
def one(request: CallerRequest, pk: int) -> HttpResponse:
    """One settlement; POST names the heir, or another one while nothing is on its way."""
    rows = DeathSettlement.objects.select_related(
        "resident__village", "account", "hold", "heir__payee", "actor"
    )
    row = fetch(request.caller, RECOVER, rows, line=PENSION, pk=pk)
    worth = payable([row])[row.pk]
    form = HeirForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid() and _named(request, row, form):
        return redirect("recoveries:settlement", pk)
    heir = row.heir
    context: dict[str, Any] = {
        "row": row,
        "person": row.resident,
        "worth": worth,
        "heir": heir,
        "heir_id": resident_id.mask(heir.id_number) if heir else "",
        "heir_account": bank_card.mask(heir.payee.number) if heir else "",
        "form": form,
        "words": _words(row, worth.waits_for),
        "case_url": case_address(row.case_number),
        "tone": _tone(row, worth.waits_for),
        "with_grant": _with_grant(row),
        "may_name": row.state == SettlementState.WAITING and not worth.waits_for.startswith("已计入"),
    }
    return render(request, "recoveries/settlement.html", context, status=422 if form.is_bound else 200)


def _with_grant(row: DeathSettlement) -> DeathSettlement | None:
    """The settlement that brings the grant, where this one is over without it."""
    if row.grant is not None or row.account.scheme != Scheme.BASIC or row.state in NOT_OVER:
        return None
    others = DeathSettlement.objects.filter(resident=row.resident_id, grant__isnull=False)
    return others.exclude(state=SettlementState.UNDONE).order_by("pk").first()


def _named(request: CallerRequest, row: DeathSettlement, form: HeirForm) -> bool:
    try:
        heir = name_heir(
            resident=row.resident,
            named=HeirNamed(**form.cleaned_data),
            on=timezone.localdate(),
            actor=request.caller.account,
            replace=request.POST.get("replace") == "1",
        )
    except LedgerRefused as refused:
        say_refused(form, refused)
        return False
    messages.success(request, f"已指定{heir.name}领取。")
    return True
