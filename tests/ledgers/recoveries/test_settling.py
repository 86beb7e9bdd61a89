"""After a death: what the heir is paid, the funeral grant, who may be the heir."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.models import PayItem, PayLine
from cuncuntong.ledgers.payments.services.once import write_once_lines
from cuncuntong.ledgers.payments.services.posting import settle
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, ReturnWay, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement
from cuncuntong.ledgers.recoveries.selectors import (
    payable,
    remaining,
)
from cuncuntong.ledgers.recoveries.services import (
    name_heir,
    suspend,
    undo_suspend,
)
from cuncuntong.ledgers.recoveries.services.late_grants import supplement_paid
from cuncuntong.ledgers.recoveries.services.watch import watch
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.parameters import forget_parameters
from tests.ledgers.make import County, id_number
from tests.ledgers.recoveries.make import (
    CASE,
    TODAY,
    came,
    confirmed_grant,
    drawing,
    heir,
    month,
    paid,
    plan,
    run_of,
    source,
    stopped,
)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC), tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def resident(county: County) -> Resident:
    return county.resident(birth="19660305")


@pytest.fixture
def pension(resident: Resident) -> Entitlement:
    pension = drawing(resident)
    paid(pension, month(6), month(11))
    return pension


def _dead(resident: Resident, **more: Any) -> tuple[Entitlement, DeathSettlement]:
    """Died in August with 5,100.00 on the account, nothing overpaid."""
    pension = drawing(resident)
    done = suspend(
        resident=resident,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        **{"heir": heir(), **more},
    )
    return pension, done.settlements[0]


def pay_out(row: DeathSettlement, of_month: dt.date = dt.date(2026, 12, 1)) -> PayItem:
    """A run asks, the bank pays."""
    run = run_of(of_month, "computing")
    write_once_lines(run)
    item: PayItem = PayItem.objects.get(kind=ItemKind.ONCE, line__run=run)
    item.line.state = LineState.PAID
    item.line.save()
    settle([item.line])
    row.refresh_from_db()
    return item


def test_the_heir_gets_balance_and_grant_and_the_account_closes(resident: Resident) -> None:
    confirmed_grant("1200.00")
    pension = drawing(resident)
    paid(pension, month(6), month(8))
    suspended = suspend(
        resident=resident,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        heir=heir(),
    )
    row = suspended.settlements[0]
    # 5100.00 − 3 × 36.69 = 4989.93; with the grant 6189.93.
    item = pay_out(row)
    assert item.amount == Decimal("6189.93")
    assert item.line.payee.holder == "李建国"
    assert row.state == SettlementState.PAID
    assert balance(pension.account) == 0
    pension.account.refresh_from_db()
    assert pension.account.state == "closed"
    source().settled({item.ref: item.amount})
    assert balance(pension.account) == 0
    with pytest.raises(LedgerRefused, match="已经支付"):
        undo_suspend(case_number=CASE, actor=None)


def test_without_a_confirmed_grant_only_the_balance_is_paid(resident: Resident) -> None:
    drawing(resident)
    row = suspend(
        resident=resident,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        heir=heir(),
    ).settlements[0]
    assert row.grant is None
    once = source().once("140522", month(12))[0]
    assert (once.amount, "丧葬" in once.words) == (Decimal("5100.00"), False)


def test_a_grant_that_was_confirmed_late_is_paid_too_and_once(resident: Resident) -> None:
    drawing(resident)
    row = suspend(
        resident=resident,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        heir=heir(),
    ).settlements[0]
    assert row.grant is None
    confirmed_grant("1200.00")
    item = pay_out(row)
    assert item.amount == Decimal("6300.00") and "丧葬补助金" in item.words
    assert row.grant == Decimal("1200.00")


def test_a_grant_confirmed_after_the_payment_follows_it_as_a_supplement_and_once(resident: Resident) -> None:
    pension, first = _dead(resident)
    assert pay_out(first).amount == Decimal("5100.00")
    assert supplement_paid() == []  # nobody confirmed a figure
    confirmed_grant("1200.00")
    watch(TODAY)
    watch(TODAY)
    first.refresh_from_db()
    assert (first.state, first.grant) == (SettlementState.PAID, None)
    more = DeathSettlement.objects.exclude(pk=first.pk).get()
    assert (more.state, more.grant, more.heir_id) == (SettlementState.WAITING, Decimal("1200"), first.heir_id)
    with time_machine.travel(dt.datetime(2027, 1, 8, 2, 0, tzinfo=dt.UTC), tick=False):
        item = pay_out(more, dt.date(2027, 1, 1))
        assert (item.amount, item.line.payee.holder) == (Decimal("1200.00"), "李建国")
        assert item.words == f"{resident.name}身后结算：丧葬补助金"
        watch(TODAY)
    assert more.state == SettlementState.PAID
    assert source().once("140522", dt.date(2027, 2, 1)) == []
    assert DeathSettlement.objects.count() == 2
    pension.account.refresh_from_db()
    # The account gave its 5100.00 and stays closed: the grant is the fund's.
    assert (pension.account.state, balance(pension.account)) == ("closed", Decimal("0.00"))


def test_a_grant_confirmed_while_the_bank_pays_is_not_lost(resident: Resident) -> None:
    _, row = _dead(resident)
    write_once_lines(run_of(month(12), "computing"))
    item: PayItem = PayItem.objects.get(kind=ItemKind.ONCE)
    assert item.amount == Decimal("5100.00")
    confirmed_grant("1200.00")
    watch(TODAY)
    row.refresh_from_db()
    # What the run pays was fixed without it: it is not said to have been paid with it.
    assert row.grant is None
    item.line.state = LineState.PAID
    item.line.save()
    settle([item.line])
    once = source().once("140522", dt.date(2027, 1, 1))
    assert [one.amount for one in once] == [Decimal("1200.00")]


def test_a_supplement_that_the_bank_gave_back_is_owed_again(resident: Resident) -> None:
    _, first = _dead(resident)
    pay_out(first)
    confirmed_grant("1200.00")
    (more,) = supplement_paid()
    item = pay_out(more, dt.date(2027, 1, 1))
    source().taken_back([item.line_id], {item.ref: item.amount})
    once = source().once("140522", dt.date(2027, 2, 1))
    assert [one.amount for one in once] == [Decimal("1200.00")]
    assert supplement_paid() == []


def test_a_supplement_waits_until_somebody_is_named(resident: Resident) -> None:
    _, first = _dead(resident, heir=None)
    DeathSettlement.objects.filter(pk=first.pk).update(state=SettlementState.NOTHING)
    confirmed_grant("1200.00")
    (more,) = supplement_paid()
    # Nobody was named before: it waits for that.
    assert payable([more])[more.pk].waits_for == "还没有指定领取人"
    name_heir(resident=resident, named=heir(), on=TODAY, actor=None)
    more.refresh_from_db()
    assert more.heir is not None


def test_what_is_owed_is_set_off_against_what_the_heir_gets(resident: Resident, pension: Entitlement) -> None:
    row = stopped(resident, plan=plan(ReturnWay.OFFSET), heir=heir())
    settlement = DeathSettlement.objects.get()
    worth = payable([settlement])[settlement.pk]
    # 5100 − 6 × 36.69 = 4879.86; 110.07 of the 599.07 return to the account: 4879.86 + 110.07 − 599.07
    assert worth.amount == Decimal("4390.86")
    item = pay_out(settlement)
    assert item.amount == Decimal("4390.86")
    # Paid, its page still adds up: 4879.86 + 110.07 − 599.07.
    assert (settlement.balance_part, settlement.returned) == (Decimal("4879.86"), Decimal("110.07"))
    row.refresh_from_db()
    assert (row.state, remaining(row)) == (OverpaymentState.SETTLED, Decimal("0.00"))
    assert balance(pension.account) == 0


def test_money_is_not_taken_in_while_the_heirs_payment_sets_it_off(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan(ReturnWay.OFFSET), heir=heir())
    write_once_lines(run_of(month(12), "computing"))
    with pytest.raises(LedgerRefused, match="正在抵扣"):
        came(row, "599.07")
    assert remaining(row) == Decimal("599.07")
    PayLine.objects.filter(once__startswith="recoveries.settlement:").update(state=LineState.VOID)
    came(row, "599.07")
    assert remaining(row) == Decimal("0.00")


def test_a_settlement_waits_for_money_that_is_owed_otherwise(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan(), heir=heir())
    settlement = DeathSettlement.objects.get()
    assert payable([settlement])[settlement.pk].waits_for == "多领的599.07元退清后支付"
    assert source().once("140522", month(12)) == []
    came(row, "599.07")
    assert source().once("140522", month(12))[0].amount == Decimal("4989.93")


def test_a_payment_that_failed_is_owed_again(resident: Resident) -> None:
    drawing(resident)
    row = suspend(
        resident=resident,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        heir=heir(),
    ).settlements[0]
    write_once_lines(run_of(month(11), "computing"))
    assert payable([row])[row.pk].waits_for == "已计入本月发放，等银行回盘"
    assert source().once("140522", month(11)) == []
    failed = PayItem.objects.get(kind=ItemKind.ONCE)
    failed.line.state = LineState.FAILED
    failed.line.save()
    failed.live = False
    failed.save()
    assert pay_out(row).amount == Decimal("5100.00")


def test_two_heirs_are_refused_until_the_first_is_replaced(
    resident: Resident, pension: Entitlement, audited: Callable[[], list[str]]
) -> None:
    stopped(resident, plan=plan())
    son, daughter = heir(), heir(name="李建英", id_number=id_number("19900101", male=False, serial=78))
    first = name_heir(resident=resident, named=son, on=TODAY, actor=None)
    assert name_heir(resident=resident, named=son, on=TODAY, actor=None).pk == first.pk
    with pytest.raises(LedgerRefused, match="指定领取人李建国"):
        name_heir(resident=resident, named=daughter, on=TODAY, actor=None)
    second = name_heir(resident=resident, named=daughter, on=TODAY, actor=None, replace=True)
    assert DeathSettlement.objects.get().heir_id == second.pk
    assert second.payee.holder == "李建英"
    with pytest.raises(LedgerRefused, match="不能是死者本人"):
        name_heir(
            resident=resident,
            named=heir(id_number=resident.id_number),
            on=TODAY,
            actor=None,
            replace=True,
        )
