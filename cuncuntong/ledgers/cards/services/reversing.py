"""Taking back what a case did to a card: by hand, or because the province did not agree."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from cuncuntong.ledgers.cards.enums import TAKING_BACK, CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.services.handing import take_back_above
from cuncuntong.ledgers.cards.services.moving import change, locked, settle, standing_events
from cuncuntong.ledgers.cards.transitions import need
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account


def reverse_change(
    *, case_number: str, at: dt.datetime, actor: Account | None, reason: str = ""
) -> SocialCard:
    """Takes back what a case did to a card, where nothing happened to the card since. Once.

    A temporary loss that comes back keeps its first end; a card that was cancelled for the new one is in
    use again. What went up is withdrawn, or reversed above where it was sent. Raises LedgerRefused where
    something came after, or the case did nothing.
    """
    if not case_number:
        raise ValueError("a change is reversed by the number of its case")
    with transaction.atomic():
        rows = CardEvent.objects.select_related("card").filter(case_number=case_number)
        event = rows.exclude(move__in=(CardMove.REPLACED, CardMove.REINSTATED)).order_by("-id").first()
        if event is None:
            raise LedgerRefused("社保卡台账中没有这件业务的记录。", "请核对受理编号。")
        card = settle(locked(event.card), at)
        if event.move in TAKING_BACK:
            return card
        last = standing_events(card)[-1]
        if last.pk != event.pk:
            raise LedgerRefused(
                f"这张卡之后又有变动（{last.get_move_display()}），不能直接撤销。",
                "临时挂失已到期的无须撤销；其他情况请先撤销之后的那一件业务。",
            )
        by = give_back(card, event, CardMove.REVERSE, at=at, actor=actor, note=reason)
        take_back_above(event, by, card)
    return card


def give_back(
    card: SocialCard,
    event: CardEvent,
    move: CardMove,
    *,
    at: dt.datetime,
    actor: Account | None,
    note: str,
) -> CardEvent:
    """Gives the card the state before its last change, and the former card its place."""
    need(move, CardState(card.state))
    state, ends = CardState(event.before), event.loss_ends_before
    if state == CardState.TEMPORARY_LOSS and (ends is None or ends <= at):
        state, ends = CardState.NORMAL, None
    former = _replaced_by(event)
    by = change(
        card,
        move,
        state,
        ends,
        at=at,
        actor=actor,
        case_number=event.case_number,
        note=note,
        making=MakingState(event.making_before) if event.making_before else None,
        successor=True if former else None,
    )
    if former:
        _reinstate(former, at, actor, event.case_number)
    return by


def _replaced_by(event: CardEvent) -> CardEvent | None:
    """What an activation did to the card whose place it took: the change just before it."""
    if event.move != CardMove.ACTIVATE:
        return None
    rows = CardEvent.objects.filter(
        move=CardMove.REPLACED,
        card__resident=event.card.resident_id,
        card__state=CardState.CANCELLED,
        at=event.at,
        case_number=event.case_number,
        pk__lt=event.pk,
    )
    return rows.select_related("card").order_by("-pk").first()


def _reinstate(former: CardEvent, at: dt.datetime, actor: Account | None, case_number: str) -> None:
    card = locked(former.card)
    need(CardMove.REINSTATED, CardState(card.state))
    state, ends = CardState(former.before), former.loss_ends_before
    if state == CardState.TEMPORARY_LOSS and (ends is None or ends <= at):
        state, ends = CardState.NORMAL, None
    change(
        card,
        CardMove.REINSTATED,
        state,
        ends,
        at=at,
        actor=actor,
        case_number=case_number,
        note="新卡未启用，旧卡恢复",
    )
