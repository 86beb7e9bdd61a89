"""What the card ledger adds to the residents' ledger: finding by card, known values, merging."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from cuncuntong.ledgers.cards.enums import TAKING_BACK, CardState, MakingState
from cuncuntong.ledgers.cards.models import CardEvent, SocialCard
from cuncuntong.ledgers.cards.selectors import card_in_use, holders_of
from cuncuntong.ledgers.residents.hooks import (
    register_finder,
    register_known_values,
    register_merge_part,
    register_standing,
    register_work,
)
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.parts import RowsOf

register_finder(holders_of)


@register_known_values("card.")
def card_values(resident: Resident) -> dict[str, str]:
    """The bank of the card in use."""
    card = card_in_use(resident)
    return {"card.bank": card.bank} if card else {}


@register_standing("card.held")
def cards_held(resident: Resident) -> QuerySet[SocialCard]:
    """Cards that are not cancelled."""
    return SocialCard.objects.filter(resident=resident).exclude(state=CardState.CANCELLED)


@register_standing("card.lost")
def cards_lost(resident: Resident) -> QuerySet[SocialCard]:
    """Cards that are reported lost, for now or for good."""
    running = Q(state=CardState.TEMPORARY_LOSS, loss_ends_at__gt=timezone.now())
    return cards_held(resident).filter(running | Q(state=CardState.FORMAL_LOSS))


@register_standing("card.under_way")
def cards_under_way(resident: Resident) -> QuerySet[SocialCard]:
    """Cards that are being made, or being replaced."""
    return cards_held(resident).exclude(making=MakingState.ACTIVATED)


@register_standing("card.to_enable")
def cards_to_enable(resident: Resident) -> QuerySet[SocialCard]:
    """Cards that were collected and are not enabled yet."""
    rows = SocialCard.objects.filter(resident=resident, issued_in="")
    return rows.filter(state=CardState.SEALED, making=MakingState.COLLECTED)


def _both_hold(kept: Resident, dropped: Resident) -> list[str]:
    rows = SocialCard.objects.filter(resident__in=[kept, dropped]).exclude(state=CardState.CANCELLED)
    holders = list(rows.values_list("resident_id", flat=True))
    if kept.pk in holders and dropped.pk in holders:
        return ["两份档案都有未注销的社保卡，请先核实居民现用的卡，注销另一张。"]
    return []


register_merge_part(RowsOf(SocialCard, conflicts=_both_hold))


@register_work
def changes_by_case(residents: Collection[int]) -> Iterable[tuple[str, int]]:
    """Changes of cards by a case that was not reversed."""
    rows = CardEvent.objects.filter(card__resident__in=residents).exclude(case_number="")
    found = list(rows.values_list("case_number", "card__resident_id", "move"))
    reversed_cases = {number for number, _, move in found if move in TAKING_BACK}
    return [(number, holder) for number, holder, _ in found if number not in reversed_cases]
