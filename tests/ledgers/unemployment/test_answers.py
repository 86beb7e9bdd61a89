"""The province says otherwise than before, and an end is taken back that went up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from cuncuntong.ledgers.above.enums import HandoverState, Trouble
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.unemployment.enums import (
    AboveState,
    BenefitState,
    MonthState,
    OverpaidState,
    SignKind,
    SignState,
    StopReason,
)
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import last_due
from cuncuntong.ledgers.unemployment.selectors import used_of
from cuncuntong.ledgers.unemployment.selectors.benefits import to_pay
from cuncuntong.ledgers.unemployment.services import end_benefit, resume_benefit, start_benefit
from cuncuntong.ledgers.unemployment.services.overpaid import receive
from cuncuntong.ledgers.unemployment.up import END_REVERSED, ENDED, grant_key
from cuncuntong.rules.unemployment import Term
from tests.ledgers.above.answering import answer
from tests.ledgers.make import County
from tests.ledgers.unemployment.make import drawing, paid_month

OCTOBER = dt.date(2026, 10, 1)
TODAY = dt.date(2026, 11, 25)


def ended(row: Benefit, day: dt.date = dt.date(2026, 11, 20)) -> Benefit:
    return end_benefit(benefit=row, reason=StopReason.EMPLOYED, happened_on=day, note="入职", actor=None)


def test_whoever_was_paid_is_told_how_much_to_give_back_and_how(county: County) -> None:
    row = drawing(county, case_number="S1")
    paid_month(row, OCTOBER)
    answer(Handover.objects.get(key=grant_key(row)), agreed=False, words="参保地不在我省。")
    row.refresh_from_db()
    told = Message.objects.get(resident=row.resident).text
    assert "没有同意：参保地不在我省。请到服务点" in told
    assert f"已经发放的1,640.00元需要退回（退回编号{row.overpaid.get().number}）" in told
    assert used_of(row).left == 0 and last_due(row) is None
    other = drawing(county, "李没发", case_number="S2")
    answer(Handover.objects.get(key=grant_key(other)), agreed=False, words="参保地不在我省")
    said = Message.objects.get(resident=other.resident).text
    assert "更正后可以重新申领" in said and "退回" not in said


def test_a_yes_after_a_no_lets_it_run_again(county: County) -> None:
    row = drawing(county, case_number="S1")
    paid_month(row, OCTOBER)
    up = Handover.objects.get(key=grant_key(row))
    answer(up, agreed=False, words="参保地不在我省")
    answer(up, agreed=False, words="参保地还是不在我省")
    assert row.signs.count() == 1
    answer(up, agreed=True, words="已更正")
    row.refresh_from_db()
    assert (row.state, row.above, row.above_words) == (BenefitState.RUNNING, AboveState.AGREED, "已更正")
    assert (row.last_month, row.ended_on, row.end_reason, row.paid_up) == (None, None, "", False)
    assert row.overpaid.get().state == OverpaidState.UNDONE
    assert row.paid.get().state == MonthState.PAID
    assert row.signs.get().state == SignState.KEPT
    assert row in to_pay(row.county_code)
    assert "照常发放" in Message.objects.filter(resident=row.resident).latest("pk").text
    # And a no once more.
    answer(up, agreed=False)
    row.refresh_from_db()
    assert row.state == BenefitState.REFUSED
    assert row.overpaid.exclude(state=OverpaidState.UNDONE).get().total == Decimal("1640.00")


def test_an_end_from_before_the_no_stands_after_the_yes(county: County) -> None:
    row = ended(drawing(county))
    up = Handover.objects.get(key=grant_key(row))
    answer(up, agreed=False)
    answer(up, agreed=True)
    row.refresh_from_db()
    assert (row.state, row.end_reason) == (BenefitState.ENDED, StopReason.EMPLOYED)
    assert (row.last_month, row.ended_on) == (dt.date(2026, 11, 1), dt.date(2026, 11, 20))
    # It can be taken back like any other end, above too.
    resume_benefit(benefit=row, note="不是本人", actor=None)
    assert Handover.objects.get(kind=ENDED).state == HandoverState.WITHDRAWN


def test_a_yes_that_cannot_be_followed_stands_among_the_problems(county: County) -> None:
    row = drawing(county, case_number="S1")
    paid_month(row, OCTOBER)
    up = Handover.objects.get(key=grant_key(row))
    answer(up, agreed=False)
    receive(overpaid=row.overpaid.get(), amount=Decimal("640"), received_on=TODAY, receipt="B1", actor=None)
    taken = answer(up, agreed=True, expect_problem=True)
    assert taken.trouble == Trouble.LEDGER and "已经退回" in taken.words_here
    row.refresh_from_db()
    assert (row.state, row.above) == (BenefitState.REFUSED, AboveState.REFUSED)


def test_a_yes_to_a_claim_that_was_made_anew_stands_among_the_problems(county: County) -> None:
    row = drawing(county, case_number="S1")
    up = Handover.objects.get(key=grant_key(row))
    answer(up, agreed=False)
    start_benefit(
        unemployment=row.unemployment,
        term=Term(75, 18, 0, 18, False, False),
        basis="",
        as_of=None,
        on=TODAY,
        at=timezone.now(),
        actor=None,
        case_number="S2",
    )
    assert "另行核定" in answer(up, agreed=True, expect_problem=True).words_here


def test_an_end_that_went_up_is_taken_back_above_too(county: County) -> None:
    row = ended(drawing(county))
    up = Handover.objects.get(kind=ENDED)
    answer(up, agreed=True)
    resume_benefit(benefit=row, note="是同名的另一人", actor=None)
    back = Handover.objects.get(kind=END_REVERSED)
    assert (back.payload["reverses"], back.payload["reason"]) == (up.key, "是同名的另一人")
    # A no and a yes to the grant find it running: the end was taken back.
    grant = Handover.objects.get(key=grant_key(row))
    answer(grant, agreed=False)
    answer(grant, agreed=True)
    row.refresh_from_db()
    assert (row.state, row.last_month) == (BenefitState.RUNNING, None)


def test_an_end_that_never_went_up_is_only_withdrawn(county: County) -> None:
    row = ended(drawing(county))
    resume_benefit(benefit=row, note="是同名的另一人", actor=None)
    assert Handover.objects.get(kind=ENDED).state == HandoverState.WITHDRAWN
    assert not Handover.objects.filter(kind=END_REVERSED).exists()


def test_a_no_to_an_end_or_to_its_reversal_is_for_a_person(county: County) -> None:
    row = ended(drawing(county))
    up = Handover.objects.get(kind=ENDED)
    answer(up, agreed=False, words="没有就业记录")
    sign = row.signs.get()
    assert (sign.kind, sign.state) == (SignKind.ABOVE, SignState.OPEN)
    assert "没有同意停领：没有就业记录" in sign.words
    answer(up, agreed=True)
    sign.refresh_from_db()
    assert sign.state == SignState.KEPT
    resume_benefit(benefit=row, note="是同名的另一人", actor=None)
    answer(Handover.objects.get(kind=END_REVERSED), agreed=False, words="已在外地就业")
    assert "没有同意恢复领取：已在外地就业" in row.signs.get(state=SignState.OPEN).words


def test_months_due_and_not_paid_are_not_left_for_the_next_time(county: County) -> None:
    row = ended(drawing(county))
    # October and November are due, though no run paid them yet: 16 of 18 are left.
    assert (used_of(row).paid, used_of(row).left) == (0, 16)
    paid_month(row, OCTOBER)
    assert (used_of(row).paid, used_of(row).left) == (1, 16)
