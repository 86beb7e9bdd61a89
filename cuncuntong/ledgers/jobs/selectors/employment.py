"""Reads of spells of employment."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


def employments_of(resident: Resident) -> QuerySet[Employment]:
    """Spells of employment that stand, the newest first."""
    return Employment.objects.filter(resident=resident, reversed_at__isnull=True).order_by(
        "-starts_on", "-pk"
    )


@read_once
def current_employments(resident: Resident, on: dt.date) -> QuerySet[Employment]:
    """Spells that run on a day."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    return employments_of(resident).filter(running, starts_on__lte=on)
