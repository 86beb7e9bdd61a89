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
from cuncuntong.ledgers.pensions.selectors.back_payments import (
    open_back_payments,
    standing_back_payments,
)
from cuncuntong.ledgers.pensions.selectors.books import Book, books_of
from cuncuntong.ledgers.pensions.selectors.history import (
    ContributionHistory,
    SchemeHistory,
    YearRow,
    contribution_history,
)
from cuncuntong.ledgers.pensions.selectors.levels import levels_figure, levels_of, levels_of_year
from cuncuntong.ledgers.pensions.selectors.payees import others_paid_on, payee_of, shared_words

__all__ = [
    "Book",
    "ContributionHistory",
    "PensionFacts",
    "SchemeHistory",
    "YearRow",
    "account_of",
    "balance",
    "basic_account",
    "books_of",
    "contribution_history",
    "levels_figure",
    "levels_of",
    "levels_of_year",
    "open_back_payments",
    "others_paid_on",
    "payee_of",
    "pension_facts",
    "running_entitlement",
    "shared_words",
    "standing_back_payments",
    "years_paid",
]
