"""Registering unemployment, changing it, keeping in contact, ending it; once for a case, and undone by it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.employment.enums import (
    EndReason,
    EntryKind,
    UnemploymentMove,
    UnemploymentReason,
    UnemploymentState,
)
from cuncuntong.ledgers.employment.models import Unemployment, UnemploymentEvent
from cuncuntong.ledgers.employment.selectors.retirement import last_retirement
from cuncuntong.ledgers.employment.services import certificates
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months

CONTACT_MONTHS = "employment.contact_months"
# What a change of a registration may alter, beside its state; `before` keeps all of it.
TOLD = ("reason", "left_how", "last_unit", "unemployed_since", "wishes", "remarks")
_KEPT = (
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


def register(
    *, resident: Resident, on: dt.date, actor: Account | None, case_number: str = "", **told: Any
) -> Unemployment:
    """Registers a resident as unemployed, and enters it in the certificate, issued now if need be.

    ``told`` are the columns of TOLD. The same case again gives the same registration. Raises
    LedgerRefused where one runs already.
    """
    _check(told)
    with transaction.atomic():
        done = _made_before(case_number, UnemploymentMove.REGISTER)
        if done is not None:
            return done
        row = Unemployment(
            resident=resident,
            **told,
            registered_on=on,
            last_contact_on=on,
            contact_due_on=contact_due(on, on),
            retires_on=last_retirement(resident, on).day,
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        _save_only_active(row)
        _enter(row, UnemploymentMove.REGISTER, None, on=on, actor=actor, case_number=case_number)
        held = certificates.issue(resident=resident, on=on, actor=actor, case_number=case_number)
        certificates.enter(
            certificate=held,
            kind=EntryKind.UNEMPLOYMENT,
            on=on,
            text=f"失业登记：{UnemploymentReason(row.reason).label}",
            key=f"unemployment:{row.pk}",
            actor=actor,
            case_number=case_number,
        )
    return row


def change(
    *, unemployment: Unemployment, on: dt.date, actor: Account | None, case_number: str = "", **told: Any
) -> Unemployment:
    """Changes what was told; it counts as a contact. Raises LedgerRefused unless it runs."""
    _check(told)
    return _move(
        unemployment,
        UnemploymentMove.CHANGE,
        {**told, **_renewed(on)},
        on=on,
        actor=actor,
        case_number=case_number,
    )


def record_contact(
    *,
    unemployment: Unemployment,
    channel: str,
    note: str,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> Unemployment:
    """Somebody spoke with the person: the time runs anew from the day. Raises LedgerRefused unless it
    runs."""
    return _move(
        unemployment,
        UnemploymentMove.CONTACT,
        _renewed(on),
        on=on,
        actor=actor,
        case_number=case_number,
        channel=channel,
        note=note.strip()[:200],
    )


def warn(*, unemployment: Unemployment, on: dt.date) -> Unemployment:
    """Notes that the person was warned of the end."""
    return _move(unemployment, UnemploymentMove.WARN, {"warned_on": on}, on=on, actor=None)


def end(
    *,
    unemployment: Unemployment,
    reason: str,
    on: dt.date,
    actor: Account | None,
    note: str = "",
    case_number: str = "",
) -> Unemployment:
    """Ends a registration and enters that in the certificate. Raises LedgerRefused unless it runs."""
    changes = {
        "state": UnemploymentState.ENDED,
        "ended_on": on,
        "end_reason": reason,
        "end_note": note.strip()[:120],
    }
    with transaction.atomic():
        row = _move(unemployment, UnemploymentMove.END, changes, on=on, actor=actor, case_number=case_number)
        held = certificates.held_by(row.resident)
        if held is not None:
            certificates.enter(
                certificate=held,
                kind=EntryKind.UNEMPLOYMENT,
                on=on,
                text=f"注销失业登记：{EndReason(row.end_reason).label}",
                key=f"unemployment:{row.pk}:end:{on.isoformat()}",
                actor=actor,
                case_number=case_number,
            )
    return row


def undo(*, case_number: str, actor: Account | None) -> Unemployment | None:
    """Takes back what a case did to a registration; None where it did nothing to one.

    A registration becomes 已撤销, any other change gives back what stood before. Undone already: gives
    the row as it is. Raises LedgerRefused where something came after.
    """
    with transaction.atomic():
        events = UnemploymentEvent.objects.select_for_update().filter(case_number=case_number)
        event = events.exclude(case_number="").order_by("-pk").first()
        if event is None:
            return None
        row = Unemployment.objects.select_for_update().get(pk=event.unemployment_id)
        if event.undone_at is not None:
            return row
        later = row.events.filter(pk__gt=event.pk, undone_at__isnull=True).exclude(case_number=case_number)
        if later.exclude(move=UnemploymentMove.WARN).exists():
            raise LedgerRefused(
                "这条失业登记之后又有变更、联系或注销，不能直接撤销。", "请先撤销之后的那一件业务。"
            )
        if event.move == UnemploymentMove.REGISTER:
            row.state = UnemploymentState.REVERSED
        else:
            for name, value in event.before.items():
                setattr(row, name, Unemployment._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
        _save_only_active(row)
        event.undone_at = timezone.now()
        event.save(update_fields=["undone_at"])
        _log(row, f"unemployment.{event.move}_undone", actor, case_number)
    return row


def of_case(case_number: str) -> Unemployment | None:
    """The registration that a case did something to, as far as that stands."""
    events = UnemploymentEvent.objects.select_related("unemployment__resident").exclude(case_number="")
    event = events.filter(case_number=case_number, undone_at__isnull=True).last()
    return event.unemployment if event else None


def _renewed(on: dt.date) -> dict[str, Any]:
    return {"last_contact_on": on, "contact_due_on": contact_due(on, on), "warned_on": None}


def _check(told: dict[str, Any]) -> None:
    unknown = set(told) - set(TOLD)
    if unknown:
        raise TypeError(f"not told at a registration: {sorted(unknown)}")


def _made_before(case_number: str, move: str) -> Unemployment | None:
    if not case_number:
        return None
    events = UnemploymentEvent.objects.select_related("unemployment__resident")
    done = events.filter(case_number=case_number, move=move, undone_at__isnull=True).first()
    return done.unemployment if done else None


def _move(
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
    with transaction.atomic():
        done = _made_before(case_number, move)
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
        _save_only_active(row)
        _enter(row, move, before, on=on, actor=actor, case_number=case_number, channel=channel, note=note)
    return row


def _snapshot(row: Unemployment) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _KEPT}
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()
    }


def _save_only_active(row: Unemployment) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if row.unemployed_since > row.registered_on:
            raise LedgerRefused("失业日期晚于登记日期。", "请核对失业日期。") from error
        raise LedgerRefused("该居民已有失业登记。", "不用重复登记，可以变更或注销原登记。") from error


def _enter(
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
    _log(row, f"unemployment.{move.value}", actor, case_number)


def _log(row: Unemployment, action: str, actor: Account | None, case_number: str) -> None:
    record(
        actor=actor,
        action=action,
        object_type="employment.Unemployment",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": case_number},
    )
