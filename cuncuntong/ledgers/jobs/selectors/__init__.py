"""Reads of the jobs ledger, by topic."""

from cuncuntong.ledgers.jobs.selectors.employment import current_employments, employments_of
from cuncuntong.ledgers.jobs.selectors.seekers import (
    active_seeker,
    effective_state,
    last_seeker,
    seekers_of,
    standing_seeker,
    standing_seekers,
)

__all__ = [
    "active_seeker",
    "current_employments",
    "effective_state",
    "employments_of",
    "last_seeker",
    "seekers_of",
    "standing_seeker",
    "standing_seekers",
]
