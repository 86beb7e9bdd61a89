"""A resident's death entered in the record, and taken back where it was reported wrongly."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account


def enter_death(
    *, resident: Resident, died_on: dt.date, actor: Account | None, case_number: str = ""
) -> bool:
    """Marks the resident as deceased; False where the record says so already, whatever its day."""
    with transaction.atomic():
        row = Resident.objects.select_for_update().get(pk=resident.pk)
        if row.standing in (Standing.DECEASED, Standing.MERGED):
            return False
        _set(row, Standing.DECEASED, died_on)
        _audit(row, "resident.death_entered", actor, case_number)
    resident.standing, resident.deceased_on = Standing.DECEASED, died_on
    return True


def take_back_death(*, resident: Resident, actor: Account | None, case_number: str = "") -> bool:
    """The resident lives: the record is in use again, or says again where they moved to.

    False where no death is entered.
    """
    with transaction.atomic():
        row = Resident.objects.select_for_update().get(pk=resident.pk)
        if row.standing != Standing.DECEASED:
            return False
        standing = Standing.MOVED_OUT if row.moved_out_on else Standing.PRESENT
        _set(row, standing, None)
        _audit(row, "resident.death_taken_back", actor, case_number)
    resident.standing, resident.deceased_on = standing, None
    return True


def _set(row: Resident, standing: str, died_on: dt.date | None) -> None:
    # The version grows, so that somebody who edits the record meanwhile is told.
    Resident.objects.filter(pk=row.pk).update(
        standing=standing, deceased_on=died_on, version=F("version") + 1
    )


def _audit(row: Resident, action: str, actor: Account | None, case_number: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="residents.Resident",
        object_id=str(row.pk),
        detail={"case": case_number},
    )
