"""What the writes of job fairs share: who may, the locked row, the entries in history and audit log."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model, QuerySet

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.fairs.models import Fair, FairEvent
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account


class FairRefused(LedgerRefused):
    """A fair that can't be so; ``field`` is where the form says it ("" for the whole)."""

    def __init__(self, message: str, remedy: str = "", *, field: str = "") -> None:
        super().__init__(message, remedy, field)


def managed(caller: Caller, rows: QuerySet[Fair], **lookup: Any) -> Fair:
    """The fair that the caller may change; raises Denied or NotVisible."""
    return fetch(caller, Ability.FAIR_MANAGE, rows, line=Line.EMPLOYMENT, **lookup)


def locked(caller: Caller, fair_id: int) -> Fair:
    """The same, locked: whoever changes it or signs up for it waits for the other."""
    return managed(caller, Fair.objects.select_for_update(), pk=fair_id)


def enter(fair: Fair, move: str, actor: Account | None, *, note: str = "", **before: Any) -> None:
    """A line of the fair's history, and the same in the audit log."""
    FairEvent.objects.create(
        fair=fair, move=move, actor=actor, note=note[:300], before={k: _plain(v) for k, v in before.items()}
    )
    record(
        actor=actor,
        action=f"fair.{move}",
        object_type="fairs.Fair",
        object_id=str(fair.pk),
        detail={"note": note[:100], "fields": sorted(before)},
    )


def log(fair: Fair, action: str, actor: Account | None, **detail: Any) -> None:
    """An audit entry about something at a fair."""
    record(actor=actor, action=action, object_type="fairs.Fair", object_id=str(fair.pk), detail=detail)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value.pk if isinstance(value, Model) else value
