"""Reading the audit log."""

from __future__ import annotations

from cuncuntong.foundation.audit.models import AuditEntry, AuditQuerySet


def entries_for(object_type: str, object_id: object) -> AuditQuerySet:
    """What happened to one object, newest first (index audit_object)."""
    return AuditEntry.objects.filter(object_type=object_type, object_id=str(object_id)).order_by("-at", "-id")


def entries_by(actor_id: int) -> AuditQuerySet:
    """What one account did, newest first (index audit_actor)."""
    return AuditEntry.objects.filter(actor_id=actor_id).order_by("-at", "-id")
