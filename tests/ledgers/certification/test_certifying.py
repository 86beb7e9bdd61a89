"""Certifying one person: what is taken, what is refused and why, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.hooks import Outcome, kind_of
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.certification.enums import AboveState, BeneficiaryState, Doubt, Way
from cuncuntong.ledgers.certification.models import Certification
from cuncuntong.ledgers.certification.services import undo_certification
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from tests.ledgers.above.answering import answer as said
from tests.ledgers.certification.make import TODAY, employee, night, on, row_of, seen
from tests.ledgers.make import County
from tests.ledgers.payments.make import entitled, hold

DAY = dt.timedelta(days=1)


def test_twelve_months_from_the_last_one(county: County, audited: Callable[[], list[str]]) -> None:
    person = entitled(county).resident
    done = seen(person)
    row = row_of(person)
    assert (row.last_on, row.last_way, row.due_on) == (TODAY, Way.COMMUNITY, dt.date(2027, 11, 25))
    assert row.state == BeneficiaryState.VALID
    assert done.lifted == []
    assert "certification.certified" in audited()


def test_without_a_certification_the_start_of_drawing_counts(county: County) -> None:
    person = entitled(county, starts=dt.date(2026, 3, 1)).resident
    night(TODAY)
    row = row_of(person)
    # 96 days to 2027-03-01: not yet soon.
    assert (row.last_on, row.due_on, row.state) == (None, dt.date(2027, 3, 1), BeneficiaryState.VALID)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (TODAY + DAY, "认证日期2026年11月26日还没有到"),
        (dt.date(2026, 8, 1), "已有2026年8月1日的认证（柜面认证），比这次同一天"),
        (dt.date(2026, 7, 31), "已有2026年8月1日的认证（柜面认证），比这次更晚"),
    ],
)
def test_the_future_and_what_is_not_newer_are_refused(county: County, day: dt.date, message: str) -> None:
    person = entitled(county).resident
    seen(person, dt.date(2026, 8, 1), Way.COUNTER)
    with pytest.raises(LedgerRefused) as refused:
        seen(person, day)
    assert message in refused.value.message
    assert Certification.objects.count() == 1


def test_evidence_that_is_too_old_says_nothing(county: County) -> None:
    person = entitled(county, starts=dt.date(2020, 1, 1)).resident
    seen(person, dt.date(2025, 11, 25))
    undo_certification(certification=Certification.objects.get(), reason="演示", actor=None, today=TODAY)
    with pytest.raises(LedgerRefused, match="距今已超过12个月"):
        seen(person, dt.date(2025, 11, 24))


def test_the_dead_and_who_draws_nothing(county: County) -> None:
    dead = entitled(county).resident
    Resident.objects.filter(pk=dead.pk).update(standing=Standing.DECEASED, deceased_on=dt.date(2026, 11, 3))
    with pytest.raises(LedgerRefused) as refused:
        seen(dead)
    assert "已于2026年11月3日死亡" in refused.value.message
    assert "第37项" in refused.value.remedy
    with pytest.raises(LedgerRefused, match="没有正在领取的养老待遇"):
        seen(county.resident("张年轻", birth="19900101"))


def test_a_death_registered_afterwards_puts_the_person_on_the_list_of_doubts(county: County) -> None:
    person = entitled(county).resident
    seen(person, dt.date(2026, 11, 20))
    Resident.objects.filter(pk=person.pk).update(standing=Standing.DECEASED, deceased_on=dt.date(2026, 11, 3))
    night(TODAY)
    row = row_of(person)
    assert (row.state, row.due_on, row.doubt) == (BeneficiaryState.OUT, None, Doubt.DEAD)


def test_two_points_in_the_same_minute_make_one(county: County) -> None:
    person = entitled(county).resident
    first = seen(person, case_number="S20261125-0001", way=Way.COUNTER)
    again = seen(person, case_number="S20261125-0001", way=Way.COUNTER)
    assert again.certification == first.certification
    with pytest.raises(LedgerRefused, match="不用重复认证"):
        seen(person, case_number="S20261125-0002", way=Way.COUNTER)
    # The table keeps it too, should two transactions ever not see each other.
    copy = first.certification
    copy.pk, copy.case_number = None, "S20261125-0003"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_undoing_gives_back_what_stood_before(county: County, audited: Callable[[], list[str]]) -> None:
    pension = entitled(county)
    seen(pension.resident, dt.date(2026, 2, 1))
    held = hold(pension, dt.date(2026, 11, 1), HoldKind.UNCERTIFIED)
    done = seen(pension.resident)
    held.refresh_from_db()
    assert (held.lifted_month, held.back_pay) == (dt.date(2026, 11, 1), True)
    undo_certification(certification=done.certification, reason="登记错了人", actor=None, today=TODAY)
    held.refresh_from_db()
    row = row_of(pension.resident)
    assert (held.lifted_on, row.due_on, row.state) == (
        None,
        dt.date(2027, 2, 1),
        BeneficiaryState.SUSPENDED,
    )
    # Again it changes nothing, and without a reason nothing is taken back.
    undo_certification(certification=done.certification, reason="再撤一次", actor=None, today=TODAY)
    assert audited().count("certification.undone") == 1
    with pytest.raises(LedgerRefused, match="写明为什么撤销"):
        undo_certification(
            certification=Certification.objects.get(on=dt.date(2026, 2, 1)),
            reason=" ",
            actor=None,
            today=TODAY,
        )
    # The person can be certified on the same day after all.
    seen(pension.resident)


def answer(handover: Handover, *, agreed: bool, words: str = "") -> None:
    outcome = Outcome(agreed=agreed, code="1" if agreed else "9", words=words, data={}, at=handover.made_at)
    take = kind_of("certification.employee").answered
    assert take is not None
    take(handover, outcome)


def test_an_employees_pensioner_goes_up_and_is_answered(county: County) -> None:
    person = county.resident("赵退休", birth="19600101")
    employee(person, certified=dt.date(2025, 12, 1))
    done = seen(person, way=Way.HOME)
    handover = Handover.objects.get()
    assert (handover.key, handover.state) == (
        f"certification.employee:{done.certification.pk}",
        HandoverState.WAITING,
    )
    assert handover.payload["certified_on"] == "2026-11-25"
    answer(handover, agreed=True)
    made = Certification.objects.get()
    assert (made.above, made.undone_at) == (AboveState.AGREED, None)
    assert Message.objects.get(topic="certification.answered").text.endswith("上级经办机构已认可。")


def test_a_province_that_says_no(county: County) -> None:
    person = county.resident("赵退休", birth="19600101")
    employee(person, certified=dt.date(2025, 12, 1))
    seen(person)
    answer(Handover.objects.get(), agreed=False, words="照片与登记不符")
    row, made = row_of(person), Certification.objects.get()
    assert (made.above, made.above_words) == (AboveState.REFUSED, "照片与登记不符")
    assert made.undone_at is not None
    assert (row.last_on, row.due_on) == (dt.date(2025, 12, 1), dt.date(2026, 12, 1))
    assert (row.doubt, row.doubt_words) == (Doubt.REFUSED, "照片与登记不符")
    assert "没有认可：照片与登记不符" in Message.objects.get(topic="certification.answered").text
    # A new certification of the same day is possible, and settles the doubt.
    seen(person)
    assert row_of(person).doubt == ""


def test_what_the_province_was_told_is_not_taken_back_here(county: County) -> None:
    person = county.resident("赵退休", birth="19600101")
    employee(person)
    done = seen(person)
    Handover.objects.update(state=HandoverState.SENT)
    with pytest.raises(LedgerRefused, match="不能直接撤回"):
        undo_certification(certification=done.certification, reason="错了", actor=None, today=TODAY)
    Handover.objects.update(state=HandoverState.WAITING)
    undo_certification(certification=done.certification, reason="错了", actor=None, today=TODAY)
    assert Handover.objects.get().state == HandoverState.WITHDRAWN


def test_a_yes_after_a_no_puts_it_back(county: County, audited: Callable[[], list[str]]) -> None:
    pension = entitled(county)
    person = pension.resident
    employee(person)
    held = hold(pension, dt.date(2026, 11, 1), HoldKind.UNCERTIFIED)
    seen(person)
    up = Handover.objects.get()
    said(up, agreed=False, words="照片与登记不符")
    held.refresh_from_db()
    assert (held.lifted_on, row_of(person).doubt) == (None, Doubt.REFUSED)
    said(up, agreed=True, words="已更正")
    held.refresh_from_db()
    made, row = Certification.objects.get(), row_of(person)
    assert (made.above, made.undone_at, made.undone_reason) == (AboveState.AGREED, None, "")
    assert (held.lifted_on, held.back_pay) == (TODAY, True)
    assert (row.last_on, row.state, row.doubt, row.doubt_words) == (TODAY, BeneficiaryState.VALID, "", "")
    texts = (
        Message.objects.filter(topic="certification.answered").order_by("pk").values_list("text", flat=True)
    )
    assert ["没有认可" in text for text in texts] == [True, False]
    assert audited().count("certification.answered") == 2
    # And a no once more takes it back again.
    said(up, agreed=False)
    held.refresh_from_db()
    assert held.lifted_on is None and Certification.objects.get().undone_at is not None


def test_a_yes_that_cannot_be_followed_stands_among_the_problems(county: County) -> None:
    again, dead, late = (county.resident(name, birth="19600101") for name in ("赵一", "赵二", "赵三"))
    for person in (again, dead, late):
        employee(person)
        seen(person, dt.date(2025, 12, 10) if person == late else TODAY)
    ups = {up.resident_id: up for up in Handover.objects.all()}
    for up in ups.values():
        said(up, agreed=False)
    seen(again)
    Resident.objects.filter(pk=dead.pk).update(standing=Standing.DECEASED, deceased_on=TODAY)
    with on(dt.date(2026, 12, 20)):
        for person, words in ((again, "已经重新认证"), (dead, "已登记死亡"), (late, "已经过期")):
            assert words in said(ups[person.pk], agreed=True, expect_problem=True).words_here
    refused = Certification.objects.filter(undone_at__isnull=False)
    assert {one.above for one in refused} == {AboveState.REFUSED} and refused.count() == 3
