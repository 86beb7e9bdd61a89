"""What stands in an address or a hidden input, read without trust: nonsense is nothing, never a fault."""

from __future__ import annotations

import datetime as dt

MOST_DIGITS = 18  # what a row's number can have
EARLIEST, LATEST = 2000, 2200


def whole(text: str) -> int | None:
    """A whole number of at most 18 digits out of 0 to 9; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def day(text: str) -> dt.date | None:
    """A day out of 20261124 or 2026-11-24 of this or the coming century; None for anything else."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None


def moment(text: str) -> dt.datetime | None:
    """A moment as isoformat writes it, with or without zone, within the same years; None otherwise."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None
