"""The order of locks: what was handed over comes before the ledger's row, as when an answer is taken."""

from __future__ import annotations

from cuncuntong.ledgers.above.models import Handover


def lock_handover(*keys: str) -> None:
    """Locks what goes up under the keys, before anything that its answer changes; unknown keys are none.

    In the caller's transaction. In another order a person who undoes and an answer that comes at the same
    moment would wait for each other.
    """
    list(Handover.objects.select_for_update().filter(key__in=keys).order_by("pk").values_list("pk"))
