"""What a ledger says when it will not take a change."""

from __future__ import annotations

from cuncuntong.rules.service_item import EffectRefused


class LedgerRefused(EffectRefused):
    """The ledger will not take the change: nothing has happened.

    ``message`` says why and ``remedy`` what to do, both in words for the clerk. An item's effect lets
    it pass: to a case it is an effect that was refused.
    """
