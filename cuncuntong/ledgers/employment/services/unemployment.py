"""Registering unemployment, changing it, keeping in contact, ending it; once for a case, and undone by it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

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
from cuncuntong.ledgers.employment.services._registration import (
    TOLD,
    contact_due,
    enter_event,
    log_registration,
    made_before,
    move_registration,
    renewed,
    save_only_active,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account

TAKEN_OVER = "办理求职服务时联系过"


def register(
    *, resident: Resident, on: dt.date, actor: Account | None, case_number: str = "", **told: Any
) -> Unemployment:
    """Registers a resident as unemployed, and enters it in the certificate, issued now if need be.

    ``told`` are the columns of TOLD. The same case again gives the same registration. Raises
    LedgerRefused where one runs already.
    """
    _check(told)
    with transaction.atomic():
        done = made_before(case_number, UnemploymentMove.REGISTER)
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
        save_only_active(row)
        enter_event(row, UnemploymentMove.REGISTER, None, on=on, actor=actor, case_number=case_number)
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
    return move_registration(
        unemployment,
        UnemploymentMove.CHANGE,
        {**told, **renewed(on)},
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
    return move_registration(
        unemployment,
        UnemploymentMove.CONTACT,
        renewed(on),
        on=on,
        actor=actor,
        case_number=case_number,
        channel=channel,
        note=note.strip()[:200],
    )


def take_over_contact(*, unemployment: Unemployment, spoken: dt.date, on: dt.date) -> bool:
    """Somebody spoke with the person about looking for work: that is a contact of its day too.

    False where a later contact is known. Raises LedgerRefused unless the registration runs.
    """
    with transaction.atomic():
        row = Unemployment.objects.select_for_update().get(pk=unemployment.pk)
        if row.last_contact_on >= spoken:
            return False
        changes = {**renewed(spoken), "contact_due_on": contact_due(spoken, on)}
        move_registration(row, UnemploymentMove.CONTACT, changes, on=spoken, actor=None, note=TAKEN_OVER)
    return True


def warn(*, unemployment: Unemployment, on: dt.date) -> Unemployment:
    """Notes that the person was warned of the end."""
    return move_registration(unemployment, UnemploymentMove.WARN, {"warned_on": on}, on=on, actor=None)


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
        row = move_registration(
            unemployment, UnemploymentMove.END, changes, on=on, actor=actor, case_number=case_number
        )
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
        later = later.exclude(move=UnemploymentMove.WARN)
        # What the night took over from the job search is taken over again the next night.
        if later.exclude(move=UnemploymentMove.CONTACT, note=TAKEN_OVER, actor=None).exists():
            raise LedgerRefused(
                "这条失业登记之后又有变更、联系或注销，不能直接撤销。", "请先撤销之后的那一件业务。"
            )
        if event.move == UnemploymentMove.REGISTER:
            row.state = UnemploymentState.REVERSED
        else:
            for name, value in event.before.items():
                setattr(row, name, Unemployment._meta.get_field(name).to_python(value))  # type: ignore[union-attr]
        save_only_active(row)
        event.undone_at = timezone.now()
        event.save(update_fields=["undone_at"])
        log_registration(row, f"unemployment.{event.move}_undone", actor, case_number)
    return row


def of_case(case_number: str) -> Unemployment | None:
    """The registration that a case did something to, as far as that stands."""
    events = UnemploymentEvent.objects.select_related("unemployment__resident").exclude(case_number="")
    event = events.filter(case_number=case_number, undone_at__isnull=True).last()
    return event.unemployment if event else None


def _check(told: dict[str, Any]) -> None:
    unknown = set(told) - set(TOLD)
    if unknown:
        raise TypeError(f"not told at a registration: {sorted(unknown)}")
