"""Reads of the ledgers that the province keeps; all say as of which day they count."""

from cuncuntong.ledgers.insurance.selectors.contributions import (
    MonthRow,
    PaidHistory,
    PaidYear,
    insured_months,
    paid_history,
)
from cuncuntong.ledgers.insurance.selectors.participations import (
    PensionFacts,
    participation_of,
    participations_of,
    pension_above,
)
from cuncuntong.ledgers.insurance.selectors.payments import Failure, Paid, payments_above

__all__ = [
    "Failure",
    "MonthRow",
    "Paid",
    "PaidHistory",
    "PaidYear",
    "PensionFacts",
    "insured_months",
    "paid_history",
    "participation_of",
    "participations_of",
    "payments_above",
    "pension_above",
]
