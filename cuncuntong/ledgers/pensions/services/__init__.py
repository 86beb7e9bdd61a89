"""Writes of the pensions ledger, by topic. Each is made once for a case and can be undone."""

from cuncuntong.ledgers.pensions.services.accounts import open_account, undo_open
from cuncuntong.ledgers.pensions.services.entitlements import start_entitlement, undo_entitlement
from cuncuntong.ledgers.pensions.services.entries import post_entry, reverse_entry

__all__ = [
    "open_account",
    "post_entry",
    "reverse_entry",
    "start_entitlement",
    "undo_entitlement",
    "undo_open",
]
