"""Showing a whole card number."""

from __future__ import annotations

from django.db import transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.cards.models import SocialCard
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.selectors import see_resident
from cuncuntong.network.access import Caller
from cuncuntong.network.enums import Ability


def unmask_number(*, caller: Caller, card: SocialCard, reason: str) -> str:
    """The whole card number, for a reason that is audited.

    Raises Denied, NotVisible, or LedgerRefused without a reason.
    """
    see_resident(caller, card.resident_id, Ability.RESIDENT_UNMASK)
    if not reason.strip():
        raise LedgerRefused("请说明为什么要查看完整的社保卡号。")
    with transaction.atomic():
        record(
            actor=caller.account,
            action="card.unmasked",
            object_type="cards.SocialCard",
            object_id=str(card.pk),
            detail={"resident": card.resident_id, "reason": reason.strip()[:100]},
        )
    return str(card.number)
