"""What situations can say of a card beyond the one in use (社保卡):

新社保卡: {卡号, 制卡进度, 银行}——补卡、换卡做出来的、还没启用的新卡
"""

from __future__ import annotations

from typing import Any

from cuncuntong.ledgers.cards.enums import CardState, MakingState
from cuncuntong.ledgers.cards.models import SocialCard


def _successor(world: Any, told: Any) -> None:
    making = next(one for one in MakingState if one.label == told["制卡进度"])
    SocialCard.objects.create(
        resident=world.resident,
        number=told["卡号"],
        bank=told.get("银行", ""),
        state=CardState.SEALED,
        making=making,
        successor=True,
    )


ENTRIES = {"新社保卡": _successor}
