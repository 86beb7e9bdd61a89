"""Reads of unemployment registrations."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from cuncuntong.ledgers.employment.enums import UnemploymentMove, UnemploymentState
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@read_once
def active_unemployment(resident: Resident) -> Unemployment | None:
    """The registration that runs."""
    return Unemployment.objects.filter(resident=resident, state=UnemploymentState.ACTIVE).first()


def reason_changes(row: Unemployment) -> list[tuple[dt.date, str, str]]:
    """The days on which why or how the work was lost was changed, with the reason and the way before."""
    said, found = (row.reason, row.left_how), []
    events = row.events.filter(move=UnemploymentMove.CHANGE, undone_at__isnull=True).order_by("-id")
    for on, before in events.values_list("on", "before"):
        former = (str(before.get("reason", said[0])), str(before.get("left_how", said[1])))
        if former != said:
            found.append((on, *former))
        said = former
    return found[::-1]


def unemployments_of(resident: Resident) -> QuerySet[Unemployment]:
    """All that were not taken back, the newest first."""
    rows = Unemployment.objects.filter(resident=resident).exclude(state=UnemploymentState.REVERSED)
    return rows.order_by("-registered_on", "-pk")


def is_registered_unemployed(resident: Resident, on: dt.date) -> bool:
    """Whether the resident was registered as unemployed on a day."""
    rows = unemployments_of(resident).filter(registered_on__lte=on)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on)).exists()


def insured_by_unit(on: dt.date) -> Exists:
    """For rows with a resident: whether a unit insures them on a day, by our records."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    spells = Employment.objects.filter(
        running,
        resident=OuterRef("resident_id"),
        kind=EmploymentKind.UNIT,
        insured=True,
        starts_on__lte=on,
        reversed_at__isnull=True,
    )
    return Exists(spells)
