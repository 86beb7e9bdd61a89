"""A year's interest is taken back after an account was closed and its balance paid: corrected to the fen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine

from cuncuntong.ledgers.bookkeeping.models import InterestRun
from cuncuntong.ledgers.bookkeeping.services import (
    confirm_reversal,
    correct_interest,
    keep_interest,
    prove_books,
    reverse_interest,
    undo_interest,
)
from cuncuntong.ledgers.payments.enums import ItemKind, LineState
from cuncuntong.ledgers.payments.models import PayItem, PayLine
from cuncuntong.ledgers.payments.services.once import write_once_lines
from cuncuntong.ledgers.payments.services.posting import settle
from cuncuntong.ledgers.pensions.enums import HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, ReturnWay, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment
from cuncuntong.ledgers.recoveries.selectors import remaining
from cuncuntong.ledgers.recoveries.services import agree, suspend
from cuncuntong.ledgers.recoveries.services.watch import watch
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.network.access import Caller
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.web.pensions.taking_back import follows
from tests.ledgers.bookkeeping.make import posted, previewed, set_rate
from tests.ledgers.make import County, basic_account, pay
from tests.ledgers.recoveries.make import CASE, TODAY, came, confirmed_grant, drawing, heir, plan, run_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC), tick=False):
        forget_parameters()
        yield
    forget_parameters()


@pytest.fixture
def admin(county: County) -> Caller:
    return county.business_admin()


@pytest.fixture
def other(county: County) -> Caller:
    return county.business_admin()


@pytest.fixture
def pension(county: County, admin: Caller, other: Caller) -> Entitlement:
    """1,000.00 since 2024 and 5,100.00 since 2026; 3% for 2025 gives 30.00. Another account has 300.00."""
    pension = drawing(county.resident(birth="19660305"))
    pay(pension.account, 2024, "1000.00")
    pay(basic_account(county.resident("张活着")), 2024)
    set_rate(admin, other)
    return pension


def dies(pension: Entitlement) -> DeathSettlement:
    done = suspend(
        resident=pension.resident,
        kind=HoldKind.DEATH,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        heir=heir(),
    )
    return done.settlements[0]


def asked(month: dt.date) -> PayLine:
    """The heir's line in a run of the month."""
    run = run_of(month, "computing")
    write_once_lines(run)
    item: PayItem = PayItem.objects.get(kind=ItemKind.ONCE, line__run=run)
    return item.line


def pay_out(month: dt.date = dt.date(2026, 11, 1)) -> Decimal:
    """A run asks, the bank pays; gives how much."""
    line = asked(month)
    line.state = LineState.PAID
    line.save()
    settle([line])
    return line.amount


def taken_back(run: InterestRun, admin: Caller, other: Caller) -> InterestRun:
    reverse_interest(caller=admin, run=run, reason="利率更正")
    confirm_reversal(caller=other, run=run)
    undo_interest.func(run=run.pk)
    run.refresh_from_db()
    assert run.state == "reversed", run.remark
    return run


def entries(pension: Entitlement, last: int) -> list[tuple[str, Decimal]]:
    return list(pension.account.entries.order_by("pk").values_list("kind", "amount"))[-last:]


def test_what_the_heir_got_too_much_is_claimed_back(
    pension: Entitlement, admin: Caller, other: Caller
) -> None:
    run = posted(admin, other)
    assert run.total == Decimal("39.00")  # 30.00 and 9.00
    dies(pension)
    assert pay_out() == Decimal("6130.00")
    set_rate(admin, other, rate="0.025")
    taken_back(run, admin, other)
    # 1000 × 0.025 = 25.00 instead of 30.00: the heir has 5.00 that nobody owed.
    row = Overpayment.objects.get()
    assert (row.total, row.account_amount, remaining(row)) == (Decimal("5.00"), Decimal("0"), Decimal("5.00"))
    assert (row.cause, row.items.count()) == ("撤销2025年度结息", 0)
    assert entries(pension, 4) == [
        ("inherited", Decimal("-6130.00")),
        ("reversal", Decimal("-30.00")),
        ("interest", Decimal("25.00")),
        ("returned", Decimal("5.00")),
    ]
    pension.account.refresh_from_db()
    assert (balance(pension.account), pension.account.state) == (Decimal("0.00"), "closed")
    assert run.corrections.get().claim == row.number
    with pytest.raises(LedgerRefused, match="没有以后发放的待遇可以抵扣"):
        agree(overpayment=row, plan=plan(ReturnWay.OFFSET), on=TODAY, actor=None)
    # The others have their year anew, the closed account has not a second one: 300 × 0.025.
    assert previewed(admin).total == Decimal("7.50")
    assert "异常0户" in prove_books()
    watch(TODAY)
    came(row, "5.00")
    row.refresh_from_db()
    assert row.state == OverpaymentState.SETTLED
    assert (Overpayment.objects.count(), balance(pension.account)) == (1, Decimal("0.00"))


def test_what_the_heir_got_too_little_follows(pension: Entitlement, admin: Caller, other: Caller) -> None:
    run = posted(admin, other)
    dies(pension)
    pay_out()
    set_rate(admin, other, rate="0.035")
    taken_back(run, admin, other)
    # 35.00 instead of 30.00.
    waiting = DeathSettlement.objects.get(state=SettlementState.WAITING)
    assert waiting.heir is not None and waiting.grant is None
    assert balance(pension.account) == Decimal("5.00")
    assert pay_out(dt.date(2026, 12, 1)) == Decimal("5.00")
    pension.account.refresh_from_db()
    assert (pension.account.state, balance(pension.account)) == ("closed", Decimal("0.00"))
    assert not Overpayment.objects.exists()


def test_a_small_difference_may_stay_for_a_reason(pension: Entitlement, admin: Caller, other: Caller) -> None:
    run = posted(admin, other)
    dies(pension)
    pay_out()
    set_rate(admin, other, rate="0.025")
    reverse_interest(caller=admin, run=run, reason="利率更正")
    with pytest.raises(LedgerRefused, match="为什么保留"):
        keep_interest(caller=admin, run=run, most=Decimal("5.00"), why=" ")
    assert keep_interest(caller=admin, run=run, most=Decimal("4.99"), why="差额小") == 0
    assert keep_interest(caller=other, run=run, most=Decimal("5.00"), why="差额小") == 1
    # Who decided about an account does not confirm it.
    with pytest.raises(LedgerRefused, match="另一位"):
        confirm_reversal(caller=other, run=run)
    plan = run.corrections.get()
    correct_interest(caller=admin, run=run, correction=plan.pk)
    keep_interest(caller=admin, run=run, correction=plan.pk, why="差额小")
    confirm_reversal(caller=other, run=run)
    undo_interest.func(run=run.pk)
    run.refresh_from_db()
    assert run.state == "reversed"
    assert entries(pension, 1) == [("inherited", Decimal("-6130.00"))]
    assert not Overpayment.objects.exists()
    assert previewed(admin).accounts == 1  # the other account's


def test_a_balance_that_is_on_its_way_to_the_heir_is_waited_for(
    pension: Entitlement, admin: Caller, other: Caller
) -> None:
    run = posted(admin, other)
    dies(pension)
    asked(dt.date(2026, 11, 1))
    with pytest.raises(LedgerRefused, match=f"正在支付给领取人：{pension.account.number}"):
        reverse_interest(caller=admin, run=run, reason="利率更正")


def drawn(pension: Entitlement, amount: str) -> None:
    """The monthly pension took that out of the account."""
    pay(pension.account, 2026, f"-{amount}", kind="payment", paying="none", level=None)


def test_of_an_account_that_was_used_up_in_life_nobody_returns_anything(
    pension: Entitlement, admin: Caller, other: Caller
) -> None:
    run = posted(admin, other)
    # 1000.00 + 5100.00 + 30.00, all of it drawn.
    drawn(pension, "6130.00")
    settled = dies(pension)
    settled.refresh_from_db()
    assert settled.state == SettlementState.NOTHING
    set_rate(admin, other, rate="0.025")
    taken_back(run, admin, other)
    # 25.00 instead of 30.00: the dead had the 5.00, and the fund bears them as for the living.
    assert entries(pension, 4) == [
        ("payment", Decimal("-6130.00")),
        ("reversal", Decimal("-30.00")),
        ("interest", Decimal("25.00")),
        ("returned", Decimal("5.00")),
    ]
    plan = run.corrections.get()
    assert (plan.beyond, plan.borne, plan.claimed, plan.claim) == ("closed", Decimal("5.00"), 0, "")
    assert not Overpayment.objects.exists()
    pension.account.refresh_from_db()
    assert (balance(pension.account), pension.account.state) == (Decimal("0.00"), "closed")
    # A grant confirmed by now is held back by nothing.
    confirmed_grant("1200.00")
    assert pay_out(dt.date(2026, 12, 1)) == Decimal("1200.00")


def test_the_funeral_grant_is_no_interest_to_be_returned(
    pension: Entitlement, admin: Caller, other: Caller
) -> None:
    run = posted(admin, other)
    drawn(pension, "6130.00")
    confirmed_grant("1200.00")
    settled = dies(pension)
    assert pay_out() == Decimal("1200.00")
    settled.refresh_from_db()
    assert (settled.state, settled.balance_part) == (SettlementState.PAID, Decimal("0.00"))
    set_rate(admin, other, rate="0.025")
    taken_back(run, admin, other)
    assert entries(pension, 3) == [
        ("reversal", Decimal("-30.00")),
        ("interest", Decimal("25.00")),
        ("returned", Decimal("5.00")),
    ]
    assert run.corrections.get().borne == Decimal("5.00")
    assert (balance(pension.account), Overpayment.objects.count()) == (Decimal("0.00"), 0)


def test_an_heir_returns_no_more_than_they_got_out_of_the_account(
    pension: Entitlement, admin: Caller, other: Caller
) -> None:
    run = posted(admin, other)
    drawn(pension, "6128.00")
    confirmed_grant("1200.00")
    dies(pension)
    # 2.00 were left on the account.
    assert pay_out() == Decimal("1202.00")
    set_rate(admin, other, rate="0.025")
    taken_back(run, admin, other)
    # Of the 5.00 too much the heir got 2.00.
    assert entries(pension, 4) == [
        ("reversal", Decimal("-30.00")),
        ("interest", Decimal("25.00")),
        ("returned", Decimal("2.00")),
        ("returned", Decimal("3.00")),
    ]
    row, plan = Overpayment.objects.get(), run.corrections.get()
    assert (row.total, plan.borne, balance(pension.account)) == (
        Decimal("2.00"),
        Decimal("3.00"),
        Decimal("0.00"),
    )
    assert follows(plan)[0] == (
        f"多付5.00元：2.00元转多领退回（{row.number}），3.00元领取人没有得到，由基金承担"
    )
    assert "异常0户" in prove_books()


def test_what_was_claimed_for_one_year_is_not_claimed_again_for_another(
    pension: Entitlement, admin: Caller, other: Caller
) -> None:
    set_rate(admin, other, rate="0.02", year=2024)
    first = posted(admin, other, 2024)
    second = posted(admin, other)
    # 6100.00 + 10.00 + 30.30, of which 8.00 are left to the heir.
    drawn(pension, "6132.30")
    dies(pension)
    assert pay_out() == Decimal("8.00")
    set_rate(admin, other, rate="0.025")
    taken_back(second, admin, other)
    set_rate(admin, other, rate="0.01", year=2024)
    taken_back(first, admin, other)
    # 5.05 of 2025; of 2024's 5.00 no more than 8.00 − 5.05 = 2.95, the fund bears 2.05.
    assert sorted(Overpayment.objects.values_list("total", flat=True)) == [Decimal("2.95"), Decimal("5.05")]
    assert first.corrections.get().borne == Decimal("2.05")
    assert balance(pension.account) == Decimal("0.00")


def test_two_years_taken_back_are_two_claims_and_months_are_a_third(
    pension: Entitlement, admin: Caller, other: Caller
) -> None:
    set_rate(admin, other, rate="0.02", year=2024)
    first = posted(admin, other, 2024)
    second = posted(admin, other)
    # 2024: 1000 from July on at 2%: 10.00. 2025: 1010 at 3%: 30.30.
    dies(pension)
    assert pay_out() == Decimal("6140.30")
    set_rate(admin, other, rate="0.025")
    taken_back(second, admin, other)
    # 1010 × 0.025 = 25.25: 5.05 too much.
    set_rate(admin, other, rate="0.01", year=2024)
    taken_back(first, admin, other)
    # 5.00 instead of 10.00.
    assert sorted(Overpayment.objects.values_list("total", flat=True)) == [Decimal("5.00"), Decimal("5.05")]
    assert balance(pension.account) == Decimal("0.00")
