"""What a safety check finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be. ``stops``: production must not start with it."""

    stops: bool
    what: str
    todo: str
