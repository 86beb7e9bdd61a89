"""What comes back: postings and their reversal, instalments, set-offs in a run, and the heir's payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cuncuntong.ledgers.payments.enums import ItemKind, LineState, RunState
from cuncuntong.ledgers.payments.hooks import due_sources
from cuncuntong.ledgers.payments.models import PayItem, PayLine, PayRun
from cuncuntong.ledgers.payments.services.once import write_once_lines
from cuncuntong.ledgers.payments.services.posting import settle
from cuncuntong.ledgers.pensions.enums import EntryKind, HoldKind
from cuncuntong.ledgers.pensions.models import Entitlement, PensionEntry
from cuncuntong.ledgers.pensions.selectors import balance
from cuncuntong.ledgers.recoveries.enums import OverpaymentState, RecoveryKind, ReturnWay, SettlementState
from cuncuntong.ledgers.recoveries.models import DeathSettlement, Overpayment, PostedRecovery, Recovery
from cuncuntong.ledgers.recoveries.selectors import (
    overdue,
    payable,
    received,
    remaining,
    schedule_of,
    set_off_pending,
)
from cuncuntong.ledgers.recoveries.services import (
    agree,
    name_heir,
    receive,
    record_signed,
    resume,
    reverse,
    suspend,
    undo_suspend,
)
from cuncuntong.ledgers.refused import LedgerRefused
from cuncuntong.ledgers.residents.models import Resident
from cuncuntong.network.models import Account, ParameterValue
from cuncuntong.network.parameters import forget_parameters
from cuncuntong.rules.instalments import account_share
from cuncuntong.rules.instalments import plan as parted
from tests.ledgers.make import County, id_number
from tests.ledgers.recoveries.make import CASE, TODAY, drawing, heir, line, month, paid, plan, run_of

FEN = Decimal("0.01")


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


def stopped(resident: Resident, kind: str = HoldKind.DEATH, **more: Any) -> Overpayment:
    """Since August: September to November overpaid, 599.07, 110.07 of it from the account."""
    done = suspend(
        resident=resident,
        kind=kind,
        happened_on=dt.date(2026, 8, 12),
        reason="",
        evidence="",
        on=TODAY,
        actor=None,
        case_number=CASE,
        **more,
    )
    row: Overpayment = done.overpayments[0]
    return row


def came(row: Overpayment, amount: str, receipt: str = "B1", **more: Any) -> Recovery:
    values: dict[str, Any] = {"received_on": TODAY, "on": TODAY, "actor": None}
    return receive(overpayment=row, amount=Decimal(amount), receipt=receipt, **{**values, **more})


def test_what_comes_back_fills_the_account_in_proportion_and_settles(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan())
    before = balance(pension.account)
    first = came(row, "200.00")
    # 200.00 × 110.07 ÷ 599.07 = 36.7469… → 36.74
    assert first.account_amount == Decimal("36.74")
    assert balance(pension.account) - before == Decimal("36.74")
    assert remaining(row) == Decimal("399.07")
    came(row, "399.07", "B2")
    row.refresh_from_db()
    assert (row.state, row.next_due_on) == (OverpaymentState.SETTLED, None)
    assert balance(pension.account) - before == Decimal("110.07")
    assert set(PensionEntry.objects.filter(kind=EntryKind.RETURNED).values_list("amount", flat=True)) == {
        Decimal("36.74"),
        Decimal("73.33"),
    }


def test_a_reversal_gives_everything_back_and_a_posting_is_never_edited(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan())
    before = balance(pension.account)
    posting = came(row, "599.07")
    reversal = reverse(posting=posting, reason="记错了人", on=TODAY, actor=None)
    assert reverse(posting=posting, reason="再点一次", on=TODAY, actor=None).pk == reversal.pk
    row.refresh_from_db()
    assert (row.state, remaining(row)) == (OverpaymentState.OPEN, Decimal("599.07"))
    assert row.next_due_on == dt.date(2026, 12, 24)
    assert balance(pension.account) == before
    posting.amount = Decimal("1.00")
    with pytest.raises(PostedRecovery):
        posting.save()
    with pytest.raises(PostedRecovery):
        posting.delete()


def test_a_receipt_counts_once_and_never_more_than_is_left(resident: Resident, pension: Entitlement) -> None:
    row = stopped(resident, plan=plan())
    first = came(row, "100.00")
    assert came(row, "100.00").pk == first.pk
    assert received(row) == Decimal("100.00")
    with pytest.raises(LedgerRefused, match="已经记过100.00元"):
        came(row, "50.00")
    with pytest.raises(LedgerRefused, match="只剩499.07元没有退"):
        came(row, "500.00", "B2")
    with pytest.raises(LedgerRefused, match="到账日期应在"):
        came(row, "10.00", "B3", received_on=dt.date(2026, 11, 25))
    with pytest.raises(LedgerRefused, match="没有填写缴款凭证号"):
        came(row, "10.00", " ")


def test_instalments_are_paid_in_their_order_and_are_overdue_from_the_next_day(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan(ReturnWay.INSTALMENTS, count=3, first_due=dt.date(2026, 11, 30)))
    agreement = row.agreements.get()
    # 599.07 ÷ 3 = 199.69
    assert [one.amount for one in agreement.instalments.all()] == [Decimal("199.69")] * 3
    came(row, "250.00")
    rows = schedule_of(agreement, remaining(row))
    assert [one.came for one in rows] == [Decimal("199.69"), Decimal("50.31"), Decimal("0.00")]
    row.refresh_from_db()
    assert row.next_due_on == dt.date(2026, 12, 30)
    everything = Overpayment.objects.all()
    assert not overdue(everything, dt.date(2026, 12, 30)).exists()
    assert overdue(everything, dt.date(2026, 12, 31)).exists()


def test_a_new_arrangement_covers_what_is_left_and_the_old_one_stays_to_be_read(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, plan=plan())
    came(row, "99.07")
    changed = agree(
        overpayment=row,
        plan=plan(ReturnWay.INSTALMENTS, count=3, first_due=dt.date(2027, 1, 31)),
        on=TODAY,
        actor=None,
    )
    assert changed.covers == Decimal("500.00")
    dues = list(changed.instalments.all())
    assert [one.amount for one in dues] == [Decimal("166.66"), Decimal("166.66"), Decimal("166.68")]
    assert [one.due_on.isoformat() for one in dues] == ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert [one.state for one in row.agreements.all()] == ["replaced", "standing"]
    with pytest.raises(LedgerRefused, match="签字日期"):
        record_signed(
            agreement=changed,
            signed_on=dt.date(2026, 11, 25),
            signed_by="李建国",
            note="",
            on=TODAY,
            actor=None,
        )


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"way": "instalments", "count": 1, "first_due": TODAY}, "2到24期"),
        ({"way": "instalments", "count": 3}, "没有填写第一期"),
        ({"way": "once", "first_due": dt.date(2026, 11, 23)}, "已经过去"),
        ({"way": ""}, "还没有选择怎样退回"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(
    resident: Resident, pension: Entitlement, wrong: dict[str, Any], words: str
) -> None:
    row = stopped(resident)
    with pytest.raises(LedgerRefused, match=words):
        agree(overpayment=row, plan=plan(**wrong), on=TODAY, actor=None)
    assert not row.agreements.exists()


def source() -> Any:
    return next(one for one in due_sources() if one.name == "recoveries")


def back_again(resident: Resident) -> None:
    resume(
        resident=resident,
        kind=HoldKind.DOUBLE,
        back_pay=False,
        reason="已在本县领取",
        on=TODAY,
        actor=None,
        case_number="S20261124-0009",
    )


def test_a_set_off_takes_the_share_of_the_month_and_the_rest_stays_due(
    resident: Resident, pension: Entitlement
) -> None:
    row = stopped(resident, HoldKind.DOUBLE, plan=plan(ReturnWay.OFFSET))
    december = month(12)
    assert source().extras([pension.pk], december) == []  # still held: nothing to take it from
    back_again(resident)
    extra = source().extras([pension.pk], december)[0]
    # Half of 199.69, rounded down.
    assert (extra.kind, extra.amount) == (ItemKind.DEDUCTION, Decimal("-99.84"))
    assert source().extras([pension.pk], december) == [extra]
    assert source().extras([pension.pk + 1], december) == []
    deducted = line(pension, december, "99.85", LineState.SENT)
    PayItem.objects.create(
        line=deducted,
        entitlement=pension,
        month=december,
        kind=ItemKind.DEDUCTION,
        amount=extra.amount,
        ref=extra.ref,
    )
    # On its way: not asked for again, and a receipt leaves room for it.
    assert source().extras([pension.pk], december) == []
    with pytest.raises(LedgerRefused, match="正在抵扣99.84元"):
        came(row, "698.93")
    with pytest.raises(LedgerRefused, match="正在抵扣"):
        undo_suspend(case_number=CASE, actor=None)
    # Held while the run is not approved: it can still be let through, so the receipt leaves room too.
    PayItem.objects.filter(line=deducted).update(live=False)
    PayLine.objects.filter(pk=deducted.pk).update(state=LineState.HELD)
    PayRun.objects.filter(pk=deducted.run_id).update(state=RunState.COMPUTED)
    with pytest.raises(LedgerRefused, match="正在抵扣99.84元"):
        came(row, "698.93")
    PayRun.objects.filter(pk=deducted.run_id).update(state=RunState.APPROVED)
    assert set_off_pending([row.pk]) == {}
    PayItem.objects.filter(line=deducted).update(live=True)
    deducted.state = LineState.PAID
    deducted.save()
    settle([deducted])
    settle([deducted])
    # August counts too for a double pension: 4 × 199.69 = 798.76
    assert remaining(row) == Decimal("698.92")
    posting = Recovery.objects.get()
    assert (posting.kind, posting.amount) == (RecoveryKind.OFFSET, Decimal("99.84"))


def test_what_the_line_could_not_give_stays_due_next_month(resident: Resident, pension: Entitlement) -> None:
    row = stopped(resident, HoldKind.DOUBLE, plan=plan(ReturnWay.OFFSET, monthly=Decimal("60.00")))
    back_again(resident)
    extra = source().extras([pension.pk], month(12))[0]
    assert extra.amount == Decimal("-60.00")
    source().settled({extra.ref: Decimal("-12.50")})
    assert remaining(row) == Decimal("786.26")
    following = source().extras([pension.pk], dt.date(2027, 1, 1))[0]
    assert following.amount == Decimal("-60.00")


def confirmed_grant(amount: str) -> None:

    one, other = (Account.objects.create(username=name, full_name="业务管理员") for name in ("ba", "bb"))
    ParameterValue.objects.create(
        key="recoveries.funeral_grant",
        starts_on=dt.date(2026, 1, 1),
        value=amount,
        source="演示文件",
        proposed_by=one,
        confirmed_by=other,
        confirmed_at=timezone.now(),
    )
    forget_parameters()


def pay_out(row: DeathSettlement) -> PayItem:
    """A run asks, the bank pays."""
    run = run_of(month(12), "computing")
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


def test_what_is_owed_is_set_off_against_what_the_heir_gets(resident: Resident, pension: Entitlement) -> None:
    row = stopped(resident, plan=plan(ReturnWay.OFFSET), heir=heir())
    settlement = DeathSettlement.objects.get()
    worth = payable([settlement])[settlement.pk]
    # 5100 − 6 × 36.69 = 4879.86; 110.07 of the 599.07 return to the account: 4879.86 + 110.07 − 599.07
    assert worth.amount == Decimal("4390.86")
    item = pay_out(settlement)
    assert item.amount == Decimal("4390.86")
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


cents = st.integers(min_value=1, max_value=5_000_000).map(lambda n: FEN * n)


@given(total=cents, count=st.integers(1, 60), first=st.dates(dt.date(2026, 1, 1), dt.date(2100, 1, 1)))
def test_instalments_sum_to_the_total_to_the_fen(total: Decimal, count: int, first: dt.date) -> None:
    if total < FEN * count:
        return
    dues = parted(total, count, first)
    assert sum(due.amount for due in dues) == total
    assert all(due.amount > 0 for due in dues)
    assert [due.due_on for due in dues] == sorted({due.due_on for due in dues})


@given(
    total=st.integers(1, 100_000),
    permille=st.integers(0, 1000),
    steps=st.lists(st.tuples(st.integers(1, 100_000), st.booleans()), max_size=20),
)
def test_the_accounts_part_is_whole_once_all_came_whatever_was_reversed(
    total: int, permille: int, steps: list[tuple[int, bool]]
) -> None:
    whole, account = FEN * total, FEN * (total * permille // 1000)
    done: list[tuple[Decimal, Decimal]] = []

    def post(amount: Decimal) -> None:
        came, back = sum((a for a, _ in done), Decimal(0)), sum((b for _, b in done), Decimal(0))
        part = account_share(total=whole, account_total=account, came=came, account_came=back, amount=amount)
        assert 0 <= part <= amount
        done.append((amount, part))

    for size, reversing in steps:
        left = whole - sum((a for a, _ in done), Decimal(0))
        if reversing and done:
            done.pop(size % len(done))
        elif left > 0:
            post(min(left, FEN * size))
    left = whole - sum((a for a, _ in done), Decimal(0))
    if left > 0:
        post(left)
    assert sum((b for _, b in done), Decimal(0)) == account
