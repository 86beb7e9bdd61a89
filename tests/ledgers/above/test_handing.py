"""Handing over and taking back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.above.services import hand_over, send_now, withdraw
from cuncuntong.ledgers.above.services.sending import arrived, claim, failed
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied
from tests.ledgers.above.answering import answer
from tests.ledgers.above.make import KIND, handed
from tests.ledgers.make import County

S = Handover.state.field.choices


def test_the_same_key_is_one_handover(county: County, audited) -> None:
    first = handed(county)
    again = handed(county, resident=county.resident("别人"), payload={"reason": "另一个"})
    assert again.pk == first.pk
    assert first.payload["reason"] == "死亡"
    assert audited() == ["above.made"]
    assert first.line == "employee_pension"


def test_an_unknown_kind_is_a_fault_of_the_program(county: County) -> None:
    with pytest.raises(KeyError):
        handed(county, kind="no.such")


def test_the_answer_is_due_after_the_workdays_of_the_kind(county: County) -> None:
    friday = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)
    assert handed(county, at=friday).due_on == dt.date(2026, 11, 30)


def test_what_waits_is_withdrawn_and_says_why(county: County, audited) -> None:
    row = handed(county)
    withdraw(key=row.key, actor=None, reason="填错了人")
    row.refresh_from_db()
    assert (row.state, row.next_try_at) == ("withdrawn", None)
    assert [(one.what, one.words) for one in row.events.all()] == [("生成", ""), ("撤回", "填错了人")]
    withdraw(key=row.key, actor=None, reason="再点一次")
    assert audited() == ["above.made", "above.withdrawn"]


def test_what_is_sent_or_being_sent_is_not_withdrawn(county: County) -> None:
    busy, sent, done = (handed(county, number) for number in (1, 2, 3))
    claim(busy.pk, timezone.now())
    arrived(sent, reference="S9", channel="http")
    answer(done)
    for row, words in ((busy, "正在报送"), (sent, "已报送"), (done, "上级已办结")):
        with pytest.raises(LedgerRefused, match=words):
            withdraw(key=row.key, actor=None, reason="不报了")
    with pytest.raises(LedgerRefused, match="没有这笔报送"):
        withdraw(key="nothing", actor=None, reason="不报了")


def test_a_rejected_one_goes_again_only_when_a_person_says_so(county: County, audited) -> None:
    row = handed(county)
    failed(row, "上级系统拒收（422）身份证号码有误", rejected=True)
    row.refresh_from_db()
    assert (row.state, row.next_try_at) == ("failed", None)
    assert claim(row.pk, timezone.now()) is None
    with pytest.raises(Denied):
        send_now(caller=county.clerk(), pk=row.pk)
    send_now(caller=county.business_admin(), pk=row.pk)
    assert claim(row.pk, timezone.now() + dt.timedelta(seconds=1)) is not None
    assert audited()[-2:] == ["above.rejected", "above.send_now"]


def test_an_answered_one_is_not_sent_again(county: County) -> None:
    row = handed(county)
    answer(row)
    with pytest.raises(LedgerRefused, match="不需要再报送"):
        send_now(caller=county.business_admin(), pk=row.pk)


def test_the_pause_between_tries_doubles_up_to_an_hour(county: County) -> None:
    row, pauses = handed(county), []
    for tries in (1, 2, 3, 12):
        Handover.objects.filter(pk=row.pk).update(tries=tries)
        before = timezone.now()
        failed(row, "超时")
        row.refresh_from_db()
        pauses.append(round((row.next_try_at - before).total_seconds()))  # type: ignore[operator]
    assert pauses == [30, 60, 120, 3600]
    assert [one.what for one in row.events.all()] == ["生成", "报送失败"]


def test_two_who_hand_over_the_same_key_in_a_row_keep_the_first_time(county: County) -> None:
    at = timezone.now() - dt.timedelta(days=3)
    row = handed(county, at=at)
    later = hand_over(
        key=row.key, kind=KIND, payload={}, resident=row.resident, actor=None, at=timezone.now()
    )
    assert later.made_at == at
