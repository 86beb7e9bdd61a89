"""The card reviewer's two lists: what differs from the province's ledger, and what the province refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from cuncuntong.ledgers.cards.enums import CardState, MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.selectors import differing, masked_number, to_look_at
from cuncuntong.ledgers.cards.services import note_looked, settle_difference
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import NotVisible
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.selectors import place_words
from cuncuntong.web.access import CallerRequest, needs
from cuncuntong.web.asked import whole

DECIDE, LINE = Ability.CASE_REVIEW, Line.CARD
PAGE = 50
GONE = "没有找到这张社保卡，或它不在您的服务范围内。"


def _tabs(request: CallerRequest, current: str) -> list[dict[str, Any]]:
    """The two lists with how many wait in each."""
    counts = {
        "cards:differences": differing(request.caller, DECIDE).count(),
        "cards:refused": to_look_at(request.caller, DECIDE).count(),
    }
    words = {"cards:differences": "与上级不一致", "cards:refused": "上级不同意"}
    return [
        {"label": words[name], "url": reverse(name), "current": name == current, "count": count}
        for name, count in counts.items()
    ]


def _refused(refused: LedgerRefused | None, pk: int | None) -> dict[str, Any]:
    """What a template needs to say what was wrong, at the row's own field."""
    if refused is None:
        return {"problems": [], "form_errors": False, "refused_pk": None}
    problem = {
        "label": "核对结果",
        "what": refused.message,
        "remedy": refused.remedy,
        "field": f"reason-{pk}",
    }
    return {"problems": [problem], "form_errors": True, "refused_pk": pk}


@needs(DECIDE, line=LINE)
@require_safe
def differences(request: CallerRequest) -> HttpResponse:
    """The longest first."""
    return _differences(request)


def _differences(
    request: CallerRequest, refused: LedgerRefused | None = None, pk: int | None = None
) -> HttpResponse:
    found = list(_after(differing(request.caller, DECIDE), request.GET.get("after", ""))[: PAGE + 1])
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    context = {
        "tabs": _tabs(request, "cards:differences"),
        "rows": [
            (
                card,
                place,
                masked_number(card),
                CardState(card.above_state).label,
                MakingState(card.above_making).label if card.above_making else "",
            )
            for card, place in zip(shown, place_words([one.resident for one in shown]), strict=True)
        ],
        "next_url": f"?{urlencode({'after': f'{last.differs_since}~{last.pk}'})}" if last else "",
        "first_url": "?" if request.GET.get("after") else "",
        **_refused(refused, pk),
    }
    return render(request, "cards/differences.html", context, status=422 if refused else 200)


def _after(rows: QuerySet[SocialCard], after: str) -> QuerySet[SocialCard]:
    """Rows behind the key of an address (``2026-11-24~15``); all where it is none."""
    text, _, number = after.partition("~")
    pk = whole(number)
    try:
        since = parse_date(text)
    except ValueError:
        since = None
    if pk is None or since is None:
        return rows
    return rows.filter(Q(differs_since__gt=since) | Q(differs_since=since, pk__gt=pk))


@needs(DECIDE, line=LINE)
@require_POST
def settle(request: CallerRequest, pk: int) -> HttpResponse:
    """Takes over what the province says, or keeps ours and reports it."""
    card = differing(request.caller, DECIDE).filter(pk=pk).first()
    if card is None:
        raise NotVisible(GONE)
    accept = request.POST.get("act") == "accept"
    try:
        settle_difference(
            caller=request.caller, card=card, accept=accept, reason=request.POST.get("reason", "")
        )
    except LedgerRefused as refused:
        return _differences(request, refused, pk)
    words = "已按上级台账更新" if accept else "已保持本地状态，并向上级报送更正"
    messages.success(request, f"{card.resident.name}的社保卡{words}。")
    return redirect("cards:differences")


@needs(DECIDE, line=LINE)
@require_safe
def refused(request: CallerRequest) -> HttpResponse:
    """The oldest first."""
    return _refused_list(request)


def _refused_list(
    request: CallerRequest, problem: LedgerRefused | None = None, pk: int | None = None
) -> HttpResponse:
    rows = to_look_at(request.caller, DECIDE)
    after = whole(request.GET.get("after", ""))
    if after is not None:
        rows = rows.filter(pk__gt=after)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    context = {
        "tabs": _tabs(request, "cards:refused"),
        "rows": [
            (event, place, masked_number(event.card))
            for event, place in zip(shown, place_words([one.card.resident for one in shown]), strict=True)
        ],
        "next_url": f"?{urlencode({'after': shown[-1].pk})}" if len(found) > PAGE else "",
        "first_url": "?" if request.GET.get("after") else "",
        **_refused(problem, pk),
    }
    return render(request, "cards/refused.html", context, status=422 if problem else 200)


@needs(DECIDE, line=LINE)
@require_POST
def looked(request: CallerRequest, pk: int) -> HttpResponse:
    """Notes what was done about a refusal."""
    event: CardEvent | None = to_look_at(request.caller, DECIDE).filter(pk=pk).first()
    if event is None:
        raise NotVisible(GONE)
    try:
        note_looked(caller=request.caller, event=event, note=request.POST.get("reason", ""))
    except LedgerRefused as problem:
        return _refused_list(request, problem, pk)
    messages.success(request, "已记下核对结果。")
    return redirect("cards:refused")
