"""Deleting pictures whose time is over; the records stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cuncuntong.ledgers.portraits.enums import TO_RETAKE, ErasedWhy, PortraitState
from cuncuntong.ledgers.portraits.models import Portrait
from cuncuntong.ledgers.portraits.services._rows import audit, erase, lock_handovers
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.network.parameters import setting

CHUNK = 200


def erase_due(today: dt.date) -> int:
    """Deletes the pictures that need not be kept any longer on a day; returns how many. May be repeated."""
    total = 0
    while keys := _due_keys(today):
        with transaction.atomic():
            lock_handovers(keys)
            rows = Portrait.objects.select_for_update(of=("self",)).filter(pk__in=keys).exclude(stored_as="")
            for row in rows.select_related("resident").order_by("pk"):
                why = _why(row)
                erase(row, why, timezone.now())
                audit(row, "portrait.erased", None, why=why)
        total += len(keys)
    return total


def _due_keys(today: dt.date) -> list[int]:
    """Returned ones after their days, former ones after theirs, and those of people who died."""
    returned = _midnight(today - dt.timedelta(days=setting("portraits.returned_days")))
    former = today - dt.timedelta(days=setting("portraits.former_days"))
    due = (
        Q(state__in=TO_RETAKE, reviewed_at__lt=returned)
        | Q(state=PortraitState.REPLACED, until_on__lt=former)
        | Q(resident__standing=Standing.DECEASED) & ~Q(state=PortraitState.WAITING)
    )
    rows = Portrait.objects.exclude(stored_as="").filter(due)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def _why(row: Portrait) -> ErasedWhy:
    if row.resident.standing == Standing.DECEASED:
        return ErasedWhy.DECEASED
    return ErasedWhy.FORMER if row.state == PortraitState.REPLACED else ErasedWhy.RETURNED


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
