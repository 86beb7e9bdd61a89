"""Enabling a collected card's social functions; the card whose place it takes is cancelled with it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.cards.services.handing import send_up
from cuncuntong.ledgers.cards.services.moving import change, locked, made, settle
from cuncuntong.ledgers.cards.transitions import TABLE, need, need_own
from cuncuntong.network.models import Account


def activate(
    *,
    card: SocialCard,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    note: str = "",
) -> SocialCard:
    """Enables a sealed card that was collected, and hands that over. Once for a case.

    Raises WrongCardState or WrongMaking (LedgerRefused both), LedgerRefused for a card of another
    province.
    """
    row = TABLE[CardMove.ACTIVATE]
    with transaction.atomic():
        card = locked(card)
        if made(card, CardMove.ACTIVATE, case_number):
            return card
        need_own(card, CardMove.ACTIVATE)
        need(CardMove.ACTIVATE, CardState(card.state), MakingState(card.making))
        if card.successor:
            _cancel_former(card, at, actor, case_number)
        event = change(
            card,
            CardMove.ACTIVATE,
            row.target or CardState.NORMAL,
            at=at,
            actor=actor,
            case_number=case_number,
            note=note,
            making=row.becomes,
            successor=False,
        )
        send_up(event, card)
    return card


def _cancel_former(card: SocialCard, at: dt.datetime, actor: Account | None, case_number: str) -> None:
    """The card in use makes way: a person has one. It first, as only one may be in use."""
    rows = SocialCard.objects.filter(resident=card.resident_id, successor=False)
    former = rows.exclude(state=CardState.CANCELLED).first()
    if former is None:
        return
    old = settle(locked(former), at)
    need(CardMove.REPLACED, CardState(old.state))
    change(
        old,
        CardMove.REPLACED,
        CardState.CANCELLED,
        at=at,
        actor=actor,
        case_number=case_number,
        note="新卡启用，旧卡注销",
    )
