"""What goes up: enabling, loss, its end, and taking one of them back. Written with the change itself."""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import hand_over, withdraw
from cuncuntong.ledgers.cards.enums import CardAnswer, CardMove
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.refused import LedgerRefused

ACTIVATE, LOSS, UNDO_LOSS = "cards.activate", "cards.loss", "cards.undo_loss"
REVERSE, CORRECT = "cards.reverse", "cards.correct"
KINDS = {
    CardMove.ACTIVATE: ACTIVATE,
    CardMove.REPORT_TEMPORARY: LOSS,
    CardMove.REPORT_FORMAL: LOSS,
    CardMove.UNDO_LOSS: UNDO_LOSS,
    CardMove.REVERSE: REVERSE,
}


def key_of(event: CardEvent) -> str:
    """The idempotency key of a change: its kind and its own number, as a case may be made anew."""
    return f"{KINDS[CardMove(event.move)]}:{event.pk}"


def send_up(event: CardEvent, card: SocialCard, **more: Any) -> None:
    """Hands a change over, in its transaction."""
    person = card.resident
    hand_over(
        key=key_of(event),
        kind=KINDS[CardMove(event.move)],
        payload={
            "card": str(card.number),
            "bank": card.bank,
            "id_number": str(person.id_number),
            "name": person.name,
            "move": event.move,
            "state": event.after,
            "making": card.making,
            "at": event.at.isoformat(),
            "loss_ends_at": card.loss_ends_at.isoformat() if card.loss_ends_at else "",
            "note": event.note,
            **more,
        },
        resident=person,
        actor=event.actor,
        at=event.at,
        case_number=event.case_number,
    )
    CardEvent.objects.filter(pk=event.pk).update(answer=CardAnswer.WAITING)
    event.answer = CardAnswer.WAITING


def take_back_above(event: CardEvent, by: CardEvent, card: SocialCard) -> None:
    """What went up for a change that is reversed: withdrawn while it waits, else reversed above as well."""
    row = Handover.objects.filter(key=key_of(event)).first() if event.move in KINDS else None
    if row is None or row.state in (HandoverState.WITHDRAWN, HandoverState.REFUSED):
        return
    try:
        withdraw(key=row.key, actor=by.actor, reason=by.note or "办理结果撤销")
    except LedgerRefused:
        # It is on its way or was agreed to: the province must take it back too.
        send_up(by, card, reverses=row.key)
    else:
        CardEvent.objects.filter(pk=event.pk).update(answer=CardAnswer.NONE)


def open_above(cards: list[int]) -> set[int]:
    """Which of the cards have a change that is not answered yet."""
    rows = CardEvent.objects.filter(card__in=cards, answer=CardAnswer.WAITING)
    return set(rows.values_list("card_id", flat=True))
