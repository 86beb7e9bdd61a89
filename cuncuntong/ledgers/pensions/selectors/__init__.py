"""Reads of the pensions ledger, by topic."""

from cuncuntong.ledgers.pensions.selectors.accounts import (
    PensionFacts,
    account_of,
    balance,
    basic_account,
    pension_facts,
    running_entitlement,
    years_paid,
)
from cuncuntong.ledgers.pensions.selectors.history import (
    ContributionHistory,
    SchemeHistory,
    YearRow,
    contribution_history,
)

__all__ = [
    "ContributionHistory",
    "PensionFacts",
    "SchemeHistory",
    "YearRow",
    "account_of",
    "balance",
    "basic_account",
    "contribution_history",
    "pension_facts",
    "running_entitlement",
    "years_paid",
]
