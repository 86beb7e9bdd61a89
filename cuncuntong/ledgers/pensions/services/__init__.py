"""Writes of the pensions ledger, by topic. Each is made once for a case and can be undone."""

from cuncuntong.ledgers.pensions.services.accounts import open_account, undo_open
from cuncuntong.ledgers.pensions.services.back_payments import (
    approve_back_payments,
    mark_back_payment_paid,
    mark_back_payment_unpaid,
    undo_back_payments,
)
from cuncuntong.ledgers.pensions.services.changes import (
    change_level,
    close_account,
    pause_account,
    resume_account,
    undo_change,
)
from cuncuntong.ledgers.pensions.services.entitlements import start_entitlement, undo_entitlement
from cuncuntong.ledgers.pensions.services.entries import post_entry, reverse_entry
from cuncuntong.ledgers.pensions.services.payees import set_payee, undo_payee

__all__ = [
    "approve_back_payments",
    "change_level",
    "close_account",
    "mark_back_payment_paid",
    "mark_back_payment_unpaid",
    "open_account",
    "pause_account",
    "post_entry",
    "resume_account",
    "reverse_entry",
    "set_payee",
    "start_entitlement",
    "undo_back_payments",
    "undo_change",
    "undo_entitlement",
    "undo_open",
    "undo_payee",
]
