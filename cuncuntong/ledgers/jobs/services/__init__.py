"""Writes of the jobs ledger, by topic. Each is made once for a case, and undone by its number."""

from cuncuntong.ledgers.jobs.services.seekers import (
    close_seeker,
    expire_seekers,
    register_seeker,
    renew_seeker,
    undo_seeker,
    valid_until,
)

__all__ = [
    "close_seeker",
    "expire_seekers",
    "register_seeker",
    "renew_seeker",
    "undo_seeker",
    "valid_until",
]
