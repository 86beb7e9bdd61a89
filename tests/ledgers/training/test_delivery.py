"""Item 19 in the ledger: placed, signed for, left, certificate handed over; and each taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import EnrolmentState, WishState
from cuncuntong.ledgers.training.models import Enrolment, FollowUpTask
from cuncuntong.ledgers.training.services import (
    cancel_class,
    give_certificate,
    leave_class,
    place_one,
    sign_notice,
    undo_delivery,
)
from tests.ledgers.make import County
from tests.ledgers.training import make

CASE, OTHER = "S20261124-0001", "S20261124-0002"
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC), tick=False):
        yield


def place(wish: Any, row: Any, case_number: str = CASE, signed_by: str = "") -> Enrolment:
    return place_one(
        wish=wish, training_class=row, on=TODAY, actor=None, case_number=case_number, signed_by=signed_by
    )


def test_placed_and_signed_at_the_counter_once_for_a_case(county: County) -> None:
    wish, row = make.wish(county.resident()), make.training_class(county)
    one = place(wish, row, signed_by="李秀英")
    assert place(wish, row, signed_by="李秀英").pk == one.pk
    row.refresh_from_db()
    assert (one.seat, one.signed_on, one.signed_by, row.taken) == (1, TODAY, "李秀英", 1)
    wish.refresh_from_db()
    assert wish.state == WishState.PLACED


def test_taking_a_placing_back_frees_the_seat_for_who_waits_and_follows_on(county: County) -> None:
    row = make.training_class(county, capacity=1)
    first, second = make.wish(county.resident("甲")), make.wish(county.resident("乙"))
    place(first, row)
    waiting = place(second, row, OTHER, signed_by="乙")
    # Who waits has nothing to sign for yet.
    assert (waiting.state, waiting.position, waiting.signed_on) == (EnrolmentState.WAITING, 1, None)
    undone = undo_delivery(case_number=CASE, actor=None)
    assert undone.state == EnrolmentState.REVERSED
    waiting.refresh_from_db()
    assert (waiting.state, waiting.seat) == (EnrolmentState.SEATED, 1)
    first.refresh_from_db()
    assert (first.state, FollowUpTask.objects.get(wish=first).state) == (WishState.OPEN, "open")
    assert undo_delivery(case_number=CASE, actor=None).pk == undone.pk


def test_signing_later_and_only_once(county: County) -> None:
    one = place(make.wish(county.resident()), make.training_class(county))
    signed = sign_notice(enrolment=one, signed_by="李秀英", on=TODAY, actor=None, case_number=OTHER)
    assert signed.signed_on == TODAY
    with pytest.raises(LedgerRefused, match="已于2026-11-24签收"):
        sign_notice(enrolment=one, signed_by="李秀英", on=TODAY, actor=None)
    with pytest.raises(LedgerRefused, match="之后又有办理（签收通知）"):
        undo_delivery(case_number=CASE, actor=None)
    undo_delivery(case_number=OTHER, actor=None)
    assert undo_delivery(case_number=CASE, actor=None).state == EnrolmentState.REVERSED


def test_leaving_is_undone_while_the_seat_is_free(county: County) -> None:
    row, wish = make.training_class(county, capacity=1), make.wish(county.resident())
    one = place(wish, row, signed_by="李秀英")
    leave_class(enrolment=one, reason="时间不合适", later=True, on=TODAY, actor=None, case_number=OTHER)
    wish.refresh_from_db()
    assert wish.state == WishState.OPEN
    back = undo_delivery(case_number=OTHER, actor=None)
    wish.refresh_from_db()
    assert (back.state, back.seat, back.signed_on, wish.state) == ("seated", 1, TODAY, WishState.PLACED)
    assert not FollowUpTask.objects.filter(state="open").exists()


def test_leaving_is_not_undone_once_somebody_moved_up(county: County) -> None:
    row = make.training_class(county, capacity=1)
    first, second = make.wish(county.resident("甲")), make.wish(county.resident("乙"))
    one = place(first, row)
    place(second, row, "S20261124-0003")
    leave_class(enrolment=one, reason="外出", later=False, on=TODAY, actor=None, case_number=OTHER)
    with pytest.raises(LedgerRefused, match="名额已由候补的人补上"):
        undo_delivery(case_number=OTHER, actor=None)


def test_nobody_is_placed_twice_or_into_two_classes_at_a_time(county: County) -> None:
    person = county.resident()
    wish, row = make.wish(person), make.training_class(county)
    place(wish, row)
    with pytest.raises(LedgerRefused, match="这条意向已安排"):
        place(wish, row, OTHER)
    cook = make.wish(person, occupation=make.COOK, words="厨师")
    same_days = make.training_class(county, make.course(county, occupation=make.COOK), title="厨师班")
    with pytest.raises(LedgerRefused, match="上课时间与这个班次重叠"):
        place(cook, same_days, OTHER)
    evenings = make.training_class(county, make.course(county, occupation=make.COOK), times="evening")
    assert place(cook, evenings, OTHER).seat == 1


def test_a_class_that_is_not_open_takes_nobody(county: County) -> None:
    wish = make.wish(county.resident())
    with pytest.raises(LedgerRefused, match="计划中，不能安排人"):
        place(wish, make.training_class(county, opened=False))
    gone = make.training_class(county)
    cancel_class(caller=county.business_admin(), training_class=gone, reason="报名不足")
    with pytest.raises(LedgerRefused, match="已取消，不能安排人"):
        place(wish, gone)


def test_a_certificate_is_handed_over_once(county: County) -> None:
    one = place(make.wish(county.resident()), make.training_class(county))
    with pytest.raises(LedgerRefused, match="没有可领取的证书"):
        give_certificate(enrolment=one, on=TODAY, actor=None)
    Enrolment.objects.filter(pk=one.pk).update(
        state="done", result="passed", certificate_number="演示证书1", certificate_on=TODAY
    )
    given = give_certificate(enrolment=one, on=TODAY, actor=None, case_number=OTHER)
    assert given.certificate_given_on == TODAY
    with pytest.raises(LedgerRefused, match="已于2026-11-24领取"):
        give_certificate(enrolment=one, on=TODAY, actor=None)
    assert undo_delivery(case_number=OTHER, actor=None).certificate_given_on is None
