"""What goes up, for record: a grant, an end, and an end that was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cuncuntong.ledgers.unemployment.models import Benefit

GRANTED, ENDED = "unemployment.benefit", "unemployment.end"
END_REVERSED = "unemployment.end_reversed"


def grant_key(row: Benefit) -> str:
    """The idempotency key of a grant."""
    return f"{GRANTED}:{row.case_number or row.pk}"


def end_key(row: Benefit) -> str:
    """The idempotency key of an end: an end that was taken back and came again is another one."""
    moment = row.ended_at or timezone.now()
    return f"{ENDED}:{row.pk}:{moment:%Y%m%d%H%M%S}"


def granted_payload(row: Benefit) -> Mapping[str, Any]:
    """What the province needs of a grant."""
    return {
        "name": row.resident.name,
        "id_number": row.resident.id_number,
        "registered_on": row.registered_on.isoformat(),
        "starts_on": row.starts_on.isoformat(),
        "paid_months": row.paid_months,
        "left_before": row.left_before,
        "months": row.months,
    }


def ended_payload(row: Benefit) -> Mapping[str, Any]:
    """What the province needs of an end."""
    assert row.last_month is not None
    return {
        "name": row.resident.name,
        "id_number": row.resident.id_number,
        "case": row.case_number,
        "reason": row.end_reason,
        "happened_on": row.ended_on.isoformat() if row.ended_on else "",
        "last_month": f"{row.last_month:%Y-%m}",
        "months_used": row.paid.filter(state="paid").count(),
    }


def end_reversed_key(end: str) -> str:
    """The idempotency key of taking back the end with a key."""
    return f"{END_REVERSED}:{end.partition(':')[2]}"


def end_reversed_payload(row: Benefit, end: str, reason: str) -> Mapping[str, Any]:
    """What the province needs to let a benefit run again that it ended by us."""
    return {
        "name": row.resident.name,
        "id_number": row.resident.id_number,
        "case": row.case_number,
        "reverses": end,
        "reason": reason,
    }
