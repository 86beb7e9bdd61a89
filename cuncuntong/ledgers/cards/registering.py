"""What the card ledger registers with the gateway: what goes up, and the ledger that is fetched."""

from __future__ import annotations

from cuncuntong.ledgers.above.hooks import HandoverKind, register_feed, register_kind
from cuncuntong.ledgers.cards.feed import FEED
from cuncuntong.ledgers.cards.services import handing
from cuncuntong.ledgers.cards.services.answering import answered, corrected
from cuncuntong.network.enums import Line

_NAMES = {
    handing.ACTIVATE: "社保卡启用",
    handing.LOSS: "社保卡挂失",
    handing.UNDO_LOSS: "社保卡解除挂失",
    handing.REVERSE: "社保卡业务撤销",
}

for _code, _name in _NAMES.items():
    register_kind(HandoverKind(code=_code, name=_name, line=Line.CARD, answered=answered))
register_kind(
    HandoverKind(code=handing.CORRECT, name="社保卡状态更正", line=Line.CARD, answered=corrected, awaited="")
)
register_feed(FEED)
