"""Truly at the same moment, on either engine: the last seat, two who leave, one call sent twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import Answer, EnrolmentState
from cuncuntong.ledgers.training.models import Enrolment, FollowUpCall, TrainingClass, TrainingWish
from cuncuntong.ledgers.training.services import (
    Said,
    leave_class,
    place_one,
    place_wishes,
    record_call,
)
from cuncuntong.network.access import Caller
from tests.cases.test_at_once import together
from tests.ledgers.make import County
from tests.ledgers.training import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> County:
    return County()


def counted(row: TrainingClass) -> tuple[int, list[int], list[int]]:
    """Seats by the class, the seats given, the waiting list."""
    row.refresh_from_db()
    held = row.enrolments.filter(state__in=["seated", "waiting"])
    seats = sorted(one.seat for one in held if one.seat)
    return row.taken, seats, sorted(one.position for one in held if one.position)


def test_two_clerks_give_the_last_seat_and_one_gets_it(county: County) -> None:
    row = make.training_class(county, capacity=1)
    wishes = [make.wish(county.resident(f"人{n}")) for n in range(4)]
    today = timezone.localdate()
    results = together(
        *[lambda wish=wish: place_one(wish=wish, training_class=row, on=today, actor=None) for wish in wishes]
    )
    assert all(isinstance(result, Enrolment) for result in results), results
    assert counted(row) == (1, [1], [1, 2, 3])


def test_the_county_and_a_counter_place_the_same_wish_at_once(county: County) -> None:
    row, wish = make.training_class(county), make.wish(county.resident())
    admin, today = county.business_admin(), timezone.localdate()
    results = together(
        lambda: place_wishes(caller=Caller(admin.account), training_class=row, wishes=[wish.pk]),
        lambda: place_one(wish=wish, training_class=row, on=today, actor=None),
    )
    by_county, at_counter = results
    taken = len(by_county.seated) + isinstance(at_counter, Enrolment)
    assert taken == 1, results
    assert isinstance(at_counter, Enrolment | LedgerRefused)
    assert counted(row) == (1, [1], [])


def test_two_who_leave_at_once_move_two_up(county: County) -> None:
    row = make.training_class(county, capacity=2)
    wishes = [make.wish(county.resident(f"人{n}")) for n in range(5)]
    place_wishes(caller=county.business_admin(), training_class=row, wishes=[one.pk for one in wishes])
    seated = list(Enrolment.objects.filter(state=EnrolmentState.SEATED))
    today = timezone.localdate()
    results = together(
        *[
            lambda one=one: leave_class(enrolment=one, reason="外出", later=False, on=today, actor=None)
            for one in seated
        ]
    )
    assert all(isinstance(result, Enrolment) for result in results), results
    assert counted(row) == (2, [1, 2], [1])


def test_one_call_sent_twice_at_once(county: County) -> None:
    home, wish = make.institution(county), make.wish(county.resident())

    def ask() -> FollowUpCall:
        return record_call(
            wishes=[wish],
            said=Said(Answer.NONE, institution=home),
            on=timezone.localdate(),
            actor=None,
            key="same",
        )

    results = together(*[ask] * 3)
    assert len({result.pk for result in results}) == 1, results
    assert wish.tasks.filter(state="open").count() == 1


def test_two_wishes_for_one_occupation_registered_at_once(county: County) -> None:
    person = county.resident()
    results = together(*[lambda: make.wish(person)] * 3)
    assert sum(isinstance(result, TrainingWish) for result in results) == 1, results
    assert sum(isinstance(result, LedgerRefused) for result in results) == 2


def test_the_database_itself_keeps_a_class_within_its_seats(county: County) -> None:
    row = make.training_class(county, capacity=1)
    one, other = (make.wish(county.resident(name)) for name in "甲乙")
    values: dict[str, Any] = {"state": "seated", "seat": 1, "placed_at": timezone.now()}
    Enrolment.objects.create(training_class=row, wish=one, resident=one.resident, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(training_class=row, wish=other, resident=other.resident, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingClass.objects.filter(pk=row.pk).update(taken=2)
