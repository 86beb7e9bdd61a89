"""What a ledger says when it will not take a change."""

from __future__ import annotations


class LedgerRefused(Exception):
    """The ledger will not take the change: nothing has happened.

    ``message`` says why and ``remedy`` what to do, both in words for the clerk.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}{remedy}")
