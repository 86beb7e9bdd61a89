"""What the card ledger has against a decision: no card in use, a sealed one, a replacement under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.selectors import cards_of
from cuncuntong.ledgers.contradictions import CARD, Contradiction, contradiction_check
from cuncuntong.ledgers.residents.models import Resident

SOURCE = "社会保障卡台账（实时）"


@contradiction_check(CARD)
def card_not_usable(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """An item about the card needs one that is not cancelled."""
    cards = list(cards_of(resident))
    card = next((one for one in cards if one.state != CardState.CANCELLED), None)
    if card is None:
        words = "该居民的社保卡已注销，没有在用的卡。" if cards else "台账中没有该居民的社保卡。"
        yield Contradiction(
            "card_cancelled" if cards else "card_missing",
            "stop",
            words,
            "请先办理社保卡申领；卡确已发放的，请联系县级业务管理员核对台账。",
            SOURCE,
        )
        return
    if card.state == CardState.SEALED:
        yield Contradiction(
            "card_sealed", "look", "这张卡的社保功能还没有启用。", "请核对是否已领卡并启用。", SOURCE
        )
    if card.replacement_requested:
        yield Contradiction(
            "card_replacing",
            "look",
            "这张卡已申请补卡。",
            "补卡期间只能保持挂失；新卡启用后旧卡自动注销。",
            SOURCE,
        )
