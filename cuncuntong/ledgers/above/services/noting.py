"""What happened to a handover: an event for people, an audit entry, in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.above.models import Handover, HandoverEvent
from cuncuntong.network.models import Account


def note(
    row: Handover,
    what: str,
    words: str = "",
    *,
    actor: Account | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Adds an event."""
    HandoverEvent.objects.create(
        handover=row, at=at or timezone.now(), what=what, words=words[:300], actor=actor
    )


def audit(row: Handover, move: str, actor: Account | None, **more: Any) -> None:
    """Adds an audit entry; nothing of the payload or the answer stands in it."""
    record(
        actor=actor,
        action=f"above.{move}",
        object_type="above.Handover",
        object_id=str(row.pk),
        detail={
            "key": row.key,
            "kind": row.kind,
            "resident": row.resident_id,
            "case": row.case_number,
            **more,
        },
    )
