"""Writes of portraits, by topic."""

from cuncuntong.ledgers.portraits.services.consents import withdraw_consent
from cuncuntong.ledgers.portraits.services.deciding import answered, approve, send_back
from cuncuntong.ledgers.portraits.services.erasing import erase_due
from cuncuntong.ledgers.portraits.services.seeing import look, see_for_review
from cuncuntong.ledgers.portraits.services.taking import ConsentGiven, take, undo_take

__all__ = [
    "ConsentGiven",
    "answered",
    "approve",
    "erase_due",
    "look",
    "see_for_review",
    "send_back",
    "take",
    "undo_take",
    "withdraw_consent",
]
