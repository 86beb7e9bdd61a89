"""What people are told of their class, by whom it waits, and what is taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from cuncuntong.ledgers.messages.enums import MessageState
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.training.enums import Answer, Told
from cuncuntong.ledgers.training.models import Enrolment
from cuncuntong.ledgers.training.services import (
    Said,
    cancel_class,
    change_class,
    leave_class,
    place_wishes,
    record_call,
    sign_notice,
)
from cuncuntong.ledgers.training.services.telling import tell_call, tell_people
from tests.ledgers.make import County
from tests.ledgers.training import make

TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(
        dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC)
    ):  # it goes on: tasks run in the order of their time
        yield


def tell_all() -> None:
    """Runs what waits in the task table, twice: at least once must be once."""
    from django_tasks_db.models import DBTaskResult

    run = {tell_people.module_path: tell_people, tell_call.module_path: tell_call}
    for job in DBTaskResult.objects.order_by("enqueued_at", "pk"):
        if job.task_path in run:
            run[job.task_path].func(**job.args_kwargs["kwargs"])
            run[job.task_path].func(**job.args_kwargs["kwargs"])


def told(name: str) -> list[tuple[str, str]]:
    return [(one.state, one.text) for one in Message.objects.filter(recipient_name=name).order_by("pk")]


def placed(county: County) -> Any:
    row = make.training_class(county, capacity=1)
    wishes = [make.wish(county.resident(name)) for name in ("甲甲", "乙乙")]
    place_wishes(caller=county.business_admin(), training_class=row, wishes=[one.pk for one in wishes])
    row.refresh_from_db()
    return row


def test_who_is_placed_is_told_when_where_and_what_to_bring(county: County) -> None:
    placed(county)
    tell_all()
    assert told("甲甲") == [
        (
            MessageState.WAITING,
            "甲甲：已为您安排“焊工培训第一期”（2026年12月4日至12月13日，白天），地点：演示路一号二楼，"
            "请带身份证。请到服务点签收培训通知，不能参加的请尽早告知。",
        )
    ]
    assert told("乙乙")[0][1].endswith("名额已满，您列在候补第1位，有人退出时依次补上。")
    assert Message.objects.filter(village_code="140522100005").count() == 2


def test_who_moves_up_is_told_that_and_no_longer_that_they_wait(county: County) -> None:
    row = placed(county)
    tell_all()
    first = Enrolment.objects.get(training_class=row, seat=1)
    leave_class(enrolment=first, reason="外出", later=False, on=TODAY, actor=None)
    tell_all()
    assert [state for state, _ in told("乙乙")] == [MessageState.DROPPED, MessageState.WAITING]
    assert "由候补转为正式名额" in told("乙乙")[1][1]


def test_who_signed_is_not_told_any_more(county: County) -> None:
    row = placed(county)
    tell_all()
    sign_notice(enrolment=Enrolment.objects.get(seat=1), signed_by="甲甲", on=TODAY, actor=None)
    assert [state for state, _ in told("甲甲")] == [MessageState.DROPPED]
    tell_all()
    assert [state for state, _ in told("甲甲")] == [MessageState.DROPPED]
    assert row.taken == 1


def test_a_change_of_day_and_a_cancelling_are_told_to_all(county: County) -> None:
    row, admin = placed(county), county.business_admin()
    change_class(caller=admin, training_class=row, version=row.version, starts_on=dt.date(2026, 12, 5))
    tell_all()
    assert "班次有变动，现为：“焊工培训第一期”（2026年12月5日至12月13日" in told("甲甲")[-1][1]
    cancel_class(caller=admin, training_class=row, reason="报名不足")
    tell_all()
    for name in ("甲甲", "乙乙"):
        assert "已取消，原因：报名不足。您的培训意向保留原来的排队次序" in told(name)[-1][1]


def test_an_answer_is_told_to_everybody_of_the_call(county: County) -> None:
    home = make.institution(county)
    wishes = [make.wish(county.resident(name)) for name in ("甲甲", "乙乙")]
    said = Said(Answer.SOON, institution=home, words="元旦后")
    record_call(wishes=wishes, said=said, on=TODAY, actor=None, key="k")
    record_call(wishes=wishes[:1], said=said, on=TODAY, actor=None, key="k2", told=Told.COUNTER)
    tell_all()
    text = "您想学的“电焊”，我们问过了。演示培训学校：打算开班，时间还没定；元旦后。"
    assert told("甲甲") == [(MessageState.WAITING, f"甲甲：{text}")]
    assert told("乙乙") == [(MessageState.WAITING, f"乙乙：{text}")]
