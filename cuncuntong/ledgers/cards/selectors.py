"""Reads of the card ledger."""

from __future__ import annotations

from django.db.models import QuerySet

from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@read_once
def card_in_use(resident: Resident) -> SocialCard | None:
    """The resident's card that is not cancelled, if there is one."""
    return SocialCard.objects.filter(resident=resident).exclude(state=CardState.CANCELLED).first()


@read_once
def cards_of(resident: Resident) -> QuerySet[SocialCard]:
    """All cards of a resident, the newest first."""
    return SocialCard.objects.filter(resident=resident).order_by("-issued_on", "-pk")


def holders_of(number: str) -> list[int]:
    """Keys of the residents who hold, or held, the card with the number."""
    rows = SocialCard.objects.filter(exact(SocialCard, "number_index", number))
    return list(rows.values_list("resident_id", flat=True)[:10])


def masked_number(card: SocialCard) -> str:
    """The card's number as screens show it: the last four characters."""
    number = str(card.number)
    return "*" * max(len(number) - 4, 0) + number[-4:]
