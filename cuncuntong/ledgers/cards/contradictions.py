"""What the card ledger has against a decision: no card in use, a sealed one, a replacement under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cuncuntong.ledgers.cards.enums import CardState
from cuncuntong.ledgers.cards.selectors import Cards, sorted_cards
from cuncuntong.ledgers.contradictions import CARD, CARD_IN_USE, Contradiction, contradiction_check
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.rules.day_words import day_words

SOURCE = "社会保障卡台账（实时）"


@contradiction_check(CARD)
def card_not_usable(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """An item about the card needs one that is not cancelled."""
    known = sorted_cards(resident)
    card = known.in_use
    if card is None:
        cards = known.ever
        words = "该居民的社保卡已注销，没有在用的卡。" if cards else "台账中没有该居民的社保卡。"
        yield Contradiction(
            "card_cancelled" if cards else "card_missing",
            "stop",
            words,
            "请先办理社保卡申领；卡确已发放的，请联系县级业务管理员核对台账。",
            SOURCE,
        )
        return
    yield from _above_says_otherwise(known)
    if card.issued_in:
        yield Contradiction(
            "card_elsewhere",
            "stop",
            f"这张卡由{card.issued_in}发行，不是本省的卡。",
            "挂失、启用等请向发卡地经办机构办理。",
            SOURCE,
        )
    if card.replacement_requested:
        yield Contradiction(
            "card_replacing",
            "look",
            "这张卡已申请补卡。",
            "补卡期间只能保持挂失；新卡启用后旧卡自动注销。",
            SOURCE,
        )


@contradiction_check(CARD_IN_USE)
def card_not_enabled(resident: Resident, on: dt.date) -> Iterator[Contradiction]:
    """An item about a card in use looks at one that nobody enabled; enabling it does not."""
    known = sorted_cards(resident)
    if known.in_use is not None and known.in_use.state == CardState.SEALED and known.successor is None:
        yield Contradiction(
            "card_sealed", "look", "这张卡的社保功能还没有启用。", "请核对是否已领卡并启用。", SOURCE
        )


def _above_says_otherwise(known: Cards) -> Iterator[Contradiction]:
    for card in (known.in_use, known.successor):
        if card is None or card.differs_since is None:
            continue
        above = CardState(card.above_state).label if card.above_state else "无"
        yield Contradiction(
            "card_differs",
            "look",
            f"社保卡（尾号{str(card.number)[-4:]}）本地台账是“{card.get_state_display()}”，上级台账是“{above}”"
            f"{f'（数据截至{day_words(card.as_of)}）' if card.as_of else ''}。",
            "请告诉县级社保卡业务人员核对，在“社保卡核对”里决定以哪边为准。",
            "省集中系统社保卡台账",
        )
