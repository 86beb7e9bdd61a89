"""Seats and the waiting list of one class, worked on by whoever holds the class locked."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from cuncuntong.ledgers.training.enums import ClassState, EnrolmentState, WishMove, WishState
from cuncuntong.ledgers.training.models import Enrolment, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.selectors.order import rank_of
from cuncuntong.ledgers.training.services._book import enter
from cuncuntong.ledgers.training.services.tasks import void_task
from cuncuntong.ledgers.training.services.telling import tell_enrolments
from cuncuntong.network.models import Account

HELD = (EnrolmentState.SEATED, EnrolmentState.WAITING)


def standing(row: TrainingClass) -> QuerySet[Enrolment]:
    """Who has a seat or waits for one."""
    return Enrolment.objects.filter(training_class=row, state__in=HELD).order_by("pk")


def take_in(
    row: TrainingClass,
    wish: TrainingWish,
    *,
    on: dt.date,
    actor: Account | None,
    case_number: str = "",
) -> Enrolment:
    """Gives a seat, or a place in the waiting list where none is left. The wish is locked and open."""
    enrolment = Enrolment(
        training_class=row,
        wish=wish,
        resident_id=wish.resident_id,
        rank=rank_of(wish.group, on),
        placed_at=timezone.now(),
        placed_by=actor,
        case_number=case_number,
    )
    before: dict[str, Any] = {"task": void_task(wish, on=on)}
    if row.taken < row.capacity:
        wish.state, move = WishState.PLACED, WishMove.PLACE
        wish.save(update_fields=["state"])
        _seat(row, enrolment)
    else:
        wish.state, move = WishState.WAITING, WishMove.WAIT
        wish.save(update_fields=["state"])
        enrolment.state, enrolment.position = EnrolmentState.WAITING, row.capacity
        enrolment.save()
        number_waiting(row)
        enrolment.refresh_from_db(fields=["position"])
    before["enrolment"] = enrolment.pk
    enter(wish, move, on=on, actor=actor, case_number=case_number, note=row.title, before=before)
    return enrolment


def _seat(row: TrainingClass, enrolment: Enrolment) -> None:
    taken = set(row.enrolments.filter(seat__isnull=False).values_list("seat", flat=True))
    enrolment.state = EnrolmentState.SEATED
    enrolment.seat = next(number for number in range(1, row.capacity + 1) if number not in taken)
    enrolment.position = None
    enrolment.save()
    row.taken += 1
    row.save(update_fields=["taken"])


def seat_again(row: TrainingClass, enrolment: Enrolment) -> None:
    """Gives somebody who had left a seat again; the caller has looked that there is one."""
    enrolment.ended_on, enrolment.ended_reason = None, ""
    _seat(row, enrolment)


def give_up(row: TrainingClass, enrolment: Enrolment, state: EnrolmentState) -> None:
    """Frees the seat or the place in the waiting list."""
    had_seat = enrolment.seat is not None
    enrolment.state, enrolment.seat, enrolment.position = state, None, None
    enrolment.save()
    if had_seat:
        row.taken -= 1
        row.save(update_fields=["taken"])
    else:
        number_waiting(row)


def waiting_list(row: TrainingClass) -> list[Enrolment]:
    """Who waits, in order: by group, then by how long the wish has stood."""
    rows = standing(row).filter(state=EnrolmentState.WAITING).select_related("wish")
    return sorted(rows, key=lambda one: (one.rank, one.wish.ordered_at, one.wish_id))


def number_waiting(row: TrainingClass) -> None:
    """Numbers the waiting list anew."""
    for position, enrolment in enumerate(waiting_list(row), start=1):
        if enrolment.position != position:
            enrolment.position = position
            enrolment.save(update_fields=["position"])


def move_up(row: TrainingClass, *, on: dt.date, actor: Account | None) -> list[Enrolment]:
    """Gives seats that are free to those who wait, in order, while people may still be placed."""
    if row.state != ClassState.OPEN:
        return []
    moved = waiting_list(row)[: max(0, row.capacity - row.taken)]
    for enrolment in moved:
        wish = enrolment.wish
        wish.state = WishState.PLACED
        wish.save(update_fields=["state"])
        _seat(row, enrolment)
        enter(wish, WishMove.MOVE_UP, on=on, actor=actor, note=row.title, before={"enrolment": enrolment.pk})
    if moved:
        number_waiting(row)
        tell_enrolments(row, "moved_up", moved)
    return moved
