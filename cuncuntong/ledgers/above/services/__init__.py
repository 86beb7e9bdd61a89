"""Writes of the gateway: handing over, sending, taking answers, packages, fetched ledgers."""

from cuncuntong.ledgers.above.services.answers import Said, Taking, take_answer
from cuncuntong.ledgers.above.services.handing import forget, hand_over, send_now, withdraw
from cuncuntong.ledgers.above.services.settling import settle, take_again

__all__ = [
    "Said",
    "Taking",
    "forget",
    "hand_over",
    "send_now",
    "settle",
    "take_again",
    "take_answer",
    "withdraw",
]
