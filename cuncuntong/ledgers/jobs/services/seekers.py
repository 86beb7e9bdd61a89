"""Registering somebody who looks for work, renewing and ending it; once for a case, undone by its number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.jobs.enums import SeekerKind, SeekerMove, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker, SeekerEvent
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months

VALIDITY = "service.job_seeker_months"
_BATCH = 500
# What a renewal or a closing changes, and its undoing restores.
_KEPT = (
    "state",
    "occupation",
    "pay_floor",
    "work_place",
    "skills",
    "education",
    "remarks",
    "shown_to_employers",
    "valid_until",
    "renewed_on",
    "closed_on",
    "closed_reason",
)


def valid_until(on: dt.date) -> dt.date:
    """The last day of a registration made or renewed on a day."""
    return add_months(on, current().integer(VALIDITY, on))


def register_seeker(
    *,
    resident: Resident,
    kind: str,
    occupation: str,
    work_place: str,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
    pay_floor: Decimal | None = None,
    skills: str = "",
    education: str = "",
    remarks: str = "",
    shown_to_employers: bool = False,
) -> JobSeeker:
    """Enters somebody who looks for work, valid for the months that the parameter says.

    The same case again gives the same registration. Raises LedgerRefused where one of the kind is
    active; one whose time is over is set to expired and does not stand in the way.
    """
    with transaction.atomic():
        done = _made(case_number, SeekerMove.REGISTER)
        if done is not None:
            return done
        _expire(JobSeeker.objects.filter(resident=resident, kind=kind), on)
        row = JobSeeker(
            resident=resident,
            kind=kind,
            occupation=occupation,
            pay_floor=pay_floor,
            work_place=work_place,
            skills=skills,
            education=education,
            remarks=remarks,
            shown_to_employers=shown_to_employers,
            registered_on=on,
            valid_until=valid_until(on),
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        _save_only_active(row)
        _enter(row, SeekerMove.REGISTER, {}, on=on, actor=actor, case_number=case_number)
    return row


def renew_seeker(
    *,
    seeker: JobSeeker,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
    **changes: Any,
) -> JobSeeker:
    """Extends a registration from the day; ``changes`` are new wishes (occupation, pay_floor,
    work_place, skills, education, remarks, shown_to_employers).

    One that has expired is renewed as well. Raises LedgerRefused for a closed or reversed one.
    """
    unknown = set(changes) - set(_KEPT[1:8])
    if unknown:
        raise TypeError(f"a renewal does not change {sorted(unknown)}")
    with transaction.atomic():
        done = _made(case_number, SeekerMove.RENEW)
        if done is not None:
            return done
        row = _locked(seeker)
        if row.state not in (SeekerState.ACTIVE, SeekerState.EXPIRED):
            raise LedgerRefused(
                f"这条求职登记{row.get_state_display()}，不能续期。", "如仍在求职，请重新登记。"
            )
        before = _snapshot(row)
        for name, value in changes.items():
            setattr(row, name, value)
        row.state, row.renewed_on = SeekerState.ACTIVE, on
        row.valid_until = max(row.valid_until, valid_until(on))
        row.closed_on, row.closed_reason = None, ""
        _save_only_active(row)
        _enter(row, SeekerMove.RENEW, before, on=on, actor=actor, case_number=case_number)
    return row


def close_seeker(
    *,
    seeker: JobSeeker,
    reason: str,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> JobSeeker:
    """Ends a registration (found work, no longer looks). Raises LedgerRefused unless it is active."""
    with transaction.atomic():
        done = _made(case_number, SeekerMove.CLOSE)
        if done is not None:
            return done
        row = _locked(seeker)
        if row.state not in (SeekerState.ACTIVE, SeekerState.EXPIRED):
            raise LedgerRefused(f"这条求职登记{row.get_state_display()}，无须再结束。", "请刷新页面查看。")
        before = _snapshot(row)
        row.state, row.closed_on, row.closed_reason = SeekerState.CLOSED, on, reason.strip()[:60]
        row.save()
        _enter(row, SeekerMove.CLOSE, before, on=on, actor=actor, case_number=case_number)
    return row


def undo_seeker(*, case_number: str, actor: Account | None, reason: str = "") -> JobSeeker:
    """Undoes what a case did to a registration: the latest first, so that nothing is lost between.

    A registration becomes 已撤销; a renewal or closing gives back what stood before. Undone already:
    gives the row as it is. Raises LedgerRefused where something came after, or the case did nothing.
    """
    if not case_number:
        raise ValueError("a change is undone by the number of its case")
    with transaction.atomic():
        events = SeekerEvent.objects.select_for_update().filter(case_number=case_number)
        event = events.order_by("-pk").first()
        if event is None:
            raise LedgerRefused("求职登记台账中没有这件业务的记录。", "请核对受理编号。")
        row = _locked(event.seeker)
        if event.undone_at is not None:
            return row
        later = row.events.filter(pk__gt=event.pk, undone_at__isnull=True).exclude(case_number=case_number)
        if later.exists():
            raise LedgerRefused(
                "这条求职登记之后又有续期或结束，不能直接撤销。", "请先撤销之后的那一件业务。"
            )
        if event.move == SeekerMove.REGISTER:
            row.state = SeekerState.REVERSED
        else:
            _restore(row, event.before)
        _save_only_active(row)
        event.undone_at = timezone.now()
        event.save(update_fields=["undone_at"])
        _audit(row, f"seeker.{event.move}_undone", actor, case_number, {"reason": reason})
    return row


@periodic("jobs.expire_seekers", every=dt.timedelta(hours=6))
def expire_seekers_now() -> int:
    """The scheduled run of expire_seekers for today."""
    return expire_seekers(timezone.localdate())


def expire_seekers(today: dt.date) -> int:
    """Sets registrations whose last day is before today to expired; gives their number.

    In batches, each its own transaction; running it twice, or twice at once, changes nothing more.
    """
    count = 0
    due = JobSeeker.objects.filter(state=SeekerState.ACTIVE, valid_until__lt=today)
    while keys := list(due.order_by("valid_until", "pk").values_list("pk", flat=True)[:_BATCH]):
        with transaction.atomic():
            changed = _expire(JobSeeker.objects.filter(pk__in=keys), today)
            if changed:
                record(
                    actor=None,
                    action="seeker.expired",
                    object_type="jobs.JobSeeker",
                    object_id=today.isoformat(),
                    detail={"count": changed, "rows": keys},
                )
        count += changed
    return count


def _expire(rows: Any, today: dt.date) -> int:
    over = rows.filter(state=SeekerState.ACTIVE, valid_until__lt=today)
    return int(over.update(state=SeekerState.EXPIRED))


def _made(case_number: str, move: str) -> JobSeeker | None:
    """What the case made before, if it is asked again."""
    if not case_number:
        return None
    event = SeekerEvent.objects.select_related("seeker").filter(case_number=case_number, move=move)
    done = event.filter(undone_at__isnull=True).first()
    return done.seeker if done else None


def _locked(seeker: JobSeeker) -> JobSeeker:
    return JobSeeker.objects.select_for_update().get(pk=seeker.pk)


def _save_only_active(row: JobSeeker) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        kind = SeekerKind(row.kind).label
        raise LedgerRefused(
            f"该居民已有一条求职中的{kind}登记。", "请续期或结束原登记，不用重复登记。"
        ) from error


def _snapshot(row: JobSeeker) -> dict[str, Any]:
    plain: dict[type, Callable[[Any], str]] = {dt.date: dt.date.isoformat, Decimal: str}
    values = {name: getattr(row, name) for name in _KEPT}
    return {name: plain.get(type(value), lambda same: same)(value) for name, value in values.items()}


def _restore(row: JobSeeker, before: dict[str, Any]) -> None:
    for name, value in before.items():
        column = JobSeeker._meta.get_field(name)
        setattr(row, name, column.to_python(value))  # type: ignore[union-attr]


def _enter(
    row: JobSeeker,
    move: SeekerMove,
    before: dict[str, Any],
    *,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> None:
    SeekerEvent.objects.create(
        seeker=row, move=move, on=on, actor=actor, before=before, case_number=case_number
    )
    _audit(row, f"seeker.{move.value}", actor, case_number, {"until": row.valid_until.isoformat()})


def _audit(
    row: JobSeeker, action: str, actor: Account | None, case_number: str, detail: dict[str, Any]
) -> None:
    record(
        actor=actor,
        action=action,
        object_type="jobs.JobSeeker",
        object_id=str(row.pk),
        detail={"resident": row.resident_id, "case": case_number, **detail},
    )
