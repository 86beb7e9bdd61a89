"""A card is lost, found again, or its temporary loss ends by itself."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.cards.enums import CardMove, CardState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.cards.services.handing import send_up
from cuncuntong.ledgers.cards.services.moving import change, locked, made, settle, standing_events
from cuncuntong.ledgers.cards.services.telling import tell_lapsed
from cuncuntong.ledgers.cards.transitions import TABLE, effective_state, need, need_own
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current

LOSS_DAYS = "service.temporary_loss_days"
_BATCH = 200
_LOSSES = (CardMove.REPORT_TEMPORARY, CardMove.REPORT_FORMAL)


def loss_ends_at(at: dt.datetime) -> dt.datetime:
    """When a temporary loss reported at a moment ends by itself: whole days later, to the second."""
    return at + dt.timedelta(days=current().integer(LOSS_DAYS, timezone.localdate(at)))


def report_loss(
    *,
    card: SocialCard,
    formal: bool,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    note: str = "",
) -> SocialCard:
    """Reports a card lost and hands that over. The same case again gives the card as it is.

    Raises WrongCardState (a LedgerRefused) where the table has no such move, LedgerRefused for a card of
    another province.
    """
    move = CardMove.REPORT_FORMAL if formal else CardMove.REPORT_TEMPORARY
    with transaction.atomic():
        card = locked(card)
        if made(card, move, case_number):
            return card
        need_own(card, move)
        card = settle(card, at)
        need(move, CardState(card.state))
        target = TABLE[move].target or CardState.FORMAL_LOSS
        ends = None if formal else loss_ends_at(at)
        event = change(card, move, target, ends, at=at, actor=actor, case_number=case_number, note=note)
        send_up(event, card)
    return card


def undo_loss(
    *,
    card: SocialCard,
    at: dt.datetime,
    actor: Account | None,
    case_number: str = "",
    note: str = "",
) -> SocialCard:
    """Ends a loss (解除挂失): the card has the state again that it had before. Once for a case.

    Raises WrongCardState, or LedgerRefused once a replacement has been asked for.
    """
    with transaction.atomic():
        card = locked(card)
        if made(card, CardMove.UNDO_LOSS, case_number):
            return card
        need_own(card, CardMove.UNDO_LOSS)
        card = settle(card, at)
        need(CardMove.UNDO_LOSS, CardState(card.state))
        if card.replacement_requested:
            raise LedgerRefused(
                "这张卡已申请补卡，不能解除挂失。", "请等待新卡；不再需要补卡的，请先撤销补卡申请。"
            )
        before = before_loss(card)
        event = change(
            card, CardMove.UNDO_LOSS, before, at=at, actor=actor, case_number=case_number, note=note
        )
        send_up(event, card)
    return card


def before_loss(card: SocialCard) -> CardState:
    """The state that the card had when the present loss was first reported."""
    before = CardState.NORMAL
    for event in reversed(standing_events(card)):
        if event.move not in _LOSSES:
            break
        before = CardState(event.before)
    # A card that came in as lost, from another system, has no event to say what it was.
    return CardState.NORMAL if before in TABLE[CardMove.UNDO_LOSS].sources else before


@periodic("cards.lapse_due", every=dt.timedelta(minutes=5))
def lapse_due_now() -> int:
    """The scheduled run of lapse_due."""
    return lapse_due()


def lapse_due(now: dt.datetime | None = None) -> int:
    """Ends the temporary losses whose time is over, tells their holders; gives their number.

    Each card in its own transaction and only if it still stands so: two runs at once, or one after
    a restart, end each loss once. Readers need not wait for it: see transitions.effective_state.
    """
    at = now or timezone.now()
    due = SocialCard.objects.filter(state=CardState.TEMPORARY_LOSS, loss_ends_at__lte=at)
    count, last = 0, 0
    while cards := list(due.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        for card in cards:
            count += lapse_one(card, at)
        last = cards[-1].pk
    return count


def lapse_one(card: SocialCard, at: dt.datetime) -> int:
    """Ends one loss where it still stands; 1 where it did."""
    with transaction.atomic():
        fresh = locked(card)
        if effective_state(fresh, at) == CardState(fresh.state):
            return 0
        ended = fresh.loss_ends_at or at
        settle(fresh, at)
        tell_lapsed(fresh, ended)
    return 1
