"""The province's answers to what was handed over: agreed is noted, refused is undone here and shown."""

from __future__ import annotations

from django.utils import timezone

from cuncuntong.ledgers.above.hooks import Outcome
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.cards.enums import TAKING_BACK, CardAnswer, CardMove
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.services.moving import locked, settle, standing_events
from cuncuntong.ledgers.cards.services.reversing import give_back
from cuncuntong.ledgers.cards.services.telling import tell_refused


def answered(handover: Handover, outcome: Outcome) -> None:
    """Notes the answer to a change; what was refused gives the card the state that it had before.

    Where something happened to the card since, nothing is undone: somebody has to look (CardEvent.look).
    Runs in the transaction that takes the answer.
    """
    rows = CardEvent.objects.select_related("card").filter(pk=_number(handover.key))
    event = rows.first()
    if event is None:
        return
    card = locked(event.card)
    before = event.answer
    event.answer = CardAnswer.AGREED if outcome.agreed else CardAnswer.REFUSED
    event.answer_words, event.answered_at = outcome.words[:300], outcome.at
    if not outcome.agreed and before != CardAnswer.REFUSED:
        _refused(event, card, outcome)
    elif outcome.agreed and before == CardAnswer.REFUSED:
        _look(event, "上级先不同意、后又同意，卡状态此前已恢复，请核对后重新办理。")
    event.save(update_fields=["answer", "answer_words", "answered_at", "look", "looked_at", "looked_by"])


def _refused(event: CardEvent, card: SocialCard, outcome: Outcome) -> None:
    why = f"上级不同意{f'：{outcome.words}' if outcome.words else ''}。"
    if event.move in TAKING_BACK:
        _look(event, f"{why}本地已撤销，上级仍按原来办理，请与上级经办机构核对后按上级台账更新。")
        return
    settle(card, timezone.now())
    standing = standing_events(card)
    if not standing or standing[-1].pk != event.pk:
        _look(event, f"{why}这张卡之后又有变动，没有自动恢复，请核对卡状态。")
    else:
        note = f"上级不同意：{outcome.words}"
        give_back(card, event, CardMove.REFUSED, at=timezone.now(), actor=None, note=note)
        state = card.get_state_display()
        _look(event, f"{why}卡已恢复为“{state}”，请告诉居民，改好后重新办理。")
    tell_refused(event, card, outcome.words)


def _look(event: CardEvent, words: str) -> None:
    event.look, event.looked_at, event.looked_by = words[:300], None, None


def corrected(handover: Handover, outcome: Outcome) -> None:
    """The answer to our state that was kept against theirs: refused, it differs again."""
    card = SocialCard.objects.filter(pk=_number(handover.key)).first()
    if card is None or outcome.agreed:
        return
    SocialCard.objects.filter(pk=card.pk).update(differs_since=card.as_of or timezone.localdate())


def _number(key: str) -> int:
    """The number in a key: cards.loss:17, cards.correct:5:2026-11-25."""
    return int(key.split(":")[1])
