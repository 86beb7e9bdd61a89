"""The audit log's words: social cards."""

from __future__ import annotations

from cuncuntong.ledgers.cards.enums import CardMove

ACTIONS: dict[str, str] = {
    "card.unmasked": "显示社保卡号",
    **{f"card.{move.value}": f"社保卡：{move.label}" for move in CardMove},
}

OBJECTS: dict[str, str] = {
    "cards.SocialCard": "社保卡",
}
