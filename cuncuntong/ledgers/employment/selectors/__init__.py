"""Reads of the employment ledger, by topic."""

from cuncuntong.ledgers.employment.selectors.certificates import (
    Checked,
    certificate_of,
    check_token,
    entries_of,
    holding_copy,
)
from cuncuntong.ledgers.employment.selectors.hardship import (
    Offer,
    is_hard_to_employ,
    limits,
    offers,
    open_hardship,
    person,
)
from cuncuntong.ledgers.employment.selectors.retirement import last_retirement, retirements
from cuncuntong.ledgers.employment.selectors.unemployment import (
    active_unemployment,
    insured_by_unit,
    is_registered_unemployed,
    reason_changes,
    unemployments_of,
)

__all__ = [
    "Checked",
    "Offer",
    "active_unemployment",
    "certificate_of",
    "check_token",
    "entries_of",
    "holding_copy",
    "insured_by_unit",
    "is_hard_to_employ",
    "is_registered_unemployed",
    "last_retirement",
    "limits",
    "offers",
    "open_hardship",
    "person",
    "reason_changes",
    "retirements",
    "unemployments_of",
]
