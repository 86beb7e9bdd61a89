"""Social-security cards in every status, with the losses that led there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from random import Random

from django.utils import timezone

from cuncuntong.ledgers.cards.enums import CardMove, CardState, MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.services import loss_ends_at
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident

BANKS = ("演示银行甲", "演示银行乙", "演示农信社")
FIRST_CARDS = 2013
_STATES = (
    CardState.NORMAL,
    CardState.SEALED,
    CardState.FORMAL_LOSS,
    CardState.TEMPORARY_LOSS,
    CardState.LOCKED,
)
_SHARES = (945, 25, 15, 8, 7)


def fill_cards(residents: Sequence[Resident], rng: Random, today: dt.date) -> None:
    """A card for nearly everybody over one year; some also have an earlier, cancelled one."""
    cards: list[SocialCard] = []
    losses: list[CardEvent] = []
    now = timezone.now()
    for resident in residents:
        first = max(dt.date(FIRST_CARDS, 1, 1), resident.birth_date + dt.timedelta(days=300))
        if first >= today or rng.random() < 0.03:
            continue
        issued = first + (today - first) * rng.random()
        gone = resident.standing == Standing.DECEASED
        state = CardState.CANCELLED if gone else rng.choices(_STATES, _SHARES)[0]
        card = _card(resident, state, issued, rng)
        cards.append(card)
        if state in {CardState.FORMAL_LOSS, CardState.TEMPORARY_LOSS}:
            losses.append(_loss(card, rng, now))
        if not gone and rng.random() < 0.02 and issued > first:
            cards.append(_card(resident, CardState.CANCELLED, first, rng))
    SocialCard.objects.bulk_create(cards, batch_size=1000)
    CardEvent.objects.bulk_create(losses, batch_size=1000)


def _card(resident: Resident, state: CardState, issued: dt.date, rng: Random) -> SocialCard:
    making = MakingState.ACTIVATED
    if state == CardState.SEALED:
        making = rng.choice([MakingState.MAKING, MakingState.TO_COLLECT, MakingState.COLLECTED])
    return SocialCard(
        resident=resident,
        # "S" and nine digits: no card of a Chinese issuer is numbered so.
        number=f"S{rng.randrange(10**9):09d}",
        bank=rng.choice(BANKS),
        state=state,
        making=making,
        issued_on=None if making == MakingState.MAKING else issued,
    )


def _loss(card: SocialCard, rng: Random, now: dt.datetime) -> CardEvent:
    temporary = card.state == CardState.TEMPORARY_LOSS
    # A temporary loss ends by itself after some days, so the ones that stand are recent.
    at = now - dt.timedelta(hours=rng.randrange(1, 150 if temporary else 4000))
    if temporary:
        card.loss_ends_at = loss_ends_at(at)
    return CardEvent(
        card=card,
        move=CardMove.REPORT_TEMPORARY if temporary else CardMove.REPORT_FORMAL,
        before=CardState.NORMAL,
        after=card.state,
        at=at,
        note="演示数据",
    )
