"""What the province keeps, as fetched, and what was declared here and handed over."""

from cuncuntong.ledgers.insurance.models.declared import FlexibleDeclaration, PensionStop
from cuncuntong.ledgers.insurance.models.fetched import (
    BenefitPayment,
    ContributionMonth,
    Participation,
    Pension,
)

__all__ = [
    "BenefitPayment",
    "ContributionMonth",
    "FlexibleDeclaration",
    "Participation",
    "Pension",
    "PensionStop",
]
