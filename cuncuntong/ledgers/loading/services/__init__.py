"""Writes of the loads: sending a file in, agreeing its totals, loading, and taking it back as a whole."""

from cuncuntong.ledgers.loading.services.batches import cancel, confirm_totals, send_in, start_loading
from cuncuntong.ledgers.loading.services.builds_on import what_builds_on
from cuncuntong.ledgers.loading.services.checks import check_batch
from cuncuntong.ledgers.loading.services.loads import load_batch
from cuncuntong.ledgers.loading.services.undoing import start_reversal, undo_batch

__all__ = [
    "cancel",
    "check_batch",
    "confirm_totals",
    "load_batch",
    "send_in",
    "start_loading",
    "start_reversal",
    "undo_batch",
    "what_builds_on",
]
