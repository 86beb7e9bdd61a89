"""Writes of the jobs ledger, by topic. Each is made once for a case, and undone by its number."""

from cuncuntong.ledgers.jobs.services.seeker_rows import undo_seeker
from cuncuntong.ledgers.jobs.services.seekers import (
    close_seeker,
    contact_seeker,
    expire_seekers,
    pause_seeker,
    register_seeker,
    renew_seeker,
    resume_seeker,
    valid_until,
)

__all__ = [
    "close_seeker",
    "contact_seeker",
    "expire_seekers",
    "pause_seeker",
    "register_seeker",
    "renew_seeker",
    "resume_seeker",
    "undo_seeker",
    "valid_until",
]
