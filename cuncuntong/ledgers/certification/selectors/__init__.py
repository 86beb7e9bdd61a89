"""Reads of certification, by topic."""

from cuncuntong.ledgers.certification.selectors.lists import (
    Counts,
    Tally,
    certifications_of,
    count_states,
    counting_day,
    doubts,
    grace_of,
    in_grace,
    people,
    tally,
    with_held_months,
)

__all__ = [
    "Counts",
    "Tally",
    "certifications_of",
    "count_states",
    "counting_day",
    "doubts",
    "grace_of",
    "in_grace",
    "people",
    "tally",
    "with_held_months",
]
