"""Writes of unemployment benefit, by topic."""

from cuncuntong.ledgers.unemployment.services.benefits import start_benefit, undo_benefit
from cuncuntong.ledgers.unemployment.services.ending import end_benefit, resume_benefit
from cuncuntong.ledgers.unemployment.services.overpaid import receive
from cuncuntong.ledgers.unemployment.services.signs import decide_sign
from cuncuntong.ledgers.unemployment.services.watch import watch

__all__ = [
    "decide_sign",
    "end_benefit",
    "receive",
    "resume_benefit",
    "start_benefit",
    "undo_benefit",
    "watch",
]
