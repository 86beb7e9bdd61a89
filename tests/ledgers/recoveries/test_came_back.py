"""A payment that the bank gave back after it was paid: set-offs, settlements and claims are as before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from cuncuntong.ledgers.payments.enums import LineState
from cuncuntong.ledgers.payments.models import Finding, PayLine, PayRun
from cuncuntong.ledgers.payments.selectors import comparison
from cuncuntong.ledgers.payments.services import (
    change_account,
    check_payments,
    decide_findings,
    take_payment_back,
)
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import PensionAccount
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.recoveries.enums import ReturnWay, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement
from cuncuntong.ledgers.recoveries.selectors import remaining, set_off_pending
from cuncuntong.ledgers.recoveries.services import resume, suspend, undo_suspend
from cuncuntong.ledgers.recoveries.services.watch import watch
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County
from tests.ledgers.payments.make import NOVEMBER, OCTOBER, Office, entitled, line_of
from tests.ledgers.recoveries.make import CASE, heir, plan

TODAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel("2026-11-25 10:00:00+08:00", tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def office(county: County) -> Office:
    return Office(county)


def stop(person: Any, kind: str, happened_on: dt.date, **more: Any) -> Any:
    return suspend(
        resident=person.resident,
        kind=kind,
        happened_on=happened_on,
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        **more,
    )


def back(office: Office, line: PayLine, receipt: str = "TP-1") -> None:
    take_payment_back(
        caller=office.preparer, line=line, on=TODAY, receipt=receipt, fail_code="closed", text=""
    )


def decided(office: Office, month: dt.date) -> PayRun:
    """A run at the bank, whose findings somebody looked at one by one and let through."""
    run = office.computed(month)
    for key in Finding.objects.filter(run=run).values_list("pk", flat=True):
        decide_findings(
            caller=office.preparer, run=run, findings=[key], decision="pay", reason="已核实", confirmed=True
        )
    return office.exported(month, run)


def paid_october(office: Office, county: County, **more: Any) -> tuple[Any, PayRun]:
    person = entitled(county, **more)
    run = office.exported(OCTOBER)
    office.answered(run)
    return person, run


def test_a_set_off_is_taken_back_and_posted_anew_when_it_arrives(county: County, office: Office) -> None:
    person, _ = paid_october(office, county)
    row = stop(person, HoldKind.DOUBLE, dt.date(2026, 10, 5), plan=plan(ReturnWay.OFFSET)).overpayments[0]
    assert row.total == Decimal("173.00")
    resume(
        resident=person.resident, kind=HoldKind.DOUBLE, back_pay=False, reason="只在本县领取", on=TODAY,
        actor=None, case_number="S2",
    )  # fmt: skip
    with time_machine.travel("2026-12-20 10:00:00+08:00", tick=False):
        december = decided(office, dt.date(2026, 12, 1))
        line = line_of(december, person)
        # November and December, 346.00, less half of a month: 86.50 is set off.
        assert line.amount == Decimal("259.50")
        office.answered(december)
        assert remaining(row) == Decimal("86.50")
        was = balance(person.account)
        take_payment_back(
            caller=office.preparer,
            line=line,
            on=dt.date(2026, 12, 20),
            receipt="TP",
            fail_code="name",
            text="",
        )
        assert remaining(row) == Decimal("173.00")
        # It is still on its way with the line that will be sent again.
        assert set_off_pending([row.pk]) == {row.pk: Decimal("86.50")}
        with pytest.raises(LedgerRefused, match="等待重发的一笔中正在抵扣"):
            undo_suspend(case_number=CASE, actor=None)
    with time_machine.travel("2027-01-20 10:00:00+08:00", tick=False):
        forget_parameters()
        january = decided(office, dt.date(2027, 1, 1))
        office.answered(january)
        # December's 86.50 arrived with its set-off, January's own 86.50 with another.
        assert remaining(row) == Decimal("0.00")
        assert set_off_pending([row.pk]) == {}
        assert check_payments() == []
        assert balance(person.account) < was


def test_what_the_heir_did_not_get_is_owed_as_before_and_goes_to_the_account_they_name(
    county: County, office: Office
) -> None:
    person, _ = paid_october(office, county)
    stop(person, HoldKind.DEATH, dt.date(2026, 10, 12), heir=heir())
    november = office.exported(NOVEMBER)
    once = PayLine.objects.get(run=november, once__startswith="recoveries.settlement:")
    assert once.amount == Decimal("1380.00")
    # What is paid once is nobody new: it has a row of its own beside the month's comparison.
    rows = {one.label: (one.count, one.amount) for one in comparison(november)}
    assert (rows["新增"][0], rows["一次性支付"]) == (0, (1, Decimal("1380.00")))
    office.answered(november)
    account = PensionAccount.objects.get()
    assert (account.state, balance(account)) == ("closed", Decimal("0.00"))
    back(office, once)
    account.refresh_from_db()
    assert account.state != "closed" and balance(account) == Decimal("1380.00")
    waiting = DeathSettlement.objects.get(state=SettlementState.WAITING)
    assert waiting.heir is not None
    once.refresh_from_db()
    change_account(
        caller=office.preparer, line=once, holder="李建国", bank="农信社", number="6228480000000007773",
        again="6228480000000007773", note="",
    )  # fmt: skip
    with time_machine.travel("2026-12-20 10:00:00+08:00", tick=False):
        december = office.exported(dt.date(2026, 12, 1))
        again = PayLine.objects.get(run=december, once__startswith="recoveries.settlement:")
        assert again.payee is not None and again.payee.number == "6228480000000007773"
        assert (again.amount, again.once) == (Decimal("1380.00"), f"recoveries.settlement:{waiting.pk}")
        office.answered(december)
    account.refresh_from_db()
    assert (account.state, balance(account)) == ("closed", Decimal("0.00"))
    assert check_payments() == []


def test_set_off_against_the_heirs_payment_is_as_before_too(county: County, office: Office) -> None:
    person, _ = paid_october(office, county)
    row = stop(
        person, HoldKind.DEATH, dt.date(2026, 9, 12), heir=heir(), plan=plan(ReturnWay.OFFSET)
    ).overpayments[0]
    november = office.exported(NOVEMBER)
    once = PayLine.objects.get(run=november, once__startswith="recoveries.settlement:")
    # 1380.00 and 10.00 of October's 173.00 that goes back to the account, less 173.00.
    assert once.amount == Decimal("1217.00")
    office.answered(november)
    assert remaining(row) == Decimal("0.00")
    back(office, once)
    assert remaining(row) == Decimal("173.00")
    assert balance(PensionAccount.objects.get()) == Decimal("1380.00")
    with time_machine.travel("2026-12-20 10:00:00+08:00", tick=False):
        december = office.exported(dt.date(2026, 12, 1))
        again = PayLine.objects.get(run=december, once__startswith="recoveries.settlement:")
        assert again.amount == Decimal("1217.00")
        office.answered(december)
    assert remaining(row) == Decimal("0.00")
    assert balance(PensionAccount.objects.get()) == Decimal("0.00")


def test_a_month_that_is_claimed_back_is_booked_there(county: County, office: Office) -> None:
    person, run = paid_october(office, county)
    row = stop(person, HoldKind.DEATH, dt.date(2026, 9, 12), plan=plan()).overpayments[0]
    with pytest.raises(LedgerRefused, match=f"已经登记为多领（{row.number}）"):
        back(office, line_of(run, person))
    assert line_of(run, person).state == LineState.PAID


def test_a_months_money_that_comes_back_after_the_account_closed_opens_it_again(
    county: County, office: Office
) -> None:
    person, run = paid_october(office, county)
    stop(person, HoldKind.DEATH, dt.date(2026, 10, 12), heir=heir())
    office.answered(office.exported(NOVEMBER))
    assert PensionAccount.objects.get().state == "closed"
    # October, the month of the death, was due and comes back now: 10.00 of it is the account's.
    back(office, line_of(run, person))
    account = PensionAccount.objects.get()
    assert account.state != "closed" and balance(account) == Decimal("10.00")
    with time_machine.travel("2026-12-20 10:00:00+08:00", tick=False):
        december = decided(office, dt.date(2026, 12, 1))
        again = line_of(december, person)
        assert again.amount == Decimal("173.00")
        assert again.payee is not None and again.payee.holder == "李建国"
        office.answered(december)
        watch(dt.date(2026, 12, 21))
    account.refresh_from_db()
    assert (account.state, balance(account)) == ("closed", Decimal("0.00"))
    assert check_payments() == []
