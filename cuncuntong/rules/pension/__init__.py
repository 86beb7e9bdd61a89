"""Pensions of residents: what is due a month, part by part, and who may draw it."""

from cuncuntong.rules.pension.computation import ROUNDING_RULE, Computation, Part, to_fen
from cuncuntong.rules.pension.eligibility import (
    Condition,
    Eligibility,
    first_pension_month,
    resident_pension_eligibility,
)
from cuncuntong.rules.pension.interest import year_interest
from cuncuntong.rules.pension.open_years import OpenYear, OpenYears, open_years
from cuncuntong.rules.pension.resident import compute_resident_pension
from cuncuntong.rules.pension.schemes import CLAIM_AGES, LEAST_YEARS, compute_for
from cuncuntong.rules.pension.supplementary import (
    compute_supplementary_pension,
    supplementary_pension_eligibility,
)

__all__ = [
    "CLAIM_AGES",
    "LEAST_YEARS",
    "ROUNDING_RULE",
    "Computation",
    "Condition",
    "Eligibility",
    "OpenYear",
    "OpenYears",
    "Part",
    "compute_for",
    "compute_resident_pension",
    "compute_supplementary_pension",
    "first_pension_month",
    "open_years",
    "resident_pension_eligibility",
    "supplementary_pension_eligibility",
    "to_fen",
    "year_interest",
]
