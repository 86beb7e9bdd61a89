"""Recording: one insert in the caller's transaction; chaining happens later (chain.py).

Chaining in the same transaction would make all writers wait for each other on PostgreSQL
(docs/adr/0005-audit-chain.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit.content import canonical, mac_of
from cuncuntong.foundation.audit.context import current_context
from cuncuntong.foundation.audit.models import AuditEntry


class OutsideTransaction(Exception):
    """An entry was recorded outside the transaction of what it tells about."""


def make_entry(
    *,
    actor: Any,
    action: str,
    object_type: str,
    object_id: str,
    detail: Mapping[str, Any] | None = None,
    at: Any = None,
) -> AuditEntry:
    """An entry with its MAC, not yet saved. ``actor`` is an account, or None for the system."""
    context = current_context()
    who = actor if actor is not None else context.actor
    known = who is not None and getattr(who, "pk", None) is not None
    entry = AuditEntry(
        at=at or timezone.now(),
        actor_id=who.pk if known else None,
        actor_name=str(who)[:40] if known else "系统",
        action=action,
        object_type=object_type,
        object_id=str(object_id)[:80],
        ip=context.ip,
        detail=dict(detail or {}),
    )
    entry.mac = mac_of(canonical(entry))
    return entry


def record(
    *,
    actor: Any,
    action: str,
    object_type: str,
    object_id: str,
    detail: Mapping[str, Any] | None = None,
    allow_autocommit: bool = False,
) -> AuditEntry:
    """Writes one entry in the transaction of what it tells about.

    ``action`` is dotted (``case.accepted``, ``resident.unmasked``); ``detail`` must be JSON without
    sensitive plain values. Raises OutsideTransaction where none is open, unless it is allowed.
    """
    if not allow_autocommit and not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{action} was recorded outside a transaction")
    entry = make_entry(
        actor=actor, action=action, object_type=object_type, object_id=object_id, detail=detail
    )
    entry.save(force_insert=True)
    return entry


def record_many(entries: Iterable[Mapping[str, Any]]) -> int:
    """Writes many entries at once (imports, seeds); each mapping holds make_entry's arguments."""
    made = [make_entry(**entry) for entry in entries]
    AuditEntry.objects.bulk_create(made, batch_size=1000)
    return len(made)
