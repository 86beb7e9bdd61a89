"""A resident's pension accounts: found by person or number, shown with their years, entries and changes."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from cuncuntong.foundation.identifiers import bank_card, resident_id
from cuncuntong.ledgers.pensions.enums import AccountState, EntitlementState, EntryKind, PayeeState
from cuncuntong.ledgers.pensions.models import (
    AccountChange,
    Entitlement,
    Payee,
    PensionAccount,
    PensionEntry,
)
from cuncuntong.ledgers.pensions.selectors import contribution_history
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.selectors import find_residents, masked_id, open_resident
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole

READ, POST = Ability.PENSION_READ, Ability.PENSION_POST
PENSION = Line.RESIDENT_PENSION
PAGE = 100
TONES = {
    AccountState.PAYING: "good",
    AccountState.RECEIVING: "info",
    AccountState.PAUSED: "wait",
    AccountState.CLOSED: "neutral",
    EntitlementState.RUNNING: "good",
    EntitlementState.SUSPENDED: "wait",
    EntitlementState.ENDED: "neutral",
}


@needs(READ, line=PENSION)
@require_GET
def find(request: CallerRequest) -> HttpResponse:
    """One box: an account's number, or whatever finds a resident."""
    text = request.GET.get("q", "").strip()[:40]
    message, rows = "", []
    if text:
        account = _by_number(request.caller, text)
        if account is not None:
            return redirect("pensions:resident", account.resident_id)
        found = find_residents(request.caller, text)
        if found.exact and len(found.rows) == 1:
            return redirect("pensions:resident", found.rows[0].pk)
        message, rows = found.message, _rows(request.caller, found.rows)
        if found.more:
            message = "只列出前20人，请输入更完整的姓名或号码。"
    return render(request, "pensions/find.html", {"q": text, "rows": rows, "message": message})


def _by_number(caller: Caller, text: str) -> PensionAccount | None:
    if not text.isascii() or len(text) < 4:
        return None
    rows = caller.limit(READ, PensionAccount.objects.filter(number=text), line=PENSION)
    return rows.exclude(state=AccountState.REVERSED).first()


def _rows(caller: Caller, people: list[Resident]) -> list[dict[str, Any]]:
    accounts: dict[int, list[PensionAccount]] = {}
    mine = PensionAccount.objects.filter(resident__in=people).exclude(state=AccountState.REVERSED)
    for one in mine.order_by("scheme"):
        accounts.setdefault(one.resident_id, []).append(one)
    return [
        {"person": person, "id_number": masked_id(person), "accounts": accounts.get(person.pk, [])}
        for person in people
    ]


def shown_number(account: PensionAccount) -> str:
    """The account's number; one that is an ID number, as some systems have it, is masked."""
    return resident_id.mask(account.number) if len(account.number) == resident_id.LENGTH else account.number


@needs(READ, line=PENSION)
@require_GET
def resident(request: CallerRequest, pk: int) -> HttpResponse:
    """Both accounts with their years, the pension, the changes, and where it is paid to."""
    person = open_resident(request.caller, pk)
    history = contribution_history(person)
    shown = [one for one in (history.basic, history.supplementary) if one is not None]
    keys = [one.account.pk for one in shown]
    changes: dict[int, list[dict[str, Any]]] = {}
    for row in AccountChange.objects.filter(account__in=keys).select_related("actor"):
        changes.setdefault(row.account_id, []).append(_change(row))
    pensions: dict[int, list[dict[str, Any]]] = {}
    entitled = Entitlement.objects.filter(account__in=keys).exclude(state=EntitlementState.REVERSED)
    for claim in entitled.order_by("-starts_on"):
        pensions.setdefault(claim.account_id, []).append(_pension(claim))
    payee = Payee.objects.filter(resident=person, state=PayeeState.ACTIVE).first()
    context = {
        "person": person,
        "id_number": masked_id(person),
        "accounts": [
            {
                "history": one,
                "number": shown_number(one.account),
                "tone": TONES[AccountState(one.account.state)],
                "changes": changes.get(one.account.pk, []),
                "pensions": pensions.get(one.account.pk, []),
            }
            for one in shown
        ],
        "payee": payee,
        "payee_number": bank_card.mask(payee.number) if payee else "",
        "as_of": history.as_of,
        "may_file": request.caller.can(Ability.CASE_FILE),
    }
    return render(request, "pensions/resident.html", context)


def _change(row: AccountChange) -> dict[str, Any]:
    what = row.get_move_display()
    if row.before or row.after:
        what += f"：{row.before or '—'} → {row.after or '—'}"
    return {
        "title": what + ("（已撤销）" if row.undone_at else ""),
        "at": row.at,
        "who": str(row.actor or "系统"),
        "text": row.reason,
        "tone": "neutral" if row.undone_at else "info",
    }


def _pension(claim: Entitlement) -> dict[str, Any]:
    try:
        url = reverse("claims:entitlement", args=[claim.pk])
    except NoReverseMatch:
        url = ""
    return {"row": claim, "url": url, "tone": TONES[EntitlementState(claim.state)]}


@needs(READ, line=PENSION)
@require_GET
def account(request: CallerRequest, pk: int) -> HttpResponse:
    """Every entry of an account, the newest first, with what the county may do with it."""
    rows = PensionAccount.objects.select_related("resident")
    row = fetch(request.caller, READ, rows, line=PENSION, pk=pk)
    open_resident(request.caller, row.resident_id)
    entries = row.entries.order_by("-pk").annotate(taken_back=F("reversed_by__pk"))
    if (before := whole(request.GET.get("before", ""))) is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries[: PAGE + 1])
    may_post = request.caller.covers(
        POST, village=row.village_code, township=row.township_code, county=row.county_code, line=PENSION
    )
    context = {
        "account": row,
        "number": shown_number(row),
        "person": row.resident,
        "tone": TONES.get(AccountState(row.state), "neutral"),
        "entries": [{"row": one, "may_reverse": may_post and _may_reverse(one)} for one in found[:PAGE]],
        "next_url": f"?before={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "may_post": may_post and row.state not in (AccountState.CLOSED, AccountState.REVERSED),
    }
    return render(request, "pensions/account.html", context)


def _may_reverse(entry: PensionEntry) -> bool:
    by_hand = entry.kind not in (
        EntryKind.PAYMENT,
        EntryKind.RETURNED,
        EntryKind.INHERITED,
        EntryKind.REVERSAL,
    )
    return by_hand and entry.taken_back is None  # type: ignore[attr-defined]
