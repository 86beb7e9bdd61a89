"""Following wishes up: one call for many wishes, the clock going on, and taking a call back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.training.enums import Answer, Asked, TaskState, Told
from cuncuntong.ledgers.training.models import FollowUpCall, FollowUpEntry, FollowUpTask
from cuncuntong.ledgers.training.selectors import open_tasks, task_counts, tasks_by_place
from cuncuntong.ledgers.training.services import Said, place_wishes, record_call, undo_call, withdraw_wish
from cuncuntong.ledgers.training.words import answer_words
from cuncuntong.network.enums import DutyKind
from cuncuntong.network.workdays import due_words
from tests.ledgers.make import County
from tests.ledgers.training import make

CASE = "S20261124-0001"
TODAY = dt.date(2026, 11, 24)  # a Tuesday; the next day off besides weekends is 2027-01-01
AT = dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def call(wishes: list[Any], said: Said, **more: Any) -> FollowUpCall:
    return record_call(wishes=wishes, said=said, **{"on": TODAY, "actor": None, "key": "k1", **more})


def soon(home: Any) -> Said:
    return Said(Answer.SOON, institution=home, words="元旦后")


def test_one_call_answers_many_wishes(county: County, audited: Any) -> None:
    home = make.institution(county)
    wishes = [make.wish(county.resident(f"人{n}")) for n in range(3)]
    made = call(wishes, soon(home))
    assert FollowUpCall.objects.count() == 1
    assert made.entries.count() == 3
    done = FollowUpTask.objects.filter(state=TaskState.DONE)
    assert {task.closed_on for task in done} == {TODAY}
    # The next time in twenty working days: 3 of the week, four weeks of five… to 22 December.
    following = FollowUpTask.objects.filter(state=TaskState.OPEN)
    assert {(task.round, task.due_on) for task in following} == {(2, dt.date(2026, 12, 22))}
    assert answer_words(made) == "演示培训学校：打算开班，时间还没定；元旦后"
    assert audited().count("training.asked") == 1


def test_sent_twice_it_is_one_call(county: County) -> None:
    home, wish = make.institution(county), make.wish(county.resident())
    assert call([wish], soon(home)).pk == call([wish], soon(home)).pk
    assert FollowUpTask.objects.filter(state=TaskState.OPEN).count() == 1


def test_nobody_reached_leaves_the_task_and_its_day(county: County) -> None:
    home, wish = make.institution(county), make.wish(county.resident())
    call([wish], Said(Answer.NO_ANSWER, institution=home))
    task = FollowUpTask.objects.get()
    assert (task.state, task.due_on) == (TaskState.OPEN, dt.date(2026, 12, 1))
    assert FollowUpEntry.objects.get().told == ""


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Said(Answer.SOON, words="元旦后"), "没有写明问的是哪家机构"),
        (Said(Answer.CLASS, asked=Asked.OFFICE), "写明开班日期和地点"),
        (Said(Answer.CLASS, asked=Asked.OFFICE, starts_on=TODAY, place=" "), "写明开班日期和地点"),
        (Said(Answer.CLASS, asked=Asked.OFFICE, starts_on=dt.date(2026, 11, 23), place="县"), "早于联系日期"),
        (Said(Answer.SOON, asked=Asked.OFFICE), "没有写明对方怎么说"),
    ],
)
def test_an_answer_that_tells_nothing_is_refused(county: County, said: Said, why: str) -> None:
    wish = make.wish(county.resident())
    with pytest.raises(LedgerRefused, match=why):
        call([wish], said)
    assert not FollowUpCall.objects.exists()


def test_a_class_brings_its_own_day_and_place(county: County) -> None:
    row = make.training_class(county)
    made = call(
        [make.wish(county.resident())], Said(Answer.CLASS, institution=row.institution, training_class=row)
    )
    assert (made.starts_on, made.place) == (dt.date(2026, 12, 4), "演示路一号二楼")
    assert answer_words(made) == "演示培训学校：2026年12月4日开班“焊工培训第一期”，地点在演示路一号二楼"


def test_a_class_of_another_institution_is_refused(county: County) -> None:
    other = make.institution(county)
    row = make.training_class(county)
    with pytest.raises(LedgerRefused, match="不是这家机构的"):
        call([make.wish(county.resident())], Said(Answer.CLASS, institution=other, training_class=row))


def test_a_wish_that_has_a_class_is_not_asked_for_any_more(county: County) -> None:
    wish, other = make.wish(county.resident("甲")), make.wish(county.resident("乙"))
    place_wishes(caller=county.business_admin(), training_class=make.training_class(county), wishes=[wish.pk])
    with pytest.raises(LedgerRefused, match="有1条意向已不在待安排"):
        call([wish, other], soon(make.institution(county)))
    assert FollowUpTask.objects.get(wish=other).state == TaskState.OPEN


def test_a_call_taken_back_opens_its_task_again(county: County) -> None:
    home, wish = make.institution(county), make.wish(county.resident())
    first = FollowUpTask.objects.get()
    call([wish], soon(home), told=Told.COUNTER, case_number=CASE)
    undo_call(case_number=CASE, actor=None)
    first.refresh_from_db()
    assert (first.state, first.due_on) == (TaskState.OPEN, dt.date(2026, 12, 1))
    assert FollowUpTask.objects.filter(state=TaskState.OPEN).count() == 1
    assert FollowUpCall.objects.get().reversed_at is not None
    assert undo_call(case_number=CASE, actor=None).pk == FollowUpCall.objects.get().pk


def test_a_call_is_not_taken_back_once_the_wish_went_on(county: County) -> None:
    wish = make.wish(county.resident())
    call([wish], soon(make.institution(county)), case_number=CASE)
    withdraw_wish(wish=wish, reason="不学了", on=TODAY, actor=None)
    with pytest.raises(LedgerRefused, match="之后又有办理（撤回意向）"):
        undo_call(case_number=CASE, actor=None)


def test_overdue_is_counted_in_working_days_and_shown_by_place(county: County) -> None:
    make.wish(county.resident("甲"))
    make.wish(county.resident("乙", county.songzhuang))
    late = make.wish(county.resident("丙", county.huangcheng))
    FollowUpTask.objects.filter(wish=late).update(due_on=dt.date(2026, 11, 20))
    assert due_words(dt.date(2026, 11, 20), TODAY) == "超期2个工作日"
    assert due_words(dt.date(2026, 11, 21), dt.date(2026, 11, 22)) == "超期1个工作日"
    assert due_words(TODAY, TODAY) == "今天到期"
    assert due_words(dt.date(2026, 12, 1), TODAY) == "还剩5个工作日"
    overseer = county.caller(DutyKind.OVERSEER, county.county)
    rows = tasks_by_place(overseer, TODAY)
    assert [(row.code, row.open, row.overdue, row.late_workdays) for row in rows] == [
        ("140522101", 1, 1, 2),
        ("140522100", 2, 0, 0),
    ]
    township = county.caller(DutyKind.TOWNSHIP_ADMIN, county.fengcheng)
    assert [row.code for row in tasks_by_place(township, TODAY, township="140522100")] == [
        "140522100005",
        "140522100203",
    ]
    assert tasks_by_place(township, TODAY, township="140522101") == []
    clerk = county.clerk()
    assert [task.wish.resident.name for task in open_tasks(clerk)] == ["甲"]
    assert (task_counts(clerk, TODAY).waiting, task_counts(clerk, TODAY).overdue) == (1, 0)
    assert task_counts(county.business_admin(), TODAY).overdue == 1
