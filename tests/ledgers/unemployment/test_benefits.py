"""Granting, undoing, ending, the night's look, and the province's answer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuncuntong.ledgers.above.enums import HandoverState
from cuncuntong.ledgers.above.hooks import Outcome
from cuncuntong.ledgers.above.models import Handover
from cuncuntong.ledgers.employment.services import unemployment as registrations
from cuncuntong.ledgers.jobs.models import Employment
from cuncuntong.ledgers.messages.models import Message
from cuncuntong.ledgers.payments.models import PayLine
from cuncuntong.ledgers.payments.services import take_payment_back
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.unemployment.answers import grant_answered
from cuncuntong.ledgers.unemployment.enums import AboveState, BenefitState, SignKind, StopReason
from cuncuntong.ledgers.unemployment.models import Benefit
from cuncuntong.ledgers.unemployment.months import due_until, key_of, read_key, shifted
from cuncuntong.ledgers.unemployment.selectors import basis_of, used_of
from cuncuntong.ledgers.unemployment.services import (
    decide_sign,
    end_benefit,
    resume_benefit,
    start_benefit,
    undo_benefit,
    watch,
)
from cuncuntong.ledgers.unemployment.up import grant_key
from cuncuntong.rules.unemployment import Term
from tests.ledgers.make import County
from tests.ledgers.payments.make import NOVEMBER, Office, entitled
from tests.ledgers.unemployment.make import confirm_figures, drawing, insured, paid_month, registered

TODAY = dt.date(2026, 11, 25)
OCTOBER = dt.date(2026, 10, 1)


def test_a_grant_goes_up_once_and_can_be_taken_back_before_it_went(county: County) -> None:
    row = drawing(county, case_number="S1")
    assert (row.months, row.starts_on) == (18, OCTOBER)
    handover = Handover.objects.get(key=grant_key(row))
    assert handover.payload["months"] == 18
    assert undo_benefit(case_number="S1", actor=None).state == BenefitState.UNDONE
    handover.refresh_from_db()
    assert handover.state == HandoverState.WITHDRAWN
    assert undo_benefit(case_number="S1", actor=None).state == BenefitState.UNDONE


def test_what_went_up_is_not_taken_back(county: County) -> None:
    row = drawing(county, case_number="S1")
    Handover.objects.filter(key=grant_key(row)).update(state=HandoverState.SENT)
    with pytest.raises(LedgerRefused, match="不能直接撤回"):
        undo_benefit(case_number="S1", actor=None)
    row.refresh_from_db()
    assert row.state == BenefitState.RUNNING


def test_what_stands_in_a_run_is_not_taken_back(county: County, office: Office) -> None:
    confirm_figures()
    drawing(county, case_number="S1")
    office.computed(NOVEMBER)
    with pytest.raises(LedgerRefused, match="已有月份列入发放"):
        undo_benefit(case_number="S1", actor=None)


def test_two_at_once_are_one(county: County) -> None:
    row = drawing(county)
    with pytest.raises(LedgerRefused, match="已经在领取"):
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


def test_a_no_from_above_stops_and_claims_back(county: County) -> None:
    row = drawing(county, case_number="S1")
    paid_month(row, OCTOBER)
    handover = Handover.objects.get(key=grant_key(row))
    grant_answered(handover, Outcome(False, "E2", "参保地不在我省", {}, timezone.now()))
    row.refresh_from_db()
    assert (row.state, row.above) == (BenefitState.REFUSED, AboveState.REFUSED)
    assert row.overpaid.get().total == Decimal("1640.00")
    sign = row.signs.get()
    assert sign.kind == SignKind.ABOVE and "参保地不在我省" in sign.words
    assert "参保地不在我省" in Message.objects.get(resident=row.resident).text
    assert due_until(row, NOVEMBER) == []
    decide_sign(sign=sign, ends=False, note="已告知本人", actor=None)


def test_a_yes_from_above_is_noted(county: County) -> None:
    row = drawing(county, case_number="S1")
    handover = Handover.objects.get(key=grant_key(row))
    grant_answered(handover, Outcome(True, "0", "已备案", {}, timezone.now()))
    row.refresh_from_db()
    assert (row.state, row.above) == (BenefitState.RUNNING, AboveState.AGREED)


@pytest.mark.parametrize(
    ("reason", "ends"),
    [
        ("11", StopReason.EMPLOYED),
        ("24a", StopReason.SERVICE),
        ("24b", StopReason.ABROAD),
        ("21", StopReason.PENSION),
    ],
)
def test_an_end_that_somebody_registered_ends_the_benefit(county: County, reason: str, ends: str) -> None:
    row = drawing(county)
    registrations.end(unemployment=row.unemployment, reason=reason, on=dt.date(2026, 11, 2), actor=None)
    assert "停领1人" in watch(TODAY)
    row.refresh_from_db()
    assert (row.state, row.end_reason, row.last_month) == (BenefitState.ENDED, ends, NOVEMBER)


def test_refusing_services_is_for_a_person_to_judge(county: County) -> None:
    row = drawing(county)
    registrations.end(unemployment=row.unemployment, reason="31", on=dt.date(2026, 11, 2), actor=None)
    assert "停领0人" in watch(TODAY)
    sign = row.signs.get()
    with pytest.raises(LedgerRefused, match="请写明核实的情况"):
        decide_sign(sign=sign, ends=True, reason=StopReason.DECLINED, note="", actor=None)
    decide_sign(sign=sign, ends=True, reason=StopReason.DECLINED, note="三次介绍都不去，没有理由", actor=None)
    row.refresh_from_db()
    assert (row.state, row.end_reason) == (BenefitState.ENDED, StopReason.DECLINED)


def test_death_and_a_pension_end_it_by_themselves(county: County) -> None:
    dead, old = drawing(county, "故人"), drawing(county, "老人")
    dead.resident.standing, dead.resident.deceased_on = Standing.DECEASED, dt.date(2026, 11, 10)
    dead.resident.save()
    Entitlement.objects.filter(pk=entitled(county, resident=old.resident, starts=NOVEMBER).pk)
    assert "停领2人" in watch(TODAY)
    dead.refresh_from_db(), old.refresh_from_db()
    assert dead.end_reason == StopReason.DEATH and old.end_reason == StopReason.PENSION
    assert not Message.objects.filter(resident=dead.resident).exists()


def test_the_term_runs_out(county: County) -> None:
    row = drawing(county, paid=12, on=dt.date(2025, 11, 3))
    assert "领取期满1人" in watch(TODAY)
    row.refresh_from_db()
    assert (row.state, row.last_month) == (BenefitState.USED_UP, OCTOBER)


def test_what_a_person_set_aside_does_not_hide_what_comes_later(county: County) -> None:
    row = drawing(county)
    registrations.end(unemployment=row.unemployment, reason="11", on=dt.date(2026, 11, 2), actor=None)
    watch(TODAY)
    row.refresh_from_db()
    resume_benefit(benefit=row, note="登记有误", actor=None)
    assert "停领0人" in watch(TODAY)
    row.resident.standing, row.resident.deceased_on = Standing.DECEASED, dt.date(2026, 11, 20)
    row.resident.save()
    assert "停领1人" in watch(TODAY)
    row.refresh_from_db()
    assert row.end_reason == StopReason.DEATH


def test_old_work_is_no_sign(county: County) -> None:
    row = drawing(county)
    Employment.objects.create(
        resident=row.resident, kind="unit", employer="旧厂", starts_on=dt.date(2020, 1, 1), source="就业登记"
    )
    watch(TODAY)
    assert not row.signs.exists()


def test_what_was_not_drawn_is_left_for_the_next_time(county: County) -> None:
    row = drawing(county, on=dt.date(2026, 3, 10))
    for month in (3, 4):
        paid_month(row, dt.date(2026, month, 1))
    end_benefit(
        benefit=row, reason=StopReason.EMPLOYED, happened_on=dt.date(2026, 4, 20), note="入职", actor=None
    )
    registrations.end(unemployment=row.unemployment, reason="11", on=dt.date(2026, 4, 20), actor=None)
    # Contributions of April to October, seven months, count anew: too few, so that 16 months are left.
    known = row.resident.participations.get()
    for number in range(4, 11):
        known.months.create(
            month=dt.date(2026, number, 1), base="4000", own="12", state="arrived", as_of=TODAY
        )
    registered(row.resident, TODAY)
    basis = basis_of(row.resident, TODAY)
    # April was paid as a benefit: contributions count from May on.
    assert (basis.paid_since, basis.left, basis.left_source) == (6, 16, "本县发放记录")


def test_months_paid_above_use_the_contributions_up(county: County) -> None:
    person = county.resident("省里领过")
    known = insured(person, 60, dt.date(2026, 9, 1), months_left=5)
    known.payments.create(month=dt.date(2025, 3, 1), amount="1500", state="paid", as_of=TODAY)
    basis = basis_of(person, TODAY)
    assert (basis.paid, basis.paid_since, basis.left) == (60, 18, 5)
    assert "上级台账" in basis.left_source


def test_the_bank_gives_a_month_back_and_it_is_due_again(county: County, office: Office) -> None:
    confirm_figures()
    row = drawing(county, on=dt.date(2026, 11, 3))
    office.answered(office.exported(NOVEMBER))
    assert used_of(row).paid == 1
    line = PayLine.objects.get(once=key_of(row.pk, NOVEMBER))
    take_payment_back(
        caller=office.preparer, line=line, on=TODAY, receipt="T1", fail_code="closed", text="已销户"
    )
    assert used_of(row).paid == 0
    again = office.computed(NOVEMBER)
    assert again.total == Decimal("1640.00")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(months=st.integers(1, 24), until=st.integers(-3, 40), last=st.none() | st.integers(-1, 30))
def test_due_months_are_whole_once_and_within_the_term(months: int, until: int, last: int | None) -> None:
    row = Benefit(pk=7, starts_on=OCTOBER, months=months)
    row.last_month = None if last is None else shifted(OCTOBER, last)
    due = due_until(row, shifted(OCTOBER, until))
    assert due == sorted(set(due)) and len(due) <= months
    assert all(OCTOBER <= month <= shifted(OCTOBER, until) for month in due)
    assert row.last_month is None or all(month <= row.last_month for month in due)
    assert all(read_key(key_of(7, month)) == (7, month) for month in due)
