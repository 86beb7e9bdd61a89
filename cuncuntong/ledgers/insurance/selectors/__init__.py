"""Reads of the ledgers that the province keeps; all say as of which day they count."""

from cuncuntong.ledgers.insurance.selectors.contributions import (
    MonthRow,
    PaidHistory,
    PaidYear,
    histories_of,
    insured_months,
    paid_history,
)
from cuncuntong.ledgers.insurance.selectors.flexible import answered_on, standing_declaration
from cuncuntong.ledgers.insurance.selectors.participations import (
    PensionFacts,
    participation_of,
    participations_of,
    pension_above,
)
from cuncuntong.ledgers.insurance.selectors.payments import Failure, Paid, payments_above, payments_of_all
from cuncuntong.ledgers.insurance.selectors.seen import schemes_seen

__all__ = [
    "Failure",
    "MonthRow",
    "Paid",
    "PaidHistory",
    "PaidYear",
    "PensionFacts",
    "answered_on",
    "histories_of",
    "insured_months",
    "paid_history",
    "participation_of",
    "participations_of",
    "payments_above",
    "payments_of_all",
    "pension_above",
    "schemes_seen",
    "standing_declaration",
]
