"""The rows behind a seeker's registration: saved, snapshotted, entered, undone by the case's number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.jobs.enums import SeekerKind, SeekerMove, SeekerState
from cuncuntong.ledgers.jobs.models import JobSeeker, SeekerEvent, SeekerOccupation
from cuncuntong.ledgers.jobs.services.seeker_index import keep_seeker_in_index
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.models import Account

STANDING = (SeekerState.ACTIVE, SeekerState.PAUSED)
MOST_OCCUPATIONS = 3
HEALTH = "health_limits"
# What the person wants and can do: given when registering, and changed by a renewal.
WISHES = (
    "occupation",
    "occupations",
    "pay_floor",
    "pay_unit",
    "work_place",
    "distance_km",
    "hours",
    "free_from",
    "free_until",
    "certificates",
    "experience_years",
    HEALTH,
    "skills",
    "education",
    "remarks",
    "shown_to_employers",
    "push_agreed",
)
# What a change of a registration alters, and its undoing restores.
_KEPT = (*WISHES, "state", "valid_until", "renewed_on", "closed_on", "closed_reason", "last_contact_on")


def check_wishes(values: Mapping[str, Any]) -> dict[str, Any]:
    """The wishes as the columns take them. Raises TypeError for what is none, LedgerRefused for dates
    that end before they start.
    """
    unknown = set(values) - set(WISHES)
    if unknown:
        raise TypeError(f"no wish of a seeker: {sorted(unknown)}")
    begin, end = values.get("free_from"), values.get("free_until")
    if begin and end and end < begin:
        raise LedgerRefused("可以干到的日期早于可以开始的日期。", "请核对这两个日期。")
    found = dict(values)
    if "occupations" in found:
        found["occupations"] = list(dict.fromkeys(found["occupations"]))[:MOST_OCCUPATIONS]
    return found


def made_before(case_number: str, move: str) -> JobSeeker | None:
    """What the case made before, if it is asked again."""
    if not case_number:
        return None
    event = SeekerEvent.objects.select_related("seeker").filter(case_number=case_number, move=move)
    done = event.filter(undone_at__isnull=True).first()
    return done.seeker if done else None


def locked(seeker: JobSeeker) -> JobSeeker:
    """The registration as it stands, held until the transaction ends."""
    return JobSeeker.objects.select_for_update().get(pk=seeker.pk)


def save_only_active(row: JobSeeker) -> None:
    """Saves with what finds it by occupation and words.

    Raises LedgerRefused where another one of the kind stands.
    """
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        kind = SeekerKind(row.kind).label
        raise LedgerRefused(
            f"该居民已有一条求职中的{kind}登记。", "请续期或结束原登记，不用重复登记。"
        ) from error
    SeekerOccupation.objects.filter(seeker=row).delete()
    SeekerOccupation.objects.bulk_create(wanted_rows(row))
    keep_seeker_in_index(row)


def wanted_rows(row: JobSeeker) -> list[SeekerOccupation]:
    """The rows by which an active registration is found; one without a code is found under ""."""
    if row.state != SeekerState.ACTIVE:
        return []
    return [
        SeekerOccupation(seeker=row, rank=rank, kind=row.kind, code=code, township_code=row.township_code)
        for rank, code in enumerate(row.occupations or [""])
    ]


def snapshot(row: JobSeeker) -> dict[str, Any]:
    """What stands in a registration, as the row of its change keeps it; health apart (``HEALTH``)."""
    plain: dict[type, Callable[[Any], str]] = {dt.date: dt.date.isoformat, Decimal: str}
    values = {name: getattr(row, name) for name in _KEPT}
    return {name: plain.get(type(value), lambda same: same)(value) for name, value in values.items()}


def enter_event(
    row: JobSeeker,
    move: SeekerMove,
    before: dict[str, Any] | None,
    *,
    on: dt.date,
    actor: Account | None,
    case_number: str,
) -> None:
    """Writes down a change with what stood before, and its audit entry."""
    kept = dict(before or {})
    health = kept.pop(HEALTH, [])
    SeekerEvent.objects.create(
        seeker=row,
        move=move,
        on=on,
        actor=actor,
        before=kept,
        health_before=health,
        case_number=case_number,
    )
    _audit(row, f"seeker.{move.value}", actor, case_number, {"until": row.valid_until.isoformat()})


def undo_seeker(*, case_number: str, actor: Account | None, reason: str = "") -> JobSeeker:
    """Undoes what a case did to a registration: the latest first, so that nothing is lost between.

    A registration becomes 已撤销; any other change gives back what stood before. Undone already: gives
    the row as it is. Raises LedgerRefused where something came after, or the case did nothing.
    """
    if not case_number:
        raise ValueError("a change is undone by the number of its case")
    with transaction.atomic():
        events = SeekerEvent.objects.select_for_update().filter(case_number=case_number)
        event = events.order_by("-pk").first()
        if event is None:
            raise LedgerRefused("求职登记台账中没有这件业务的记录。", "请核对受理编号。")
        row = locked(event.seeker)
        if event.undone_at is not None:
            return row
        later = row.events.filter(pk__gt=event.pk, undone_at__isnull=True).exclude(case_number=case_number)
        if later.exists():
            raise LedgerRefused(
                "这条求职登记之后又有续期、暂停或结束，不能直接撤销。", "请先撤销之后的那一件业务。"
            )
        if event.move == SeekerMove.REGISTER:
            row.state = SeekerState.REVERSED
        else:
            _restore(row, {**event.before, HEALTH: event.health_before})
        save_only_active(row)
        event.undone_at = timezone.now()
        event.save(update_fields=["undone_at"])
        _audit(row, f"seeker.{event.move}_undone", actor, case_number, {"reason": reason})
    return row


def _restore(row: JobSeeker, before: dict[str, Any]) -> None:
    for name, value in before.items():
        # A sealed column's to_python is for text; what it held came out as it went in.
        column = JobSeeker._meta.get_field(name)
        read = value if name == HEALTH else column.to_python(value)  # type: ignore[union-attr]
        setattr(row, name, read)


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
