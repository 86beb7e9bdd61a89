"""Reads of unemployment registrations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cuncuntong.ledgers.employment.enums import (
    LeftHow,
    UnemploymentMove,
    UnemploymentReason,
    UnemploymentState,
)
from cuncuntong.ledgers.employment.models import Unemployment
from cuncuntong.ledgers.jobs.enums import EmploymentKind
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.ledgers.residents.reading import read_once


@read_once
def active_unemployment(resident: Resident) -> Unemployment | None:
    """The registration that runs."""
    return Unemployment.objects.filter(resident=resident, state=UnemploymentState.ACTIVE).first()


@dataclass(frozen=True)
class ReasonChange:
    """That why or how the work was lost was changed: when, by whom ("" at a kiosk), from what into what."""

    on: dt.date
    by: str
    former: str
    became: str


def reason_changes(row: Unemployment) -> list[ReasonChange]:
    """The changes of why or how the work was lost, the oldest first; one query."""
    said, found = (row.reason, row.left_how), []
    events = row.events.filter(move=UnemploymentMove.CHANGE, undone_at__isnull=True).order_by("-id")
    for on, by, before in events.values_list("on", "actor__full_name", "before"):
        former = (str(before.get("reason", said[0])), str(before.get("left_how", said[1])))
        if former != said:
            found.append(ReasonChange(on, by or "", _reason_words(*former), _reason_words(*said)))
        said = former
    return found[::-1]


def _reason_words(reason: str, left_how: str) -> str:
    how = f"，{LeftHow(left_how).label}" if left_how else ""
    return f"{UnemploymentReason(reason).label}{how}"


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
