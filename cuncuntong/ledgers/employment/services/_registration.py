"""What every change of an unemployment registration shares: its event, what stood before, the audit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.employment.enums import UnemploymentMove, UnemploymentState
from cuncuntong.ledgers.employment.models import Unemployment, UnemploymentEvent
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months

CONTACT_MONTHS = "employment.contact_months"
# What a change of a registration may alter, beside its state; `before` keeps all of it.
TOLD = ("reason", "left_how", "last_unit", "unemployed_since", "wishes", "remarks")
KEPT = (
    *TOLD,
    "state",
    "last_contact_on",
    "contact_due_on",
    "warned_on",
    "ended_on",
    "end_reason",
    "end_note",
)


def contact_due(last: dt.date, on: dt.date) -> dt.date:
    """The last day by which somebody who was last in contact on a day should be so again."""
    return add_months(last, current().integer(CONTACT_MONTHS, on))


def renewed(on: dt.date) -> dict[str, Any]:
    """What a contact of a day changes: the time runs anew."""
    return {"last_contact_on": on, "contact_due_on": contact_due(on, on), "warned_on": None}


def made_before(case_number: str, move: str) -> Unemployment | None:
    """What a case made before, if it is asked again."""
    if not case_number:
        return None
    events = UnemploymentEvent.objects.select_related("unemployment__resident")
    done = events.filter(case_number=case_number, move=move, undone_at__isnull=True).first()
    return done.unemployment if done else None


def move_registration(
    unemployment: Unemployment,
    move: UnemploymentMove,
    changes: dict[str, Any],
    *,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
    channel: str = "",
    note: str = "",
) -> Unemployment:
    """Changes a registration that runs and writes why. The same case again gives the same row.

    Raises LedgerRefused unless it runs.
    """
    with transaction.atomic():
        done = made_before(case_number, move)
        if done is not None:
            return done
        row = (
            Unemployment.objects.select_related("resident")
            .select_for_update(of=("self",))
            .get(pk=unemployment.pk)
        )
        if row.state != UnemploymentState.ACTIVE:
            raise LedgerRefused(
                f"这条失业登记{row.get_state_display()}，不能再{move.label}。", "请刷新页面查看。"
            )
        before = _snapshot(row)
        for name, value in changes.items():
            setattr(row, name, value)
        save_only_active(row)
        enter_event(
            row, move, before, on=on, actor=actor, case_number=case_number, channel=channel, note=note
        )
    return row


def _snapshot(row: Unemployment) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in KEPT}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
    }


def save_only_active(row: Unemployment) -> None:
    """Saves a registration; LedgerRefused where the resident has another one that runs."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if row.unemployed_since > row.registered_on:
            raise LedgerRefused("失业日期晚于登记日期。", "请核对失业日期。") from error
        raise LedgerRefused("该居民已有失业登记。", "不用重复登记，可以变更或注销原登记。") from error


def enter_event(
    row: Unemployment,
    move: UnemploymentMove,
    before: dict[str, Any] | None,
    *,
    on: dt.date,
    actor: Account | None,
    case_number: str,
    channel: str = "",
    note: str = "",
) -> None:
    """Writes the event of a change and its audit entry."""
    UnemploymentEvent.objects.create(
        unemployment=row,
        move=move,
        on=on,
        actor=actor,
        channel=channel,
        note=note,
        before=before or {},
        case_number=case_number,
    )
    log_registration(row, f"unemployment.{move.value}", actor, case_number)


def log_registration(row: Unemployment, action: str, actor: Account | None, case_number: str) -> None:
    """One audit entry about a registration."""
    record(
        actor=actor,
        action=action,
        object_type="employment.Unemployment",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": case_number},
    )
