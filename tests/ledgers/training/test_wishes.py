"""Wishes: registered, changed, withdrawn, taken back; and the clock of their follow-up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.services import merge, undo_merge
from cuncuntong.ledgers.residents.services.merging import MergeRefused
from cuncuntong.ledgers.training.enums import TaskState, WishState
from cuncuntong.ledgers.training.models import Enrolment, FollowUpTask, TrainingWish
from cuncuntong.ledgers.training.services import (
    change_wish,
    place_one,
    place_wishes,
    undo_wish,
    withdraw_wish,
)
from tests.ledgers.make import County
from tests.ledgers.training import make

CASE = "S20261124-0001"
TODAY = dt.date(2026, 9, 24)


@pytest.fixture(autouse=True)
def _today() -> Any:
    # A Thursday; 25, 26 and 27 September are off (mid-autumn), and so are 1 to 7 October.
    with time_machine.travel(dt.datetime(2026, 9, 24, 2, tzinfo=dt.UTC), tick=False):
        yield


def test_a_wish_opens_a_task_of_five_working_days(county: County, audited: Any) -> None:
    wish = make.wish(county.resident(), case_number=CASE)
    task = FollowUpTask.objects.get()
    assert (task.wish_id, task.round, task.state) == (wish.pk, 1, TaskState.OPEN)
    # 28, 29, 30 September, 8 and 9 October.
    assert task.due_on == dt.date(2026, 10, 9)
    assert (task.village_code, task.county_code) == ("140522100005", "140522")
    assert "wish.register" in audited()


def test_the_same_case_again_is_the_same_wish(county: County) -> None:
    person = county.resident()
    one, other = make.wish(person, case_number=CASE), make.wish(person, case_number=CASE)
    assert one.pk == other.pk
    assert FollowUpTask.objects.count() == 1


def test_one_live_wish_an_occupation_and_two_a_person(county: County) -> None:
    person = county.resident()
    make.wish(person)
    with pytest.raises(LedgerRefused, match="已登记过“电焊”"):
        make.wish(person)
    make.wish(person, occupation=make.COOK, words="厨师")
    with pytest.raises(LedgerRefused, match="最多登记2条"):
        make.wish(person, occupation=make.NURSE, words="护工")


def test_another_occupation_begins_a_new_place_in_the_order(county: County) -> None:
    early = timezone.now() - dt.timedelta(days=30)
    wish = make.wish(county.resident(), at=early)
    same = change_wish(wish=wish, wanted=make.wanted(times="evening"), on=TODAY, actor=None)
    assert (same.ordered_at, same.times) == (early, "evening")
    other = change_wish(
        wish=wish, wanted=make.wanted(occupation=make.COOK, words="厨师"), on=TODAY, actor=None
    )
    assert other.ordered_at == timezone.now()


def test_a_change_is_undone_to_what_stood_before(county: County) -> None:
    early = timezone.now() - dt.timedelta(days=30)
    wish = make.wish(county.resident(), at=early)
    change_wish(
        wish=wish,
        wanted=make.wanted(occupation=make.COOK, words="厨师"),
        on=TODAY,
        actor=None,
        case_number=CASE,
    )
    back = undo_wish(case_number=CASE, actor=None)
    assert (back.occupation, back.words, back.ordered_at) == (make.WELDER, "电焊", early)
    assert undo_wish(case_number=CASE, actor=None).pk == wish.pk


def test_a_withdrawal_ends_the_task_and_its_undoing_opens_it_again(county: County) -> None:
    wish = make.wish(county.resident())
    task = FollowUpTask.objects.get()
    gone = withdraw_wish(wish=wish, reason="不想学了", on=TODAY, actor=None, case_number=CASE)
    task.refresh_from_db()
    assert (gone.state, gone.closed_reason, task.state) == (WishState.GIVEN_UP, "不想学了", TaskState.VOID)
    back = undo_wish(case_number=CASE, actor=None)
    task.refresh_from_db()
    assert (back.state, back.closed_on, task.state) == (WishState.OPEN, None, TaskState.OPEN)
    assert task.due_on == dt.date(2026, 10, 9)


def test_a_registration_is_not_undone_once_there_is_a_class(county: County) -> None:
    wish = make.wish(county.resident(), case_number=CASE)
    place_wishes(caller=county.business_admin(), training_class=make.training_class(county), wishes=[wish.pk])
    with pytest.raises(LedgerRefused, match="之后又有办理（安排班次）"):
        undo_wish(case_number=CASE, actor=None)
    with pytest.raises(LedgerRefused, match="已安排，不能修改或撤回"):
        withdraw_wish(wish=wish, reason="不想学了", on=TODAY, actor=None)


def test_undoing_a_registration_leaves_nothing_to_follow(county: County) -> None:
    wish = make.wish(county.resident(), case_number=CASE)
    assert undo_wish(case_number=CASE, actor=None).state == WishState.REVERSED
    assert not FollowUpTask.objects.filter(state=TaskState.OPEN).exists()
    again = make.wish(wish.resident, case_number=CASE)
    assert again.pk != wish.pk


def test_two_records_with_the_same_wish_are_not_merged(county: County) -> None:
    kept, dropped = county.resident(), county.resident()
    make.wish(kept)
    make.wish(dropped)
    with pytest.raises(MergeRefused, match="都有“电焊”的培训意向"):
        merge(caller=county.business_admin(), kept=kept, dropped=dropped, reason="同一人")


def test_what_the_county_placed_after_a_merge_parts_with_its_wish(county: County) -> None:
    kept, dropped, admin = county.resident(), county.resident(), county.business_admin()
    wish = make.wish(dropped)
    made = merge(caller=admin, kept=kept, dropped=dropped, reason="同一人")
    row = make.training_class(county)
    place_one(
        wish=TrainingWish.objects.get(), training_class=row, on=timezone.localdate(), actor=admin.account
    )
    assert Enrolment.objects.get().resident_id == kept.pk
    undo_merge(caller=admin, merge=made)
    wish.refresh_from_db()
    assert wish.resident_id == dropped.pk
    assert Enrolment.objects.get().resident_id == dropped.pk
