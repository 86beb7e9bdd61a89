"""Holding the payments of very many entitlements back at once: the rules of suspend_entitlement, a few
statements for hundreds of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cuncuntong.foundation.audit import record_many
from cuncuntong.foundation.bulk import update_rows
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold
from cuncuntong.ledgers.pensions.selectors.holds import OPEN, first_of_month
from cuncuntong.network.models import Account

_RUNNING = (EntitlementState.RUNNING, EntitlementState.SUSPENDED)


@dataclass(frozen=True)
class NewHold:
    """An entitlement to hold from a month on, with the day that it happened on and why."""

    entitlement: int
    from_month: dt.date
    happened_on: dt.date | None
    reason: str


def suspend_entitlements(
    *, orders: Sequence[NewHold], kind: str, on: dt.date, actor: Account | None
) -> list[EntitlementHold]:
    """Holds them in the caller's transaction, with one audit entry each; gives the holds that are new.

    What runs no more, or is held for the same reason already, is left as it is. Not for a death: that
    ends an entitlement, with all that follows (recoveries).
    """
    if kind == HoldKind.DEATH:
        raise ValueError("a death is registered one by one")
    wanted = {order.entitlement: order for order in orders}
    known = _known_reasons(wanted)
    words = str(HoldKind(kind).label)
    new = [key for key, reasons in known.items() if words not in reasons]
    holds = EntitlementHold.objects.bulk_create(
        (
            EntitlementHold(
                entitlement_id=key,
                kind=kind,
                from_month=first_of_month(wanted[key].from_month),
                happened_on=wanted[key].happened_on,
                reason=wanted[key].reason.strip()[:200],
                evidence="",
                decided_on=on,
                actor=actor,
            )
            for key in new
        ),
        batch_size=500,
    )
    update_rows(
        Entitlement,
        ["state", "reason"],
        [
            (str(EntitlementState.SUSPENDED), "、".join(sorted({*known[key], words}))[:100], key)
            for key in new
        ],
    )
    record_many(_entry(hold, actor) for hold in holds)
    return holds


def _known_reasons(keys: Iterable[int]) -> dict[int, set[str]]:
    """Those that run, locked, in the order of their keys, with the reasons they are held for already."""
    rows = Entitlement.objects.select_for_update().filter(pk__in=list(keys), state__in=_RUNNING)
    known: dict[int, set[str]] = {
        key: set() for key in sorted(rows.order_by("pk").values_list("pk", flat=True))
    }
    found = EntitlementHold.objects.filter(OPEN, entitlement__in=list(known))
    for key, kind in found.values_list("entitlement_id", "kind"):
        known[key].add(str(HoldKind(kind).label))
    return known


def _entry(hold: EntitlementHold, actor: Account | None) -> dict[str, Any]:
    return {
        "actor": actor,
        "action": "pension.held",
        "object_type": "pensions.EntitlementHold",
        "object_id": str(hold.pk),
        "detail": {"entitlement": hold.entitlement_id, "case": "", "kind": hold.kind},
    }
