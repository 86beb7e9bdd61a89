"""Classes of the demonstration in every state, with their people, attendance and certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.utils import timezone

from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, Outcome, Times, WishMove, WishState
from cuncuntong.ledgers.training.models import (
    Attendance,
    Course,
    Enrolment,
    TrainingClass,
    TrainingWish,
    WishEvent,
)
from cuncuntong.ledgers.training.selectors import in_order, rank_of
from cuncuntong.rules import occupations


@dataclass(frozen=True)
class Plan:
    """A class to make: when it begins (days from today), how long, its state, its seats."""

    begins: int
    days: int
    state: ClassState
    seats: int
    times: Times = Times.DAY


PLANS = (
    Plan(-80, 12, ClassState.FINISHED, 12),
    Plan(-60, 10, ClassState.FINISHED, 10),
    Plan(-45, 10, ClassState.FINISHED, 12, Times.EVENING),
    Plan(-12, 14, ClassState.RUNNING, 12),
    Plan(-6, 12, ClassState.RUNNING, 10),
    Plan(-16, 14, ClassState.RUNNING, 8),
    Plan(9, 12, ClassState.OPEN, 30),
    Plan(14, 10, ClassState.OPEN, 6),
    Plan(20, 12, ClassState.OPEN, 30, Times.EVENING),
    Plan(30, 10, ClassState.OPEN, 24),
    Plan(40, 12, ClassState.PLANNED, 30),
    Plan(5, 10, ClassState.PLANNED, 30),
    Plan(-30, 10, ClassState.CANCELLED, 30),
)


def fill_classes(
    courses: Sequence[Course], wishes: Sequence[TrainingWish], rng: Random, today: dt.date
) -> set[int]:
    """Makes the classes and seats their people; gives the keys of the wishes that have a class."""
    waiting: dict[str, list[TrainingWish]] = {}
    for wish in in_order(wishes, today):
        waiting.setdefault(wish.occupation, []).append(wish)
    # The most wanted first, so that the classes have people.
    wanted = sorted(courses, key=lambda one: -len(waiting.get(one.occupation, ())))
    placed: set[int] = set()
    for number, plan in enumerate(PLANS, start=1):
        course = wanted[(number - 1) % min(len(wanted), 10)]
        row = _class(course, plan, number, today)
        people = [wish for wish in waiting.get(course.occupation, ()) if wish.pk not in placed]
        if plan.state in (ClassState.FINISHED, ClassState.RUNNING):
            people = [wish for wish in people if wish.registered_on < row.starts_on]
        if plan.state in (ClassState.PLANNED, ClassState.CANCELLED):
            continue
        # Only who may still be placed waits for a seat.
        share = 1.4 if plan.seats < 10 and plan.state == ClassState.OPEN else 0.7
        seated = people[: max(1, int(plan.seats * share))]
        placed |= {wish.pk for wish in seated}
        _seat(row, seated, rng, today)
    return placed


def _class(course: Course, plan: Plan, number: int, today: dt.date) -> TrainingClass:
    home = course.institution
    starts = today + dt.timedelta(days=plan.begins)
    name = occupations.label(course.occupation)
    return TrainingClass.objects.create(
        number=f"PX{starts.year}{9000 + number:04d}",
        institution=home,
        course=course,
        occupation=course.occupation,
        level=course.level,
        title=f"{name}培训第{number}期（演示）",
        times=plan.times,
        hours_text="18:30—21:00" if plan.times == Times.EVENING else "8:30—11:30、14:00—17:00",
        hours_a_day=3 if plan.times == Times.EVENING else 6,
        starts_on=starts,
        ends_on=starts + dt.timedelta(days=plan.days - 1),
        place=home.address,
        bring="身份证原件、一寸照片2张",
        capacity=plan.seats,
        state=plan.state,
        cancelled_reason="报名人数不足（演示）" if plan.state == ClassState.CANCELLED else "",
        village_code=home.village_code,
        township_code=home.township_code,
        county_code=home.county_code,
    )


_MOVES = {
    ClassState.OPEN: (WishState.PLACED, (WishMove.PLACE,)),
    ClassState.RUNNING: (WishState.TRAINING, (WishMove.PLACE, WishMove.START)),
    ClassState.FINISHED: (WishState.FINISHED, (WishMove.PLACE, WishMove.START, WishMove.FINISH)),
}


def _seat(row: TrainingClass, wishes: Sequence[TrainingWish], rng: Random, today: dt.date) -> None:
    rows = []
    for number, wish in enumerate(wishes, start=1):
        rows.append(_enrolment(row, wish, number, number <= row.capacity, rng, today))
    made = Enrolment.objects.bulk_create(rows)
    row.taken = sum(1 for one in made if one.seat)
    row.save(update_fields=["taken"])
    _move(row, made, today)
    if row.state in (ClassState.RUNNING, ClassState.FINISHED):
        _attend(row, made, rng, today)


def _enrolment(
    row: TrainingClass, wish: TrainingWish, number: int, has_seat: bool, rng: Random, today: dt.date
) -> Enrolment:
    placed_on = min(today, max(wish.registered_on, row.starts_on - dt.timedelta(days=12)))
    one = Enrolment(
        training_class=row,
        wish=wish,
        resident=wish.resident,
        state=EnrolmentState.SEATED if has_seat else EnrolmentState.WAITING,
        seat=number if has_seat else None,
        position=None if has_seat else number - row.capacity,
        rank=rank_of(wish.group, today),
        placed_at=timezone.make_aware(dt.datetime.combine(placed_on, dt.time(10))),
    )
    signed = row.state != ClassState.OPEN or rng.random() < 0.6
    if has_seat and signed:
        one.signed_on, one.signed_by = min(today, placed_on + dt.timedelta(days=1)), wish.resident.name
    if row.state == ClassState.FINISHED:
        one.state = EnrolmentState.DONE
        one.result = Outcome.PASSED if rng.random() < 0.85 else Outcome.FAILED
        if one.result == Outcome.PASSED:
            one.certificate_number = f"演示证{row.number[2:]}{number:03d}"
            one.certificate_on = row.ends_on + dt.timedelta(days=3)
    return one


def _move(row: TrainingClass, made: Sequence[Enrolment], today: dt.date) -> None:
    state, moves = _MOVES[ClassState(row.state)]
    wishes, events = [], []
    for one in made:
        wish = one.wish
        wish.state = state if one.seat else WishState.WAITING
        if wish.state == WishState.FINISHED:
            wish.closed_on, wish.closed_reason = row.ends_on, one.get_result_display()
        wishes.append(wish)
        for move in moves if one.seat else (WishMove.WAIT,):
            events.append(
                WishEvent(wish=wish, move=move, on=today, note=row.title, before={"enrolment": one.pk})
            )
    TrainingWish.objects.bulk_update(wishes, ["state", "closed_on", "closed_reason"])
    WishEvent.objects.bulk_create(events)


def _attend(row: TrainingClass, made: Sequence[Enrolment], rng: Random, today: dt.date) -> None:
    last = min(row.ends_on, today - dt.timedelta(days=1))
    rows = [
        Attendance(
            enrolment=one,
            on=row.starts_on + dt.timedelta(days=day),
            hours=0 if rng.random() < 0.05 else row.hours_a_day,
        )
        for one in made
        for day in range(max(0, (last - row.starts_on).days + 1))
    ]
    Attendance.objects.bulk_create(rows, batch_size=1000)
