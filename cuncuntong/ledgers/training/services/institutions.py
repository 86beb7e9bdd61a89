"""Institutions and courses, kept by the county."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState, InstitutionState
from cuncuntong.ledgers.training.models import Course, Institution, TrainingClass
from cuncuntong.network.access import Caller, NotVisible, fetch
from cuncuntong.network.enums import Ability, Line

_RUNNING = (ClassState.PLANNED, ClassState.OPEN, ClassState.RUNNING)
CHANGEABLE = (
    "name",
    "licence_number",
    "licence_from",
    "licence_until",
    "address",
    "telephone",
    "contact",
    "capacity",
    "note",
    "state",
)


def save_institution(
    *, caller: Caller, place: dict[str, str], pk: int | None = None, version: int = 0, **values: Any
) -> Institution:
    """Adds an institution (no ``pk``), or changes one as it was read (``version``).

    ``place`` holds the placed columns (network.selectors.place_columns); it must lie in the caller's area.
    Raises Denied, NotVisible, or LedgerRefused.
    """
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"an institution has no {sorted(unknown)}")
    caller.need(Ability.TRAINING_MANAGE, Line.TRAINING)
    inside = caller.covers(
        Ability.TRAINING_MANAGE,
        village=place["village_code"],
        township=place["township_code"],
        county=place["county_code"],
        line=Line.TRAINING,
    )
    if not inside:
        raise NotVisible("机构所在地不在您的管理范围内。")
    with transaction.atomic():
        row = _to_change(caller, pk, version)
        for name, value in {**values, **place}.items():
            setattr(row, name, value)
        _check(row)
        row.changed_by = caller.account
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise LedgerRefused(
                f"办学许可证号“{row.licence_number}”已登记在另一家机构名下。", "请核对许可证号。"
            ) from error
        record(
            actor=caller.account,
            action="institution.saved",
            object_type="training.Institution",
            object_id=str(row.pk),
            detail={"name": row.name, "licence": row.licence_number, "until": row.licence_until.isoformat()},
        )
    return row


def _to_change(caller: Caller, pk: int | None, version: int) -> Institution:
    if pk is None:
        return Institution()
    rows = Institution.objects.select_for_update()
    row = fetch(caller, Ability.TRAINING_MANAGE, rows, line=Line.TRAINING, pk=pk)
    if row.version != version:
        raise LedgerRefused("这家机构的资料刚刚被其他人修改过。", "请核对最新内容后再保存。")
    row.version += 1
    return row


def _check(row: Institution) -> None:
    if row.licence_until < row.licence_from:
        raise LedgerRefused("许可证有效期止早于有效期起。", "请核对许可证上的日期。")
    if row.pk is None:
        return
    running = TrainingClass.objects.filter(institution=row, state__in=_RUNNING)
    if row.state == InstitutionState.STOPPED and running.exists():
        raise LedgerRefused("这家机构还有没有结束的班次，不能停用。", "请先结业或取消这些班次。")
    late = running.filter(ends_on__gt=row.licence_until).order_by("ends_on").last()
    if late is not None:
        raise LedgerRefused(
            f"班次{late.number}要到{late.ends_on:%Y-%m-%d}结业，晚于许可证有效期止。",
            "请先调整或取消这个班次。",
        )


def add_course(
    *,
    caller: Caller,
    institution: Institution,
    occupation: str,
    level: str,
    hours: int,
    fee: str = "",
    content: str = "",
) -> Course:
    """Adds a course. Raises LedgerRefused where the institution offers the same already."""
    with transaction.atomic():
        rows = Institution.objects.select_for_update()
        owner = fetch(caller, Ability.TRAINING_MANAGE, rows, line=Line.TRAINING, pk=institution.pk)
        course = Course(
            institution=owner,
            occupation=occupation,
            level=level,
            hours=hours,
            fee=fee.strip()[:100],
            content=content.strip()[:200],
        )
        try:
            with transaction.atomic():
                course.save()
        except IntegrityError as error:
            raise LedgerRefused("这家机构已有同一工种、同一等级的课程。", "请停招原课程后再增加。") from error
        _audit_course(caller, course, "course.added")
    return course


def end_course(*, caller: Caller, course: Course) -> Course:
    """Takes a course out of what is offered; classes that were planned of it go on."""
    with transaction.atomic():
        rows = Course.objects.select_for_update()
        row = fetch(
            caller, Ability.TRAINING_MANAGE, rows, prefix="institution__", line=Line.TRAINING, pk=course.pk
        )
        if row.active:
            row.active = False
            row.save(update_fields=["active"])
            _audit_course(caller, row, "course.ended")
    return row


def _audit_course(caller: Caller, course: Course, action: str) -> None:
    record(
        actor=caller.account,
        action=action,
        object_type="training.Course",
        object_id=str(course.pk),
        detail={"institution": course.institution_id, "occupation": course.occupation, "level": course.level},
    )


def check_licence(institution: Institution, starts_on: dt.date, ends_on: dt.date) -> None:
    """Raises LedgerRefused unless the licence holds for the whole class."""
    if institution.state != InstitutionState.ACTIVE:
        raise LedgerRefused("这家机构已停用，不能安排班次。", "请选择在用的机构。")
    if starts_on < institution.licence_from or ends_on > institution.licence_until:
        raise LedgerRefused(
            f"这家机构的办学许可证有效期为{institution.licence_from:%Y-%m-%d}至"
            f"{institution.licence_until:%Y-%m-%d}，不能覆盖整个班次。",
            "请调整班次日期，或先更新许可证有效期。",
        )
