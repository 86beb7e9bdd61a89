"""Item 37's decisions in the ledgers: what is held, what was overpaid, and all of it taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.models import PayItem, PayLine
from cuncuntong.ledgers.pensions.enums import EntitlementState, HoldKind, PayeeState, Scheme
from cuncuntong.ledgers.pensions.models import Entitlement, EntitlementHold, Payee
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.pensions.selectors.holds import is_held, month_is_held
from cuncuntong.ledgers.pensions.services.payees import set_payee
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, ReturnWay, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Heir, OverpaidItem, Overpayment
from cuncuntong.ledgers.recoveries.selectors import remaining
from cuncuntong.ledgers.recoveries.services import (
    receive,
    resume,
    suspend,
    undo_resume,
    undo_suspend,
)
from cuncuntong.ledgers.recoveries.services.watch import watch
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.enums import Standing
from cuncuntong.ledgers.residents.models import Resident
from tests.ledgers.make import County
from tests.ledgers.recoveries.make import CASE, TODAY, drawing, heir, line, month, paid, plan

AUGUST_12 = dt.date(2026, 8, 12)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def resident(county: County) -> Resident:
    return county.resident(birth="19660305")


@pytest.fixture
def pension(resident: Resident) -> Entitlement:
    return drawing(resident)


def died(resident: Resident, on: dt.date = AUGUST_12, **more: Any) -> Any:
    values = {
        "kind": HoldKind.DEATH,
        "happened_on": on,
        "reason": "因病去世",
        "evidence": "死亡医学证明",
        "on": TODAY,
        "actor": None,
        "case_number": CASE,
    }
    return suspend(resident=resident, **{**values, **more})


def test_a_death_ends_the_pension_from_the_next_month_and_counts_what_was_paid_since(
    resident: Resident, pension: Entitlement, audited: Callable[[], list[str]]
) -> None:
    paid(pension, month(6), month(11))
    done = died(resident, plan=plan(), heir=heir())
    pension.refresh_from_db()
    resident.refresh_from_db()
    assert pension.state == EntitlementState.ENDED
    assert pension.ended_on == dt.date(2026, 8, 31)
    assert (resident.standing, resident.deceased_on) == (Standing.DECEASED, AUGUST_12)
    owed = done.overpayments[0]
    # September, October, November: 3 × 199.69, of which 3 × 36.69 had come out of the account.
    assert (owed.total, owed.account_amount) == (Decimal("599.07"), Decimal("110.07"))
    assert (owed.first_month, owed.last_month) == (month(9), month(11))
    assert owed.next_due_on == dt.date(2026, 12, 24)
    assert done.settlements[0].heir.name == "李建国"
    assert "pension.held" in audited()
    # The same case again does nothing more.
    again = died(resident, plan=plan(), heir=heir())
    assert [one.pk for one in again.overpayments] == [owed.pk]
    assert EntitlementHold.objects.count() == 1


def test_both_schemes_are_held_by_one_case(resident: Resident, pension: Entitlement) -> None:
    other = drawing(resident, Scheme.SUPPLEMENTARY, monthly="40.00", balance="1000.00")
    done = died(resident)
    assert {hold.entitlement_id for hold in done.holds} == {pension.pk, other.pk}
    assert len(done.settlements) == 2


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (dt.date(2026, 11, 25), "死亡日期2026年11月25日晚于今天"),
        (dt.date(1966, 3, 4), "死亡日期2026年"),
    ],
)
def test_a_death_in_the_future_or_before_birth_is_refused(
    resident: Resident, pension: Entitlement, on: dt.date, words: str
) -> None:
    with pytest.raises(LedgerRefused) as refused:
        died(resident, on)
    if on.year == 1966:
        words = "死亡日期1966年3月4日早于出生日期1966年3月5日"
    assert words in refused.value.message
    pension.refresh_from_db()
    assert pension.state == EntitlementState.RUNNING
    assert not Overpayment.objects.exists()


def test_a_death_reported_twice_is_refused_in_clear_words(resident: Resident, pension: Entitlement) -> None:
    died(resident)
    with pytest.raises(LedgerRefused, match="登记过死亡") as refused:
        died(resident, dt.date(2026, 8, 13), case_number="S20261124-0002")
    assert "撤销原来的那一件业务" in refused.value.remedy
    assert EntitlementHold.objects.count() == 1


def test_undoing_gives_everything_back_as_it_was(resident: Resident, pension: Entitlement) -> None:
    own = set_payee(
        resident=resident, holder="李秀英", bank="", number="622202", is_card=False, on=TODAY, actor=None
    )
    paid(pension, month(6), month(11))
    died(resident, plan=plan(), heir=heir())
    assert Payee.objects.get(state=PayeeState.ACTIVE).holder == "李建国"
    undo_suspend(case_number=CASE, actor=None)
    undo_suspend(case_number=CASE, actor=None)
    pension.refresh_from_db()
    resident.refresh_from_db()
    assert (pension.state, pension.ended_on) == (EntitlementState.RUNNING, None)
    assert (resident.standing, resident.deceased_on) == (Standing.PRESENT, None)
    assert Payee.objects.get(state=PayeeState.ACTIVE).pk == own.pk
    assert Overpayment.objects.get().state == OverpaymentState.UNDONE
    assert not OverpaidItem.objects.filter(live=True).exists()
    assert DeathSettlement.objects.get().state == SettlementState.UNDONE
    assert not Heir.objects.filter(undone_at__isnull=True).exists()
    # And the same can be decided anew by another case.
    assert died(resident, case_number="S20261124-0003").overpayments[0].total == Decimal("599.07")


def test_once_money_came_back_the_case_stands_until_it_is_reversed(
    resident: Resident, pension: Entitlement
) -> None:
    paid(pension, month(6), month(11))
    owed = died(resident, plan=plan()).overpayments[0]
    receive(
        overpayment=owed,
        amount=Decimal("100.00"),
        received_on=TODAY,
        receipt="B1",
        on=TODAY,
        actor=None,
    )
    with pytest.raises(LedgerRefused, match="已经退回100.00元"):
        undo_suspend(case_number=CASE, actor=None)
    pension.refresh_from_db()
    assert pension.state == EntitlementState.ENDED


def test_who_went_missing_and_came_back_gets_the_held_months(
    resident: Resident, pension: Entitlement
) -> None:
    paid(pension, month(6), month(9))
    died(resident, kind=HoldKind.MISSING)
    hold = EntitlementHold.objects.get()
    assert [is_held(hold, month(n)) for n in (8, 9, 10)] == [False, True, True]
    assert Entitlement.objects.filter(month_is_held(month(9))).exists()
    pension.refresh_from_db()
    assert pension.state == EntitlementState.SUSPENDED
    resume(
        resident=resident,
        kind=HoldKind.MISSING,
        back_pay=True,
        reason="本人已返回",
        on=TODAY,
        actor=None,
        case_number="S20261124-0009",
    )
    pension.refresh_from_db()
    hold.refresh_from_db()
    assert pension.state == EntitlementState.RUNNING
    assert not is_held(hold, month(10))
    # September had been paid: nothing was overpaid after all.
    assert Overpayment.objects.get().state == OverpaymentState.UNDONE
    undo_resume(case_number="S20261124-0009", actor=None)
    pension.refresh_from_db()
    assert pension.state == EntitlementState.SUSPENDED
    assert Overpayment.objects.get().state == OverpaymentState.OPEN


def test_without_back_pay_the_held_months_stay_unpaid_and_the_claim_stands(
    resident: Resident, pension: Entitlement
) -> None:
    paid(pension, month(6), month(9))
    died(resident, kind=HoldKind.DOUBLE, plan=plan(ReturnWay.OFFSET))
    resume(
        resident=resident,
        kind=HoldKind.DOUBLE,
        back_pay=False,
        reason="已选择在本县领取",
        on=TODAY,
        actor=None,
        case_number="S20261124-0009",
    )
    hold = EntitlementHold.objects.get()
    # A double pension is one too many from its first month on.
    assert [is_held(hold, month(n)) for n in (7, 8, 10, 11)] == [False, True, True, False]
    assert remaining(Overpayment.objects.get()) == Decimal("399.38")


def test_a_death_that_was_a_mistake_brings_the_resident_back(
    resident: Resident, pension: Entitlement
) -> None:
    died(resident, heir=heir())
    resume(
        resident=resident,
        kind=HoldKind.DEATH,
        back_pay=True,
        reason="误报，本人健在",
        on=TODAY,
        actor=None,
        case_number="S20261124-0009",
    )
    resident.refresh_from_db()
    pension.refresh_from_db()
    assert resident.standing == Standing.PRESENT
    assert (pension.state, pension.ended_on) == (EntitlementState.RUNNING, None)
    assert DeathSettlement.objects.get().state == SettlementState.UNDONE


def test_a_failed_month_is_owed_only_once_its_repetition_arrived(
    resident: Resident, pension: Entitlement
) -> None:
    failed = paid(pension, month(9), month(9), state=LineState.FAILED)[0]
    done = died(resident)
    assert done.overpayments == []
    again = line(pension, month(10), "199.69")
    PayItem.objects.create(
        line=again,
        entitlement=pension,
        month=month(9),
        kind=ItemKind.RETRY,
        amount=Decimal("199.69"),
        ref=f"line:{failed.line_id}",
    )
    PayLine.objects.filter(pk=failed.line_id).update(state=LineState.REPAID)
    # What was at the bank when the death was entered is added at night.
    watch(TODAY)
    watch(TODAY)
    assert Overpayment.objects.get().total == Decimal("199.69")


def test_the_account_closes_at_once_where_nothing_is_left(resident: Resident) -> None:
    pension = drawing(resident, balance="36.69")
    paid(pension, month(6), month(6))
    assert balance(pension.account) == 0
    died(resident)
    pension.account.refresh_from_db()
    assert pension.account.state == "closed"
    undo_suspend(case_number=CASE, actor=None)
    pension.account.refresh_from_db()
    assert pension.account.state == "receiving"
