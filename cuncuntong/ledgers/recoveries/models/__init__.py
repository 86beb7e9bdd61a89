"""Overpayments with what was agreed and what came back; heirs and settlements after a death."""

from cuncuntong.ledgers.recoveries.models.agreements import Agreement, Instalment, SignedPage
from cuncuntong.ledgers.recoveries.models.overpayments import OverpaidItem, Overpayment
from cuncuntong.ledgers.recoveries.models.postings import PostedRecovery, Recovery
from cuncuntong.ledgers.recoveries.models.settlements import DeathSettlement, Heir

__all__ = [
    "Agreement",
    "DeathSettlement",
    "Heir",
    "Instalment",
    "OverpaidItem",
    "Overpayment",
    "PostedRecovery",
    "Recovery",
    "SignedPage",
]
