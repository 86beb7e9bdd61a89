"""The audit log's words: social cards."""

from __future__ import annotations

from cuncuntong.ledgers.cards.enums import CardMove

ACTIONS: dict[str, str] = {
    "card.fetched": "取回上级社保卡台账",
    "card.kept": "社保卡与上级不一致：以本地为准",
    "card.looked": "社保卡上级不同意：已核对",
    "card.taken_over": "社保卡与上级不一致：以上级为准",
    "card.unmasked": "显示社保卡号",
    **{f"card.{move.value}": f"社保卡：{move.label}" for move in CardMove},
}

OBJECTS: dict[str, str] = {
    "cards.SocialCard": "社保卡",
}
