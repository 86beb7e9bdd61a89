"""Taking answers: once, whatever order they come in, and never lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from cuncuntong.ledgers.above.enums import AnswerState, Channel, Trouble
from cuncuntong.ledgers.above.models import Answer, Handover
from cuncuntong.ledgers.above.services import Said, settle, take_again, take_answer, withdraw
from cuncuntong.ledgers.above.services.sending import arrived, claim, failed
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Denied, NotVisible
from tests.ledgers.above.answering import answer
from tests.ledgers.above.make import Ledger, handed
from tests.ledgers.make import County

AT = dt.datetime(2026, 11, 25, 2, 0, tzinfo=dt.UTC)


def said(row: Handover | str, serial: int = 1, agreed: bool = True, **more: Any) -> Said:
    key = row if isinstance(row, str) else row.key
    words = more.pop("words", "同意" if agreed else "不符合条件")
    return Said(key=key, serial=serial, agreed=agreed, words=words, at=AT, **more)


def sent(county: County, number: int = 1) -> Handover:
    row = handed(county, number)
    arrived(row, reference="S1", channel="http")
    row.refresh_from_db()
    return row


def take(one: Said) -> Answer:
    return take_answer(one, channel=Channel.HTTP).answer


def test_an_answer_is_taken_with_what_follows_here(county: County, ledger: Ledger, audited) -> None:
    row = sent(county)
    take(said(row, agreed=False, words="账户已注销", code="E07", data={"month": "2026-11"}, reference="R2"))
    row.refresh_from_db()
    assert (row.state, row.serial, row.answer_code, row.answer_words) == ("refused", 1, "E07", "账户已注销")
    assert (row.answer, row.reference, row.asks) == ({"month": "2026-11"}, "R2", 0)
    assert row.answered_at == AT
    assert ledger.heard == [(row.key, False, "账户已注销")]
    assert audited()[-1] == "above.answer_taken"


def test_the_same_answer_twice_acts_once(county: County, ledger: Ledger) -> None:
    row = sent(county)
    take(said(row))
    again = take_answer(said(row), channel=Channel.FILE)
    assert again.repeated
    assert len(ledger.heard) == 1
    assert Answer.objects.count() == 1


def test_an_older_answer_that_comes_late_changes_nothing(county: County, ledger: Ledger) -> None:
    row = sent(county)
    take(said(row, serial=2))
    older = take(said(row, serial=1, agreed=False))
    row.refresh_from_db()
    assert (older.state, older.words_here) == (AnswerState.OLDER, "已采用第2号答复。")
    assert (row.state, row.serial) == ("agreed", 2)
    assert ledger.heard == [(row.key, True, "同意")]
    assert row.events.last().what == "收到较旧的答复"


def test_a_newer_answer_that_says_otherwise_is_taken(county: County, ledger: Ledger) -> None:
    row = sent(county)
    take(said(row))
    take(said(row, serial=2, agreed=False, words="复核后不同意"))
    row.refresh_from_db()
    assert (row.state, row.answer_words) == ("refused", "复核后不同意")
    assert [agreed for _, agreed, _ in ledger.heard] == [True, False]


def test_two_answers_of_one_serial_are_a_problem_for_a_person(county: County, ledger: Ledger) -> None:
    row = sent(county)
    take(said(row))
    other = take(said(row, agreed=False))
    assert (other.state, other.trouble) == (AnswerState.PROBLEM, Trouble.DIFFERS)
    row.refresh_from_db()
    assert row.state == "agreed"
    assert len(ledger.heard) == 1


def test_an_answer_to_nothing_we_know_is_kept_for_a_person(county: County) -> None:
    unknown = take(said("card:no-such"))
    assert (unknown.state, unknown.trouble, unknown.county_code) == ("problem", Trouble.UNKNOWN, "140522")
    assert take_answer(said("card:no-such"), channel=Channel.HTTP).repeated
    admin = county.business_admin()
    settle(caller=admin, pk=unknown.pk, words="上级发错了县")
    unknown.refresh_from_db()
    assert (unknown.state, unknown.note, unknown.settled_by) == ("settled", "上级发错了县", admin.account)


def test_an_answer_to_what_was_withdrawn_is_a_problem(county: County, ledger: Ledger) -> None:
    row = handed(county)
    claim(row.pk, timezone.now() + dt.timedelta(seconds=1))
    failed(row, "超时")  # it had arrived all the same
    withdraw(key=row.key, actor=None, reason="填错")
    contradicts = take(said(row))
    assert contradicts.trouble == Trouble.WITHDRAWN
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert ledger.heard == []


def test_an_answer_to_what_never_went_up_is_a_problem(county: County, ledger: Ledger) -> None:
    row = handed(county)
    assert take(said(row)).trouble == Trouble.NOT_SENT
    assert ledger.heard == []


def test_the_receipt_was_lost_but_the_answer_came(county: County, ledger: Ledger) -> None:
    row = handed(county)
    claim(row.pk, timezone.now() + dt.timedelta(seconds=1))
    failed(row, "超时")
    take(said(row))
    row.refresh_from_db()
    assert (row.state, row.error, row.next_try_at) == ("agreed", "", None)
    arrived(row, reference="S5", channel="http")  # the repeated sending comes back only now
    row.refresh_from_db()
    assert row.state == "agreed"


def refuse(*_: Any) -> None:
    raise LedgerRefused("账户已注销，不能按答复暂停。", "请先恢复账户。")


def test_what_our_ledger_refuses_stays_visible_and_can_be_taken_later(
    county: County, ledger: Ledger, audited
) -> None:
    row = sent(county)
    ledger.on_answer = refuse
    problem = answer(row, expect_problem=True)
    assert (problem.trouble, problem.words_here) == (
        Trouble.LEDGER,
        "账户已注销，不能按答复暂停。请先恢复账户。",
    )
    row.refresh_from_db()
    assert (row.state, row.serial, ledger.heard) == ("sent", 0, [])
    admin = county.business_admin()
    assert take_again(caller=admin, pk=problem.pk).state == AnswerState.PROBLEM
    ledger.on_answer = None
    assert take_again(caller=admin, pk=problem.pk).state == AnswerState.TAKEN
    row.refresh_from_db()
    assert (row.state, len(ledger.heard)) == ("agreed", 1)
    with pytest.raises(LedgerRefused, match="已采用"):
        take_again(caller=admin, pk=problem.pk)
    assert audited()[-1] == "above.answer_taken"


def test_a_fault_of_the_program_keeps_the_answer(county: County, ledger: Ledger) -> None:
    def broken(*_: Any) -> None:
        Handover.objects.update(error="written before the fault")
        raise ZeroDivisionError

    row = sent(county)
    ledger.on_answer = broken
    problem = answer(row, expect_problem=True)
    assert problem.trouble == Trouble.BROKEN
    row.refresh_from_db()
    assert (row.state, row.error) == ("sent", "")


def test_a_database_that_goes_away_takes_nothing(county: County, ledger: Ledger) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("gone")

    row = sent(county)
    ledger.on_answer = away
    with pytest.raises(OperationalError):
        take(said(row))
    assert not Answer.objects.exists()


def test_a_newer_answer_takes_the_place_of_a_problem(county: County, ledger: Ledger) -> None:
    row = sent(county)
    ledger.on_answer = refuse
    problem = answer(row, expect_problem=True)
    ledger.on_answer = None
    take(said(row, serial=2, agreed=False))
    problem.refresh_from_db()
    assert (problem.state, problem.words_here) == (AnswerState.OLDER, "已被第2号答复代替。")


def test_a_person_settles_what_our_ledger_refused(county: County, ledger: Ledger) -> None:
    row = sent(county)
    ledger.on_answer = refuse
    problem = answer(row, agreed=False, words="不同意", expect_problem=True)
    admin = county.business_admin()
    with pytest.raises(LedgerRefused, match="写明"):
        settle(caller=admin, pk=problem.pk, words="  ")
    settle(caller=admin, pk=problem.pk, words="已在上级系统改正")
    row.refresh_from_db()
    assert (row.state, ledger.heard) == ("refused", [])
    assert row.events.last().words == "已在上级系统改正"


def test_problems_are_settled_by_who_may_and_in_the_own_county(county: County) -> None:
    unknown = take(said("card:no-such"))
    with pytest.raises(Denied):
        settle(caller=county.clerk(), pk=unknown.pk, words="好")
    Answer.objects.update(county_code="140581")
    with pytest.raises(NotVisible):
        settle(caller=county.business_admin(), pk=unknown.pk, words="好")


def test_an_answer_after_a_week_is_taken(county: County, ledger: Ledger) -> None:
    row = handed(county, at=timezone.now() - dt.timedelta(days=9))
    arrived(row, reference="S1", channel="http")
    answer(row, at=timezone.now() - dt.timedelta(days=1))
    assert row.state == "agreed"
    assert len(ledger.heard) == 1


def test_an_older_problem_is_not_taken_over_a_newer_decision(county: County, ledger: Ledger) -> None:
    row = sent(county)
    ledger.on_answer = refuse
    first, second = take(said(row)), take(said(row, serial=2, agreed=False))
    third = take(said(row, serial=3))
    ledger.on_answer = None
    admin = county.business_admin()
    settle(caller=admin, pk=second.pk, words="已电话核对，以不同意为准")
    first.refresh_from_db()
    assert first.state == AnswerState.OLDER
    Answer.objects.filter(pk=first.pk).update(state=AnswerState.PROBLEM)
    with pytest.raises(LedgerRefused, match="较旧"):
        take_again(caller=admin, pk=first.pk)
    Handover.objects.filter(pk=row.pk).update(state="withdrawn")
    with pytest.raises(LedgerRefused, match="撤回"):
        take_again(caller=admin, pk=third.pk)
    settle(caller=admin, pk=third.pk, words="已核对")
    row.refresh_from_db()
    assert (row.state, row.serial, ledger.heard) == ("withdrawn", 2, [])


def test_an_answer_that_came_too_early_is_judged_once_it_was_sent(county: County, ledger: Ledger) -> None:
    row = handed(county)
    early = take(said(row))
    assert early.trouble == Trouble.NOT_SENT
    stray = take(said("test.pause:C00002"))
    assert stray.trouble == Trouble.UNKNOWN
    later = sent(county, 2)
    arrived(row, reference="S1", channel="http")
    for one in (row, later):
        taken = take_answer(said(one), channel=Channel.HTTP)
        assert (taken.repeated, taken.answer.state, taken.answer.handover_id) == (True, "taken", one.pk)
        one.refresh_from_db()
        assert one.state == "agreed"
    assert len(ledger.heard) == 2
