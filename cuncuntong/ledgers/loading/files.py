"""The sealed store of the files that were sent in and of the sheets of wrong rows."""

from __future__ import annotations

from cuncuntong.foundation.files import SealedStore


def store() -> SealedStore:
    """One store; settings may change between tests, so it is asked each time."""
    return SealedStore(context="loading")
