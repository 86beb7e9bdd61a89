"""The pensions ledger: accounts with posted entries, entitlements, payees, and what other schemes report."""

from cuncuntong.ledgers.pensions.models.accounts import AccountChange, PensionAccount
from cuncuntong.ledgers.pensions.models.back_payments import BackPayment
from cuncuntong.ledgers.pensions.models.entitlements import Entitlement, EntitlementHold, EntitlementRevision
from cuncuntong.ledgers.pensions.models.entries import PensionEntry, PostedEntry
from cuncuntong.ledgers.pensions.models.other import OtherScheme
from cuncuntong.ledgers.pensions.models.payees import Payee

__all__ = [
    "AccountChange",
    "BackPayment",
    "Entitlement",
    "EntitlementHold",
    "EntitlementRevision",
    "OtherScheme",
    "Payee",
    "PensionAccount",
    "PensionEntry",
    "PostedEntry",
]
