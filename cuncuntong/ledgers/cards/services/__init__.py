"""Writes of the card ledger. Each is made once for a case; a card's row changes only as it was read."""

from cuncuntong.ledgers.cards.services.activating import activate
from cuncuntong.ledgers.cards.services.losing import (
    LOSS_DAYS,
    lapse_due,
    loss_ends_at,
    report_loss,
    undo_loss,
)
from cuncuntong.ledgers.cards.services.reversing import reverse_change
from cuncuntong.ledgers.cards.services.settling import note_looked, settle_difference
from cuncuntong.ledgers.cards.services.unmasking import unmask_number

__all__ = [
    "LOSS_DAYS",
    "activate",
    "lapse_due",
    "loss_ends_at",
    "note_looked",
    "report_loss",
    "reverse_change",
    "settle_difference",
    "undo_loss",
    "unmask_number",
]
