"""Reads of the recoveries ledger, by topic."""

from cuncuntong.ledgers.recoveries.selectors.overpayments import (
    Overpaid,
    open_overpayments,
    overdue,
    overpaid_items,
    owed_words,
    received,
    remaining,
    schedule_of,
    set_off_pending,
    span_words,
    standing_agreement,
    with_received,
)
from cuncuntong.ledgers.recoveries.selectors.runs import in_flight, next_run_month
from cuncuntong.ledgers.recoveries.selectors.settlements import Payable, funeral_grant, payable

__all__ = [
    "Overpaid",
    "Payable",
    "funeral_grant",
    "in_flight",
    "next_run_month",
    "open_overpayments",
    "overdue",
    "overpaid_items",
    "payable",
    "received",
    "remaining",
    "schedule_of",
    "set_off_pending",
    "owed_words",
    "span_words",
    "standing_agreement",
    "with_received",
]
