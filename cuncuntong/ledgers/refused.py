"""What a ledger says when it will not take a change."""

from __future__ import annotations

from cuncuntong.rules.service_item import EffectRefused


class LedgerRefused(EffectRefused):
    """The ledger will not take the change: nothing has happened.

    ``message`` says why and ``remedy`` what to do, both in words for the clerk; ``field`` names what was
    given wrongly ("" for the whole), by the name of the service's argument. An item's effect lets it
    pass: to a case it is an effect that was refused.
    """

    def __init__(self, message: str, remedy: str = "", field: str = "") -> None:
        self.field = field
        super().__init__(message, remedy)
