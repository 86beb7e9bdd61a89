"""Reads of unemployment benefit."""

from cuncuntong.ledgers.unemployment.selectors.basis import Basis, basis_of
from cuncuntong.ledgers.unemployment.selectors.benefits import (
    Used,
    benefits_of,
    months_taken,
    running_benefit,
    used_of,
    with_used,
)
from cuncuntong.ledgers.unemployment.selectors.overpaid import left_of, open_overpaid_of, with_returned

__all__ = [
    "Basis",
    "Used",
    "basis_of",
    "benefits_of",
    "left_of",
    "months_taken",
    "open_overpaid_of",
    "running_benefit",
    "used_of",
    "with_returned",
    "with_used",
]
