"""Writes of the bookkeeping: a year's interest, and the nightly proof of every account."""

from cuncuntong.ledgers.bookkeeping.services.interest import (
    begin_interest,
    cancel_interest,
    confirm_interest,
)
from cuncuntong.ledgers.bookkeeping.services.interest_work import (
    compute_interest,
    post_interest,
    undo_interest,
)
from cuncuntong.ledgers.bookkeeping.services.proof import ask_for_proof, prove_books, prove_in_background
from cuncuntong.ledgers.bookkeeping.services.settling import settle_finding
from cuncuntong.ledgers.bookkeeping.services.taking_back import (
    cancel_reversal,
    confirm_reversal,
    correct_interest,
    keep_interest,
    reverse_interest,
)

__all__ = [
    "ask_for_proof",
    "begin_interest",
    "cancel_interest",
    "cancel_reversal",
    "compute_interest",
    "confirm_interest",
    "confirm_reversal",
    "correct_interest",
    "keep_interest",
    "post_interest",
    "prove_books",
    "prove_in_background",
    "reverse_interest",
    "settle_finding",
    "undo_interest",
]
