"""Pensions of residents: what is due a month, part by part, and who may draw it."""

from cuncuntong.rules.pension.computation import ROUNDING_RULE, Computation, Part, to_fen
from cuncuntong.rules.pension.eligibility import (
    Condition,
    Eligibility,
    first_pension_month,
    resident_pension_eligibility,
)
from cuncuntong.rules.pension.resident import compute_resident_pension

__all__ = [
    "ROUNDING_RULE",
    "Computation",
    "Condition",
    "Eligibility",
    "Part",
    "compute_resident_pension",
    "first_pension_month",
    "resident_pension_eligibility",
    "to_fen",
]
