"""Reads of certification, by topic."""

from cuncuntong.ledgers.certification.selectors.lists import (
    Counts,
    Tally,
    certifications_of,
    count_states,
    doubts,
    people,
    tally,
)

__all__ = ["Counts", "Tally", "certifications_of", "count_states", "doubts", "people", "tally"]
