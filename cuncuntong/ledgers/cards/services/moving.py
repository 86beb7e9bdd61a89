"""The one writer of a card's state, and what every move asks first."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.cards.enums import TAKING_BACK, CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.transitions import effective_state
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


def locked(card: SocialCard) -> SocialCard:
    """The card as it stands now, kept from others to the end of the transaction."""
    rows = SocialCard.objects.select_for_update(of=("self",)).select_related("resident")
    return rows.get(pk=card.pk)


def settle(card: SocialCard, at: dt.datetime) -> SocialCard:
    """Writes down a temporary loss that is over, at the moment that it ended."""
    if effective_state(card, at) != CardState(card.state):
        change(
            card,
            CardMove.LAPSE,
            CardState.NORMAL,
            at=card.loss_ends_at or at,
            actor=None,
            note="临时挂失到期，自动解挂",
        )
    return card


def made(card: SocialCard, move: str, case_number: str) -> bool:
    """Whether the case made the move already (and it was not taken back since)."""
    if not case_number:
        return False
    last = card.events.filter(case_number=case_number).order_by("-id").first()
    return last is not None and last.move == move


def standing_events(card: SocialCard) -> list[CardEvent]:
    """The card's changes in order, without those that were taken back and what took them back."""
    standing: list[CardEvent] = []
    for event in card.events.order_by("id"):
        if event.move not in TAKING_BACK:
            standing.append(event)
        elif standing:
            standing.pop()
    return standing


def change(
    card: SocialCard,
    move: CardMove,
    target: CardState,
    ends: dt.datetime | None = None,
    *,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    note: str = "",
    making: MakingState | None = None,
    successor: bool | None = None,
) -> CardEvent:
    """Changes the card as it was read, or not at all; gives the change, and ``card`` as it is now."""
    before, ended_before = CardState(card.state), card.loss_ends_at
    made_before = MakingState(card.making)
    values = {
        "state": target,
        "loss_ends_at": ends,
        "making": making or made_before,
        "successor": card.successor if successor is None else successor,
    }
    same = SocialCard.objects.filter(pk=card.pk, version=card.version, state=before)
    if not same.update(**values, version=F("version") + 1):
        raise LedgerRefused("这张卡的状态刚刚被改过。", "请刷新页面，核对最新状态后再办。")
    for name, value in values.items():
        setattr(card, name, value)
    card.version += 1
    event = CardEvent.objects.create(
        card=card,
        move=move,
        before=before,
        after=target,
        at=at,
        actor=actor,
        note=note.strip()[:120],
        loss_ends_before=ended_before,
        case_number=case_number,
        making_before=made_before if making else "",
        making_after=making or "",
    )
    _log(event, card)
    return event


def _log(event: CardEvent, card: SocialCard) -> None:
    record(
        actor=event.actor,
        action=f"card.{CardMove(event.move).value}",
        object_type="cards.SocialCard",
        object_id=str(card.pk),
        detail={
            "resident": card.resident_id,
            "before": CardState(event.before).value,
            "after": CardState(event.after).value,
            "case": event.case_number,
        },
    )
