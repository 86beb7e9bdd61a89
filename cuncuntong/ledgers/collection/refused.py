"""What the collection says when it will not take something, and at which line of a form."""

from __future__ import annotations

from cuncuntong.ledgers.refused import LedgerRefused


class OrderRefused(LedgerRefused):
    """An order that can't be issued, or an arrival that can't be settled so; ``field`` names the line."""
