"""Recording: one insert in the caller's transaction; chaining happens later (chain.py).

Chaining in the same transaction would make all writers wait for each other on PostgreSQL
(docs/adr/0005-audit-chain.md).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit.content import canonical, mac_of, plain_json, plain_text
from cuncuntong.foundation.audit.context import NOWHERE, current_context
from cuncuntong.foundation.audit.models import AuditEntry

SYSTEM = "系统"
VISITOR = "未登录访客"


class OutsideTransaction(Exception):
    """An entry was recorded outside the transaction of what it tells about."""


def make_entry(
    *,
    actor: Any,
    action: str,
    object_type: str,
    object_id: object,
    detail: Mapping[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> AuditEntry:
    """An entry with its MAC, not yet saved. ``actor`` is an account, or None for the context's.

    Texts are cut to their columns, as PostgreSQL would refuse the row, and the work with it.
    """
    context = current_context()
    who = actor if actor is not None else context.actor
    place = context.place() if context.place is not None else NOWHERE
    entry = AuditEntry(
        at=at or timezone.now(),
        actor_id=getattr(who, "pk", None),
        actor_name=_name(who),
        duty=plain_text(place.duty, 60),
        point_id=place.point_id,
        area=plain_text(place.area, 12),
        action=plain_text(action, 60),
        object_type=plain_text(object_type, 40),
        object_id=plain_text(object_id, 80),
        ip=plain_text(context.ip, 45),
        detail=plain_json(detail or {}),
        salt=secrets.token_hex(8),
    )
    entry.mac = mac_of(canonical(entry))
    return entry


def _name(who: Any) -> str:
    if who is None:
        return SYSTEM
    # A request without signing in (the public pages) has an account without a number.
    return plain_text(who, 40) if getattr(who, "pk", None) is not None else VISITOR


def record(
    *,
    actor: Any,
    action: str,
    object_type: str,
    object_id: object,
    detail: Mapping[str, Any] | None = None,
    allow_autocommit: bool = False,
) -> AuditEntry:
    """Writes one entry in the transaction of what it tells about.

    ``action`` is dotted (``case.accepted``, ``resident.unmasked``); ``detail`` holds no sensitive
    plain value. Raises OutsideTransaction where none is open, unless it is allowed.
    """
    _need_transaction(action, allow_autocommit)
    entry = make_entry(
        actor=actor, action=action, object_type=object_type, object_id=object_id, detail=detail
    )
    entry.save()
    return entry


def record_many(entries: Iterable[Mapping[str, Any]], *, allow_autocommit: bool = False) -> int:
    """Writes many entries at once; each mapping holds make_entry's arguments. Returns how many."""
    made = [make_entry(**entry) for entry in entries]
    if made:
        _need_transaction(made[0].action, allow_autocommit)
        AuditEntry.objects.bulk_create(made, batch_size=1000)
    return len(made)


def _need_transaction(action: str, allow_autocommit: bool) -> None:
    if not allow_autocommit and not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(f"{action} was recorded outside a transaction")
