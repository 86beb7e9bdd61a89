"""Planning a class, changing it, and opening it for people to be placed."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.foundation.audit import record
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import ClassState
from cuncuntong.ledgers.training.models import Course, TrainingClass
from cuncuntong.ledgers.training.services._seats import move_up, standing
from cuncuntong.ledgers.training.services.institutions import check_licence
from cuncuntong.ledgers.training.services.telling import tell_enrolments
from cuncuntong.network.access import Caller, fetch
from cuncuntong.network.enums import Ability, Line
from cuncuntong.network.models import Account
from cuncuntong.network.parameters import current

MOST_SEATS = "training.class_most"
CHANGEABLE = (
    "title",
    "times",
    "hours_text",
    "hours_a_day",
    "starts_on",
    "ends_on",
    "place",
    "bring",
    "capacity",
)
_SEEN_BY_PEOPLE = ("times", "hours_text", "starts_on", "ends_on", "place", "bring")


def plan_class(
    *, caller: Caller, course: Course, place_columns: dict[str, str] | None = None, **values: Any
) -> TrainingClass:
    """Plans a class of a course; people are placed once it is opened.

    ``place_columns`` say where it is held, where that is not the institution's own place.
    Raises Denied, NotVisible, or LedgerRefused.
    """
    _known(values)
    with transaction.atomic():
        rows = Course.objects.select_related("institution").select_for_update(of=("self",))
        taught = fetch(
            caller, Ability.TRAINING_MANAGE, rows, prefix="institution__", line=Line.TRAINING, pk=course.pk
        )
        if not taught.active:
            raise LedgerRefused("这门课程已停招。", "请选择在招的课程。")
        home = taught.institution
        columns = place_columns or {
            name: getattr(home, name) for name in ("village_code", "township_code", "county_code")
        }
        row = TrainingClass(
            institution=home,
            course=taught,
            occupation=taught.occupation,
            level=taught.level,
            created_by=caller.account,
            **values,
            **columns,
        )
        _check(row)
        _save_numbered(row)
        _audit(row, "class.planned", caller.account)
    return row


def change_class(
    *, caller: Caller, training_class: TrainingClass, version: int, **values: Any
) -> TrainingClass:
    """Changes a class that has not begun, as it was read (``version``); those in it are told.

    Fewer seats than are given is refused; more seats move the waiting list up.
    """
    _known(values)
    with transaction.atomic():
        row = locked_class(caller, training_class.pk)
        if row.version != version:
            raise LedgerRefused("这个班次刚刚被其他人修改过。", "请核对最新内容后再保存。")
        if row.state not in (ClassState.PLANNED, ClassState.OPEN):
            raise LedgerRefused(f"这个班次{row.get_state_display()}，不能修改。", "请刷新页面查看。")
        moved = any(getattr(row, name) != values.get(name, getattr(row, name)) for name in _SEEN_BY_PEOPLE)
        for name, value in values.items():
            setattr(row, name, value)
        if row.capacity < row.taken:
            raise LedgerRefused(
                f"已安排{row.taken}人，名额不能少于{row.taken}人。", "请先让退出的人办理退出，再减少名额。"
            )
        _check(row)
        row.version += 1
        row.save()
        _audit(row, "class.changed", caller.account)
        move_up(row, on=timezone.localdate(), actor=caller.account)
        if moved:
            tell_enrolments(row, "changed", standing(row))
    return row


def _known(values: dict[str, Any]) -> None:
    unknown = set(values) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a class has no {sorted(unknown)}")


def _check(row: TrainingClass) -> None:
    if row.ends_on < row.starts_on:
        raise LedgerRefused("结业日期早于开班日期。", "请核对日期。")
    most = current().integer(MOST_SEATS, timezone.localdate())
    if not 1 <= row.capacity <= most:
        raise LedgerRefused(f"名额应在1到{most}人之间。", "请核对名额。")
    check_licence(row.institution, row.starts_on, row.ends_on)


def _save_numbered(row: TrainingClass) -> None:
    """Gives the next number of the year; whoever planned at the same moment takes the one after."""
    head = f"PX{row.starts_on.year}"
    for _ in range(5):
        last = TrainingClass.objects.filter(number__startswith=head).order_by("-number").first()
        row.number = f"{head}{int(last.number[len(head) :]) + 1 if last else 1:04d}"
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            if not TrainingClass.objects.filter(number=row.number).exists():
                raise
            clash = error
        else:
            return
    raise clash


def open_class(*, caller: Caller, training_class: TrainingClass) -> TrainingClass:
    """Lets people be placed. Raises LedgerRefused unless it is planned and still to begin."""
    with transaction.atomic():
        row = locked_class(caller, training_class.pk)
        if row.state == ClassState.OPEN:
            return row
        need_state(row, ClassState.PLANNED, "开放报名")
        if row.starts_on < timezone.localdate():
            raise LedgerRefused("开班日期已过。", "请先修改开班日期。")
        check_licence(row.institution, row.starts_on, row.ends_on)
        move_class(row, ClassState.OPEN, caller.account)
    return row


def locked_class(caller: Caller, pk: int) -> TrainingClass:
    """A class of the caller's, locked: seats are given and taken by whoever holds it."""
    rows = TrainingClass.objects.select_related("institution").select_for_update(of=("self",))
    return fetch(caller, Ability.TRAINING_MANAGE, rows, line=Line.TRAINING, pk=pk)


def need_state(row: TrainingClass, state: ClassState, what: str) -> None:
    """Raises LedgerRefused unless the class is in the state."""
    if row.state != state:
        raise LedgerRefused(f"这个班次{row.get_state_display()}，不能{what}。", "请刷新页面查看。")


def move_class(row: TrainingClass, state: ClassState, actor: Account | None) -> None:
    """Puts the class into a state, with its audit entry."""
    row.state = state
    row.version += 1
    row.save()
    _audit(row, f"class.{state.value}", actor)


def _audit(row: TrainingClass, action: str, actor: Account | None, **more: Any) -> None:
    record(
        actor=actor,
        action=action,
        object_type="training.TrainingClass",
        object_id=row.number,
        detail={"title": row.title, "capacity": row.capacity, "taken": row.taken, **more},
    )
