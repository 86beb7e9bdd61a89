"""Registering somebody who looks for work, renewing, pausing and ending it; once for a case.

Every one of these is a contact with the person: ``last_contact_on`` says so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.foundation.tasks import periodic
from cuncuntong.ledgers.jobs.enums import SeekerMove, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker, SeekerOccupation
from cuncuntong.ledgers.jobs.services.seeker_index import drop_seekers_from_index
from cuncuntong.ledgers.jobs.services.seeker_rows import (
    STANDING,
    check_wishes,
    enter_event,
    locked,
    made_before,
    save_only_active,
    snapshot,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current
from cuncuntong.rules.ages import add_months

VALIDITY = "service.job_seeker_months"
_BATCH = 500


class Made(TypedDict, total=False):
    """By whom and when something was done, and for which case."""

    on: dt.date
    actor: Account | None
    case_number: str


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
    **wishes: Any,
) -> JobSeeker:
    """Enters somebody who looks for work, valid for the months that the parameter says.

    ``wishes`` are further columns of JobSeeker that say what is wanted (seeker_rows.WISHES). The same
    case again gives the same registration. Raises LedgerRefused where one of the kind is active or
    paused; one whose time is over is set to expired and does not stand in the way.
    """
    with transaction.atomic():
        done = made_before(case_number, SeekerMove.REGISTER)
        if done is not None:
            return done
        _expire(JobSeeker.objects.filter(resident=resident, kind=kind), on)
        row = JobSeeker(
            resident=resident,
            kind=kind,
            **check_wishes({"occupation": occupation, "work_place": work_place, **wishes}),
            registered_on=on,
            last_contact_on=on,
            valid_until=valid_until(on),
            case_number=case_number,
            village_code=resident.village_code,
            township_code=resident.township_code,
            county_code=resident.county_code,
        )
        save_only_active(row)
        enter_event(row, SeekerMove.REGISTER, None, on=on, actor=actor, case_number=case_number)
    return row


def renew_seeker(
    *, seeker: JobSeeker, on: dt.date, actor: Account | None, case_number: str = "", **changes: Any
) -> JobSeeker:
    """Extends a registration from the day; ``changes`` are new wishes (seeker_rows.WISHES).

    One that has expired or is paused is renewed as well. Raises LedgerRefused for one closed or reversed.
    """
    wishes = check_wishes(changes)
    with transaction.atomic():
        done = made_before(case_number, SeekerMove.RENEW)
        if done is not None:
            return done
        row = locked(seeker)
        if row.state not in (*STANDING, SeekerState.EXPIRED):
            raise LedgerRefused(
                f"这条求职登记{row.get_state_display()}，不能续期。", "如仍在求职，请重新登记。"
            )
        before = snapshot(row)
        for name, value in wishes.items():
            setattr(row, name, value)
        row.state, row.renewed_on, row.last_contact_on = SeekerState.ACTIVE, on, on
        row.valid_until = max(row.valid_until, valid_until(on))
        row.closed_on, row.closed_reason = None, ""
        save_only_active(row)
        enter_event(row, SeekerMove.RENEW, before, on=on, actor=actor, case_number=case_number)
    return row


def pause_seeker(*, seeker: JobSeeker, **made: Unpack[Made]) -> JobSeeker:
    """Nothing is recommended for a while; the time goes on. Raises LedgerRefused unless it is active."""
    return _move(seeker, SeekerMove.PAUSE, (SeekerState.ACTIVE,), SeekerState.PAUSED, made)


def resume_seeker(*, seeker: JobSeeker, **made: Unpack[Made]) -> JobSeeker:
    """Looks for work again. Raises LedgerRefused unless it is paused and its time is not over."""
    if seeker.valid_until < made["on"]:
        raise LedgerRefused("这条求职登记已过有效期，不能恢复。", "请续期。")
    return _move(seeker, SeekerMove.RESUME, (SeekerState.PAUSED,), SeekerState.ACTIVE, made)


def close_seeker(*, seeker: JobSeeker, reason: str, **made: Unpack[Made]) -> JobSeeker:
    """Ends a registration (found work, no longer looks). Raises LedgerRefused where it has ended."""
    running = (*STANDING, SeekerState.EXPIRED)
    changes = {"closed_on": made["on"], "closed_reason": reason.strip()[:60]}
    return _move(seeker, SeekerMove.CLOSE, running, SeekerState.CLOSED, made, changes)


def contact_seeker(*, seeker: JobSeeker, on: dt.date) -> None:
    """Somebody spoke with the person on a day; an earlier day changes nothing."""
    rows = JobSeeker.objects.filter(pk=seeker.pk).exclude(last_contact_on__gte=on)
    if rows.update(last_contact_on=on):
        seeker.last_contact_on = on


def _move(
    seeker: JobSeeker,
    move: SeekerMove,
    possible: tuple[str, ...],
    state: SeekerState,
    made: Made,
    changes: dict[str, Any] | None = None,
) -> JobSeeker:
    case_number = made.get("case_number", "")
    with transaction.atomic():
        done = made_before(case_number, move)
        if done is not None:
            return done
        row = locked(seeker)
        if row.state not in possible:
            raise LedgerRefused(
                f"这条求职登记{row.get_state_display()}，不能再{move.label}。", "请刷新页面查看。"
            )
        before = snapshot(row)
        row.state, row.last_contact_on = state, made["on"]
        for name, value in (changes or {}).items():
            setattr(row, name, value)
        save_only_active(row)
        enter_event(row, move, before, on=made["on"], actor=made["actor"], case_number=case_number)
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
    due = JobSeeker.objects.filter(state__in=STANDING, valid_until__lt=today)
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
    over = rows.filter(state__in=STANDING, valid_until__lt=today)
    keys = list(over.values_list("pk", flat=True)[:_BATCH])
    SeekerOccupation.objects.filter(seeker__in=keys).delete()
    drop_seekers_from_index(keys)
    return int(over.update(state=SeekerState.EXPIRED))
