"""Reads of the card ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from cuncuntong.foundation.sealed.fields import exact
from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Line


@read_once
def card_in_use(resident: Resident) -> SocialCard | None:
    """The resident's card that is not cancelled and waits for no other's place, if there is one."""
    rows = SocialCard.objects.filter(resident=resident, successor=False)
    return rows.exclude(state=CardState.CANCELLED).first()


@read_once
def cards_of(resident: Resident) -> QuerySet[SocialCard]:
    """All cards of a resident, the newest first."""
    return SocialCard.objects.filter(resident=resident).order_by("-issued_on", "-pk")


@dataclass(frozen=True)
class Cards:
    """A resident's cards: the one in use, the one that is to succeed it, those that were cancelled."""

    in_use: SocialCard | None
    successor: SocialCard | None
    former: tuple[SocialCard, ...]

    @property
    def ever(self) -> bool:
        """Whether the ledger knows any card of the resident."""
        return bool(self.in_use or self.successor or self.former)

    @property
    def as_of(self) -> dt.date | None:
        """The day of the province's newest data about them."""
        days = [one.as_of for one in (self.in_use, self.successor, *self.former) if one and one.as_of]
        return max(days, default=None)


def sorted_cards(resident: Resident) -> Cards:
    """The same, told apart; one query."""
    rows = list(cards_of(resident))
    standing = [one for one in rows if one.state != CardState.CANCELLED]
    return Cards(
        in_use=next((one for one in standing if not one.successor), None),
        successor=next((one for one in standing if one.successor), None),
        former=tuple(one for one in rows if one.state == CardState.CANCELLED),
    )


def changes_of(resident: Resident) -> QuerySet[CardEvent]:
    """The changes of a resident's cards, the newest first."""
    rows = CardEvent.objects.filter(card__resident=resident).select_related("card")
    return rows.order_by("-at", "-id")


def differing(caller: Caller, ability: str) -> QuerySet[SocialCard]:
    """Cards of the caller's area that the province's ledger contradicts, the longest first."""
    inside = caller.limit(ability, Resident.objects.all(), line=Line.CARD)
    rows = SocialCard.objects.filter(differs_since__isnull=False, resident__in=inside.values("pk"))
    return rows.select_related("resident").order_by("differs_since", "pk")


def to_look_at(caller: Caller, ability: str) -> QuerySet[CardEvent]:
    """Changes of the caller's area that the province refused and nobody looked at, the oldest first."""
    inside = caller.limit(ability, Resident.objects.all(), line=Line.CARD)
    rows = CardEvent.objects.exclude(look="").filter(
        looked_at__isnull=True, card__resident__in=inside.values("pk")
    )
    return rows.select_related("card__resident", "actor").order_by("pk")


def holders_of(number: str) -> list[int]:
    """Keys of the residents who hold, or held, the card with the number."""
    rows = SocialCard.objects.filter(exact(SocialCard, "number_index", number))
    return list(rows.values_list("resident_id", flat=True)[:10])


def masked_number(card: SocialCard) -> str:
    """The card's number as screens show it: the last four characters."""
    number = str(card.number)
    return "*" * max(len(number) - 4, 0) + number[-4:]
