"""The clock counts working days, stands still during supplementing, and says why."""

from __future__ import annotations

import datetime as dt

import pytest

from cuncuntong.cases import clock
from cuncuntong.cases.enums import State
from cuncuntong.cases.models import Case
from cuncuntong.network.models import CalendarDay

MON, TUE, WED, THU, FRI, SAT = (dt.date(2026, 11, 23) + dt.timedelta(days=n) for n in range(6))
NEXT_MON = MON + dt.timedelta(days=7)
pytestmark = pytest.mark.django_db


def case(due: dt.date, **more) -> Case:
    return Case(**{"state": State.ACCEPTED, "due_on": due, "limit_workdays": 2, **more})


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10), tzinfo=dt.timezone(dt.timedelta(hours=8)))


def test_due_days_skip_weekends_and_the_national_day():
    assert clock.due(THU, 2) == NEXT_MON
    assert clock.due(dt.date(2026, 9, 30), 1) == dt.date(2026, 10, 8)
    assert clock.due(SAT, 0) == SAT


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (WED, "还剩2个工作日"),
        (THU, "还剩1个工作日"),
        (FRI, "今天到期"),
        (SAT, "超期1个工作日"),
        (NEXT_MON, "超期1个工作日"),
        (NEXT_MON + dt.timedelta(days=1), "超期2个工作日"),
    ],
)
def test_running_clock_in_words(today, words):
    assert clock.clock_words(case(FRI), today) == words


def test_stopped_clock_keeps_its_days_whatever_the_day():
    stopped = case(FRI, state=State.RETURNED)
    clock.stop(stopped, clock.WAITS_FOR_RESIDENT, THU)
    for today in (THU, NEXT_MON, dt.date(2026, 12, 31)):
        assert clock.clock_words(stopped, today) == "计时暂停：等待居民补正，剩余1个工作日"
    clock.resume(stopped, NEXT_MON)
    assert stopped.due_on == NEXT_MON + dt.timedelta(days=1)
    assert (stopped.clock_stopped_on, stopped.clock_reason, stopped.workdays_left) == (None, "", None)


def test_late_stays_late_over_a_stop():
    late = case(WED)
    clock.stop(late, clock.WAITS_FOR_RESIDENT, FRI)
    assert late.workdays_left == -2
    assert clock.clock_words(late, FRI) == "计时暂停：等待居民补正，已超期2个工作日"
    clock.resume(late, NEXT_MON)
    assert clock.clock_words(late, NEXT_MON) == "超期2个工作日"


def test_stopped_and_resumed_on_one_day_loses_nothing():
    same = case(FRI)
    clock.stop(same, clock.WAITS_FOR_RESIDENT, WED)
    clock.resume(same, WED)
    assert same.due_on == FRI


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"state": State.APPLIED, "decided_at": at(FRI), "in_time": True}, "按时办结"),
        ({"state": State.APPLIED, "decided_at": at(NEXT_MON), "in_time": False}, "超期1个工作日办结"),
        (
            {"state": State.FED_BACK, "decided_at": at(FRI), "in_time": True, "limit_workdays": 0},
            "即时办结",
        ),
        ({"state": State.WITHDRAWN}, "已撤回"),
    ],
)
def test_ended_cases(more, words):
    assert clock.clock_words(case(FRI, **more), NEXT_MON) == words


def test_the_countys_own_day_off_counts_at_once(django_capture_on_commit_callbacks):
    assert clock.due(THU, 1) == FRI
    with django_capture_on_commit_callbacks(execute=True):
        CalendarDay.objects.create(day=FRI, is_workday=False)
        clock.forget_calendar()
    assert clock.due(THU, 1) == NEXT_MON


def test_late_on_a_day_off_is_still_late_when_the_clock_goes_on():
    one = case(FRI)
    clock.stop(one, clock.WAITS_FOR_RESIDENT, SAT)
    assert clock.clock_words(one, SAT) == "计时暂停：等待居民补正，已超期1个工作日"
    clock.resume(one, NEXT_MON + dt.timedelta(days=2))
    assert clock.clock_words(one, NEXT_MON + dt.timedelta(days=2)) == "超期1个工作日"
    reopened = case(FRI)
    clock.restart(reopened, SAT, NEXT_MON)
    assert reopened.due_on < NEXT_MON


@pytest.mark.parametrize("stopped", [WED, THU, FRI])
def test_in_time_stays_in_time_over_a_stop(stopped):
    one = case(FRI)
    clock.stop(one, clock.WAITS_FOR_RESIDENT, stopped)
    left = one.workdays_left
    clock.resume(one, NEXT_MON)
    assert (one.due_on >= NEXT_MON, clock.calendar().remaining_workdays(one.due_on, NEXT_MON)) == (True, left)
